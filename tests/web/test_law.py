"""Law on pages: looked up as people cite it, with a choice of links where several Acts have it."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from scgraph.graph import LAW
from scgraph.questions.door import KnowledgeGraph
from scgraph.words import natural_key

SECTION = "/legislation/ukpga/2014/23/section/42"


def links_of(text: str, mark: str) -> list[tuple[str, str]]:
    """(address, text) of each link in the part of a page that begins with a mark."""
    part = text.partition(mark)[2].partition("</ul>")[0]
    return [(unescape(a), unescape(t)) for a, t in re.findall(r'<a href="([^"]+)">([^<]+)</a>', part)]


@pytest.mark.parametrize(
    "typed",
    [
        "s42 Care Act",
        "Section 42 of the Care Act",
        "https://www.legislation.gov.uk/ukpga/2014/23/section/42/enacted?view=plain",
        "leg:ukpga/2014/23/section/42",
    ],
)
def test_a_question_takes_law_as_people_write_it(client: httpx.Client, typed: str) -> None:
    same = client.get("/questions/legislation-impact.csv", params={"provision": "Care Act 2014, s.42"})
    assert len(same.text.splitlines()) > 10
    assert client.get("/questions/legislation-impact.csv", params={"provision": typed}).text == same.text


def test_several_acts_are_a_choice_of_links_that_ask_the_same_again(client: httpx.Client) -> None:
    response = client.get("/questions/levels-anchored-in", params={"act": "s42"})
    assert response.status_code == 400
    links = links_of(response.text, '<ul class="offers">')
    assert [name for _, name in links] == [
        "Care Act 2014, s.42",
        "Children and Social Work Act 2017, s.42",
        "Mental Capacity Act 2005, s.42",
    ]
    for address, name in links:
        answered = client.get(address)
        assert answered.status_code == 200
        assert f'value="{name}"' in answered.text


def test_a_range_is_answered_for_what_is_known_and_says_what_is_not(client: httpx.Client) -> None:
    text = client.get("/questions/legislation-impact", params={"provision": "Care Act ss.42-47"}).text
    assert 'value="Care Act ss.42-47"' in text
    assert "not known here: s.46–47." in text
    assert "Care Act 2014, s.42, Care Act 2014, s.43" in re.sub(r"<[^>]+>", "", text.partition("<caption")[2])


def test_a_miss_offers_what_is_nearest_in_law(client: httpx.Client) -> None:
    response = client.get("/questions/duties-under-act", params={"act": "Section 118 MHA"})
    assert response.status_code == 400
    assert links_of(response.text, '<ul class="offers">')[0][1] == "Mental Health Act 1983, s.117"


def test_what_is_answered_at_a_section_says_so(client: httpx.Client) -> None:
    text = client.get("/questions/legislation-impact", params={"provision": "Care Act s.42(2)"}).text
    assert "what stands below Care Act 2014, s.42 is not told apart here" in text


def test_law_is_suggested_in_natural_order(client: httpx.Client, graph: KnowledgeGraph) -> None:
    text = client.get("/questions/legislation-impact").text
    names = [unescape(name) for name in re.findall(r'<option value="([^"]+)"></option>', text)]
    assert names == [label for _, label in graph.members("eli:LegalResource")]
    assert names == sorted(names, key=natural_key)
    sections = [name.rpartition(", ")[2] for name in names if name.startswith("Care Act 2014, s.")]
    assert sections[:3] == ["s.1", "s.2", "s.3"]
    assert sections.index("s.9") < sections.index("s.10")
    assert 'list="provision-list"' in text


def test_the_page_of_law_finds_what_is_cited(client: httpx.Client) -> None:
    text = client.get("/legislation", params={"name": "s.42(2) of the Care Act"}).text
    assert links_of(text, 'id="cited-title"') == [(SECTION, "Care Act 2014, s.42")]
    assert "is not told apart here" in text
    text = client.get("/legislation", params={"name": "Children Act"}).text
    assert [name for _, name in links_of(text, 'id="cited-title"')] == [
        "Children Act 1989",
        "Children Act 2004",
    ]
    text = client.get("/legislation", params={"name": "Cair Act"}).text
    assert "No Act or provision known here" in text
    assert 'id="cited-title"' not in client.get("/legislation").text


def test_the_search_knows_a_citation(client: httpx.Client) -> None:
    text = client.get("/search", params={"q": "s.42 Care Act"}).text
    assert links_of(text, 'id="cited-title"') == [(SECTION, "Care Act 2014, s.42")]
    text = client.get("/search", params={"q": "DoLS"}).text
    assert links_of(text, 'id="cited-title"') == [("/scheme/dols", "Deprivation of Liberty Safeguards")]
    assert 'id="cited-title"' not in client.get("/search", params={"q": "supervision"}).text


def test_an_address_below_what_is_known_leads_to_what_is(client: httpx.Client) -> None:
    response = client.get(f"{SECTION}/1/a")
    assert response.status_code == 303
    text = client.get(response.headers["location"]).text
    assert links_of(text, 'id="cited-title"') == [(SECTION, "Care Act 2014, s.42")]
    assert client.get(f"{SECTION}/1.ttl").status_code == 404
    assert client.get("/legislation/ukpga/2099/1").status_code == 404


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script> s.42", "s.42 " + "x" * 2000, "\x00s42", "%", "§§§"]
)
def test_what_a_visitor_types_stays_text(client: httpx.Client, typed: str) -> None:
    for address, name in (
        ("/legislation", "name"),
        ("/search", "q"),
        ("/questions/legislation-impact", "provision"),
    ):
        response = client.get(address, params={name: typed})
        assert response.status_code in {200, 400}
        assert "<script>" not in response.text


def test_every_law_parameter_is_of_a_class_that_citations_name(graph: KnowledgeGraph) -> None:
    found = {p.of_class for query in graph.queries.values() for p in query.parameters.values()} & LAW
    assert found == {"eli:LegalResource"}
