"""Levels, profiles, conditions and networks made by hand, for tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx

from scgraph.careers.network import Bounds, Network
from scgraph.domain.conditions import Choice, Condition, Option
from scgraph.domain.demands import UNSTATED, Carried, Place, Profile
from scgraph.domain.holder import LevelDemands
from scgraph.domain.levels import Level

STEPS = ("", "Awareness", "Understanding", "Working", "Comprehensive", "Leading")
# Where a demand that states no step stands.
WORKING = 3
# Per topic the step that is asked, or None where the source states none.
Steps = Mapping[str, int | None]


def make_level(name: str, rank: int = 1, ladder: str = "ladder") -> Level:
    """A level whose IRI is its name."""
    return Level(name, name, rank, ladder, f"Council of {ladder}", None, ladder, f"council {ladder}")


def make_place(kind: str, step: int | None, statement: str, terms: str = "essential") -> Place:
    """A demand of a kind at a step, or at none that it states."""
    return Place(
        kind=kind,
        says=f"Says {statement}",
        proficiency=STEPS[step] if step else UNSTATED,
        stated=step,
        counted=step or WORKING,
        terms=terms,
        binds=terms in {"essential", "conditional"},
        locator=f"At {statement}",
        document="A document",
        statement=statement,
    )


def make_carried(topic: str, *places: Place) -> Carried:
    """A topic with the demands on it."""
    return Carried(topic, topic.title(), "Group", places)


def make_profile(steps: Steps, terms: str = "essential") -> Profile:
    """A profile with one skill requirement per competency."""
    return {
        topic: make_carried(topic, make_place("skill requirement", step, f"s-{topic}", terms))
        for topic, step in steps.items()
    }


def make_condition(
    kind: str,
    says: str,
    *,
    amount: int | None = None,
    body: str | None = None,
    terms: str = "essential",
    asks: str | None = None,
    place: str | None = None,
    options: Sequence[Option] = (),
) -> Condition:
    """A condition whose statement is its kind and its words."""
    if asks is None:
        asks = body if kind == "registration" else None if amount is None else f"RQF level {amount}"
    return Condition(
        kind,
        says,
        asks,
        amount,
        terms,
        place,
        f"At {says}",
        "A document",
        None,
        body,
        f"{kind} {says}",
        tuple(options),
    )


def make_choice(says: str, *options: Option) -> Choice:
    """A duty with several ways to meet it."""
    return Choice(says, f"At {says}", "A document", f"duty {says}", "essential", options)


def make_demands(
    name: str,
    profile: Profile,
    *,
    named: Profile | None = None,
    conditions: Sequence[Condition] = (),
    choices: Sequence[Choice] = (),
) -> LevelDemands:
    """A level with what it asks."""
    return LevelDemands(make_level(name), profile, named or {}, tuple(conditions), tuple(choices))


def make_network(
    profiles: Mapping[str, Mapping[str, int]],
    ladders: Mapping[str, tuple[str, ...]],
    registers: Mapping[str, str] | None = None,
    conditional: frozenset[str] = frozenset(),
    bound: float = 0.6,
    nearest: int = 30,
    parts: Mapping[str, Sequence[str]] | None = None,
) -> Network:
    """A network of ladders, each named from the lowest rung up, without its computed moves.

    :param registers: per level the body with which it asks registration.
    :param conditional: the levels that ask registration where the post needs it.
    :param parts: per level the topics of which it holds a narrower one alone.
    """
    topics = sorted({topic for profile in profiles.values() for topic in profile})
    steps = {
        name: sum(((1 << step) - 1) << (5 * topics.index(topic)) for topic, step in profile.items())
        for name, profile in profiles.items()
    }
    held = {
        name: sum(1 << (5 * topics.index(topic)) for topic in (parts or {}).get(name, ()))
        for name in profiles
    }
    levels = {
        name: make_level(name, rank, ladder)
        for ladder, rungs in ladders.items()
        for rank, name in enumerate(rungs, 1)
    }
    moves: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    moves.add_nodes_from(levels)
    for rungs in ladders.values():
        for lower, upper in pairwise(rungs):
            moves.add_edge(lower, upper, key="ladder")
    named = {name: frozenset({body}) for name, body in (registers or {}).items()}
    pairs = [pair for rungs in ladders.values() for pair in pairwise(rungs)]
    below = frozenset(upper for lower, upper in pairs if lower in named)
    bounds = Bounds(near=bound, within=0.15, comparable=0.25)
    return Network(levels, moves, named, conditional, below, bounds, nearest, steps, held)
