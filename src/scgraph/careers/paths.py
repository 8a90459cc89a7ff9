"""Ways from one level to another, each hop explained: what is stated, added, raised and kept.

Whoever goes a way keeps what each rung brought, so that later hops ask only what is not yet held. The direct
move is always weighed, whatever share of the end the start holds. A way that another beats on moves, on what
there is to learn, and on how much of that no source states, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from scgraph.careers.network import Network, load_network
from scgraph.careers.obstacles import Obstacle, find_obstacle
from scgraph.careers.reading import find_levels, load_demands, load_nesting, node_of, pick
from scgraph.domain.conditions import Condition, Stage, Totals, total
from scgraph.domain.demands import Nesting
from scgraph.domain.gap import Gap, GapRow, measure
from scgraph.domain.holder import Holder, LevelDemands
from scgraph.domain.levels import Level, ranks_of
from scgraph.domain.moves import Direction, StatedMove
from scgraph.errors import UsageError
from scgraph.graph import Name

if TYPE_CHECKING:
    import networkx as nx

    from scgraph.questions.door import KnowledgeGraph

PREFERENCES = {"hops": "fewest moves", "learning": "least to learn", "stated": "most of it stated by sources"}
COMPUTED = ("computed",)
# What a computed move is marked with, the first two also where it is put behind the other ways.
HIGH_ENTRY = "joins the register above the rung on which it is joined"
SKIPS = "passes over rungs of the ladder"
LONG = "a long step"
# Of each kind of way so many are weighed, in their order.
_CANDIDATES = 12


@dataclass(frozen=True)
class Hop:
    """A move from one level to the next, by somebody who has come so far.

    ``kinds`` tells what it rests on, strongest first: 'stated', 'ladder', 'computed'. ``rules`` is what the
    source states about it, ``gap`` what the next level asks beside what the holder brings, ``marks`` what a
    planner should see before going it.
    """

    origin: Level
    target: Level
    kinds: tuple[str, ...]
    rules: tuple[StatedMove, ...]
    gap: Gap
    direction: Direction
    marks: tuple[str, ...]

    @property
    def is_computed(self) -> bool:
        """Whether no source states the move."""
        return self.kinds == COMPUTED

    @property
    def added(self) -> tuple[GapRow, ...]:
        """The topics that the next level brings in."""
        return self.gap.to_learn

    @property
    def raised(self) -> tuple[GapRow, ...]:
        """The topics that have to be taken further."""
        return self.gap.to_extend

    @property
    def kept(self) -> tuple[GapRow, ...]:
        """The topics on which nothing is known to be lacking."""
        return self.gap.held

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The hard conditions that the move adds."""
        return self.gap.conditions

    @property
    def rule_months(self) -> int:
        """The months that rules for the move ask for, beside the time that the level itself asks for.

        Rules of one move that ask the same time speak of the same months.
        """
        counted = {condition.statement for condition in self.conditions}
        return max((rule.months or 0 for rule in self.rules if rule.statement not in counted), default=0)


@dataclass(frozen=True)
class Path:
    """One way, hop by hop."""

    levels: tuple[Level, ...]
    hops: tuple[Hop, ...]

    @property
    def to_learn(self) -> int:
        """How many topics have to be learnt from the ground up, over all hops."""
        return len({row.competency for hop in self.hops for row in hop.added})

    @property
    def to_extend(self) -> int:
        """How many topics, held or learnt on the way, have to be taken further."""
        new = {row.competency for hop in self.hops for row in hop.added}
        return len({row.competency for hop in self.hops for row in hop.raised} - new)

    @property
    def is_stated(self) -> bool:
        """Whether every hop is stated or the next rung."""
        return not any(hop.is_computed for hop in self.hops)

    @property
    def totals(self) -> Totals:
        """The hard conditions of all hops summed up, with the months that rules ask for."""
        return total(Stage(hop.conditions, hop.rule_months) for hop in self.hops)


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

    Ways with a computed move that enters a profession above its lowest rung, or passes over rungs of a
    ladder, stand behind those without.

    :param count: how many ways at most.
    :param prefer: 'hops' for the fewest moves, 'learning' for the least to learn, 'stated' for the least to
        learn on moves that no source states.
    :param stated_only: leave out moves that are only computed.
    :param bound: the share of the steps asked from which on a computed move is no long step, and may be part
        of a longer way; the graph's own if none is given.
    :param network: the network of this graph, where one is at hand; ``bound`` is then the network's own.
    :raises UnknownName: if one of the two is no level of the graph.
    :raises UsageError: if they are the same, or ``prefer`` or ``bound`` is none of its values.
    """
    if prefer not in PREFERENCES:
        *others, last = PREFERENCES
        raise UsageError(f"'{prefer}' is no preference; use {', '.join(others)} or {last}.")
    if bound is not None and not 0 < bound <= 1:
        raise UsageError(f"{bound} is no share; give the bound as a number above 0 and up to 1.")
    network = network or load_network(graph, bound)
    start, end = (pick(network.levels, node) for node in find_levels(graph, (origin, target)))
    if start == end:
        raise UsageError(f"'{start.name}' is both start and end; name two different levels.")
    obstacle = None
    with network.roads(start.iri, end.iri, stated_only) as roads:
        candidates = dict.fromkeys(_candidates(roads, start.iri, end.iri))
        if not stated_only:
            candidates.setdefault((start.iri, end.iri))
        if not candidates:
            obstacle = find_obstacle(network, roads, start, end)
    best = _unbeaten([_weigh(network, nodes) for nodes in candidates])
    best.sort(key=lambda way: way.order(prefer))
    chosen = [way.nodes for way in best[:count]]
    direct = (start.iri, end.iri)
    if count > 1 and direct in candidates and direct not in chosen:
        chosen[-1] = direct  # the direct move is always shown
    passed = [node_of(network.levels[iri]) for iri in sorted({iri for nodes in chosen for iri in nodes})]
    known = load_demands(graph, passed, network.levels)
    nesting = load_nesting(graph)
    paths = tuple(_explain(network, nodes, known, nesting) for nodes in chosen)
    return Paths(start, end, paths, prefer, stated_only, network.bounds.near, obstacle)


@dataclass(frozen=True)
class _Weighed:
    """A way with what it costs: moves, steps to learn, how many of these on moves that no source states."""

    nodes: tuple[str, ...]
    moves: int
    learning: int
    unstated: int
    set_back: int

    def order(self, prefer: str) -> tuple[int, ...]:
        """What ways are sorted by."""
        costs = {"hops": self.moves, "learning": self.learning, "stated": self.unstated}
        return (self.set_back, costs[prefer], self.moves, self.learning, self.unstated)

    def beats(self, other: _Weighed) -> bool:
        """Whether it is nowhere worse, and somewhere better. A way set back beats none that is not."""
        ours, theirs = ((way.set_back, way.moves, way.learning, way.unstated) for way in (self, other))
        return ours != theirs and all(a <= b for a, b in zip(ours, theirs, strict=True))


def _candidates(roads: nx.DiGraph[str], origin: str, target: str) -> Iterator[tuple[str, ...]]:
    """The first ways by each preference."""
    import networkx as nx

    if not nx.has_path(roads, origin, target):
        return
    for prefer in PREFERENCES:
        for nodes in islice(nx.shortest_simple_paths(roads, origin, target, weight=prefer), _CANDIDATES):
            yield tuple(nodes)


def _weigh(network: Network, nodes: tuple[str, ...]) -> _Weighed:
    held = learning = unstated = set_back = 0
    for origin, target in pairwise(nodes):
        gained = network.learnt(origin, target, held)
        held |= gained | network.held(origin) | network.held(target)
        learning += gained.bit_count()
        if network.grounds(origin, target)[0] == COMPUTED:
            unstated += gained.bit_count()
            set_back += any(mark != LONG for mark in _marks(network, origin, target))
    return _Weighed(nodes, len(nodes) - 1, learning, unstated, set_back)


def _unbeaten(ways: list[_Weighed]) -> list[_Weighed]:
    return [way for way in ways if not any(other.beats(way) for other in ways)]


def _marks(network: Network, origin: str, target: str) -> tuple[str, ...]:
    """What a computed move is marked with."""
    one, other = network.levels[origin], network.levels[target]
    marks = []
    if network.barred(origin, target):
        marks.append(HIGH_ENTRY)
    ranks = ranks_of(one, other)
    if ranks is not None and ranks[1] > ranks[0]:
        marks.append(SKIPS)
    if network.share(origin, target) < network.bounds.near:
        marks.append(LONG)
    return tuple(marks)


def _explain(
    network: Network, nodes: tuple[str, ...], known: Mapping[str, LevelDemands], nesting: Nesting
) -> Path:
    holder = Holder.at(known[nodes[0]], nesting)
    hops = []
    for origin, target in pairwise(nodes):
        kinds, rules = network.grounds(origin, target)
        hops.append(
            Hop(
                origin=network.levels[origin],
                target=network.levels[target],
                kinds=kinds,
                rules=rules,
                gap=measure(holder, known[target]),
                direction=network.direction(origin, target),
                marks=_marks(network, origin, target) if kinds == COMPUTED else (),
            )
        )
        holder = holder.gains(known[target])
    return Path(tuple(network.levels[iri] for iri in nodes), tuple(hops))
