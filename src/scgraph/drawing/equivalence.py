"""How alike the levels of councils are: a map of those that come near, and council against council."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations
from typing import TYPE_CHECKING

from scgraph.careers.equivalence import council_matrix
from scgraph.careers.reading import load_levels
from scgraph.domain.levels import Level
from scgraph.domain.likeness import Likeness, Matrix
from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.forms import draw_diagram
from scgraph.drawing.grid import Cell, Grid, Heading, draw_grid
from scgraph.drawing.style import KINDS
from scgraph.errors import UsageError
from scgraph.graph import Name
from scgraph.words import counted, listed, percent

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

# A map of more would be no map: every pair of councils is compared, and every column has to be crossed.
MOST_COUNCILS = 8
_BARRED = "†"


@dataclass(frozen=True)
class Pair:
    """Two levels compared: ``likeness`` is that of ``other`` to ``level``."""

    level: Level
    other: Level
    likeness: Likeness

    @property
    def is_near(self) -> bool:
        """Whether each holds half or more of what the other asks."""
        return self.likeness.word in KINDS

    @property
    def short(self) -> str:
        """The weaker share and what bars the two, in few words."""
        reasons = (_without_ends(reason) for reason in self.likeness.reasons)
        return ", ".join([percent(self.likeness.mutual), *reasons])


def draw_equivalence_map(
    graph: KnowledgeGraph, form: str = "svg", councils: Sequence[Name] | None = None, root: str = ""
) -> bytes:
    """The levels of councils, and lines between those that each hold at least half of what the other asks.

    :param form: 'svg', 'png', 'pdf', 'mmd' (Mermaid) or 'graphml'.
    :param councils: the councils, as IRIs, CURIEs or labels; all of the graph by default.
    :param root: what stands before the addresses of the levels' pages.
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
    for pair in pairs:
        left, right = sorted((pair.level.iri, pair.other.iri), key=order.index)
        edges.append(Edge(keys[left], keys[right], pair.likeness.word, (pair.short,), directed=False))
    names = list(dict.fromkeys(level.council for level in levels))
    alike = "; ".join(
        f"{pair.level.name} and {pair.other.name}, {pair.likeness.word}, {pair.short}" for pair in pairs
    )
    description = (
        f"The levels of {listed(names)}; the lowest rung of each ladder stands at the foot. "
        f"Pairs of levels that each hold half or more of what the other asks: {alike or 'none'}."
    )
    title = f"Levels of {len(names)} councils that are alike"
    return draw_diagram(Diagram(title, description, tuple(nodes), tuple(edges), "across"), form, root)


def draw_heat_map(graph: KnowledgeGraph, here: Name, there: Name, form: str = "svg", root: str = "") -> bytes:
    """Every level of one council against every level of another, the numbers in the cells.

    :param here: the council whose levels are the rows, as an IRI, a CURIE or a label.
    :param there: the council whose levels are the columns; it may be the same.
    :param form: 'svg', 'png' or 'pdf'.
    :param root: what stands before the addresses of the levels' pages.
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
        description=_describe(_pairs(matrix)),
        rows=tuple(Heading(level.name, level.iri) for level in matrix.here),
        columns=tuple(Heading(level.name, level.iri) for level in matrix.there),
        cells=tuple(tuple(_cell(matrix.cells[a.iri, b.iri]) for b in matrix.there) for a in matrix.here),
        bands=("0–19%", "20–39%", "40–59%", "60–79%", "80–100%"),
        key="Each number is the weaker of the two shares that one level holds of what the other asks.",
        notes=_notes(matrix.cells.values()),
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
    pairs = [pair for matrix in matrices for pair in _pairs(matrix) if pair.is_near]
    links = [(pair.level.organisation, pair.other.organisation) for pair in pairs]
    linked = [council for council in known if any(council in link for link in links)]
    order = [*_order(linked, links), *(council for council in known if council not in linked)]
    shown = [level for level in levels.values() if level.organisation in order]
    return sorted(shown, key=lambda level: (order.index(level.organisation), level.ladder, level.rank)), pairs


def _order(councils: list[str], links: list[tuple[str, str]]) -> Sequence[str]:
    """The councils in the order in which their links are shortest."""
    weights = {link: links.count(link) for link in dict.fromkeys(links)}

    def length(order: Sequence[str]) -> int:
        return sum(weight * abs(order.index(a) - order.index(b)) for (a, b), weight in weights.items())

    return min(permutations(councils), key=length)


def _pairs(matrix: Matrix) -> list[Pair]:
    return [Pair(a, b, matrix.cells[a.iri, b.iri]) for a in matrix.here for b in matrix.there]


def _describe(pairs: list[Pair]) -> str:
    """The size of a comparison and its two most alike levels, in sentences."""
    rows, columns = len({pair.level for pair in pairs}), len({pair.other for pair in pairs})
    size = f"{counted(rows, 'level')} against {columns}."
    others = [pair for pair in pairs if pair.level != pair.other]
    if not others:
        return size
    best = max(others, key=lambda pair: pair.likeness.mutual)
    names = f"{best.level.name} and {best.other.name}"
    return f"{size} Most alike: {names}, {percent(best.likeness.mutual)}, {best.likeness.verdict}."


def _without_ends(reason: str) -> str:
    """What differs, without saying how: on a map there is no here and there."""
    thing, _, ends = reason.partition(" here: ")
    return f"{thing} differs" if ends else reason


def _cell(likeness: Likeness) -> Cell:
    mark = _BARRED if likeness.reasons else ""
    text = percent(likeness.mutual)
    return Cell(min(int(text.removesuffix("%")) // 20, 4), text, f"{likeness.word}{mark}")


def _notes(likenesses: Iterable[Likeness]) -> tuple[str, ...]:
    """What the words and marks in the cells mean, as far as they occur."""
    shown = list(likenesses)
    words = {likeness.word for likeness in shown}
    notes = []
    if "broader" in words:
        notes.append(
            "broader: the level above holds half or more of what the level beside asks, not the reverse."
        )
    if "narrower" in words:
        notes.append(
            "narrower: the level beside holds half or more of what the level above asks, not the reverse."
        )
    if any(likeness.reasons for likeness in shown):
        notes.append(f"{_BARRED} Registration or statutory functions differ: never called equivalent.")
    return tuple(notes)
