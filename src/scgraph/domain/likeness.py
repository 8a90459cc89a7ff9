"""How alike two levels are, and what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scgraph.domain.levels import Level

# In the order in which a reader weighs them; the question 'equivalence-evidence' has the same words.
EVIDENCE_MARKS = (
    "same",
    "asked by both, no step stated",
    "higher there",
    "lower there",
    "part there",
    "part here",
    "only here",
    "only there",
)


@dataclass(frozen=True)
class Evidence:
    """One topic behind a likeness.

    ``mark`` is one of ``EVIDENCE_MARKS``; ``covered`` is what the other holds of this level's demand,
    ``covers`` what this one holds of the other's; ``specialism`` says which of the two the topic makes what
    it is.
    """

    competency: str
    topic: str
    group: str
    mark: str
    here: str | None
    there: str | None
    weight: Decimal
    covered: Decimal
    covers: Decimal
    demand: Decimal
    other_demand: Decimal
    specialism: str | None


@dataclass(frozen=True)
class Likeness:
    """How like a level is to the one asked about.

    ``coverage_there`` is the share of this level's demands that the other covers, ``coverage_here`` the share
    of the other's that this one covers, ``likeness`` the weaker of the two, ``unstated`` the share of what
    they have in common that rests on a step that at least one source does not state. ``told`` is the verdict
    in words and ``iri`` its name, where it was asked for; ``reasons`` are what keeps the two from being
    called equivalent whatever the shares, and ``verdict`` is both.
    """

    level: Level
    told: str
    reasons: tuple[str, ...]
    likeness: Decimal
    coverage_there: Decimal
    coverage_here: Decimal
    unstated: Decimal
    iri: str | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def word(self) -> str:
        """The verdict in one word."""
        return self.told.partition(" ")[0]

    @property
    def verdict(self) -> str:
        """The verdict with its reasons."""
        return f"{self.told}, but {', '.join(self.reasons)}" if self.reasons else self.told

    def topics(self, *marks: str) -> tuple[str, ...]:
        """The topics that bear one of the marks, those that count most first."""
        return tuple(each.topic for each in self.evidence if each.mark in marks)

    @property
    def by_mark(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(mark, its topics) for each mark that occurs."""
        found = ((mark, self.topics(mark)) for mark in EVIDENCE_MARKS)
        return tuple((mark, topics) for mark, topics in found if topics)


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
