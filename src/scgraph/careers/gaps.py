"""The gap between two levels: what one asks, beside what somebody at the other brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scgraph.careers.conditions import Condition, Topics, load_conditions, new_conditions
from scgraph.careers.levels import Level, load_levels
from scgraph.careers.profile import Place, Profile, load_profile

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

# In the order in which a planner reads them: what is to be learnt first.
MARKS = ("missing", "lower", "met", "exceeded")


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


def gap(graph: KnowledgeGraph, from_iri: str, to_iri: str) -> Gap:
    """The gap from one level to another: all that the second asks, marked by what the first brings.

    A step is met by carrying the competency at that step or a higher one, in any kind of statement.

    :raises UnknownName: if one of them is no level of the graph.
    """
    ends = list(dict.fromkeys((from_iri, to_iri)))
    levels, conditions = load_levels(graph, ends), load_conditions(graph, ends)
    return measure(
        levels[from_iri],
        levels[to_iri],
        load_profile(graph, from_iri),
        load_profile(graph, to_iri),
        conditions.get(from_iri, ()),
        conditions.get(to_iri, ()),
    )


def measure(
    origin: Level,
    target: Level,
    held: Profile,
    asked: Profile,
    held_conditions: tuple[Condition, ...],
    asked_conditions: tuple[Condition, ...],
) -> Gap:
    """The gap between two levels whose profiles and conditions are at hand."""
    return Gap(
        origin=origin,
        target=target,
        rows=tuple(_row(asked, held, competency) for competency in asked),
        conditions=new_conditions(held_conditions, asked_conditions, topics_of(held, asked)),
        silent=tuple(held[competency].topic for competency in held if competency not in asked),
    )


def topics_of(*profiles: Profile) -> Topics:
    """The competencies that each statement of some profiles concerns."""
    topics: dict[str, set[str]] = {}
    for profile in profiles:
        for carried in profile.values():
            for place in carried.places:
                topics.setdefault(place.statement, set()).add(carried.competency)
    return {statement: frozenset(found) for statement, found in topics.items()}


def _row(asked: Profile, held: Profile, competency: str) -> GapRow:
    needed, brought = asked[competency], held.get(competency)
    step = brought.step if brought else 0
    short = step < needed.step
    places = tuple(place for place in needed.places if place.step > step) if short else needed.places
    if brought is None:
        mark = "missing"
    else:
        mark = "lower" if short else "met" if step == needed.step else "exceeded"
    return GapRow(
        competency=competency,
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
