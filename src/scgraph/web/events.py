"""The pages of what happened to law and what is coming, and the feed of it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from scgraph.law.resting import what_rests_on
from scgraph.law.timeline import LegalEvent, coming, load_events
from scgraph.namespaces import BASE
from scgraph.web.explorer import Explorer, Facts, grouped
from scgraph.web.feed import Feed, write_feed
from scgraph.web.pages import CORS, Page, page_about
from scgraph.web.service import base_of
from scgraph.web.views import is_web_address

TIMELINE, FEED = "/law/events", "/law/events.atom"
FEED_TITLE = "Law of adult social care: what happened and what is coming"


def timeline(explorer: Explorer, _request: Request) -> Page:
    """All events of law: what is coming, then what happened by year, then what was given up."""
    events, most = load_events(explorer.graph), explorer.limits.shown_rows
    ahead = coming(events)[:most]
    past = [event for event in events if not event.is_coming][:most]
    happened = [event for event in past if event.has_happened]
    context = {
        "coming": ahead,
        "by_year": grouped(happened, lambda event: event.day.year if event.day else ""),
        "dropped": [event for event in past if event.is_dropped],
        "others": [event for event in past if not (event.has_happened or event.is_dropped)],
        "more": len(events) - len(ahead) - len(past),
        "meanings": _meanings(explorer, [*ahead, *past]),
    }
    return Page("timeline.html", "Law in time", context, tuple(event.iri for event in events))


def event(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """One event: what happened, how sure that is, what it touches, and what rests on that."""
    found = next((each for each in load_events(explorer.graph) if each.iri == iri), LegalEvent(iri, iri))
    laws = [law.iri for law in found.touches]
    rests = what_rests_on(explorer.graph, laws)
    asked = [law for law in laws if rests[law].statements][: explorer.limits.values + 1]
    return page_about(
        "event.html",
        iri,
        facts,
        title=found.label,
        event=found,
        rests=rests,
        # A question takes so many values and no more; then each is asked alone.
        asked=asked if 1 < len(asked) <= explorer.limits.values else [],
        meanings=dict(_meanings(explorer, [found])),
    )


def feed(explorer: Explorer, request: Request) -> Response:
    """The events as an Atom feed, with absolute addresses."""
    base = base_of(explorer, request)
    creators = explorer.facts(BASE + "ontology").get("dcterms:creator", [])
    described = Feed(
        iri=BASE + TIMELINE.lstrip("/"),
        title=FEED_TITLE,
        author=creators[0].value if creators else "scgraph",
        base=base.rstrip("/"),
        page=TIMELINE,
        itself=FEED,
        modified=explorer.edition.modified,
    )
    content = write_feed(described, load_events(explorer.graph))
    return Response(content, 200, CORS, "application/atom+xml; charset=utf-8")


def _meanings(explorer: Explorer, events: list[LegalEvent]) -> list[tuple[str, str]]:
    """What the words for how far, and then for how sure, mean by the ontology."""
    standings = {event.standing.iri: event.standing.label for event in events}
    surenesses = {event.sureness.iri: event.sureness.label for event in events}
    return [
        (label, fact.value)
        for terms in (standings, surenesses)
        for iri, label in sorted(terms.items())
        for fact in (explorer.facts(iri).get("skos:definition", [])[:1] if is_web_address(iri) else [])
    ]
