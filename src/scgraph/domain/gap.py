"""The gap between two levels: what one asks, beside what somebody at the other brings."""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.domain.conditions import Condition, new_conditions
from scgraph.domain.demands import MARKS, Carried, Place, Profile, mark_of, silent, topics_of
from scgraph.domain.levels import Level


@dataclass(frozen=True)
class LevelDemands:
    """A level with what it asks: its competency profile and its hard conditions."""

    level: Level
    profile: Profile
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class GapRow:
    """One competency of the level aimed at.

    ``mark`` is 'missing' (not carried at the start), 'lower' (carried at a lower step), 'met' or 'exceeded'.
    ``places`` are the statements of the level aimed at: for a gap those that are not satisfied, else all.
    """

    competency: str
    topic: str
    group: str
    mark: str
    kinds: tuple[str, ...]
    needed: str
    needed_step: int
    held: str | None
    held_step: int
    places: tuple[Place, ...]

    @property
    def steps(self) -> int:
        """By how many proficiency steps the start falls short."""
        return max(0, self.needed_step - self.held_step)


@dataclass(frozen=True)
class Gap:
    """What ``target`` asks beside what somebody at ``origin`` brings.

    ``conditions`` are the hard conditions of the target that the origin's own do not meet; ``silent`` the
    topics that the origin carries and the target does not ask.
    """

    origin: Level
    target: Level
    rows: tuple[GapRow, ...]
    conditions: tuple[Condition, ...]
    silent: tuple[str, ...]

    def marked(self, *marks: str) -> tuple[GapRow, ...]:
        """The rows that bear one of the marks."""
        return tuple(row for row in self.rows if row.mark in marks)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows bear each mark."""
        return {mark: len(self.marked(mark)) for mark in MARKS}

    @property
    def steps(self) -> int:
        """The steps to learn: over all competencies, by how many proficiency steps the origin falls short."""
        return sum(row.steps for row in self.rows)

    @property
    def share(self) -> float:
        """The share of the steps asked that the origin holds already; 1 where nothing is asked."""
        asked = sum(row.needed_step for row in self.rows)
        return 1 - self.steps / asked if asked else 1.0


def measure(origin: LevelDemands, target: LevelDemands) -> Gap:
    """All that one level asks, marked by what another brings."""
    held, asked = origin.profile, target.profile
    return Gap(
        origin=origin.level,
        target=target.level,
        rows=tuple(_row(held.get(competency), needed) for competency, needed in asked.items()),
        conditions=new_conditions(origin.conditions, target.conditions, topics_of(held, asked)),
        silent=silent(held, asked),
    )


def _row(brought: Carried | None, needed: Carried) -> GapRow:
    mark, step = mark_of(brought, needed), brought.step if brought else 0
    falls_short = mark in ("missing", "lower")
    places = tuple(place for place in needed.places if not falls_short or place.step > step)
    return GapRow(
        competency=needed.competency,
        topic=needed.topic,
        group=needed.group,
        mark=mark,
        kinds=tuple(dict.fromkeys(place.kind for place in places)),
        needed=needed.proficiency,
        needed_step=needed.step,
        held=brought.proficiency if brought else None,
        held_step=step,
        places=places,
    )
