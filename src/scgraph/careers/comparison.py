"""Levels side by side, competency by competency, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scgraph.careers.conditions import Condition, load_conditions
from scgraph.careers.levels import Level, load_levels
from scgraph.careers.profile import Carried, load_profile
from scgraph.errors import UsageError

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph


@dataclass(frozen=True)
class ComparedRow:
    """One competency and how each level carries it (``None``: not at all), in the order of the levels."""

    competency: str
    topic: str
    group: str
    cells: tuple[Carried | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the levels carry it at different steps, or some do not carry it."""
        return len({cell.step if cell else 0 for cell in self.cells}) > 1


@dataclass(frozen=True)
class Comparison:
    """Levels side by side: their competencies and, per level, its hard conditions."""

    levels: tuple[Level, ...]
    rows: tuple[ComparedRow, ...]
    conditions: tuple[tuple[Condition, ...], ...]

    @property
    def differing(self) -> tuple[ComparedRow, ...]:
        """The rows on which the levels differ."""
        return tuple(row for row in self.rows if row.differs)


def compare(graph: KnowledgeGraph, iris: Sequence[str]) -> Comparison:
    """Two levels or more, side by side.

    :raises UsageError: if fewer than two different levels are named.
    :raises UnknownName: if one is no level of the graph.
    """
    chosen = list(dict.fromkeys(iris))
    if len(chosen) < 2:
        raise UsageError("name two or more different levels to compare.")
    levels, conditions = load_levels(graph, chosen), load_conditions(graph, chosen)
    profiles = [load_profile(graph, iri) for iri in chosen]
    named = {c.competency: (c.group, c.topic) for profile in profiles for c in profile.values()}
    rows = tuple(
        ComparedRow(competency, topic, group, tuple(profile.get(competency) for profile in profiles))
        for competency, (group, topic) in sorted(named.items(), key=lambda item: (item[1], item[0]))
    )
    picked = tuple(levels[iri] for iri in chosen)
    return Comparison(picked, rows, tuple(conditions.get(iri, ()) for iri in chosen))
