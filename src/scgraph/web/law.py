"""The pages of Acts, provisions and the schemes under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from scgraph.citations.address import is_address
from scgraph.citations.grammar import read_citation
from scgraph.errors import AmbiguousName, Offers, UnknownName
from scgraph.graph import Node
from scgraph.law.about import describe_law
from scgraph.law.resting import what_rests_on
from scgraph.law.timeline import LegalEvent, events_of, load_events
from scgraph.namespaces import BASE, PREFIXES
from scgraph.tables.law import law_ties
from scgraph.web.explorer import Explorer, Facts, grouped, name_of
from scgraph.web.pages import Page, page_about
from scgraph.words import natural_key

_CODE, _OVERRULED = PREFIXES["scg"] + "CodeOfPractice", PREFIXES["scg"] + "Overruled"


@dataclass(frozen=True)
class LookUp:
    """What the words of a visitor mean in law: ``links`` (IRI, label), and what is said above them."""

    said: tuple[str, ...] = ()
    links: Offers = ()


def look_up(explorer: Explorer, text: str, is_law: bool = False) -> LookUp:
    """The law that a text cites, the choice that it leaves, or what is nearest.

    :param is_law: whether the text is meant for law; of other words that are no citation nothing is said.
    """
    try:
        nodes = explorer.graph.find_law(text)
    except AmbiguousName as several:
        return LookUp((f"‘{text}’ fits {len(several.offers)}. Which do you mean?",), several.offers)
    except UnknownName as unknown:
        if not (is_law or is_address(text) or read_citation(text).unit):
            return LookUp()
        nearest = " These are nearest:" if unknown.offers else ""
        return LookUp((f"No Act or provision known here is called ‘{text}’.{nearest}",), unknown.offers)
    return LookUp(
        tuple(note for node in nodes for note in node.notes), [(node.iri, node.label) for node in nodes]
    )


def provision(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A piece of law: its status and parts, its events, what rests on it, and whose work stands under it."""
    node = Node(iri, name_of(facts, iri))
    answer = explorer.answer("levels-anchored-in", act=node)
    bound = list(answer or ())
    shown = bound[: explorer.limits.shown_rows]
    about = describe_law(explorer.graph, node)
    events, on_whole = about.events, about.events_on_whole
    return page_about(
        "provision.html",
        iri,
        facts,
        official=_official(iri),
        kind=next((fact.label for fact in facts["rdf:type"] if fact.value == _CODE), about.kind),
        ties=law_ties(about),
        parts=explorer.select("provisions.rq", act=iri),
        grounds=sorted(
            explorer.select("grounds.rq", law=iri),
            key=lambda row: (natural_key(row["name"]), natural_key(row["provisionName"])),
        ),
        cited=grouped((row for row in shown if row["naming"]), itemgetter("council")),
        grounded=grouped((row for row in shown if row["reading"]), itemgetter("council")),
        bound=bound,
        told_before=answer.bound.notes if answer else (),
        more=len(bound) - len(shown),
        events=events,
        on_whole=on_whole,
        overruled=_overruled(iri, events),
    )


def scheme(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A scheme that people know by its own name: its law, status and events, and what rests on it."""
    named = [row for row in explorer.select("members.rq", node=iri) if row["property"].endswith("#cites")]
    events, on_whole = events_of(explorer.graph, iri, load_events(explorer.graph))
    return page_about(
        "scheme.html",
        iri,
        facts,
        named=named,
        rests=what_rests_on(explorer.graph, [iri])[iri],
        events=events,
        on_whole=on_whole,
    )


def _official(iri: str) -> str:
    """Where others publish the text; empty for what they do not."""
    if iri.startswith(PREFIXES["leg"]):
        return iri.replace(PREFIXES["leg"], "https://www.legislation.gov.uk/", 1)
    return "" if iri.startswith(BASE) else iri


def _overruled(iri: str, events: Iterable[LegalEvent]) -> list[tuple[str, LegalEvent, tuple[Node, ...]]]:
    """The judgments that a judgment overruled, and those that overruled it: (how, event, judgments)."""
    found = []
    for event in events:
        if event.kind.iri == _OVERRULED and event.has_happened:
            by, touched = {law.iri for law in event.done_by}, {law.iri for law in event.touches}
            if iri in by:
                cases = tuple(law for law in event.touches if law.iri in event.judgments)
                found.append(("Overruled", event, cases))
            elif iri in touched and iri in event.judgments:
                found.append(("Overruled by", event, event.done_by))
    return found
