"""What an answer has to be cited with: the question, its parameters, the version of the data, and the day."""

from __future__ import annotations

import datetime

from scgraph.graph import Graph
from scgraph.namespaces import ONTOLOGY, PREFIXES
from scgraph.questions.answers import Answer

_VERSION = f"""SELECT ?version ?modified {{
  OPTIONAL {{ <{ONTOLOGY}> <{PREFIXES["owl"]}versionInfo> ?version }}
  OPTIONAL {{ <{ONTOLOGY}> <{PREFIXES["dcterms"]}modified> ?modified }}
}}"""


# (what, value) of everything that an answer is to be cited with, in a reader's order.
Facts = list[tuple[str, str]]


def describe_answer(graph: Graph, answer: Answer, today: datetime.date | None = None) -> Facts:
    """What the answer of a saved question is to be cited with."""
    query = answer.bound.query
    asked = [("Question", query.summary), ("Saved question", query.name), ("What it asks", query.description)]
    for name, values in answer.bound.given.items():
        asked.append((query.parameters[name].label, "; ".join(values) or "all"))
    asked += [("Note", note) for note in answer.bound.notes]
    return [*asked, *describe_data(graph, len(answer), today)]


def describe_data(graph: Graph, rows: int, today: datetime.date | None = None) -> Facts:
    """What any answer is to be cited with: the version of the data, how many rows it has, and the day."""
    version, modified = data_version(graph)
    return [
        ("Data version", version),
        ("Data last changed", modified),
        ("Rows", str(rows)),
        ("Asked on", (today or datetime.date.today()).isoformat()),
    ]


def data_version(graph: Graph) -> tuple[str, str]:
    """(version, date of the last change) that the graph which was asked gives of itself."""
    rows = graph.engine.select(_VERSION).rows
    version, modified = rows[0] if rows else (None, None)
    return (version.value if version else "not given", modified.value if modified else "not given")
