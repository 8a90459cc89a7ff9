"""Somebody who has held jobs: what these asked, gained rung by rung."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scgraph.domain.conditions import Choice, Condition
from scgraph.domain.demands import Nesting, Profile
from scgraph.domain.levels import Level


@dataclass(frozen=True)
class LevelDemands:
    """A level with what it asks: the topics on which its demands bind, those that it only names (optional,
    desirable, examples, one of several), its conditions and its choices.
    """

    level: Level
    profile: Profile
    named: Profile
    conditions: tuple[Condition, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Holder:
    """Who has held some levels, the last of them now. What their demands bind to is taken as held."""

    levels: tuple[Level, ...]
    profile: Profile
    conditions: tuple[Condition, ...]
    choices: tuple[Choice, ...]
    nesting: Nesting

    @classmethod
    def at(cls, demands: LevelDemands, nesting: Nesting) -> Holder:
        """Somebody at one level."""
        return cls((demands.level,), demands.profile, demands.conditions, demands.choices, nesting)

    @property
    def level(self) -> Level:
        """The level held now."""
        return self.levels[-1]

    def gains(self, demands: LevelDemands) -> Holder:
        """The same person at a further level, with all that was held before."""
        profile = dict(self.profile)
        for competency, carried in demands.profile.items():
            known = profile.get(competency)
            profile[competency] = known.joined(carried) if known else carried
        return replace(
            self,
            levels=(*self.levels, demands.level),
            profile=profile,
            conditions=tuple(dict.fromkeys((*self.conditions, *demands.conditions))),
            choices=tuple(dict.fromkeys((*self.choices, *demands.choices))),
        )
