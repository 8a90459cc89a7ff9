"""Levels side by side, competency by competency, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scgraph.careers.reading import load_demands
from scgraph.domain.conditions import Condition
from scgraph.domain.demands import Carried, mark_of
from scgraph.domain.levels import Level
from scgraph.errors import UsageError
from scgraph.graph import Name
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
        """Whether the levels state different steps, some of them none, or some do not ask it."""
        return len({cell.proficiency if cell else None for cell in self.cells}) > 1

    @property
    def marks(self) -> tuple[str, ...]:
        """How each level stands to the one before it: one of ``MARKS``, or '' where nothing is said.

        Of the first level, and of one that does not ask the topic, nothing is said.
        """
        pairs = zip(self.cells, self.cells[1:], strict=False)
        return ("", *(mark_of(before, now) if now else "" for before, now in pairs))


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


def compare(graph: KnowledgeGraph, levels: Sequence[Name]) -> Comparison:
    """Two levels or more, side by side.

    :raises UsageError: if fewer than two different levels are named.
    :raises UnknownName: if one is no level of the graph.
    """
    found = side_by_side(graph, levels)
    if len(found.levels) < 2:
        raise UsageError("name two or more different levels to compare.")
    return found


def side_by_side(graph: KnowledgeGraph, levels: Sequence[Name]) -> Comparison:
    """Any number of levels, side by side, each once; the rows by group and topic.

    :raises UnknownName: if one is no level of the graph.
    """
    chosen = tuple(load_demands(graph, levels).values())
    named = {c.competency: (c.group, c.topic) for each in chosen for c in each.profile.values()}
    rows = tuple(
        ComparedRow(competency, topic, group, tuple(each.profile.get(competency) for each in chosen))
        for competency, (group, topic) in sorted(named.items(), key=lambda item: (item[1], item[0]))
    )
    return Comparison(tuple(each.level for each in chosen), rows, tuple(each.conditions for each in chosen))
