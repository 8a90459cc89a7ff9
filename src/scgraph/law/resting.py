"""What rests on law: the statements, topics and statutory roles that a change of it would touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scgraph.graph import Graph, Node
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.words import natural_key


@dataclass(frozen=True)
class Resting:
    """What rests on one or several pieces of law.

    ``statements`` name it or a part of it, or rest on it by this project's reading of their topics or of the
    statutory roles that they name; what rests on a scheme is what rests on the provisions that set it out.
    """

    statements: frozenset[str] = frozenset()
    topics: tuple[Node, ...] = ()
    roles: tuple[Node, ...] = ()


def what_rests_on(graph: Graph, laws: Iterable[str]) -> Mapping[str, Resting]:
    """What rests on each of some pieces of law, and under the empty name what rests on any of them."""
    things: dict[tuple[str, str], dict[str, str]] = {}
    asked = list(laws)
    if asked:
        query = bind(query_text(__package__, "resting.rq"), {"law": asked})
        for law, sort, thing, name in graph.engine.select(query).rows:
            if law and sort and thing:
                for key in (law.value, ""):
                    things.setdefault((key, sort.value), {})[thing.value] = name.value if name else ""

    def nodes(law: str, sort: str) -> tuple[Node, ...]:
        found = things.get((law, sort), {}).items()
        return tuple(sorted((Node(*each) for each in found), key=lambda node: natural_key(node.label)))

    return {
        law: Resting(frozenset(things.get((law, "statement"), ())), nodes(law, "topic"), nodes(law, "role"))
        for law in (*asked, "")
    }
