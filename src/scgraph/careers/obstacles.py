"""What stands in the way where no path is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scgraph.domain.levels import Level

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


def find_obstacle(
    network: Network, roads: nx.DiGraph[str], origin: Level, target: Level, stated_only: bool
) -> Obstacle:
    """What keeps the start and the end apart in the graph that was searched."""
    import networkx as nx

    reached = nx.descendants(roads, origin.iri) | {origin.iri}
    leading = nx.ancestors(roads, target.iri) | {target.iri}
    pairs = _pairs(network, reached, leading, origin.iri, target.iri)
    best = max(pairs, key=lambda pair: (network.share(*pair), -network.lacking(*pair), pair), default=None)
    if best is None:
        return Obstacle(f"all levels that {origin.shown} leads to stand on one ladder with {target.shown}.")
    start, end = network.levels[best[0]], network.levels[best[1]]
    share = network.share(*best)
    held = f"{start.shown} holds {share:.0%} of the steps that {end.shown} asks"
    if stated_only:
        reason = f"no source states a move that closes the way; the nearest that could be computed: {held}."
    elif share >= network.bound:
        reason = f"{held}, but its register is joined at the lowest registered rung, below {end.shown}."
    else:
        reason = f"no move comes near enough: at best {held}, and a computed move needs {network.bound:.0%}."
    return Obstacle(reason, start, end, share)


def stands_below(origin: Level, target: Level) -> Obstacle | None:
    """The obstacle that the end stands below the start on one ladder, where it does."""
    if origin.ladder != target.ladder or origin.rank <= target.rank:
        return None
    return Obstacle(f"{target.shown} stands below {origin.shown} on the same ladder, and paths lead up.")


def _pairs(
    network: Network, reached: set[str], leading: set[str], origin: str, target: str
) -> list[tuple[str, str]]:
    if len(reached) * len(leading) > _PAIRS:
        ends = [(origin, end) for end in leading] + [(start, target) for start in reached]
    else:
        ends = [(start, end) for start in reached for end in leading]
    ladders = network.levels
    return [(a, b) for a, b in ends if a != b and ladders[a].ladder != ladders[b].ladder]
