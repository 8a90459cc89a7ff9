"""The events of law as a feed in Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from scgraph.law.timeline import LegalEvent, as_date
from scgraph.namespaces import address_of, contract
from scgraph.web.views import day, is_web_address
from scgraph.words import sentence, visible

ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself. ``base`` is this server's address without the last slash.

    ``page`` and ``itself`` are the paths of the page with the same entries and of the feed; ``modified`` is
    the day on which the data were changed.
    """

    iri: str
    title: str
    author: str
    base: str
    page: str
    itself: str
    modified: str


def write_feed(feed: Feed, events: Iterable[LegalEvent]) -> bytes:
    """The feed as XML, an entry for each event that has an address of its own for a name."""
    entries = [event for event in events if ":" in event.iri]
    days = [_updated(event, feed) for event in entries] or [_instant(feed.modified)]
    # Said here and not registered: what is registered holds for all XML of this process, pictures too.
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _add(root, "id", feed.iri)
    _add(root, "title", feed.title)
    _add(root, "updated", max(days))
    _add(_add(root, "author"), "name", feed.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.base + feed.itself)
    _add(root, "link", rel="alternate", type="text/html", href=feed.base + feed.page)
    for event in entries:
        _add_entry(root, feed, event)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(ElementTree.tostring(root, "utf-8"))


def _add_entry(root: ElementTree.Element, feed: Feed, event: LegalEvent) -> None:
    entry = _add(root, "entry")
    _add(entry, "id", event.iri)
    _add(entry, "title", event.label)
    _add(entry, "updated", _updated(event, feed))
    address = address_of(event.iri)
    if address is not None:
        _add(entry, "link", rel="alternate", type="text/html", href=feed.base + address)
    elif is_web_address(event.iri):
        _add(entry, "link", rel="alternate", href=event.iri)
    if event.kind.iri:
        _add(entry, "category", term=contract(event.kind.iri), label=event.kind.label)
    _add(entry, "content", _told(event), type="text")


def _told(event: LegalEvent) -> str:
    """What a reader is told of an event: when and how far, what happened, how sure that is."""
    words, when = event.when
    parts = [
        " ".join(part for part in (words, day(when)) if part),
        f"Standing: {event.standing.label or 'not recorded'}",
        event.definition,
        f"On: {'; '.join(law.label for law in event.touches)}" if event.touches else "",
        f"How sure: {event.sureness.label or 'not recorded'}",
        f"Last checked: {day(event.checked_on)}" if event.checked_on else "Not checked",
    ]
    return " ".join(f"{sentence(part.rstrip('.'))}." for part in parts if part)


def _updated(event: LegalEvent, feed: Feed) -> str:
    """The moment of the last check; where none is noted, that of the last change of the data."""
    return _instant(event.checked_on if as_date(event.checked_on) else feed.modified)


def _instant(text: str) -> str:
    """A day as Atom wants it. A date it must have: for one that nobody knows, the oldest stands."""
    return f"{as_date(text) or '1970-01-01'}T00:00:00Z"


def _add(parent: ElementTree.Element, name: str, text: str = "", /, **attributes: str) -> ElementTree.Element:
    shown = {key: visible(value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, shown)
    element.text = visible(text) or None
    return element
