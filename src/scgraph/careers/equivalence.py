"""Levels of other councils ranked by likeness, with the competencies behind each score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from scgraph.careers.reading import find_levels, load_levels, node_of, pick
from scgraph.domain.levels import Level
from scgraph.errors import UsageError
from scgraph.graph import Name, Node

if TYPE_CHECKING:
    from scgraph.questions.answers import Scalar
    from scgraph.questions.door import KnowledgeGraph


@dataclass(frozen=True)
class Evidence:
    """One competency behind a score.

    ``mark`` is 'same', 'higher there', 'lower there', 'only here' or 'only there'; ``common`` is what it adds
    to what the two have in common, ``demand`` and ``other_demand`` what it adds to the demands of each.
    """

    competency: str
    topic: str
    group: str
    mark: str
    here: str | None
    there: str | None
    weight: Decimal
    common: Decimal
    demand: Decimal
    other_demand: Decimal


@dataclass(frozen=True)
class Likeness:
    """How like a level is to the one asked about.

    ``coverage_there`` is the share of this level's demands that the other covers, ``coverage_here`` the share
    of the other's that this one covers, ``mutual`` the weaker of the two. ``word`` is the verdict in a word,
    ``reasons`` are what keeps the two from being called equivalent whatever the shares, and ``verdict`` is
    both.
    """

    level: Level
    word: str
    reasons: tuple[str, ...]
    alignment: str
    mutual: Decimal
    coverage_there: Decimal
    coverage_here: Decimal
    jaccard: Decimal
    evidence: tuple[Evidence, ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict with its reasons: 'near, but …' where only they bar equivalence."""
        if not self.reasons:
            return self.word
        return f"{self.word}{', but ' if self.word == 'near' else '; '}{', '.join(self.reasons)}"

    @property
    def shared(self) -> tuple[str, ...]:
        """The topics that both ask at the same step, those that count most first."""
        return self._topics("same")

    @property
    def differing(self) -> tuple[str, ...]:
        """The topics that both ask, at different steps."""
        return self._topics("higher there", "lower there")

    @property
    def only_here(self) -> tuple[str, ...]:
        """The topics that only the level asked about asks."""
        return self._topics("only here")

    @property
    def only_there(self) -> tuple[str, ...]:
        """The topics that only the other level asks."""
        return self._topics("only there")

    def _topics(self, *marks: str) -> tuple[str, ...]:
        return tuple(each.topic for each in self.evidence if each.mark in marks)


@dataclass(frozen=True)
class Equivalents:
    """The levels of other councils, the most alike first."""

    level: Level
    ranked: tuple[Likeness, ...]


@dataclass(frozen=True)
class Matrix:
    """Every level of one council against every level of another, by their IRIs.

    ``here`` and ``there`` are in the order of the ladders.
    """

    here: tuple[Level, ...]
    there: tuple[Level, ...]
    cells: Mapping[tuple[str, str], Likeness]


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
    :raises UnknownName: if the IRI is no level of the graph.
    :raises UsageError: for a number of levels below one.
    """
    if limit is not None and limit < 1:
        raise UsageError(f"{limit} is no number of levels to list; name one or more.")
    (node,) = find_levels(graph, (level,))
    every = graph.ask("equivalent-levels", level=node)
    rows = [row for row in every if council in (None, row["council"])][:limit]
    levels = load_levels(graph, [node, *(Node(str(row["level"]), str(row["name"])) for row in rows)])
    ranked = [_likeness(levels[str(row["level"])], row) for row in rows]
    for number, likeness in enumerate(ranked[:explained]):
        ranked[number] = replace(likeness, evidence=load_evidence(graph, node, node_of(likeness.level)))
    return Equivalents(pick(levels, node), tuple(ranked))


def load_evidence(graph: KnowledgeGraph, level: Name, other: Name) -> tuple[Evidence, ...]:
    """The competencies of two levels with what each counts, the ones that count most first.

    :raises UnknownName: if one of them is no level of the graph.
    """
    return tuple(
        Evidence(
            competency=str(row["competency"]),
            topic=str(row["topic"]),
            group=str(row["group"]),
            mark=str(row["mark"]),
            here=_text(row["proficiency"]),
            there=_text(row["otherProficiency"]),
            weight=_number(row["weight"]),
            common=_number(row["common"]),
            demand=_number(row["demand"]),
            other_demand=_number(row["otherDemand"]),
        )
        for row in graph.ask("equivalence-evidence", level=level, other=other)
    )


def council_matrix(graph: KnowledgeGraph, here: Name, there: Name) -> Matrix:
    """Every level of one council against every level of another, or of its own.

    :raises UnknownName: if one of the two is no council of the graph.
    """
    rows = graph.ask("equivalence-matrix", here=here, there=there).rows
    levels = load_levels(graph, list(_ends(rows)))
    cells: dict[tuple[str, str], Likeness] = {}
    for row in rows:
        other = levels[str(row["other"])]
        cells[str(row["level"]), other.iri] = _likeness(other, row)
    across = dict.fromkeys(levels[level] for level, _ in cells)
    down = dict.fromkeys(levels[other] for _, other in cells)
    return Matrix(tuple(across), tuple(down), cells)


def _ends(rows: Iterable[Mapping[str, Scalar]]) -> Iterator[Node]:
    """The levels of a matrix, each once."""
    ends = (
        (row[iri], row[name]) for row in rows for iri, name in (("level", "name"), ("other", "otherName"))
    )
    return (Node(str(iri), str(name)) for iri, name in dict.fromkeys(ends))


def _likeness(level: Level, row: Mapping[str, Scalar]) -> Likeness:
    word, _, plain = str(row["verdict"]).replace(", but ", "; ").partition("; ")
    return Likeness(
        level=level,
        word=word,
        reasons=tuple(_reasons(row, plain)),
        alignment=str(row["alignment"]),
        mutual=_number(row["mutual"]),
        coverage_there=_number(row["held"]),
        coverage_here=_number(row["holds"]),
        jaccard=_number(row["jaccard"]),
    )


def _reasons(row: Mapping[str, Scalar], plain: str) -> list[str]:
    """What bars equivalence, as exactly as the row tells it."""
    reasons = plain.split(" and ") if plain else []
    if "registration differs" in reasons and "ownRegistration" in row:
        differs = f"registration here: {row['ownRegistration']}, there: {row['registration']}"
        reasons[reasons.index("registration differs")] = differs
    if "statutory functions differ" in reasons and "ownFunction" in row:
        differs = f"statutory function here: {row['ownFunction']}, there: {row['function']}"
        reasons[reasons.index("statutory functions differ")] = differs
    return reasons


def _number(value: Scalar) -> Decimal:
    """A share with four decimal places, whatever an engine makes of the end of it."""
    return Decimal(str(value or 0)).quantize(Decimal("0.0001"))


def _text(value: Scalar) -> str | None:
    return None if value is None else str(value)
