"""The companion of a CSV or TSV file: what it answers, as W3C CSV on the Web metadata."""

from __future__ import annotations

import json
from typing import Any

from scgraph.questions.answers import LIST_KINDS
from scgraph.questions.catalogue import Column
from scgraph.tables.table import Sheet
from scgraph.words import SEPARATOR

_DATATYPES = {"integer": "integer", "decimal": "decimal", "boolean": "boolean", "iri": "anyURI"}


def to_companion(sheet: Sheet, name: str, form: str) -> bytes:
    """The metadata of a file of this name and form ('csv' or 'tsv') that holds a table, as JSON."""
    described: dict[str, Any] = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": name,
        "dc:title": sheet.title,
        "dc:description": sheet.description,
        "dialect": {"delimiter": "," if form == "csv" else "\t", "header": True},
        "notes": [{"name": label, "value": value} for label, value in sheet.facts],
        "tableSchema": {"columns": [_column(column) for column in sheet.table.columns]},
    }
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _column(column: Column) -> dict[str, str]:
    datatype = _DATATYPES.get(column.kind, "string")
    separator = {"separator": SEPARATOR} if column.kind in LIST_KINDS else {}
    return {"name": column.name, "titles": column.label, "datatype": datatype, **separator}
