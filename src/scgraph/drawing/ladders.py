"""A ladder as a picture: its rungs, what stands at each, and what the source says about climbing it."""

from __future__ import annotations

from itertools import pairwise

from scgraph.careers.reading import load_ladder, load_rungs, load_stated_moves
from scgraph.domain.levels import Level, Rung
from scgraph.domain.moves import NEXT_RUNG
from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.layout import draw_diagram
from scgraph.drawing.style import BULLET, KINDS
from scgraph.errors import UsageError
from scgraph.graph import Name
from scgraph.questions.door import KnowledgeGraph
from scgraph.words import counted


def draw_ladder(graph: KnowledgeGraph, ladder: Name, form: str = "svg", root: str = "") -> bytes:
    """A role or job family, its lowest rung at the foot.

    :raises UsageError: for another form, or a name that no ladder bears.
    :raises MissingDependency: if Graphviz is needed and not there.
    """
    role = graph.find(ladder, "scg:Ladder")
    levels, rungs = ladder_levels(graph, role), load_rungs(graph, role)
    nodes = [_node(f"n{number}", rung) for number, rung in enumerate(rungs, 1)]
    said: dict[tuple[str, str], dict[str, None]] = {}
    for move in load_stated_moves(graph):
        if move.basis != NEXT_RUNG:
            said.setdefault((move.origin, move.target), {})[move.told] = None
    edges = []
    for number, (lower, upper) in enumerate(pairwise(rungs), 1):
        ends = (f"n{number}", f"n{number + 1}")
        edges.append(Edge(*ends, "ladder", (KINDS["ladder"].words, str(upper.relation))))
        if texts := said.get((lower.iri, upper.iri)):
            notes = (KINDS["stated"].words, *(f"{BULLET}{text}" for text in texts))
            edges.append(Edge(*ends, "stated", notes))
    title = f"{levels[0].role}, {levels[0].council}"
    names = ", then ".join(rung.name for rung in rungs)
    description = f"{counted(len(rungs), 'level')}, from the lowest up: {names}."
    return draw_diagram(Diagram(title, description, tuple(nodes), tuple(edges), "BT"), form, root)


def ladder_levels(graph: KnowledgeGraph, ladder: Name) -> list[Level]:
    """The levels of a ladder from the lowest up.

    :raises UnknownName: if no ladder is called so.
    :raises UsageError: if it has no levels.
    """
    node = graph.find(ladder, "scg:Ladder")
    if levels := load_ladder(graph, node):
        return levels
    raise UsageError(f"'{node.label}' has no levels, so there is nothing to draw.")


def _node(key: str, rung: Rung) -> Node:
    notes = [title for title in rung.titles if title not in rung.name]
    if rung.grades:
        notes.append(f"Pay grade: {', '.join(rung.grades)}")
    notes.append(f"{counted(rung.carried, 'statement')} on {counted(rung.topics, 'topic')}")
    return Node(key, rung.name, tuple(notes), rung.iri)
