"""What a level asks on each topic, and how what somebody holds stands to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

UNSTATED = "no step stated"
# In the order in which a planner reads them: what is to be learnt first. The question 'gap' has these words.
MISSING, PART, LOWER, BOTH, MET, EXCEEDED = MARKS = (
    "missing",
    "held in part",
    "lower",
    "asked by both, no step stated",
    "met",
    "exceeded",
)
TO_LEARN, TO_EXTEND, HELD = (MISSING,), (PART, LOWER), (BOTH, MET, EXCEEDED)

# Topic → the wider topics that it is within, top concepts left out: holding it is evidence of a part of them.
Nesting = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Place:
    """A demand: a statement's kind and words, how far it goes on the topic, its terms, where it stands.

    ``stated`` is the step that its words give, ``counted`` where it stands if an order is needed;
    ``proficiency`` is the step in words, or that none is stated. ``binds``: asked of everybody or on a
    condition, and not only optional, desirable, an example or one of several.
    """

    kind: str
    says: str
    proficiency: str
    stated: int | None
    counted: int
    terms: str
    binds: bool
    locator: str
    document: str
    statement: str


@dataclass(frozen=True)
class Carried:
    """A topic with the demands made on it, at least one."""

    competency: str
    topic: str
    group: str
    places: tuple[Place, ...]

    @property
    def highest(self) -> Place:
        """The demand that stands highest; of equals one that states its step."""
        return max(self.places, key=lambda place: (place.counted, place.stated or 0))

    @property
    def step(self) -> int:
        """Where the topic stands if an order is needed."""
        return self.highest.counted

    @property
    def is_stated(self) -> bool:
        """Whether the source states the step at which the topic stands."""
        return self.highest.stated is not None

    @property
    def proficiency(self) -> str:
        """The step in words, or that none is stated."""
        return self.highest.proficiency

    @property
    def terms(self) -> str:
        """The strongest terms: essential where one demand is, else those of the first."""
        terms = [place.terms for place in self.places]
        return "essential" if "essential" in terms else terms[0]

    def joined(self, other: Carried) -> Carried:
        """The topic with the demands of both, each once."""
        places = dict.fromkeys((*self.places, *other.places))
        return Carried(self.competency, self.topic, self.group, tuple(places))


Profile = dict[str, Carried]


def mark_of(held: Carried | None, asked: Carried, in_part: bool = False) -> str:
    """How what is held stands to what is asked on one topic: one of ``MARKS``.

    Where one of the two does not say how far, none is 'met': both ask it, or the one that does not say, which
    stands with working, falls short of the other.

    :param in_part: whether a narrower topic is held.
    """
    if held is None:
        return PART if in_part else MISSING
    if held.step < asked.step:
        return LOWER
    if not (held.is_stated and asked.is_stated):
        return BOTH
    return MET if held.step == asked.step else EXCEEDED


def lacking(held: Carried | None, asked: Carried, in_part: bool = False) -> int:
    """By how many steps what is held falls short; a narrower topic alone counts as the lowest step."""
    step = held.step if held else int(in_part)
    return max(0, asked.step - step)


def parts_of(profile: Profile, nesting: Nesting) -> dict[str, tuple[Carried, ...]]:
    """Per topic that a profile lacks: those within it that it has."""
    found: dict[str, list[Carried]] = {}
    for competency, carried in profile.items():
        for wider in nesting.get(competency, frozenset()) - profile.keys():
            found.setdefault(wider, []).append(carried)
    return {wider: tuple(narrower) for wider, narrower in found.items()}


def silent(held: Profile, asked: Profile) -> tuple[str, ...]:
    """The topics that are held and not asked."""
    return tuple(held[competency].topic for competency in held if competency not in asked)
