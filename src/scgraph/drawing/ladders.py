"""A ladder as a picture: its rungs, what stands at each, and what the source says about climbing it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scgraph.careers.levels import Level, load_levels
from scgraph.drawing.diagram import Diagram, Edge, Node, draw_diagram
from scgraph.drawing.style import BULLET, KINDS
from scgraph.errors import UsageError
from scgraph.tables.text import Table
from scgraph.words import counted, split_list

if TYPE_CHECKING:
    from scgraph.questions.answers import Value
    from scgraph.questions.door import KnowledgeGraph

_HEADER = (
    "Rung", "Level", "Pay grade", "Job title", "Relation to the rung below", "Statements carried", "Topics",
    "What the source says about reaching it",
)  # fmt: skip


def draw_ladder(graph: KnowledgeGraph, ladder_iri: str, form: str = "svg", root: str = "") -> bytes:
    """A role or job family, its lowest rung at the foot.

    :param ladder_iri: the ladder, as an IRI, a CURIE or a label.
    :param form: 'svg', 'png', 'pdf', 'mmd' (Mermaid) or 'graphml'.
    :param root: what stands before the addresses of the levels' pages.
    :raises UsageError: for another form, or a name that no ladder bears.
    :raises MissingDependency: if Graphviz is needed and not there.
    """
    rungs, rules = _load(graph, ladder_iri)
    levels = ladder_levels(graph, ladder_iri)
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


def tabulate_ladder(graph: KnowledgeGraph, ladder_iri: str) -> Table:
    """What the picture of a ladder shows, one row per rung."""
    rungs, rules = _load(graph, ladder_iri)
    rows: list[tuple[Value, ...]] = [
        (
            rung["rung"], rung["level"], rung["grades"], rung["titles"], rung["relation"], rung["carried"],
            rung["topics"], "; ".join(rules.get(str(rung["levelIri"]), ())),
        )
        for rung in rungs
    ]  # fmt: skip
    return Table(_HEADER, rows, tuple(name in {"Rung", "Statements carried", "Topics"} for name in _HEADER))


def ladder_levels(graph: KnowledgeGraph, ladder_iri: str) -> list[Level]:
    """The levels of a ladder from the lowest up.

    :raises UnknownName: if no ladder is called so.
    :raises UsageError: if it has no levels.
    """
    ladder = graph.find(ladder_iri, "scg:Ladder")
    levels = [level for level in load_levels(graph).values() if level.ladder == ladder.iri]
    if not levels:
        raise UsageError(f"'{ladder.label}' has no levels, so there is nothing to draw.")
    return sorted(levels, key=lambda level: level.rank)


def _load(graph: KnowledgeGraph, ladder_iri: str) -> tuple[list[dict[str, Any]], dict[str, tuple[str, ...]]]:
    """The rungs, and per level what rules say about reaching it from the rung below."""
    rungs: list[dict[str, Any]] = graph.ask("ladder", role=ladder_iri).rows
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
