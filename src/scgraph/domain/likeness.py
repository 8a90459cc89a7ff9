"""How alike two levels are, and what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scgraph.domain.levels import Level


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
        """The verdict with its reasons: 'near, but …' where they alone bar equivalence."""
        if not self.reasons:
            return self.word
        return f"{self.word}{', but ' if self.alignment == 'major' else '; '}{', '.join(self.reasons)}"

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
