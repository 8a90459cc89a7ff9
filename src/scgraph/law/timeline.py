"""Legal events in the order of time: what happened to law, and what is coming."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from scgraph.graph import Graph, Node
from scgraph.namespaces import PREFIXES, contract
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.words import natural_key

_NOTHING = Node("", "")


@dataclass(frozen=True)
class LegalEvent:
    """One event as the graph has it. What is not recorded is empty; what should be a date may be any text.

    ``judgments`` are those of the laws that it touches which are judgments, by IRI.
    """

    iri: str
    label: str
    definition: str = ""
    kind: Node = _NOTHING
    standing: Node = _NOTHING
    sureness: Node = _NOTHING
    made_on: str = ""
    takes_effect: str = ""
    expected: str = ""
    checked_on: str = ""
    done_by: tuple[Node, ...] = ()
    touches: tuple[Node, ...] = ()
    judgments: frozenset[str] = frozenset()
    read_at: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def is_done_by(self, work: str) -> bool:
        """Whether a work does it; the empty name stands for none that is recorded."""
        return work in {law.iri for law in self.done_by} if work else not self.done_by

    def touches_any(self, laws: Collection[str]) -> bool:
        """Whether it touches one of some pieces of law."""
        return any(law.iri in laws for law in self.touches)

    @property
    def is_dropped(self) -> bool:
        """Whether it was announced and given up."""
        return self.standing.iri == _scg("Dropped")

    @property
    def is_coming(self) -> bool:
        """Whether it is announced, or made for a day after the last check.

        The check decides and not today's date: what nobody looked at since has not happened for that.
        """
        if self.standing.iri == _scg("Announced"):
            return True
        effect, checked = as_date(self.takes_effect), as_date(self.checked_on)
        return self.standing.iri == _scg("Made") and bool(effect and checked and effect > checked)

    @property
    def has_happened(self) -> bool:
        """Whether it is made or in effect, and not coming."""
        return self.standing.iri in {_scg("Made"), _scg("Effective")} and not self.is_coming

    @property
    def day(self) -> date | None:
        """The day of its effect, else that on which it was made, where one is known."""
        return as_date(self.takes_effect) or as_date(self.made_on)

    @property
    def when(self) -> tuple[str, str]:
        """When, as a reader is told: (words, a date of ISO 8601 or other words); either may be empty."""
        if self.takes_effect:
            return ("To take effect on" if self.is_coming else ""), self.takes_effect
        if self.is_coming or not self.made_on:
            if self.expected:
                return ("Expected:" if self.is_coming else ""), self.expected
            return ("Announced, date not known" if self.is_coming else "Day not recorded"), ""
        return "", self.made_on


def load_events(graph: Graph) -> list[LegalEvent]:
    """The legal events of a graph, the newest first; those without a day at the end."""
    said: dict[str, dict[str, list[Node]]] = {}
    judgments = set()
    rows = graph.engine.select(query_text(__package__, "timeline.rq")).rows
    for event, prop, value, *names, judgment in rows:
        if event is None or prop is None or value is None:
            continue
        label = next((name.value for name in names if name), contract(value.value))
        values = said.setdefault(event.value, {}).setdefault(contract(prop.value), [])
        if all(known.iri != value.value for known in values):
            values.append(Node(value.value, label))
        if judgment:
            judgments.add(value.value)
    events = [_event(iri, values, judgments) for iri, values in said.items()]
    return sorted(events, key=lambda event: (-(event.day or date.min).toordinal(), natural_key(event.label)))


def coming(events: Iterable[LegalEvent]) -> list[LegalEvent]:
    """What is coming: the days that are known from the next on, then what is expected, then the rest."""
    found = [event for event in events if event.is_coming]
    return sorted(
        found,
        key=lambda event: (
            as_date(event.takes_effect) or date.max,
            not event.expected,
            natural_key(event.label),
        ),
    )


def events_of(
    graph: Graph, iri: str, events: Iterable[LegalEvent]
) -> tuple[list[LegalEvent], list[LegalEvent]]:
    """The events on a piece of law or a part of it, and the others: those on what it is part of.

    An event is on law that it touches, and on the work that does it.
    """
    ties: dict[str, set[str]] = {"own": set(), "whole": set()}
    for piece, how in graph.engine.select(bind(query_text(__package__, "ties.rq"), {"law": [iri]})).rows:
        if piece and how:
            ties[how.value].add(piece.value)
    own, on_whole = [], []
    for event in events:
        if not ties["own"].isdisjoint(law.iri for law in (*event.touches, *event.done_by)):
            own.append(event)
        elif not ties["whole"].isdisjoint(law.iri for law in event.touches):
            on_whole.append(event)
    return own, on_whole


def as_date(text: str) -> date | None:
    """A day as data write it; ``None`` for any other text.

    >>> as_date("2026-06-02"), as_date("soon")
    (datetime.date(2026, 6, 2), None)
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None  # weeks and days of the year are read as well


def _event(iri: str, said: dict[str, list[Node]], judgments: set[str]) -> LegalEvent:
    def texts(curie: str) -> tuple[str, ...]:
        return tuple(value.iri for value in said.get(curie, ()))

    def laws(curie: str) -> tuple[Node, ...]:
        return tuple(sorted(said.get(curie, ()), key=lambda law: natural_key(law.label)))

    def one(curie: str) -> str:
        return next(iter(texts(curie)), "")

    def term(curie: str) -> Node:
        return next(iter(said.get(curie, ())), _NOTHING)

    return LegalEvent(
        iri=iri,
        label=one("scg:name") or contract(iri),
        definition=one("skos:definition"),
        kind=term("scg:eventKind"),
        standing=term("scg:eventStanding"),
        sureness=term("scg:sureness"),
        made_on=one("scg:madeOn"),
        takes_effect=one("scg:takesEffect"),
        expected=one("scg:expected"),
        checked_on=one("scg:checkedOn"),
        done_by=laws("scg:doneBy"),
        touches=laws("scg:touches"),
        judgments=frozenset(judgments.intersection(texts("scg:touches"))),
        read_at=texts("scg:readAt"),
        notes=texts("rdfs:comment"),
    )


def _scg(name: str) -> str:
    return PREFIXES["scg"] + name
