"""Levels, profiles, conditions and networks made by hand, for tests of what is computed from them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import networkx as nx

from scgraph.careers.network import Network
from scgraph.domain.conditions import Condition
from scgraph.domain.demands import Carried, Place, Profile
from scgraph.domain.levels import Level

STEPS = ("", "Awareness", "Understanding", "Working", "Comprehensive", "Leading")


def make_level(name: str, rank: int = 1, ladder: str = "ladder") -> Level:
    """A level whose IRI is its name."""
    return Level(name, name, rank, ladder, f"Council of {ladder}", None, ladder, f"council {ladder}")


def make_place(kind: str, step: int, statement: str) -> Place:
    """A statement of a kind that asks a step."""
    return Place(
        kind, f"Says {statement}", step, STEPS[step], "essential", f"At {statement}", "A document", statement
    )


def make_profile(steps: Mapping[str, int]) -> Profile:
    """A profile with one skill requirement per competency."""
    return {
        topic: Carried(
            topic,
            topic.title(),
            "Group",
            step,
            STEPS[step],
            (make_place("skill requirement", step, f"s-{topic}"),),
        )
        for topic, step in steps.items()
    }


def make_condition(
    kind: str, says: str, *, amount: int | None = None, body: str | None = None, terms: str = "essential"
) -> Condition:
    """A condition whose statement is its kind and its words."""
    asks = body if kind == "registration" else None if amount is None else f"RQF level {amount}"
    return Condition(
        kind, says, asks, amount, terms, None, f"At {says}", "A document", None, body, f"{kind} {says}"
    )


def make_network(
    profiles: Mapping[str, Mapping[str, int]],
    ladders: Mapping[str, tuple[str, ...]],
    registers: Mapping[str, str] | None = None,
    conditional: frozenset[str] = frozenset(),
    bound: float = 0.6,
    nearest: int = 30,
) -> Network:
    """A network of ladders, each named from the lowest rung up, without its computed moves.

    :param registers: per level the body with which it asks registration.
    :param conditional: the levels that ask registration where the post needs it.
    """
    topics = sorted({topic for profile in profiles.values() for topic in profile})
    steps = {
        name: sum(((1 << step) - 1) << (5 * topics.index(topic)) for topic, step in profile.items())
        for name, profile in profiles.items()
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
    return Network(levels, moves, named, conditional, below, bound, nearest, steps)
