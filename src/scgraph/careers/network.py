"""The moves between levels as a directed multigraph: what is stated, ordered, or only computed.

Edges are keyed by their kind and never merged:

* ``ladder``: the next rung;
* ``stated``: a progression rule for the move, or time at the one level that the other asks for;
* ``computed``: no source states the move, but somebody at the one level already holds a share of the
  proficiency steps that the other asks (``scg:nearFrom``), and the two stand on different ladders.

A computed move into a profession whose register the first level does not ask for goes to the lowest
registered rung only: the rungs above it ask for practice after qualifying.

The question ``career-moves`` combines the same facts for one level on any engine; here they are combined for
all pairs of levels at once. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING

import networkx as nx

from scgraph.careers.reading import load_levels, load_stated_moves
from scgraph.domain.levels import Level, ranks_of
from scgraph.domain.moves import NEXT_RUNG, Direction, StatedMove, direct
from scgraph.literals import read_whole
from scgraph.namespaces import PREFIXES
from scgraph.questions.answers import to_python
from scgraph.sparql.texts import query_text

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

# How many computed moves a level keeps in a large graph: its nearest. The two ends of a path keep all of
# theirs.
NEAREST = 30
# No scale of proficiency has more steps; a profile has a bit for each.
_STEPS = range(101)
_CONDITIONAL = PREFIXES["scg"] + "Conditional"


@dataclass(frozen=True)
class Bounds:
    """The shares by which moves are told: ``near`` for a computed move, ``within`` for one that is level,
    ``comparable`` for two levels that are not other work.
    """

    near: float
    within: float
    comparable: float


@dataclass
class Network:
    """The levels of a graph, the moves between them, and the registers that they ask for.

    ``registers`` has the regulators with which a level asks registration, ``conditional`` the levels that ask
    it where the post needs it, ``joined_below`` those whose register is joined on a lower rung. A profile is
    held as a number with one bit for each proficiency step of each competency, so that what one level lacks
    of another is counted in a fraction of a microsecond; ``_parts`` has the lowest step of each competency of
    which a level holds a narrower one alone.
    """

    levels: dict[str, Level]
    moves: nx.MultiDiGraph[str]
    registers: Mapping[str, frozenset[str]]
    conditional: frozenset[str]
    joined_below: frozenset[str]
    bounds: Bounds
    nearest: int
    _steps: dict[str, int] = field(repr=False)
    _parts: dict[str, int] = field(repr=False)
    _roads: dict[bool, nx.DiGraph[str]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def learnt(self, origin: str, target: str, held: int = 0) -> int:
        """The proficiency steps that the target asks and the origin does not hold, as bits.

        :param held: what has been gained before, as bits.
        """
        return self._steps[target] & ~(self._steps[origin] | self._parts[origin] | held)

    def held(self, level: str) -> int:
        """All that somebody at a level holds, as bits."""
        return self._steps[level] | self._parts[level]

    def lacking(self, origin: str, target: str) -> int:
        """The proficiency steps that the target asks and the origin does not hold."""
        return self.learnt(origin, target).bit_count()

    def share(self, origin: str, target: str) -> float:
        """The share of the steps that the target asks which the origin holds; 1 where it asks none."""
        asked = self._steps[target].bit_count()
        return (asked - self.lacking(origin, target)) / asked if asked else 1.0

    def direction(self, origin: str, target: str) -> Direction:
        """Whether a move leads up, level or down, and by what that is told."""
        one, other = self.levels[origin], self.levels[target]
        ours, theirs = (self.registers.get(iri, frozenset()) for iri in (origin, target))
        return direct(
            ranks_of(one, other),
            bool(theirs - ours) and origin not in self.conditional,
            bool(ours - theirs) and target not in self.conditional,
            self.share(origin, target),
            self.share(target, origin),
            self.bounds.within,
            self.bounds.comparable,
        )

    def grounds(self, origin: str, target: str) -> tuple[tuple[str, ...], tuple[StatedMove, ...]]:
        """(what a move rests on, strongest first; what sources state about it)."""
        kinds = tuple(kind for kind in ("stated", "ladder") if self.moves.has_edge(origin, target, kind))
        if "stated" not in kinds:
            return kinds or ("computed",), ()
        return kinds, self.moves.edges[origin, target, "stated"]["rules"]

    def barred(self, origin: str, target: str) -> bool:
        """Whether a computed move would enter a profession with a register above its lowest rung."""
        gained = self.registers.get(target, frozenset()) - self.registers.get(origin, frozenset())
        return bool(gained) and origin not in self.conditional and target in self.joined_below

    def is_near(self, origin: str, target: str) -> bool:
        """Whether a computed move may lead from one level to another."""
        return (
            self.levels[origin].ladder != self.levels[target].ladder
            and not (self.moves.has_edge(origin, target, "stated"))
            and bool(self._steps[target])
            and self.share(origin, target) >= self.bounds.near
            and not self.barred(origin, target)
        )

    @contextmanager
    def roads(self, origin: str, target: str, stated_only: bool = False) -> Iterator[nx.DiGraph[str]]:
        """The graph to search: one edge from level to level, with its costs.

        They are told in hops, in steps to learn, and in steps to learn on moves that no source states.

        The two ends have all their computed moves while it is in use; one search uses it at a time.
        """
        with self._lock:
            roads = self._all_roads(stated_only)
            lent = (
                []
                if stated_only
                else [ends for ends in self._ends(origin, target) if not roads.has_edge(*ends)]
            )
            try:
                for start, end in lent:
                    self._add_road(roads, start, end)
                yield roads
            finally:
                roads.remove_edges_from(lent)

    def _ends(self, origin: str, target: str) -> Iterator[tuple[str, str]]:
        """The computed moves from the start and to the end that a large network does not hold."""
        if len(self.levels) <= self.nearest:
            return
        for other in self.levels:
            for start, end in ((origin, other), (other, target)):
                if start != end and self.is_near(start, end):
                    yield start, end

    def _all_roads(self, stated_only: bool) -> nx.DiGraph[str]:
        if stated_only not in self._roads:
            roads: nx.DiGraph[str] = nx.DiGraph()
            roads.add_nodes_from(self.levels)
            for start, end, kind in self.moves.edges(keys=True):
                if kind != "computed" or not stated_only:
                    self._add_road(roads, start, end)
            self._roads[stated_only] = roads
        return self._roads[stated_only]

    def _add_road(self, roads: nx.DiGraph[str], start: str, end: str) -> None:
        steps = self.lacking(start, end)
        # One hop counts more than all that could be learnt on it; of two equal ways the shorter one is meant.
        ours = 0 if self.grounds(start, end)[0] != ("computed",) else steps
        roads.add_edge(
            start,
            end,
            hops=1 + steps / 100_000,
            learning=steps + 0.001,
            stated=ours + 0.001 + steps / 100_000,
        )


def load_network(graph: KnowledgeGraph, bound: float | None = None, nearest: int = NEAREST) -> Network:
    """The network of all moves in a graph.

    :param bound: the share of the steps asked that a level has to hold for a computed move; the graph's own
        if none is given.
    :param nearest: how many computed moves each level keeps where there are more levels than that.
    """
    levels = load_levels(graph)
    moves: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    moves.add_nodes_from(levels)
    for move in load_stated_moves(graph):
        if move.origin in levels and move.target in levels:
            _add_stated(moves, move)
    bounds = _load_bounds(graph)
    if bound is not None:
        bounds = replace(bounds, near=bound)
    steps, parts = _load_steps(graph, levels)
    network = Network(
        levels, moves, *_load_registers(graph), bounds=bounds, nearest=nearest, _steps=steps, _parts=parts
    )
    for start, end in list(_near_pairs(network)):
        moves.add_edge(start, end, key="computed")
    return network


def _add_stated(moves: nx.MultiDiGraph[str], move: StatedMove) -> None:
    if move.basis == NEXT_RUNG:
        moves.add_edge(move.origin, move.target, key="ladder")
        return
    known = moves.get_edge_data(move.origin, move.target, key="stated", default={"rules": ()})["rules"]
    moves.add_edge(move.origin, move.target, key="stated", rules=(*known, move))


def _load_bounds(graph: KnowledgeGraph) -> Bounds:
    """The bounds of the graph; without them, no move is near, and none is level."""
    rows = graph.engine.select(query_text(__package__, "bounds.rq")).rows
    found = [[to_python(share) for share in row] for row in rows]
    numbers = [[float(share) for share in row if isinstance(share, int | Decimal)] for row in found]
    return next((Bounds(*shares) for shares in numbers if len(shares) == 3), Bounds(float("inf"), 0.0, 0.0))


def _load_registers(
    graph: KnowledgeGraph,
) -> tuple[dict[str, frozenset[str]], frozenset[str], frozenset[str]]:
    """(the regulators of each level, the levels that may ask for one, those above the rung that joins)."""
    registers: dict[str, frozenset[str]] = {}
    conditional, below = set(), set()
    for level, body, terms, joined in graph.engine.select(query_text(__package__, "registers.rq")).rows:
        if level and body:
            registers[level.value] = registers.get(level.value, frozenset()) | {body.value}
        if level and terms and terms.value == _CONDITIONAL:
            conditional.add(level.value)
        if level and joined:
            below.add(level.value)
    return registers, frozenset(conditional), frozenset(below)


def _load_steps(graph: KnowledgeGraph, levels: dict[str, Level]) -> tuple[dict[str, int], dict[str, int]]:
    """Per level one bit for each step of each competency, and the lowest one of each that it holds in part.

    'Working' is the three lowest bits of five.
    """
    place: dict[str, int] = {}
    steps = dict.fromkeys(levels, 0)
    parts = dict.fromkeys(levels, 0)
    rows = [
        (level.value, competency.value, number)
        for level, competency, step in graph.engine.select(query_text(__package__, "profiles.rq")).rows
        if level and competency and step
        if (number := read_whole(step.value)) is not None and number in _STEPS
    ]
    width = max((step for _, _, step in rows), default=0)
    for level, competency, step in rows:
        if level in steps:
            shift = place.setdefault(competency, len(place) * width)
            kept = steps if step else parts
            kept[level] |= ((1 << max(step, 1)) - 1) << shift
    return steps, parts


def _near_pairs(network: Network) -> Iterator[tuple[str, str]]:
    """The computed moves: all that are near, or in a large graph those most alike in both directions."""
    iris = list(network.levels)
    if len(iris) <= network.nearest:
        yield from ((a, b) for a in iris for b in iris if a != b and network.is_near(a, b))
        return
    for start, alike in _alike(network, iris).items():
        alike.sort(reverse=True)
        kept = (end for _, end in alike if network.is_near(start, end))
        for _, end in zip(range(network.nearest), kept, strict=False):
            yield start, end


def _alike(network: Network, iris: list[str]) -> dict[str, list[tuple[float, str]]]:
    """Per level the others that it holds enough of, each with the weaker of the two shares held."""
    profiles = [network._steps[iri] for iri in iris]
    holdings = [network.held(iri) for iri in iris]
    sizes = [profile.bit_count() for profile in profiles]
    least = [network.bounds.near * size for size in sizes]
    alike: dict[str, list[tuple[float, str]]] = {iri: [] for iri in iris}
    for place, own in enumerate(profiles):
        size, start, holding = sizes[place], iris[place], holdings[place]
        ours = [(holding & other).bit_count() for other in profiles[:place]]
        theirs = [(own & other).bit_count() for other in holdings[:place]]
        for number, (held, asked) in enumerate(zip(ours, theirs, strict=True)):
            leads, led = held >= least[number], asked >= least[place]
            if leads or led:
                likeness = min(held / max(sizes[number], 1), asked / max(size, 1))
                if leads:
                    alike[start].append((likeness, iris[number]))
                if led:
                    alike[iris[number]].append((likeness, start))
    return alike
