"""Levels of other councils ranked by likeness, with the competencies behind each score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from scgraph.careers.reading import find_levels, load_levels, node_of, pick
from scgraph.domain.levels import Level
from scgraph.domain.likeness import Equivalents, Evidence, Likeness, Matrix
from scgraph.errors import UsageError
from scgraph.graph import Name, Node
from scgraph.questions.door import KnowledgeGraph


def equivalents(
    graph: KnowledgeGraph,
    level: Name,
    limit: int | None = None,
    explained: int = 10,
    council: str | None = None,
) -> Equivalents:
    """The levels of other councils ranked by likeness to one level.

    :param limit: how many at most.
    :param explained: for how many of them, from the top, the competencies behind the score are looked up.
    :param council: the label of the one council whose levels are meant.
    :raises UnknownName: if there is no such level.
    :raises UsageError: for a number of levels below one.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"{limit} is no number of levels to list; name one or more.")
    (node,) = find_levels(graph, (level,))
    every = graph.ask("equivalent-levels", level=node).read(_Ranked)
    rows = [row for row in every if council in (None, row.council)][:limit]
    levels = load_levels(graph, [node, *(Node(row.level, row.name) for row in rows)])
    ranked = [_likeness(pick(levels, Node(row.level, row.name)), row) for row in rows]
    for number, likeness in enumerate(ranked[:explained]):
        ranked[number] = replace(likeness, evidence=load_evidence(graph, node, node_of(likeness.level)))
    return Equivalents(pick(levels, node), tuple(ranked))


def load_evidence(graph: KnowledgeGraph, level: Name, other: Name) -> tuple[Evidence, ...]:
    """The competencies of two levels with what each counts, the ones that count most first.

    :raises UnknownName: if one of them is no level of the graph.
    """
    answer = graph.ask("equivalence-evidence", level=level, other=other)
    return tuple(answer.read(Evidence, here="proficiency", there="otherProficiency"))


def council_matrix(graph: KnowledgeGraph, here: Name, there: Name) -> Matrix:
    """Every level of one council against every level of another, or of its own.

    :raises UnknownName: if one of the two is no council of the graph.
    """
    rows = graph.ask("equivalence-matrix", here=here, there=there).read(_Pair)
    ends = {row.level: row.name for row in rows} | {row.other: row.other_name for row in rows}
    levels = load_levels(graph, [Node(*end) for end in ends.items()])
    standing = {iri: pick(levels, Node(iri, name)) for iri, name in ends.items()}
    cells = {(row.level, row.other): _likeness(standing[row.other], row) for row in rows}
    across = dict.fromkeys(standing[level] for level, _ in cells)
    down = dict.fromkeys(standing[other] for _, other in cells)
    return Matrix(tuple(across), tuple(down), cells)


@dataclass(frozen=True)
class _Row:
    """What both questions about likeness answer."""

    level: str
    name: str
    verdict: str
    differs: tuple[str, ...]
    likeness: Decimal
    held: Decimal
    holds: Decimal
    unstated: Decimal


@dataclass(frozen=True)
class _Ranked(_Row):
    """A level of another council, with what each side asks where the two may differ."""

    council: str
    registration: str
    own_registration: str
    standing: str
    own_standing: str
    function: str
    own_function: str
    specialism: tuple[str, ...]
    verdict_iri: str


@dataclass(frozen=True)
class _Pair(_Row):
    """Two levels of two councils."""

    other: str
    other_name: str


def _likeness(level: Level, row: _Row) -> Likeness:
    return Likeness(
        level=level,
        told=row.verdict,
        reasons=tuple(_reasons(row)),
        likeness=row.likeness,
        coverage_there=row.held,
        coverage_here=row.holds,
        unstated=row.unstated,
        iri=row.verdict_iri if isinstance(row, _Ranked) else None,
    )


def _reasons(row: _Row) -> Iterator[str]:
    """What bars equivalence, as exactly as the row tells it."""
    for what in row.differs:
        if not isinstance(row, _Ranked):
            yield f"{what} differs"
        elif what == "specialism":
            yield f"specialism differs ({', '.join(row.specialism)})"
        elif what == "registration":
            yield f"{what} here: {row.own_registration}, there: {row.registration}"
        elif what == "professional standing":
            yield f"{what} here: {row.own_standing}, there: {row.standing}"
        else:
            yield f"{what} here: {row.own_function}, there: {row.function}"
