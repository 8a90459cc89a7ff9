"""What stands in the way where no path is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scgraph.domain.levels import Level
from scgraph.words import percent

if TYPE_CHECKING:
    import networkx as nx

    from scgraph.careers.network import Network

# Beyond this many pairs of levels, only those that begin at the start or end at the end are weighed.
_PAIRS = 250_000


@dataclass(frozen=True)
class Obstacle:
    """Why there is no path.

    ``nearest_from`` and ``nearest_to`` are the levels, one reachable from the start and one from which the
    end is reachable, between which the missing move would be smallest; ``share`` is what the first holds of
    the second.
    """

    reason: str
    nearest_from: Level | None = None
    nearest_to: Level | None = None
    share: float = 0.0


def find_obstacle(network: Network, roads: nx.DiGraph[str], origin: Level, target: Level) -> Obstacle:
    """What keeps the start and the end apart where only moves that a source states are wanted."""
    import networkx as nx

    reached = nx.descendants(roads, origin.iri) | {origin.iri}
    leading = nx.ancestors(roads, target.iri) | {target.iri}
    pairs = _pairs(network, reached, leading, origin.iri, target.iri)
    best = max(pairs, key=lambda pair: (network.share(*pair), -network.lacking(*pair), pair), default=None)
    if best is None:
        return Obstacle("no source states a move that leads there.")
    start, end = network.levels[best[0]], network.levels[best[1]]
    share = network.share(*best)
    held = f"{start.shown} holds {percent(share)} of the steps that {end.shown} asks"
    return Obstacle(
        f"no source states a move that closes the way; the nearest that could be computed: {held}.",
        start,
        end,
        share,
    )


def _pairs(
    network: Network, reached: set[str], leading: set[str], origin: str, target: str
) -> list[tuple[str, str]]:
    if len(reached) * len(leading) > _PAIRS:
        ends = [(origin, end) for end in leading] + [(start, target) for start in reached]
    else:
        ends = [(start, end) for start in reached for end in leading]
    ladders = network.levels
    return [(a, b) for a, b in ends if a != b and ladders[a].ladder != ladders[b].ladder]
