"""What a level asks on paper: registration, qualifications, licences, checks, approval, time; and choices.

No learning on the job replaces a condition. A choice is met by any one of its options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scgraph.domain.demands import Nesting, Profile

# By what a condition or a choice is met that the holder's own level makes too.
SAME_WORDS = "asked in the same words already"
_SUMMED = {"registration", "qualification", "one of", "time"}
# Statement → the topics on which it makes demands.
Topics = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Option:
    """One way to meet a choice: its words, what it asks on paper, and its topics with their steps.

    ``amount`` is a qualification level or a number of months, as ``kind`` tells; ``body`` a regulator.
    """

    option: str
    kind: str
    asks: str | None = None
    amount: int | None = None
    body: str | None = None
    topics: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Choice:
    """A statement with several ways to meet it."""

    says: str
    locator: str
    document: str
    statement: str
    terms: str
    options: tuple[Option, ...]

    @property
    def told(self) -> str:
        """The statement with its options."""
        return f"{self.says}: one of {'; '.join(option.option for option in self.options)}"


@dataclass(frozen=True)
class Condition:
    """A condition as the source states it.

    ``kind`` is 'registration', 'qualification', 'time', 'approval', a word such as 'licence', or 'one of' for
    a choice. ``asks`` names the regulator, the qualification level, the role or the topic, ``amount`` is the
    qualification level or the months, ``place`` the level at which the time is to be served.
    """

    kind: str
    says: str
    asks: str | None
    amount: int | None
    terms: str
    place: str | None
    locator: str
    document: str
    note: str | None
    body: str | None
    statement: str
    options: tuple[Option, ...] = ()

    @property
    def towards(self) -> bool:
        """Whether working towards it is enough."""
        return "working towards" in self.terms

    @property
    def binds(self) -> bool:
        """Whether it is asked of everybody, or on a condition."""
        return self.terms.startswith(("essential", "conditional"))

    @property
    def short(self) -> str:
        """The condition in a few words."""
        if self.options:
            return f"{self.says}: one of {'; '.join(option.option for option in self.options)}"
        if self.kind == "registration":
            return f"register with {self.asks}" if self.asks else "registration where the post needs it"
        if self.kind == "time":
            return f"{self.amount} months: {self.says}"
        return self.says

    @property
    def brief(self) -> str:
        """The condition for a picture: of a choice, how many ways there are."""
        return f"{self.says} (one of {len(self.options)})" if self.options else self.told

    @property
    def told(self) -> str:
        """The condition in a few words, with its terms where it is not plainly essential."""
        terms = self.terms.removeprefix("essential").removeprefix(", ")
        return f"{self.short} ({terms})" if terms else self.short


@dataclass(frozen=True)
class Shown:
    """A condition that is met, and by what."""

    condition: Condition
    by: str


@dataclass(frozen=True)
class Totals:
    """The conditions of several moves summed up.

    ``off_scale`` counts the qualifications that have no level on the national scale, ``choices`` the
    conditions with several ways to meet them, ``others`` are the rest in a few words. ``least_months`` takes
    times that may be the same for one, ``most_months`` adds them all up.
    """

    registrations: tuple[str, ...]
    qualification: str | None
    off_scale: int
    choices: int
    others: tuple[str, ...]
    least_months: int
    most_months: int


def judge(
    held: Iterable[Condition],
    asked: Iterable[Condition],
    profile: Profile,
    topics: Topics,
    nesting: Nesting | None = None,
) -> tuple[tuple[Condition, ...], tuple[Shown, ...]]:
    """(the conditions asked that are not met yet, those that are, with by what).

    The same words are the same condition. Else a registration is met by registration with the same body, and
    one 'where the post needs it' by any; a qualification by others that reach its level on all its topics,
    and, where a regulator has to recognise it, by being on the register that the level asks for; a licence, a
    check or an approval by the same; a choice by any of its options, or by the same options; time by as much
    on a narrower topic. What is optional or only desirable is no condition.

    :param profile: what the holder's jobs ask, by which options that are about topics are judged.
    :param topics: the topics of the statements of qualifications and times.
    :param nesting: the topics within others.
    """
    held = tuple(held)
    asked = tuple(condition for condition in asked if condition.binds)
    registers = {
        each.body for each in asked if each.kind == "registration" and each.body and not each.options
    }
    new, shown = [], []
    for condition in asked:
        by = _shown_by(condition, held, registers, profile, topics) or _time_held(
            condition, held, topics, nesting or {}
        )
        if by is None:
            new.append(condition)
        else:
            shown.append(Shown(condition, by))
    return tuple(new), tuple(shown)


def bodies(conditions: Iterable[Condition]) -> frozenset[str]:
    """The regulators with which registration is asked."""
    return frozenset(c.body for c in conditions if c.kind == "registration" and c.body is not None)


@dataclass(frozen=True)
class Stage:
    """What one move asks: its conditions, and the months that rules ask at the level that it leaves."""

    conditions: tuple[Condition, ...]
    rule_months: int = 0


def total(stages: Iterable[Stage]) -> Totals:
    """The conditions of moves summed up: the registers, the highest qualification level, the time.

    Times at levels follow each other, and so do those that rules for moves ask for. A time at no named level
    has to be over when its move is made, and may be the same as earlier ones: so it lengthens the least only
    where it is longer than all that comes before.
    """
    stages = tuple(stages)
    once = {f"{c.kind} {c.statement}": c for stage in stages for c in stage.conditions}
    registrations = (c.asks for c in once.values() if c.kind == "registration" and c.asks)
    levels = [c for c in once.values() if c.kind == "qualification" and c.amount is not None]
    highest = max(levels, key=lambda c: c.amount or 0, default=None)
    least = in_turn = 0
    free: dict[str, int] = {}
    for stage in stages:
        times = [c for c in stage.conditions if c.kind == "time"]
        there = max(stage.rule_months, sum(_longest((c.place, c.amount) for c in times if c.place).values()))
        open_times = _longest((c.says, c.amount) for c in times if not c.place)
        least = max([least + there, *open_times.values()])
        in_turn += there
        free = _longest([*free.items(), *open_times.items()])
    return Totals(
        registrations=tuple(dict.fromkeys(registrations)),
        qualification=highest.asks if highest else None,
        off_scale=sum(c.kind == "qualification" and c.amount is None for c in once.values()),
        choices=sum(c.kind == "one of" for c in once.values()),
        others=tuple(dict.fromkeys(c.kind for c in once.values() if c.kind not in _SUMMED)),
        least_months=least,
        most_months=in_turn + sum(free.values()),
    )


def option_met(option: Option, held: tuple[Condition, ...], profile: Profile, topics: Topics) -> bool:
    """Whether somebody meets an option for certain: what it asks on paper, and all its topics at their steps.

    An option of which neither is known is not met for certain, nor is time. A qualification is met by one
    that is asked outright, as high, and about one of its topics at least; one of which no level is said, by
    one that a regulator recognises.
    """
    if option.kind == "approval":
        return any(c.kind == "approval" and c.asks == option.asks and c.terms == "essential" for c in held)
    if option.kind == "registration" or option.body:
        return option.body in bodies(held)
    if option.kind == "qualification":
        about = {topic for topic, _ in option.topics}
        outright = [c for c in held if c.kind == "qualification" and c.terms == "essential"]
        recognised = option.amount is None  # how high it has to be is not said: a regulator's word is enough
        high = [c for c in outright if (c.body if recognised else _as_high(c, option.amount))]
        if not any(not about or about & topics.get(c.statement, frozenset()) for c in high):
            return False
    elif option.amount is not None:
        return False
    if option.amount is None and not option.topics:
        return False
    return all(topic in profile and profile[topic].step >= step for topic, step in option.topics)


def _longest(times: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    """The longest time of each name."""
    found: dict[str, int] = {}
    for name, months in times:
        found[name] = max(months or 0, found.get(name, 0))
    return found


def _as_high(held: Condition, amount: int | None) -> bool:
    """Whether a qualification reaches a level, or any; one of which no level is known reaches none."""
    known = held.amount is not None or held.body is not None
    return known and (held.amount or 0) >= (amount or 0)


def _as_firm(held: Condition, asked: Condition) -> bool:
    """Whether what is held is held on terms that are enough.

    What is only wished is not held; what some have, or are working towards, is no more than that.
    """
    certain = held.terms.startswith("essential") or asked.terms.startswith("conditional")
    return held.binds and certain and (asked.towards or not held.towards)


def _shown_by(
    condition: Condition, held: tuple[Condition, ...], registers: set[str], profile: Profile, topics: Topics
) -> str | None:
    """By what a condition is met, in words; ``None`` where nothing held meets it."""
    for other in held:
        same = (other.kind, other.says) == (condition.kind, condition.says)
        if same and _as_firm(other, condition):
            return SAME_WORDS
    if condition.options:
        if any(other.options == condition.options and _as_firm(other, condition) for other in held):
            return "the same choice is asked already"
        met = [each.option for each in condition.options if option_met(each, held, profile, topics)]
        return f"by one of them: {met[0]}" if met else None
    if condition.kind == "registration":
        return _register_held(condition, held)
    if condition.kind == "qualification":
        return _qualification_held(condition, held, registers, topics)
    if condition.kind != "time" and condition.asks:
        alike = [each for each in held if (each.kind, each.asks) == (condition.kind, condition.asks)]
        if any(_as_firm(each, condition) for each in alike):
            return f"{condition.kind} held already"
    return None


def _time_held(
    condition: Condition, held: tuple[Condition, ...], topics: Topics, nesting: Nesting
) -> str | None:
    """By what time asked for is shown: as much of it, at a level held, on topics within those asked."""
    asked = topics.get(condition.statement)
    if condition.kind != "time" or not asked or condition.place:
        return None
    for other in held:
        if (
            other.kind == "time"
            and (other.amount or 0) >= (condition.amount or 0)
            and _as_firm(other, condition)
        ):
            own = topics.get(other.statement, frozenset())
            if all(any(topic in nesting.get(each, ()) for each in own) for topic in asked):
                return f"held already: {other.short}"
    return None


def _register_held(condition: Condition, held: tuple[Condition, ...]) -> str | None:
    registered = [each for each in held if each.kind == "registration" and each.body]
    if condition.body is None and not registered:
        where_needed = any(each.kind == "registration" for each in held)
        return "asked where the post needs it already" if where_needed else None
    fits = [each for each in registered if condition.body in (None, each.body)]
    return f"registered with {fits[0].asks} already" if fits else None


def _qualification_held(
    condition: Condition, held: tuple[Condition, ...], registers: set[str], topics: Topics
) -> str | None:
    if condition.body is not None and not (registers and registers <= bodies(held)):
        return None
    reached: set[str] = set()
    for other in held:
        enough = other.kind == "qualification" and _as_high(other, condition.amount)
        if enough and _as_firm(other, condition):
            reached |= topics.get(other.statement, frozenset())
    own = topics.get(condition.statement)
    return "held already: a qualification as high on the same topics" if own and own <= reached else None
