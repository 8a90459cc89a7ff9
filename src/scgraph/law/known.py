"""What the graph knows of law and of what happened to it, to be compared with what others say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from scgraph.citations.address import split_identifier
from scgraph.citations.units import Path, order
from scgraph.engine.protocol import Term
from scgraph.graph import Graph
from scgraph.law.about import NO_STATUS
from scgraph.law.effects import Place
from scgraph.law.timeline import LegalEvent, load_events
from scgraph.namespaces import PREFIXES, contract
from scgraph.sparql.texts import query_text

# The names of statuses are those of ELI's own list, and one of ours for what nobody checked.
IN_FORCE = PREFIXES["eli"] + "InForce-inForce"
PARTLY_IN_FORCE = PREFIXES["eli"] + "InForce-partiallyInForce"
NOT_IN_FORCE = PREFIXES["eli"] + "InForce-notInForce"


@dataclass(frozen=True)
class Known:
    """A work or a provision as the graph has it. Dates are those of ISO 8601; what is not said is empty."""

    iri: str
    label: str
    heading: str = ""
    status: str = ""
    status_name: str = ""
    in_force_from: str = ""
    no_longer_in_force_from: str = ""
    made: str = ""

    @cached_property
    def place(self) -> tuple[str, Path]:
        """Its work, and where it stands in that."""
        return split_identifier(self.iri) or (self.iri, ())

    @property
    def force(self) -> str:
        """The status with its days, as a table has it."""
        days = [
            f"from {self.in_force_from}" if self.in_force_from else "",
            f"until {self.no_longer_in_force_from}" if self.no_longer_in_force_from else "",
        ]
        status = self.status_name or (contract(self.status) if self.status else NO_STATUS)
        return ", ".join(filter(None, [status, *days]))


@dataclass
class KnownLaw:
    """All law of a graph. ``amendments`` are pairs of works of which the first amends the second."""

    laws: dict[str, Known]
    events: list[LegalEvent] = field(default_factory=list)
    amendments: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def provisions(self) -> dict[str, dict[Path, Known]]:
        """What is known of each work by its identifier; the work itself stands under the empty path."""
        found: dict[str, dict[Path, Known]] = defaultdict(dict)
        for law in self.laws.values():
            work, path = law.place
            found[work][path] = law
        return dict(found)

    def at(self, work: str, place: Place) -> list[tuple[Known, bool]]:
        """The narrowest known that a place in a work lies in, and whether the place is the whole of it.

        A range is each of the known provisions in it. Empty where not even the work is known.
        """
        known = self.provisions.get(work, {})
        if place.up_to and (found := _between(known, place)):
            return [(law, not place.has_below) for law in found]
        for length in range(len(place.path), -1, -1):
            if law := known.get(place.path[:length]):
                is_whole = length == len(place.path) > 0 and not place.has_below and not place.up_to
                return [(law, is_whole)]
        return []

    def chain(self, iri: str) -> set[str]:
        """A provision, and what it stands in: an event that touches an Act touches its provisions."""
        work, path = split_identifier(iri) or (iri, ())
        known = self.provisions.get(work, {})
        return {known[path[:length]].iri for length in range(len(path) + 1) if path[:length] in known} | {iri}

    def is_recorded(self, iri: str, kind: str, by: str, day: str) -> bool:
        """Whether an event of that kind, done by that work on that day, touches a piece of law."""
        chain = self.chain(iri)
        return any(
            event.kind.iri == kind
            and event.is_done_by(by)
            and event.takes_effect == day
            and event.touches_any(chain)
            for event in self.events
        )

    def label(self, iri: str) -> str:
        """The label of a piece of law, where the graph knows it."""
        return self.laws[iri].label if iri in self.laws else ""


def read_known(graph: Graph) -> KnownLaw:
    """All law that a graph knows."""
    laws: dict[str, Known] = {}
    for iri, *values in _rows(graph, "known.rq"):
        label, *rest = values
        laws.setdefault(iri, Known(iri, label or contract(iri), *rest))
    amendments = frozenset((by, work) for by, work in _rows(graph, "amendments.rq"))
    return KnownLaw(laws, load_events(graph), amendments)


def _between(known: dict[Path, Known], place: Place) -> list[Known]:
    """The known provisions from one place up to another of the same unit."""
    (*above, (unit, first)), last = place.path, place.up_to
    if last[:-1] != tuple(above) or last[-1][0] != unit:
        return []
    low, high = order(first), order(last[-1][1])
    return [
        law
        for path, law in known.items()
        if path and path[:-1] == tuple(above) and path[-1][0] == unit and low <= order(path[-1][1]) <= high
    ]


def _rows(graph: Graph, name: str) -> Iterable[tuple[str, ...]]:
    rows: list[tuple[Term | None, ...]] = graph.engine.select(query_text(__package__, name)).rows
    return [tuple(term.value if term else "" for term in row) for row in rows]
