"""How alike the levels of councils are: a map of those that come near, and council against council."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING

from scgraph.careers.equivalence import council_matrix
from scgraph.careers.reading import load_levels
from scgraph.domain.levels import Level
from scgraph.domain.likeness import Likeness, Matrix
from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.grid import Cell, Grid, Heading, draw_grid
from scgraph.drawing.layout import draw_diagram
from scgraph.drawing.style import KINDS
from scgraph.errors import UsageError
from scgraph.graph import Name
from scgraph.words import counted, listed, percent

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

# A map of more would be no map: every pair of councils is compared, and every column has to be crossed.
MOST_COUNCILS = 8
_BARRED = "†"


# A level, and how like another is to it.
Pair = tuple[Level, Likeness]


def draw_equivalence_map(
    graph: KnowledgeGraph, form: str = "svg", councils: Sequence[Name] | None = None, root: str = ""
) -> bytes:
    """The levels of councils, and lines between those that each hold at least half of what the other asks.

    :param councils: the councils, as IRIs, CURIEs or labels; all of the graph by default.
    :raises UsageError: for another form, an unknown council, fewer than two or more than eight.
    :raises MissingDependency: if Graphviz is needed and not there.
    """
    levels, pairs = _load(graph, councils)
    keys = {level.iri: f"n{number}" for number, level in enumerate(levels, 1)}
    nodes = [
        Node(keys[level.iri], level.name, iri=level.iri, group=level.council, stack=level.ladder)
        for level in levels
    ]
    edges = [
        Edge(keys[lower.iri], keys[upper.iri], "ladder")
        for lower, upper in pairwise(levels)
        if lower.ladder == upper.ladder
    ]
    order = [level.iri for level in levels]
    for level, likeness in pairs:
        left, right = sorted((level.iri, likeness.level.iri), key=order.index)
        edges.append(Edge(keys[left], keys[right], likeness.word, (_shown(likeness),), directed=False))
    names = list(dict.fromkeys(level.council for level in levels))
    alike = "; ".join(
        f"{level.name} and {likeness.level.name}, {likeness.word}, {_shown(likeness)}"
        for level, likeness in pairs
    )
    description = (
        f"The levels of {listed(names)}; the lowest rung of each ladder stands at the foot. "
        f"Pairs of levels that each hold half or more of what the other asks: {alike or 'none'}."
    )
    title = f"Levels of {len(names)} councils that are alike"
    return draw_diagram(Diagram(title, description, tuple(nodes), tuple(edges), "LR"), form, root)


def draw_heat_map(graph: KnowledgeGraph, here: Name, there: Name, form: str = "svg", root: str = "") -> bytes:
    """Every level of one council (rows) against every level of another or the same, the numbers in the cells.

    :raises UsageError: for another form, or an unknown council.
    :raises MissingDependency: if matplotlib is not installed.
    """
    one, other = (graph.find(council, "org:Organization") for council in (here, there))
    matrix = council_matrix(graph, one, other)
    if not matrix.cells:
        raise UsageError(f"{one.label} or {other.label} offers no role, so there is nothing to compare.")
    title = f"How alike are the levels of {one.label} and {other.label}?"
    if one.iri == other.iri:
        title = f"How alike are the levels of {one.label} among each other?"
    grid = Grid(
        title=title,
        description=_describe(matrix),
        rows=tuple(Heading(level.name, level.iri) for level in matrix.here),
        columns=tuple(Heading(level.name, level.iri) for level in matrix.there),
        cells=tuple(tuple(_cell(matrix.cells[a.iri, b.iri]) for b in matrix.there) for a in matrix.here),
        bands=("0–19%", "20–39%", "40–59%", "60–79%", "80–100%"),
        key="Each number is the weaker of the two shares that one level holds of what the other asks.",
        notes=_notes([*matrix.cells.values()]),
    )
    return draw_grid(grid, form, root)


def _load(graph: KnowledgeGraph, councils: Sequence[Name] | None) -> tuple[list[Level], list[Pair]]:
    """The levels of the councils, councils that are alike side by side, and the pairs that are near."""
    levels = load_levels(graph)
    known = list(dict.fromkeys(level.organisation for level in levels.values()))
    if councils is not None:
        known = list(dict.fromkeys(graph.find(council, "org:Organization").iri for council in councils))
    if not 2 <= len(known) <= MOST_COUNCILS:
        raise UsageError(
            f"a map shows 2 to {MOST_COUNCILS} councils, not {len(known)}; name those to compare."
        )
    matrices = (council_matrix(graph, *ends) for ends in combinations(known, 2))
    # Near is where each holds half or more of what the other asks.
    pairs = [pair for matrix in matrices for pair in _pairs(matrix) if pair[1].word in KINDS]
    links = [(level.organisation, likeness.level.organisation) for level, likeness in pairs]
    linked = [council for council in known if any(council in link for link in links)]
    order = [*_order(linked, links), *(council for council in known if council not in linked)]
    shown = [level for level in levels.values() if level.organisation in order]
    return sorted(
        shown, key=lambda level: (order.index(level.organisation), level.ladder, level.order)
    ), pairs


def _order(councils: list[str], links: list[tuple[str, str]]) -> Sequence[str]:
    """The councils in the order in which their links are shortest."""
    weights = {link: links.count(link) for link in dict.fromkeys(links)}

    def length(order: Sequence[str]) -> int:
        return sum(weight * abs(order.index(a) - order.index(b)) for (a, b), weight in weights.items())

    return min(permutations(councils), key=length)


def _pairs(matrix: Matrix) -> list[Pair]:
    return [(a, matrix.cells[a.iri, b.iri]) for a in matrix.here for b in matrix.there]


def _describe(matrix: Matrix) -> str:
    """The size of a comparison and its two most alike levels, in sentences."""
    size = f"{counted(len(matrix.here), 'level')} against {len(matrix.there)}."
    others = [(level, likeness) for level, likeness in _pairs(matrix) if level != likeness.level]
    if not others:
        return size
    level, best = max(others, key=lambda pair: pair[1].likeness)
    names = f"{level.name} and {best.level.name}"
    return f"{size} Most alike: {names}, {best.word}, {_shown(best)}."


def _shown(likeness: Likeness) -> str:
    """The weaker share and what bars the two, in few words: on a map there is no here and there."""
    reasons = (
        re.sub(r" here: .*| \(.*", "", reason).removesuffix(" differs") + " differs"
        for reason in likeness.reasons
    )
    return ", ".join([percent(likeness.likeness), *reasons])


def _cell(likeness: Likeness) -> Cell:
    mark = _BARRED if likeness.reasons else ""
    text = percent(likeness.likeness)
    return Cell(min(int(text.removesuffix("%")) // 20, 4), text, f"{likeness.word}{mark}")


def _notes(shown: list[Likeness]) -> tuple[str, ...]:
    """What the words and marks in the cells mean, as far as they occur."""
    words = {likeness.word for likeness in shown}
    notes = [
        f"{word}: the level {one} holds half or more of what the level {other} asks, not the reverse."
        for word, one, other in (("broader", "above", "beside"), ("narrower", "beside", "above"))
        if word in words
    ]
    if any(likeness.reasons for likeness in shown):
        notes.append(
            f"{_BARRED} Registration, standing, statutory functions or specialism differ: "
            "never called close or equivalent."
        )
    return tuple(notes)
