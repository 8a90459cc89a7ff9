"""Ways from one level to another, each hop explained: what is stated, added, raised and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from scgraph.careers.conditions import Condition, Totals, load_conditions, total
from scgraph.careers.gaps import Gap, GapRow, measure
from scgraph.careers.levels import Level, pick
from scgraph.careers.network import BOUND, Network, Rule, load_network
from scgraph.careers.obstacles import Obstacle, find_obstacle, stands_below
from scgraph.careers.profile import Profile, load_profile
from scgraph.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

    from scgraph.questions.door import KnowledgeGraph

PREFERENCES = {"hops": "fewest hops", "learning": "least to learn"}
# Of this many ways, in their order, those that only add a detour to a better one are left out.
_CANDIDATES = 25


@dataclass(frozen=True)
class Hop:
    """A move from one level to the next.

    ``kinds`` tells what it rests on, strongest first: 'stated', 'ladder', 'computed'. ``rules`` is what the
    source states about it, ``gap`` what the one level asks beside what the other brings.
    """

    origin: Level
    target: Level
    kinds: tuple[str, ...]
    rules: tuple[Rule, ...]
    gap: Gap

    @property
    def is_computed(self) -> bool:
        """Whether no source states the move."""
        return self.kinds == ("computed",)

    @property
    def added(self) -> tuple[GapRow, ...]:
        """The competencies that the next level brings in."""
        return self.gap.marked("missing")

    @property
    def raised(self) -> tuple[GapRow, ...]:
        """The competencies on which the next level asks a higher step."""
        return self.gap.marked("lower")

    @property
    def kept(self) -> tuple[GapRow, ...]:
        """The competencies that are held already."""
        return self.gap.marked("met", "exceeded")

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The hard conditions that the move adds."""
        return self.gap.conditions

    @property
    def rule_months(self) -> int:
        """The months that rules for the move ask for, beside the time that the level itself asks for."""
        counted = {condition.statement for condition in self.conditions}
        return sum(rule.months or 0 for rule in self.rules if rule.statement not in counted)


@dataclass(frozen=True)
class Path:
    """One way, hop by hop."""

    levels: tuple[Level, ...]
    hops: tuple[Hop, ...]

    @property
    def steps(self) -> int:
        """The proficiency steps to learn, hop by hop."""
        return sum(hop.gap.steps for hop in self.hops)

    @property
    def is_stated(self) -> bool:
        """Whether every hop is stated or the next rung."""
        return not any(hop.is_computed for hop in self.hops)

    @property
    def totals(self) -> Totals:
        """The hard conditions of all hops summed up, with the months that rules ask for."""
        summed = total(condition for hop in self.hops for condition in hop.conditions)
        months = summed.months + sum(hop.rule_months for hop in self.hops)
        return Totals(summed.registrations, summed.qualification, months)


@dataclass(frozen=True)
class Paths:
    """The ways found, best first; where there is none, ``obstacle`` says what stands in the way."""

    origin: Level
    target: Level
    paths: tuple[Path, ...]
    prefer: str
    stated_only: bool
    bound: float
    obstacle: Obstacle | None


def find_paths(
    graph: KnowledgeGraph,
    from_iri: str,
    to_iri: str,
    *,
    count: int = 3,
    prefer: str = "hops",
    stated_only: bool = False,
    bound: float = BOUND,
    network: Network | None = None,
) -> Paths:
    """The best ways from one level to another.

    :param count: how many ways at most; a way that only adds a detour to a better one is left out.
    :param prefer: 'hops' for the fewest hops, 'learning' for the least to learn.
    :param stated_only: leave out moves that are only computed.
    :param bound: the share of the steps asked that a level has to hold for a computed move.
    :param network: the network of this graph, where one is at hand; ``bound`` is then the network's own.
    :raises UnknownName: if one of the two is no level of the graph.
    :raises UsageError: if they are the same, or ``prefer`` or ``bound`` is none of its values.
    """
    import networkx as nx

    if prefer not in PREFERENCES:
        raise UsageError(f"'{prefer}' is no preference; use {' or '.join(PREFERENCES)}.")
    if not 0 < bound <= 1:
        raise UsageError(f"{bound} is no share; give the bound as a number above 0 and up to 1.")
    network = network or load_network(graph, bound)
    origin, target = pick(network.levels, from_iri), pick(network.levels, to_iri)
    if from_iri == to_iri:
        raise UsageError(f"'{origin.name}' is both start and end; name two different levels.")
    if below := stands_below(origin, target):
        return Paths(origin, target, (), prefer, stated_only, network.bound, below)
    with network.roads(from_iri, to_iri, stated_only) as roads:
        try:
            found = list(islice(_without_detours(roads, from_iri, to_iri, prefer), count))
            obstacle = None
        except nx.NetworkXNoPath:
            found = []
            obstacle = find_obstacle(network, roads, origin, target, stated_only)
    passed = sorted({iri for nodes in found for iri in nodes})
    conditions = load_conditions(graph, passed) if passed else {}
    known = {iri: _Known(load_profile(graph, iri), conditions.get(iri, ())) for iri in passed}
    paths = tuple(_explain(network, nodes, known) for nodes in found)
    return Paths(origin, target, paths, prefer, stated_only, network.bound, obstacle)


def _without_detours(roads: nx.DiGraph[str], origin: str, target: str, prefer: str) -> Iterator[list[str]]:
    """The ways in their order, without those that pass all levels of a better one and more."""
    import networkx as nx

    better: list[list[str]] = []
    for nodes in islice(nx.shortest_simple_paths(roads, origin, target, weight=prefer), _CANDIDATES):
        if not any(_passes(nodes, known) for known in better):
            better.append(nodes)
            yield nodes
        if len(better[0]) == 2:
            return  # every other way is a detour of the straight one


def _passes(nodes: list[str], others: list[str]) -> bool:
    """Whether a way passes all levels of another in the same order."""
    rest = iter(nodes)
    return all(other in rest for other in others)


@dataclass(frozen=True)
class _Known:
    """What is read of a level to explain a hop to it or from it."""

    profile: Profile
    conditions: tuple[Condition, ...]


def _explain(network: Network, nodes: list[str], known: Mapping[str, _Known]) -> Path:
    hops = tuple(_hop(network, start, end, known) for start, end in pairwise(nodes))
    return Path(tuple(network.levels[iri] for iri in nodes), hops)


def _hop(network: Network, start: str, end: str, known: Mapping[str, _Known]) -> Hop:
    kinds, rules = network.grounds(start, end)
    origin, target = network.levels[start], network.levels[end]
    held, asked = known[start], known[end]
    gap = measure(origin, target, held.profile, asked.profile, held.conditions, asked.conditions)
    return Hop(origin, target, kinds, rules, gap)
