"""The companion of a CSV or TSV file: what it answers, as W3C CSV on the Web metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scgraph.questions.about import describe_answer
from scgraph.questions.answers import LIST_KINDS
from scgraph.words import SEPARATOR

if TYPE_CHECKING:
    from scgraph.graph import Graph
    from scgraph.questions.answers import QueryAnswer
    from scgraph.questions.catalogue import Column

_DATATYPES = {"integer": "integer", "decimal": "decimal", "boolean": "boolean", "iri": "anyURI"}


def to_companion(graph: Graph, answer: QueryAnswer, name: str, form: str) -> bytes:
    """The metadata of a file of this name and form ('csv' or 'tsv') that holds the answer, as JSON."""
    facts = describe_answer(graph, answer)
    described: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": answer.bound.query.summary,
        "dc:description": answer.bound.query.description,
        "dialect": {"delimiter": "," if form == "csv" else "\t", "header": True},
        "notes": [{"name": label, "value": value} for label, value in facts],
        "tableSchema": {"columns": [_column(column) for column in answer.columns]},
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.label,
        "datatype": _DATATYPES.get(column.kind, "string"),
    }
    if column.kind in LIST_KINDS:
        described["separator"] = SEPARATOR
    return described
