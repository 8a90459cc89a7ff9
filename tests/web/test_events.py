"""Law in time on pages: events, the timeline, judgments, codes and schemes, and the feed."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from html import unescape
from xml.etree import ElementTree

import httpx
import pytest

from scgraph.drawing.svg import finish
from scgraph.law.timeline import LegalEvent, coming, load_events
from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph
from scgraph.web import Limits, create_app, events, law, lists
from scgraph.web.feed import ATOM, Feed, write_feed
from tests.web.test_large import get
from tests.web.test_pages import plain

TIMELINE, FEED = "/law/events", "/law/events.atom"
OVERRULED = "/law/event/cheshire-west-overruled-2026"
SAID = Feed("https://x.example/f", "T", "A", "https://here.example", TIMELINE, FEED, "2026-11-22")


def part(text: str, start: str, end: str = "<h2") -> str:
    """The words of a page between two marks."""
    return plain(text.partition(start)[2].partition(end)[0])


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return element.findall(f"{{{ATOM}}}{name}")


def only(element: ElementTree.Element, name: str) -> str:
    (found,) = children(element, name)
    assert found.text
    return found.text


def test_an_event_says_what_happened_when_how_far_and_how_sure(client: httpx.Client) -> None:
    text = client.get(OVERRULED).text
    assert '<time datetime="2026-06-02">2 June 2026</time>' in text
    words = plain(text)
    assert "How far In effect: Made, and in effect." in words
    assert "How sure Secondary: Read in what others write about it." in words
    assert "Last checked 28 November 2026" in words
    assert 'href="https://fieldcourt.co.uk/' in text
    assert "Kent County Council, page on updates" in words
    assert 'href="/caselaw/uksc/2026/16"' in text
    assert "The judgment itself was not read." in words


def test_an_event_counts_what_rests_on_the_law_and_links_to_the_statements(client: httpx.Client) -> None:
    text = client.get(OVERRULED).text
    row = re.search(r"<tr><th[^>]*><a[^>]*>Deprivation of Liberty Safeguards</a>.*?</tr>", text, re.DOTALL)
    assert row
    link = re.search(r'href="([^"]+)">18<', row[0])
    assert link
    assert client.get(unescape(link[1])).status_code == 200
    everything = re.search(r'href="(/questions/legislation-impact\?[^"]+&amp;[^"]+)"', text)
    assert everything
    answered = client.get(unescape(everything[1]).replace("legislation-impact?", "legislation-impact.csv?"))
    counted = re.search(r"In all (\d+) statements", plain(text))
    assert counted
    statements = {line.rpartition(",")[2] for line in answered.text.splitlines()[1:]}
    assert len(statements) == int(counted[1])
    assert ">Best Interests Assessor</a>" in text


def test_every_event_has_a_page_whose_links_lead_somewhere(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    seen = set()
    for event in load_events(graph):
        response = client.get(event.iri.removeprefix("https://w3id.org/scgraph"))
        assert response.status_code == 200
        seen |= {unescape(link) for link in re.findall(r'href="(/[^"#]*)', response.text)}
    assert not {link for link in sorted(seen) if client.head(link).status_code >= 400}


def test_the_timeline_has_every_event_once_with_what_is_coming_apart(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = client.get(TIMELINE).text
    known = load_events(graph)
    ahead, _, past = text.partition('id="happened"')
    for event in known:
        link = f'href="{event.iri.removeprefix("https://w3id.org/scgraph")}"'
        assert (ahead.count(link), past.count(link)) == ((1, 0) if event.is_coming else (0, 1))
    years = [int(year) for year in re.findall(r"<h3>(\d{4})</h3>", past)]
    assert years == sorted(years, reverse=True)
    assert "Announced, date not known Draft order on disclosing" in plain(ahead)
    assert "Expected: first half of 2026; after June 2026: later in 2026" in plain(ahead)
    assert "What happened after the last check is not known here." in plain(ahead)


def test_the_first_page_tells_what_is_coming(client: httpx.Client, graph: KnowledgeGraph) -> None:
    text = client.get("/").text
    told = part(text, "<h2>Changes of law that are coming</h2>")
    first = coming(load_events(graph))[0]
    assert told.startswith("Announced or made, and not in effect when last checked.")
    assert f"Expected: {first.expected} {first.label}" in told
    assert "checked on 28 November 2026" in told
    assert f'href="{TIMELINE}"' in text
    assert f'href="{TIMELINE}"' in client.get("/legislation").text


def test_a_judgment_tells_that_it_is_overruled_and_by_what(client: httpx.Client) -> None:
    text = client.get("/caselaw/uksc/2014/19").text
    words = plain(text)
    assert "No longer to be followed: overruled by Attorney General for Northern Ireland's" in words
    assert "Neutral citation [2014] UKSC 19" in words
    assert "Decided on 19 March 2014" in words
    assert "Status" not in words
    assert 'href="https://caselaw.nationalarchives.gov.uk/uksc/2014/19" rel="external"' in text
    later = client.get("/caselaw/uksc/2026/16").text
    assert "Overruled Cheshire West [2014] UKSC 19" in plain(later)
    assert "No longer to be followed" not in later


def test_a_code_tells_its_status_its_power_and_its_events(client: httpx.Client) -> None:
    words = plain(client.get("/law/oliver-mcgowan-code-of-practice").text)
    assert "What it is Code of practice" in words
    assert "Status In force, first on 6 September 2025" in words
    assert "Status read On 28 November 2026 : https://www.gov.uk/" in words
    assert "Made under Health and Social Care Act 2008, s.21A" in words
    assert "19 June 2025 Oliver McGowan Code of Practice laid" in words


@pytest.mark.parametrize("address", ["/law/care-and-support-statutory-guidance", "/scheme/chc"])
def test_what_nobody_checked_is_never_in_force(client: httpx.Client, address: str) -> None:
    words = plain(client.get(address).text)
    assert "Status Not checked" in words
    assert "In force" not in words


def test_a_scheme_tells_its_status_its_events_and_what_rests_on_it(client: httpx.Client) -> None:
    text = client.get("/scheme/dols").text
    assert "Status In force Status read On 28 November 2026 : Kent County Council" in plain(text)
    told = part(text, 'id="events">')
    assert "Coming Expected:" in told
    assert "16 May 2019 Mental Capacity (Amendment) Act 2019" in told
    assert "18 statements" in part(text, "<h2>What rests on it</h2>")
    assert "/questions/legislation-impact?provision=scheme%3Adols" in text


def test_a_section_shows_the_events_on_the_whole_act(client: httpx.Client) -> None:
    told = part(client.get("/legislation/ukpga/2014/23/section/42").text, 'id="events">')
    assert "No event is recorded on it alone." in told
    assert "On the Act or instrument as a whole" in told
    assert "1 April 2015 Care Act 2014: most of Part 1 in force" in told


def test_a_statement_shows_the_law_behind_the_role_that_it_names(client: httpx.Client) -> None:
    text = client.get("/id/kent-medway/social-care-officer_level-c_knowledge-2").text
    read = part(text, "Our reading of the law behind the statutory roles that it names</h3>", "</ul>")
    assert "Mental Capacity Act 2005, s.35" in read
    assert "through Independent Mental Capacity Advocate" in read


def test_the_feed_is_what_atom_requires(client: httpx.Client, graph: KnowledgeGraph) -> None:
    response = client.get(FEED)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{{{ATOM}}}feed"
    assert only(root, "id") == "https://w3id.org/scgraph/law/events"
    assert only(root, "title")
    assert only(children(root, "author")[0], "name") == "The scgraph project"
    base = str(client.base_url).rstrip("/")
    links = {link.get("rel"): link.get("href") for link in children(root, "link")}
    assert links == {"self": f"{base}{FEED}", "alternate": f"{base}{TIMELINE}"}
    entries = children(root, "entry")
    assert [only(entry, "id") for entry in entries] == [event.iri for event in load_events(graph)]
    for element in (root, *entries):
        assert datetime.fromisoformat(only(element, "updated")).tzinfo
    for entry in entries:
        assert only(entry, "title")
        assert only(entry, "content")
        (link,) = children(entry, "link")
        assert client.head(str(link.get("href"))).status_code == 200


def test_the_feed_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get(FEED).headers["etag"]
    assert client.get(FEED, headers={"if-none-match": tag}).status_code == 304
    assert client.post(FEED).status_code == 405


def test_the_pages_of_law_name_the_feed(client: httpx.Client) -> None:
    link = f'<link rel="alternate" type="application/atom+xml" title="Events of law" href="{FEED}">'
    for address in ("/", "/legislation", TIMELINE, OVERRULED, "/scheme/dols", "/caselaw/uksc/2026/16"):
        assert link in client.get(address).text
    assert link not in client.get("/councils").text


def test_the_feed_has_the_address_that_the_public_knows(graph: KnowledgeGraph) -> None:
    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(graph, address="https://roles.example/"))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return await client.get(FEED)

    text = asyncio.run(get()).text
    assert f'href="https://roles.example{FEED}"' in text
    assert "inside" not in text


def test_whatever_an_event_says_the_feed_can_be_read() -> None:
    odd = [
        LegalEvent("https://w3id.org/scgraph/law/event/x", "<b>\x00\x1b\ufffe]]>", definition="a & b \x0b"),
        LegalEvent("javascript:alert(1)", "a script", checked_on="soon", takes_effect="<never>"),
        LegalEvent("http://other.example/e", "other", checked_on="2027-01-01"),
        LegalEvent("b0c1", "without an address"),
    ]
    root = ElementTree.fromstring(write_feed(SAID, odd))
    first, script, other = children(root, "entry")
    assert only(first, "title") == "<b>\\u0000\\u001b\\ufffe]]>"
    assert only(first, "updated") == only(script, "updated") == "2026-11-22T00:00:00Z"
    assert not children(script, "link")
    assert only(script, "title")
    assert children(other, "link")[0].get("href") == "http://other.example/e"
    assert only(root, "updated") == only(other, "updated") == "2027-01-01T00:00:00Z"


def test_pictures_are_the_same_after_a_feed() -> None:
    """What one of them tells the library of XML must not hold for the other."""
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt" viewBox="0 0 9 9"/>'
    before = finish(drawn, "A picture", "Nothing.")
    assert before.startswith(b"<svg")
    write_feed(SAID, [])
    assert finish(drawn, "A picture", "Nothing.") == before
    assert write_feed(SAID, []).partition(b"\n")[2].startswith(b'<feed xmlns="http://www.w3.org/2005/Atom"')


def test_a_feed_of_nothing_is_a_feed() -> None:
    root = ElementTree.fromstring(write_feed(SAID, []))
    assert only(root, "updated") == "2026-11-22T00:00:00Z"
    assert not children(root, "entry")


def test_a_long_timeline_is_cut_on_both_sides_and_says_so(graph: KnowledgeGraph) -> None:
    (page,) = get(graph, Limits(shown_rows=3), TIMELINE)
    assert page.text.count('<p class="when">') == 6
    assert f"{len(load_events(graph)) - 6} more events in the feed." in page.text


def test_where_no_event_is_known_the_pages_say_so(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (events, law, lists):
        monkeypatch.setattr(module, "load_events", lambda _graph: [])
    timeline, feed, home, scheme = get(graph, Limits(), TIMELINE, FEED, "/", "/scheme/dols")
    assert "No change is recorded as coming." in timeline.text
    assert "Nothing is recorded." in timeline.text
    assert ElementTree.fromstring(feed.content).tag == f"{{{ATOM}}}feed"
    assert "Changes of law" not in home.text
    assert "That none is recorded does not mean that nothing happened." in plain(scheme.text)


def test_an_event_is_told_by_the_terms_of_the_ontology(graph: KnowledgeGraph) -> None:
    kinds = {event.kind.iri for event in load_events(graph)}
    assert all(kind.startswith(PREFIXES["scg"]) for kind in kinds)
