"""Compare, paths, equivalents: what a planner sees."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from xml.etree import ElementTree

import httpx
import pytest
from openpyxl import load_workbook

from scgraph.careers.comparison import compare
from scgraph.careers.equivalence import equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.paths import find_paths
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.careers import comparison_sheet, equivalents_sheet, paths_sheet
from scgraph.tables.table import Sheet
from scgraph.tables.text import to_separated

FROM, TO = "county:community-care-officer_only-level", "county:social-worker_band-c"
PATH = f"/path?from={FROM}&to={TO}"
ID = "https://w3id.org/scgraph/id/"
ENDS = (f"{ID}county/community-care-officer_only-level", f"{ID}county/social-worker_band-c")


def plain(text: str) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_path_shows_each_hop_its_kind_and_its_conditions(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = client.get(PATH).text
    best = find_paths(graph, *ENDS).paths[0]
    hops = text.partition('<ol class="hops">')[2].partition("</ol>")[0]
    assert len(re.findall(r"<h3>", hops)) == len(best.hops)
    for hop in best.hops:
        assert hop.target.shown in hops
        for condition in hop.conditions:
            assert condition.statement.removeprefix("https://w3id.org/scgraph") in hops
    assert "computed" in plain(hops)
    assert "stated" in plain(hops)
    assert "Social Work England" in plain(text)


def test_the_gap_has_one_row_per_topic_that_is_missing(client: httpx.Client, graph: KnowledgeGraph) -> None:
    text = client.get(PATH).text
    short = gap(graph, *ENDS).marked("missing", "lower")
    table = text.partition("What is missing</caption>")[2].partition("</table>")[0]
    assert len(re.findall(r'<tr><th scope="row">', table)) == len(short)


def test_the_drawing_is_on_the_page_and_by_itself_and_links_to_the_levels(client: httpx.Client) -> None:
    text = client.get(PATH).text
    inline = text.partition("<figure>")[2].partition("</figure>")[0]
    assert 'href="/id/county/social-worker_band-a"' in inline
    assert "style=" not in inline
    alone = client.get(f"/path.svg?from={FROM}&to={TO}")
    assert alone.headers["content-type"] == "image/svg+xml"
    root = ElementTree.fromstring(alone.text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title") is not None


def test_where_there_is_no_path_the_page_says_what_stands_in_the_way(client: httpx.Client) -> None:
    text = client.get("/path?from=county:social-worker_band-c&to=county:social-worker_band-a").text
    assert "No way found" in text
    assert "stands below" in text


def test_stated_moves_alone_can_be_asked_for(client: httpx.Client) -> None:
    assert "No way found" in client.get(f"{PATH}&stated=1").text
    assert 'value="1" checked' in client.get(f"{PATH}&stated=1").text


def test_a_level_alone_shows_where_it_could_lead(client: httpx.Client, graph: KnowledgeGraph) -> None:
    text = unescape(client.get("/path?from=bexley:social-care-assistant_06").text)
    for row in graph.ask("career-moves", level="Bexley 06"):
        assert str(row["name"]) in text


def test_levels_are_compared_topic_by_topic(client: httpx.Client, graph: KnowledgeGraph) -> None:
    address = "/compare?level=bexley:social-care-assistant_07&level=county:social-worker_band-a"
    iris = [f"{ID}bexley/social-care-assistant_07", f"{ID}county/social-worker_band-a"]
    comparison = compare(graph, iris)
    differing = client.get(address).text.partition('<table class="matrix">')[2]
    everything = client.get(f"{address}&all=1").text.partition('<table class="matrix">')[2]
    assert len(re.findall(r'<tr><th scope="row">', differing)) == len(comparison.differing)
    assert len(re.findall(r'<tr><th scope="row">', everything)) == len(comparison.rows)


def test_comparing_a_level_with_itself_or_with_nothing_is_told(client: httpx.Client) -> None:
    one = "bexley:social-care-assistant_07"
    response = client.get(f"/compare?level={one}&level={one}&level=")
    assert response.status_code == 400
    assert "Choose two or three different levels." in response.text
    assert client.get(f"/compare?level={one}").status_code == 200


def test_equivalents_have_their_verdicts_and_reasons(client: httpx.Client, graph: KnowledgeGraph) -> None:
    text = unescape(client.get("/equivalents?level=kent-medway:social-care-officer_level-b").text)
    ranked = equivalents(graph, f"{ID}kent-medway/social-care-officer_level-b", explained=1).ranked
    assert len(ranked) > 10
    rows = text.partition('id="alike"')[2].split("<tr>")[2:]
    assert len(rows) == len(ranked)
    for likeness, row in zip(ranked, rows, strict=True):
        assert likeness.level.shown in row
        assert likeness.word.lower() in row.lower()
        assert all(reason in row for reason in likeness.reasons)
    for topics in (ranked[0].shared, ranked[0].only_here, ranked[0].only_there):
        assert all(topic in rows[0] for topic in topics[:3])
    link = re.search(r'href="(/questions/equivalence-evidence\?[^"]+)"', text)
    assert link
    assert client.get(link[1]).status_code == 200


def test_search_finds_levels_topics_and_statements(client: httpx.Client) -> None:
    text = client.get("/search?q=carers+assessment").text
    assert "/competency/carers-assessment" in text
    assert "/id/" in text
    assert "Nothing matches" in client.get("/search?q=zzzzqqq").text


TABLES: dict[str, Callable[[KnowledgeGraph], Sheet]] = {
    PATH: lambda graph: paths_sheet(graph, find_paths(graph, *ENDS)),
    f"/compare?level={FROM}&level={TO}": lambda graph: comparison_sheet(graph, compare(graph, ENDS)),
    f"/equivalents?level={FROM}": lambda graph: equivalents_sheet(graph, equivalents(graph, FROM, limit=60)),
}


@pytest.mark.parametrize("address", TABLES)
def test_what_a_page_shows_can_be_taken_away_as_one_table(
    address: str, client: httpx.Client, graph: KnowledgeGraph
) -> None:
    name, _, query = address.partition("?")
    links = {unescape(link) for link in re.findall(r'href="([^"]+)"', client.get(address).text)}
    csv_link, xlsx_link = (
        next(link for link in links if link.startswith(f"{name}.{ending}?")) for ending in ("csv", "xlsx")
    )
    assert client.get(csv_link).content == to_separated(TABLES[address](graph).table, "csv")
    book = load_workbook(io.BytesIO(client.get(xlsx_link).content))
    assert book["Answer"].max_row == len(TABLES[address](graph).table.rows) + 1
    assert client.get(f"{name}.json?{query}").status_code == 404
