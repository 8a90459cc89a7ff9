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
from scgraph.domain.demands import MARKS, Place
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.careers import comparison_sheet, equivalents_sheet, paths_sheet
from scgraph.tables.table import Sheet
from scgraph.tables.text import to_separated
from scgraph.words import percent
from tests.web.test_pages import plain

FROM, TO = "county:community-care-officer_only-level", "county:social-worker_band-c"
PATH = f"/path?from={FROM}&to={TO}"
ID = "https://w3id.org/scgraph/id/"
ENDS = (f"{ID}county/community-care-officer_only-level", f"{ID}county/social-worker_band-c")
# A gap with every mark, with a choice that is met, and with a topic that is only named.
MIXED = (
    "county:occupational-therapist_band-a",
    "kent-medway:deaf-services-assessment-and-support-worker_level-c",
)
MIXED_PATH = f"/path?from={MIXED[0]}&to={MIXED[1]}"


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


def test_the_gap_has_a_row_per_topic_with_its_mark_and_what_both_sides_say(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = unescape(client.get(MIXED_PATH).text)
    found = gap(graph, *MIXED)
    told = plain(text.partition('<h2 id="gap">')[2].partition("<h3>")[0])
    assert f"{len(found.to_learn)} topics to learn, {len(found.to_extend)} to take further" in told
    assert f"{len(found.held)} held" in told
    assert "is never shown as met" in told
    parts = {"What is lacking": [*found.to_learn, *found.to_extend], "What both ask": [*found.held]}
    assert {row.mark for rows in parts.values() for row in rows} == set(MARKS)
    for caption, rows in parts.items():
        table = text.partition(f"{caption}</caption>")[2].partition("</table>")[0]
        shown = table.split('<tr><th scope="row">')[1:]
        assert len(shown) == len(rows)
        for row in rows:
            (cells,) = (each for each in shown if plain(each.partition("</th>")[0]) == row.topic)
            assert f'data-label="Mark">{row.mark}<' in cells
            assert f'data-label="Asked">{row.needed}<' in cells
            asked, _, held = cells.partition("Where it is held:")
            assert says(row.places) in asked
            assert bool(held) is (row.held is not None or bool(row.narrower)) is bool(row.held_places)
            if row.held_places:
                assert says(row.held_places) in held
            assert all(topic in cells for topic in row.narrower)


def says(places: tuple[Place, ...]) -> str:
    """The link to the statement that asks most on a topic, which is shown first."""
    most = max(places, key=lambda place: place.counted)
    return f'"{most.statement.removeprefix("https://w3id.org/scgraph")}">{most.says}</a>'


def test_the_gap_tells_conditions_met_choices_and_what_is_only_named(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    found = gap(graph, *MIXED)
    page = client.get(MIXED_PATH).text.partition('<h2 id="gap">')[2]
    assert found.shown
    met = plain(page.partition("What is met on paper already</h3>")[2].partition("<h3>")[0])
    for shown in found.shown:
        assert shown.condition.says in met
        assert f": {shown.by}" in met
    assert found.choices
    choices = plain(page.partition("One of several is enough</h3>")[2].partition("<h3>")[0])
    for row in found.choices:
        assert all(option.option in choices for option in row.choice.options)
        assert f"Met: {row.by}." if row.by else "To be checked." in choices
    assert found.named
    named = plain(page.partition("Named, not asked of everybody</h3>")[2].partition("</ul>")[0])
    for each in found.named:
        assert f"{each.topic} (held)" if each.is_held else each.topic in named
        assert f"{each.terms[:1].upper()}{each.terms[1:]}:" in named


def test_a_choice_among_the_conditions_says_what_is_enough(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = plain(client.get(PATH).text)
    choices = [each for each in gap(graph, *ENDS).conditions if each.options]
    assert choices
    for condition in choices:
        assert f"One of these is enough: {'; '.join(o.option for o in condition.options)}." in text


def test_every_way_stands_on_the_page_the_direct_move_with_its_marks(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = client.get(PATH).text
    ways = find_paths(graph, *ENDS).paths
    sections = [plain(part) for part in text.split('<section aria-labelledby="way-')[1:]]
    assert len(sections) == len(ways) > 1
    (direct,) = (number for number, way in enumerate(ways) if len(way.hops) == 1)
    hop = ways[direct].hops[0]
    assert hop.marks
    assert all(mark in sections[direct] for mark in hop.marks)
    assert f"{percent(hop.gap.share)} of the steps that it asks are held." in sections[direct]
    for way, section in zip(ways, sections, strict=True):
        for each in way.hops:
            assert f"{each.direction.told[:1].upper()}{each.direction.told[1:]}." in section
            for shown in each.gap.shown:
                assert f"{shown.condition.says}" in section.partition("Met already:")[2]


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
    ends = "from=county:social-worker_band-c&to=county:social-worker_band-a"
    text = client.get(f"/path?{ends}&stated=1").text
    assert "No way found" in text
    assert "No source states a move" in text
    # Without that wish there is a way: down.
    text = client.get(f"/path?{ends}").text
    assert "No way found" not in text
    assert "Down, by the order of the ladder." in text


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
        assert f"{likeness.told[:1].upper()}{likeness.told[1:]}</strong>" in row
        assert all(reason in row for reason in likeness.reasons)
        assert f'data-label="Likeness">{percent(likeness.likeness)}<' in row
        if likeness.unstated:
            assert f"{percent(likeness.unstated)} of what they share rests on steps" in row
    assert {likeness.told for likeness in ranked} >= {"close to this level", "broader than this level"}
    assert "shares run from 0 to 1" not in text, "they stand in per cent"
    marks = dict(ranked[0].by_mark)
    assert marks.keys() >= {"asked by both, no step stated", "only here", "only there"}
    for mark, topics in marks.items():
        own = plain(rows[0].partition(f"{mark[:1].upper()}{mark[1:]}:")[2].partition("</div>")[0])
        assert all(topic in own for topic in topics[:3])
        assert (f"and {len(topics) - 3} more" in own) is (len(topics) > 3)
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
