"""Hard conditions of a level: registration, qualifications, time served.

No learning on the job replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scgraph.domain.demands import Topics


@dataclass(frozen=True)
class Condition:
    """A condition as the source states it.

    ``kind`` is 'registration', 'qualification' or 'time'. ``asks`` names the regulator or the qualification
    level, ``amount`` is the qualification level or the months, ``place`` the level at which the time is to be
    served.
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

    @property
    def towards(self) -> bool:
        """Whether working towards it is enough."""
        return "working towards" in self.terms

    @property
    def short(self) -> str:
        """The condition in a few words."""
        if self.kind == "registration":
            return f"register with {self.asks}" if self.asks else "registration where the post needs it"
        if self.kind == "time":
            return f"{self.amount} months: {self.says}"
        return self.says

    @property
    def told(self) -> str:
        """The condition in a few words, with its terms where it is not plainly essential."""
        terms = self.terms.removeprefix("essential").removeprefix(", ")
        return f"{self.short} ({terms})" if terms else self.short


@dataclass(frozen=True)
class Totals:
    """The conditions of several moves summed up.

    ``months`` adds up every time asked for; time that counts for two of them makes the real total less.
    """

    registrations: tuple[str, ...]
    qualification: str | None
    months: int


def new_conditions(
    held: Iterable[Condition], asked: Iterable[Condition], topics: Topics
) -> tuple[Condition, ...]:
    """The conditions asked that somebody who meets those held does not meet by that.

    The same words are the same condition. Else a registration is met by registration with the same body, and
    one 'where the post needs it' by any; a qualification by others that reach its level on all its topics,
    and, where a regulator has to recognise it, by being on the register that the level asks for; time never.

    :param topics: the competencies of the qualifications' statements.
    """
    held, asked = tuple(held), tuple(asked)
    registers = {condition.body for condition in asked if condition.kind == "registration" and condition.body}
    return tuple(
        condition
        for condition in asked
        if not any(other.kind == condition.kind and other.says == condition.says for other in held)
        and not _met(condition, held, registers, topics)
    )


def bodies(conditions: Iterable[Condition]) -> frozenset[str]:
    """The regulators with which registration is asked."""
    return frozenset(c.body for c in conditions if c.kind == "registration" and c.body is not None)


def total(conditions: Iterable[Condition]) -> Totals:
    """The conditions summed up: the registers, the highest qualification level, all months."""
    once = {f"{condition.kind} {condition.statement}": condition for condition in conditions}.values()
    registrations = (c.asks for c in once if c.kind == "registration" and c.asks)
    levels = [c for c in once if c.kind == "qualification" and c.amount is not None]
    highest = max(levels, key=lambda c: c.amount or 0, default=None)
    return Totals(
        registrations=tuple(dict.fromkeys(registrations)),
        qualification=highest.asks if highest else None,
        months=sum(c.amount or 0 for c in once if c.kind == "time"),
    )


def _met(condition: Condition, held: tuple[Condition, ...], registers: set[str], topics: Topics) -> bool:
    if condition.kind == "registration":
        registered = [other for other in held if other.kind == "registration"]
        return any(condition.body is None or other.body == condition.body for other in registered)
    if condition.kind == "qualification":
        if condition.body is not None and not (registers and registers <= bodies(held)):
            return False
        reached: set[str] = set()
        for other in held:
            enough = (other.amount or 0) >= (condition.amount or 0)
            if other.kind == "qualification" and enough and (condition.towards or not other.towards):
                reached |= topics.get(other.statement, frozenset())
        return bool(topics.get(condition.statement)) and topics[condition.statement] <= reached
    return False
