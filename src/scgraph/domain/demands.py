"""What a level asks on each competency, and how one level stands to another on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Statement → the competencies that it concerns.
Topics = Mapping[str, frozenset[str]]
# In the order in which a planner reads them: what is to be learnt first.
MARKS = ("missing", "lower", "met", "exceeded")


@dataclass(frozen=True)
class Place:
    """A statement that asks a competency: its kind, its words, the step asked, its place in the source."""

    kind: str
    says: str
    step: int
    proficiency: str
    terms: str
    locator: str
    document: str
    statement: str


@dataclass(frozen=True)
class Carried:
    """A competency as a level carries it: the highest step that its statements ask, and all of them."""

    competency: str
    topic: str
    group: str
    step: int
    proficiency: str
    places: tuple[Place, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the statements, each once, in order."""
        return tuple(dict.fromkeys(place.kind for place in self.places))


Profile = dict[str, Carried]


def mark_of(held: Carried | None, asked: Carried) -> str:
    """How what is held stands to what is asked on one competency: one of ``MARKS``.

    A step is met by carrying the competency at that step or a higher one, in any kind of statement. The
    question 'gap' asks the same of a graph in SPARQL.
    """
    if held is None:
        return "missing"
    return "lower" if held.step < asked.step else "met" if held.step == asked.step else "exceeded"


def silent(held: Profile, asked: Profile) -> tuple[str, ...]:
    """The topics that are held and not asked."""
    return tuple(held[competency].topic for competency in held if competency not in asked)


def topics_of(*profiles: Profile) -> Topics:
    """The competencies that each statement of some profiles concerns."""
    topics: dict[str, set[str]] = {}
    for profile in profiles:
        for carried in profile.values():
            for place in carried.places:
                topics.setdefault(place.statement, set()).add(carried.competency)
    return {statement: frozenset(found) for statement, found in topics.items()}
