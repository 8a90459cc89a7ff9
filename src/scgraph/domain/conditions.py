"""What a level asks on paper: registration, qualifications, licences, checks, approval, time; and choices.

No learning on the job replaces a condition. A choice is met by any one of its options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scgraph.domain.demands import Profile

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
    held: Iterable[Condition], asked: Iterable[Condition], profile: Profile, topics: Topics
) -> tuple[tuple[Condition, ...], tuple[Shown, ...]]:
    """(the conditions asked that are not met yet, those that are, with by what).

    The same words are the same condition. Else a registration is met by registration with the same body, and
    one 'where the post needs it' by any; a qualification by others that reach its level on all its topics,
    and, where a regulator has to recognise it, by being on the register that the level asks for; a licence, a
    check or an approval by the same; a choice by any of its options; time by nothing else. What is optional
    or only desirable is no condition.

    :param profile: what the holder's jobs ask, by which options that are about topics are judged.
    :param topics: the topics of the qualifications' statements.
    """
    held = tuple(held)
    asked = tuple(condition for condition in asked if condition.binds)
    registers = {
        each.body for each in asked if each.kind == "registration" and each.body and not each.options
    }
    new, shown = [], []
    for condition in asked:
        by = _shown_by(condition, held, registers, profile, topics)
        if by is None:
            new.append(condition)
        else:
            shown.append(Shown(condition, by))
    return tuple(new), tuple(shown)


def bodies(conditions: Iterable[Condition]) -> frozenset[str]:
    """The regulators with which registration is asked."""
    return frozenset(c.body for c in conditions if c.kind == "registration" and c.body is not None)


def total(conditions: Iterable[Condition], rule_months: Iterable[int] = ()) -> Totals:
    """The conditions summed up: the registers, the highest qualification level, the time.

    Times at levels follow each other, and so do those that rules for moves ask for; a time at no named level
    may be the same as those, so it lengthens the least only where it is longer.

    :param rule_months: the months that rules for the moves ask for beside the conditions.
    """
    once = {f"{condition.kind} {condition.statement}": condition for condition in conditions}.values()
    registrations = (c.asks for c in once if c.kind == "registration" and c.asks)
    levels = [c for c in once if c.kind == "qualification" and c.amount is not None]
    highest = max(levels, key=lambda c: c.amount or 0, default=None)
    times = [c for c in once if c.kind == "time"]
    in_turn = sum({c.place: c.amount or 0 for c in times if c.place}.values()) + sum(rule_months)
    free = {c.says: c.amount or 0 for c in times if not c.place}
    return Totals(
        registrations=tuple(dict.fromkeys(registrations)),
        qualification=highest.asks if highest else None,
        off_scale=sum(c.kind == "qualification" and c.amount is None for c in once),
        choices=sum(c.kind == "one of" for c in once),
        others=tuple(dict.fromkeys(c.kind for c in once if c.kind not in _SUMMED)),
        least_months=max(in_turn, *free.values(), 0),
        most_months=in_turn + sum(free.values()),
    )


def option_met(option: Option, held: tuple[Condition, ...], profile: Profile) -> bool:
    """Whether somebody meets an option for certain: what it asks on paper, and all its topics at their steps.

    An option of which neither is known is not met for certain, nor is time.
    """
    if option.kind == "approval":
        return any(c.kind == "approval" and c.asks == option.asks and c.terms == "essential" for c in held)
    if option.kind == "registration" or option.body:
        return option.body in bodies(held)
    if option.amount is not None:
        enough = option.kind == "qualification" and any(
            c.kind == "qualification" and (c.amount or 0) >= option.amount and not c.towards for c in held
        )
        if not enough:
            return False
    elif not option.topics:
        return False
    return all(topic in profile and profile[topic].step >= step for topic, step in option.topics)


def _shown_by(
    condition: Condition, held: tuple[Condition, ...], registers: set[str], profile: Profile, topics: Topics
) -> str | None:
    """By what a condition is met, in words; ``None`` where nothing held meets it."""
    for other in held:
        same = (other.kind, other.says) == (condition.kind, condition.says)
        if same and other.binds and (other.terms == condition.terms or other.terms.startswith("essential")):
            return "asked in the same words already"
    if condition.options:
        met = [option.option for option in condition.options if option_met(option, held, profile)]
        return f"by one of them: {met[0]}" if met else None
    if condition.kind == "registration":
        return _register_held(condition, held)
    if condition.kind == "qualification":
        return _qualification_held(condition, held, registers, topics)
    if condition.kind != "time" and condition.asks:
        alike = [each for each in held if (each.kind, each.asks) == (condition.kind, condition.asks)]
        if any(each.terms == "essential" or each.terms == condition.terms for each in alike):
            return f"{condition.kind} held already"
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
        enough = (other.amount or 0) >= (condition.amount or 0)
        if other.kind == "qualification" and enough and (condition.towards or not other.towards):
            reached |= topics.get(other.statement, frozenset())
    own = topics.get(condition.statement)
    return "held already: a qualification as high on the same topics" if own and own <= reached else None
