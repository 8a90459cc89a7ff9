"""Ways from one level to another, each hop explained: what is stated, added, raised and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from scgraph.careers.network import Network, load_network
from scgraph.careers.obstacles import Obstacle, find_obstacle, stands_below
from scgraph.careers.reading import find_levels, load_demands, node_of, pick
from scgraph.domain.conditions import Condition, Totals, total
from scgraph.domain.gap import Gap, GapRow, LevelDemands, measure
from scgraph.domain.levels import Level
from scgraph.domain.moves import StatedMove
from scgraph.errors import UsageError
from scgraph.graph import Name

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
    rules: tuple[StatedMove, ...]
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
    origin: Name,
    target: Name,
    *,
    count: int = 3,
    prefer: str = "hops",
    stated_only: bool = False,
    bound: float | None = None,
    network: Network | None = None,
) -> Paths:
    """The best ways from one level to another.

    :param count: how many ways at most; a way that only adds a detour to a better one is left out.
    :param prefer: 'hops' for the fewest hops, 'learning' for the least to learn.
    :param stated_only: leave out moves that are only computed.
    :param bound: the share of the steps asked that a level has to hold for a computed move;
        the graph's own if none is given.
    :param network: the network of this graph, where one is at hand; ``bound`` is then the network's own.
    :raises UnknownName: if one of the two is no level of the graph.
    :raises UsageError: if they are the same, or ``prefer`` or ``bound`` is none of its values.
    """
    import networkx as nx

    if prefer not in PREFERENCES:
        raise UsageError(f"'{prefer}' is no preference; use {' or '.join(PREFERENCES)}.")
    if bound is not None and not 0 < bound <= 1:
        raise UsageError(f"{bound} is no share; give the bound as a number above 0 and up to 1.")
    network = network or load_network(graph, bound)
    start, end = (pick(network.levels, node) for node in find_levels(graph, (origin, target)))
    if start == end:
        raise UsageError(f"'{start.name}' is both start and end; name two different levels.")
    if below := stands_below(start, end):
        return Paths(start, end, (), prefer, stated_only, network.bound, below)
    with network.roads(start.iri, end.iri, stated_only) as roads:
        try:
            found = list(islice(_without_detours(roads, start.iri, end.iri, prefer), count))
            obstacle = None
        except nx.NetworkXNoPath:
            found = []
            obstacle = find_obstacle(network, roads, start, end, stated_only)
    passed = [node_of(network.levels[iri]) for iri in sorted({iri for nodes in found for iri in nodes})]
    known = load_demands(graph, passed, network.levels)
    paths = tuple(_explain(network, nodes, known) for nodes in found)
    return Paths(start, end, paths, prefer, stated_only, network.bound, obstacle)


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


def _explain(network: Network, nodes: list[str], known: Mapping[str, LevelDemands]) -> Path:
    hops = tuple(_hop(network, known[start], known[end]) for start, end in pairwise(nodes))
    return Path(tuple(network.levels[iri] for iri in nodes), hops)


def _hop(network: Network, origin: LevelDemands, target: LevelDemands) -> Hop:
    kinds, rules = network.grounds(origin.level.iri, target.level.iri)
    return Hop(origin.level, target.level, kinds, rules, measure(origin, target))
