"""Legal events as proposals: in Turtle, for a person to review before they go into the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from scgraph.law.effects import Change
from scgraph.namespaces import PREFIXES, expand
from scgraph.turtle.layout import canonical
from scgraph.words import visible

EVENTS = PREFIXES["event"]
_SCG = PREFIXES["scg"]


def _term(curie: str) -> str:
    """The IRI of a term; written as a CURIE, it is found where terms are looked for."""
    iri = expand(curie)
    assert iri is not None
    return iri


KINDS = {
    Change.AMENDED: _term("scg:Amended"),
    Change.INSERTED: _term("scg:Amended"),
    Change.REPEALED: _term("scg:Repealed"),
    Change.COMMENCED: _term("scg:Commenced"),
}


@dataclass(frozen=True)
class Event:
    """What happened, or is to happen, to law. ``kind`` is an IRI; ``by`` is empty where no file says it.

    ``by_title`` names a work that the graph does not know, and is empty for one that it knows.
    ``is_in_graph`` tells that the graph has an event of this identifier, and does not say all of this.
    """

    iri: str
    label: str
    definition: str
    kind: str
    by: str
    by_title: str
    touches: tuple[str, ...]
    made_on: date | None
    takes_effect: date | None
    standing: str
    read_at: tuple[str, ...]
    is_in_graph: bool = False


def standing_of(takes_effect: date | None, today: date) -> str:
    """In force from its day on; before it, or without one, made and not more."""
    is_effective = takes_effect is not None and takes_effect <= today
    return _term("scg:Effective") if is_effective else _term("scg:Made")


def event_iri(by: str, kind: str, of: str, day: date | None) -> str:
    """The same identifier for the same event, whoever reads it and when.

    >>> act, other = (PREFIXES["leg"] + "ukpga/" + number for number in ("2014/23", "2022/31"))
    >>> event_iri(other, KINDS[Change.REPEALED], act, date(2022, 7, 1))
    'https://w3id.org/scgraph/law/event/ukpga-2014-23_repealed_ukpga-2022-31_2022-07-01'
    """
    slugs = [_slug(of), kind.removeprefix(_SCG).lower(), _slug(by), day.isoformat() if day else ""]
    return EVENTS + "_".join(filter(None, slugs))


def to_turtle(events: Sequence[Event], checked_on: date, others: Iterable[str] = ()) -> str:
    """The events as Turtle in the one layout.

    :param others: what differs and is no event, one line each, told as comments on top.
    """
    unknown = {event.by: event.by_title for event in events if event.by and event.by_title}
    lines = ["# Read from legislation.gov.uk's own files and not reviewed by anyone."]
    lines += [
        f"# Not known here yet, to be added: {visible(title)} <{by}>" for by, title in sorted(unknown.items())
    ]
    lines += [
        f"# In the graph already, to be completed with what is new here: <{event.iri}>"
        for event in events
        if event.is_in_graph
    ]
    lines += [f"# No event, but it differs: {visible(other)}" for other in others]
    used = ("scg", "skos", "xsd")
    text = "\n".join([*lines, "", *(f"PREFIX {name}: <{PREFIXES[name]}>" for name in used), ""])
    blocks = [_block(event, checked_on) for event in events]
    return canonical("\n".join([text, *blocks])) if blocks else "\n".join(lines) + "\n"


def _block(event: Event, checked_on: date) -> str:
    said = [
        "a scg:LegalEvent",
        f"skos:prefLabel {Literal(event.label, language='en')}",
        f"skos:definition {Literal(event.definition, language='en')}",
        f"scg:eventKind {_name(event.kind)}",
        f"scg:eventStanding {_name(event.standing)}",
        f"scg:checkedOn {_day(checked_on)}",
        "scg:sureness scg:FirstHand",
    ]
    if event.by:
        said.append(f"scg:doneBy {NamedNode(event.by)}")
    said.append(f"scg:touches {', '.join(str(NamedNode(iri)) for iri in event.touches)}")
    if event.made_on:
        said.append(f"scg:madeOn {_day(event.made_on)}")
    if event.takes_effect:
        said.append(f"scg:takesEffect {_day(event.takes_effect)}")
    for address in event.read_at:
        said.append(f"scg:readAt {Literal(address)}^^xsd:anyURI")
    return f"{NamedNode(event.iri)} " + " ;\n    ".join(said) + " .\n"


def _name(iri: str) -> str:
    return f"scg:{iri.removeprefix(_SCG)}"


def _day(day: date) -> str:
    return f'"{day.isoformat()}"^^xsd:date'


def _slug(iri: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", iri.removeprefix(PREFIXES["leg"])).strip("-")
