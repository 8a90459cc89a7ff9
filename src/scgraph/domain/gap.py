"""The gap of a holder to a level: what it asks, beside what the holder brings."""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.domain.conditions import SAME_WORDS, Choice, Condition, Shown, Topics, judge, option_met
from scgraph.domain.demands import (
    HELD,
    MARKS,
    TO_EXTEND,
    TO_LEARN,
    Carried,
    Place,
    Profile,
    lacking,
    mark_of,
    parts_of,
    silent,
)
from scgraph.domain.holder import Holder, LevelDemands
from scgraph.domain.levels import Level


@dataclass(frozen=True)
class GapRow:
    """One topic of the level aimed at, with the demands on both sides.

    ``mark`` is one of ``MARKS``. ``places`` are the demands of the level aimed at, ``held_places`` those of
    the holder's levels, or, where only a narrower topic is held, those on the topics in ``narrower``.
    """

    competency: str
    topic: str
    group: str
    mark: str
    kinds: tuple[str, ...]
    needed: str
    needed_step: int
    held: str | None
    lacking: int
    is_stated: bool
    terms: str
    places: tuple[Place, ...]
    held_places: tuple[Place, ...]
    narrower: tuple[str, ...]


@dataclass(frozen=True)
class NamedRow:
    """A topic that the level aimed at does not ask of everybody: it is optional, desirable or an example."""

    competency: str
    topic: str
    group: str
    terms: str
    is_held: bool
    places: tuple[Place, ...]


@dataclass(frozen=True)
class ChoiceRow:
    """A choice of the level aimed at, and by what it is met for certain, if so: an option, in most cases."""

    choice: Choice
    by: str | None


@dataclass(frozen=True)
class Gap:
    """What ``target`` asks beside what somebody at ``origin`` brings.

    ``conditions`` are the conditions of the target that the holder does not meet yet, ``shown`` those met
    already; ``named`` the topics that it does not ask of everybody; ``choices`` the duties with several ways
    to meet them; ``silent`` the topics that are held and not asked.
    """

    origin: Level
    target: Level
    rows: tuple[GapRow, ...]
    named: tuple[NamedRow, ...]
    conditions: tuple[Condition, ...]
    shown: tuple[Shown, ...]
    choices: tuple[ChoiceRow, ...]
    silent: tuple[str, ...]

    def marked(self, *marks: str) -> tuple[GapRow, ...]:
        """The rows that bear one of the marks."""
        return tuple(row for row in self.rows if row.mark in marks)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows bear each mark."""
        return {mark: len(self.marked(mark)) for mark in MARKS}

    @property
    def to_learn(self) -> tuple[GapRow, ...]:
        """The topics that the holder does not have at all."""
        return self.marked(*TO_LEARN)

    @property
    def to_extend(self) -> tuple[GapRow, ...]:
        """The topics on which the holder has a lower step, or only a narrower topic."""
        return self.marked(*TO_EXTEND)

    @property
    def held(self) -> tuple[GapRow, ...]:
        """The topics on which nothing is known to be lacking."""
        return self.marked(*HELD)

    @property
    def open(self) -> int:
        """On how many topics that both ask at least one of the two does not say how far."""
        return sum(not row.is_stated for row in self.rows if row.held is not None)

    @property
    def steps(self) -> int:
        """By how many steps the holder falls short over all topics; what states none stands with working."""
        return sum(row.lacking for row in self.rows)

    @property
    def share(self) -> float:
        """The share of the steps asked that the holder has already; 1 where nothing is asked."""
        asked = sum(row.needed_step for row in self.rows)
        return 1 - self.steps / asked if asked else 1.0


def measure(holder: Holder, target: LevelDemands) -> Gap:
    """All that a level asks, marked by what a holder brings."""
    held, asked = holder.profile, target.profile
    parts = parts_of(held, holder.nesting)
    topics = _topics_of(held, asked)
    new, shown = judge(holder.conditions, target.conditions, held, topics, holder.nesting)
    return Gap(
        origin=holder.level,
        target=target.level,
        rows=tuple(_row(held.get(iri), needed, parts.get(iri, ())) for iri, needed in asked.items()),
        named=tuple(
            NamedRow(iri, each.topic, each.group, each.terms, iri in held, each.places)
            for iri, each in target.named.items()
            if iri not in asked
        ),
        conditions=new,
        shown=shown,
        choices=tuple(ChoiceRow(each, _met_by(each, holder, topics)) for each in target.choices),
        silent=silent(held, asked),
    )


def _row(brought: Carried | None, needed: Carried, narrower: tuple[Carried, ...]) -> GapRow:
    in_part = bool(narrower)
    held_places = brought.places if brought else tuple(place for each in narrower for place in each.places)
    return GapRow(
        competency=needed.competency,
        topic=needed.topic,
        group=needed.group,
        mark=mark_of(brought, needed, in_part),
        kinds=tuple(dict.fromkeys(place.kind for place in needed.places)),
        needed=needed.proficiency,
        needed_step=needed.step,
        held=brought.proficiency if brought else None,
        lacking=lacking(brought, needed, in_part),
        is_stated=needed.is_stated and (brought is None or brought.is_stated),
        terms=needed.terms,
        places=needed.places,
        held_places=held_places,
        narrower=() if brought else tuple(each.topic for each in narrower),
    )


def _met_by(choice: Choice, holder: Holder, topics: Topics) -> str | None:
    if any(own.says == choice.says and own.terms in ("essential", choice.terms) for own in holder.choices):
        return SAME_WORDS
    met = (o.option for o in choice.options if option_met(o, holder.conditions, holder.profile, topics))
    return next(met, None)


def _topics_of(*profiles: Profile) -> Topics:
    """The topics that each statement of some profiles asks."""
    topics: dict[str, set[str]] = {}
    for profile in profiles:
        for carried in profile.values():
            for place in carried.places:
                topics.setdefault(place.statement, set()).add(carried.competency)
    return {statement: frozenset(found) for statement, found in topics.items()}
