"""What an answer has to be cited with: the question, its parameters, the version of the data, and the day."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from scgraph.namespaces import ONTOLOGY, PREFIXES

if TYPE_CHECKING:
    from scgraph.graph import Graph
    from scgraph.questions.answers import QueryAnswer

_VERSION = f"""SELECT ?version ?modified {{
  OPTIONAL {{ <{ONTOLOGY}> <{PREFIXES["owl"]}versionInfo> ?version }}
  OPTIONAL {{ <{ONTOLOGY}> <{PREFIXES["dcterms"]}modified> ?modified }}
}}"""


def describe_answer(
    graph: Graph, answer: QueryAnswer, today: datetime.date | None = None
) -> list[tuple[str, str]]:
    """(what, value) of everything that an answer is to be cited with, in a reader's order."""
    query = answer.bound.query
    facts = [("Question", query.summary), ("Saved question", query.name), ("What it asks", query.description)]
    for name, values in answer.bound.given.items():
        facts.append((query.parameters[name].label, "; ".join(values) or "all"))
    version, modified = data_version(graph)
    facts.append(("Data version", version))
    facts.append(("Data last changed", modified))
    facts.append(("Rows", str(len(answer))))
    facts.append(("Asked on", (today or datetime.date.today()).isoformat()))
    return facts


def data_version(graph: Graph) -> tuple[str, str]:
    """(version, date of the last change) that the graph which was asked gives of itself."""
    rows = graph.engine.select(_VERSION).rows
    version, modified = rows[0] if rows else (None, None)
    return (version.value if version else "not given", modified.value if modified else "not given")
