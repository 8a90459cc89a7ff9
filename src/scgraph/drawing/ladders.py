"""A ladder as a picture: its rungs, what stands at each, and what the source says about climbing it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scgraph.careers.reading import load_ladder
from scgraph.domain.levels import Level
from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.forms import draw_diagram
from scgraph.drawing.style import BULLET, KINDS
from scgraph.errors import UsageError
from scgraph.graph import Name
from scgraph.words import counted, split_list

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph


def draw_ladder(graph: KnowledgeGraph, ladder: Name, form: str = "svg", root: str = "") -> bytes:
    """A role or job family, its lowest rung at the foot.

    :param ladder: the ladder, as an IRI, a CURIE or a label.
    :param form: 'svg', 'png', 'pdf', 'mmd' (Mermaid) or 'graphml'.
    :param root: what stands before the addresses of the levels' pages.
    :raises UsageError: for another form, or a name that no ladder bears.
    :raises MissingDependency: if Graphviz is needed and not there.
    """
    rungs, rules = _load(graph, ladder)
    levels = ladder_levels(graph, ladder)
    nodes = [_node(f"n{number}", rung) for number, rung in enumerate(rungs, 1)]
    edges = []
    for number, rung in enumerate(rungs[1:], 1):
        ends = (f"n{number}", f"n{number + 1}")
        edges.append(Edge(*ends, "ladder", (KINDS["ladder"].words, str(rung["relation"]))))
        if said := rules.get(str(rung["levelIri"])):
            edges.append(
                Edge(*ends, "stated", (KINDS["stated"].words, *(f"{BULLET}{text}" for text in said)))
            )
    title = f"{levels[0].role}, {levels[0].council}"
    names = ", then ".join(str(rung["level"]) for rung in rungs)
    description = f"{counted(len(rungs), 'level')}, from the lowest up: {names}."
    return draw_diagram(Diagram(title, description, tuple(nodes), tuple(edges), "up"), form, root)


def ladder_levels(graph: KnowledgeGraph, ladder: Name) -> list[Level]:
    """The levels of a ladder from the lowest up.

    :raises UnknownName: if no ladder is called so.
    :raises UsageError: if it has no levels.
    """
    node = graph.find(ladder, "scg:Ladder")
    if levels := load_ladder(graph, node):
        return levels
    raise UsageError(f"'{node.label}' has no levels, so there is nothing to draw.")


def _load(graph: KnowledgeGraph, ladder: Name) -> tuple[list[dict[str, Any]], dict[str, tuple[str, ...]]]:
    """The rungs, and per level what rules say about reaching it from the rung below."""
    rungs: list[dict[str, Any]] = graph.ask("ladder", role=ladder).rows
    below = {str(upper["levelIri"]): str(lower["levelIri"]) for lower, upper in pairwise(rungs)}
    rules: dict[str, tuple[str, ...]] = {}
    for row in graph.ask("stated-moves"):
        target = str(row["target"])
        if row["basis"] != "next rung" and below.get(target) == str(row["level"]):
            says = (
                f"{row['says']} ({counted(row['months'], 'month')})"
                if isinstance(row["months"], int)
                else str(row["says"])
            )
            if says not in rules.get(target, ()):
                rules[target] = (*rules.get(target, ()), says)
    return rungs, rules


def _node(key: str, rung: dict[str, Any]) -> Node:
    notes = [title for title in _parts(rung["titles"]) if title not in str(rung["level"])]
    if grades := _parts(rung["grades"]):
        notes.append(f"Pay grade: {', '.join(grades)}")
    notes.append(f"{counted(rung['carried'], 'statement')} on {counted(rung['topics'], 'topic')}")
    return Node(key, str(rung["level"]), tuple(notes), str(rung["levelIri"]))


def _parts(cell: object) -> list[str]:
    return split_list(str(cell)) if cell else []
