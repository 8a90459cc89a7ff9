"""Every kind of page: what it says, in HTML and as RDF, and what surrounds it."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from rdflib import Graph, URIRef

from scgraph.careers.reading import load_demands, load_levels, node_of
from scgraph.questions.door import KnowledgeGraph

LEVEL = "/id/bexley/social-care-assistant_07"
STATEMENT = "/id/bexley/social-care-assistant_07_relevant-technical-experience-and-knowledge-5"
CHOICE = "/id/derbyshire/social-care-and-inclusion_sci11_overall-1"
PATH = "/path?from=county:community-care-officer_only-level&to=county:social-worker_band-c"
KINDS = {
    "home": "/",
    "councils": "/councils",
    "council": "/id/bexley",
    "role": "/id/county/social-worker",
    "job family": "/id/derbyshire/social-care-and-inclusion",
    "level": LEVEL,
    "statement": STATEMENT,
    "choice": CHOICE,
    "competencies": "/competency/",
    "competency": "/competency/team-leadership",
    "law": "/legislation",
    "Act": "/legislation/ukpga/2014/23",
    "provision": "/legislation/ukpga/2014/23/section/42",
    "scheme": "/scheme/dols",
    "judgment": "/caselaw/uksc/2014/19",
    "code of practice": "/law/oliver-mcgowan-code-of-practice",
    "timeline": "/law/events",
    "event": "/law/event/cheshire-west-overruled-2026",
    "coming event": "/law/event/lps-planned",
    "compare, empty": "/compare",
    "compare": "/compare?level=bexley:social-care-assistant_07&level=county:social-worker_band-a",
    "path, empty": "/path",
    "path from": "/path?from=bexley:social-care-assistant_06",
    "path": PATH,
    "no path": "/path?from=county:social-worker_band-c&to=county:social-worker_band-a&stated=1",
    "equivalents": "/equivalents?level=county:social-worker_band-b",
    "questions": "/questions",
    "question": "/questions/gap",
    "answer": "/questions/gap?from=Bexley+07&to=SO1",
    "SPARQL": "/sparql",
    "SPARQL answer": "/sparql?query=SELECT+*+%7B+%3Flevel+a+scg%3ALevel+%7D",
    "checks": "/validation",
    "about": "/about",
    "downloads": "/downloads",
    "search": "/search?q=risk",
    "ontology": "/ontology",
    "named graph": "/graph/bexley",
    "source": "/source/bexley",
    "step": "/proficiency/working",
    "statutory role": "/statutory-role/amhp",
    "regulator": "/body/social-work-england",
    "framework": "/kmsab/1",
}
AT_FAULT = {
    "not found": ("/nothing-here", 404),
    "question at fault": ("/questions/gap?from=nosuch&to=", 400),
    "compare at fault": ("/compare?level=nosuch&level=&level=", 400),
    "path at fault": ("/path?from=&to=bexley:social-care-assistant_06", 400),
    "SPARQL at fault": ("/sparql?query=SELECT+nonsense", 400),
    "unknown question": ("/questions/nosuch", 404),
}


def plain(text: str) -> str:
    """The words of a page, or of a part of one."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(text)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_whole(client: httpx.Client, kind: str) -> None:
    response = client.get(KINDS[kind])
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    text = response.text
    assert text.startswith("<!DOCTYPE html>")
    assert '<html lang="en-GB">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert text.count("<main ") == 1
    assert text.rstrip().endswith("</html>")
    assert "None" not in re.sub(r"<[^>]+>", " ", text)
    assert "style=" not in text
    assert "<script" not in text


@pytest.mark.parametrize("kind", AT_FAULT)
def test_a_fault_is_a_page_that_says_what_to_do(client: httpx.Client, kind: str) -> None:
    address, status = AT_FAULT[kind]
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/html")
    assert "<h1" in response.text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("SPARQL")])
def test_every_page_has_its_data_at_the_same_address(client: httpx.Client, kind: str) -> None:
    response = client.get(KINDS[kind], headers={"accept": "text/turtle"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/turtle")
    assert "accept" in response.headers["vary"].lower()
    assert len(Graph().parse(data=response.text, format="turtle")) > 0


@pytest.mark.parametrize(
    ("ending", "parser"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld"), ("rdf", "xml")]
)
def test_an_ending_chooses_the_form_and_all_forms_say_the_same(
    client: httpx.Client, ending: str, parser: str
) -> None:
    by_accept = Graph().parse(data=client.get(LEVEL, headers={"accept": "text/turtle"}).text, format="turtle")
    by_ending = Graph().parse(data=client.get(f"{LEVEL}.{ending}").text, format=parser)
    assert set(by_ending) == set(by_accept)
    assert URIRef(f"https://w3id.org/scgraph{LEVEL}") in set(by_ending.subjects())


def test_the_data_of_a_thing_are_all_that_the_graph_says_of_it(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    iri = f"https://w3id.org/scgraph{STATEMENT}"
    said = graph.engine.select(f"SELECT DISTINCT ?p ?o {{ <{iri}> ?p ?o }}").rows
    got = Graph().parse(data=client.get(f"{STATEMENT}.nt").text, format="nt")
    assert {(str(p), str(o)) for p, o in got.predicate_objects(URIRef(iri))} == {
        (p.value, o.value) for p, o in said if p and o
    }


def test_links_to_the_data_are_on_the_page_and_work(client: httpx.Client) -> None:
    for address in ("/", "/competency/", LEVEL, PATH):
        text = client.get(address).text
        link = re.search(r'<link rel="alternate" type="text/turtle" href="([^"]+)"', text)
        assert link
        assert client.get(link[1].replace("&amp;", "&")).headers["content-type"].startswith("text/turtle")


def test_a_named_graph_is_downloaded_whole(client: httpx.Client, graph: KnowledgeGraph) -> None:
    number = graph.engine.select(
        "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/scgraph/graph/bexley> { ?s ?p ?o } }"
    ).rows[0][0]
    assert number is not None
    assert len(client.get("/graph/bexley.nt").text.splitlines()) == int(number.value)


def test_the_whole_data_set_is_downloaded(client: httpx.Client, graph: KnowledgeGraph) -> None:
    response = client.get("/downloads/scgraph.nq")
    number = graph.engine.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows[0][0]
    assert number is not None
    assert len(response.text.splitlines()) == int(number.value)
    assert "attachment" in response.headers["content-disposition"]


def test_a_level_page_shows_everything_the_level_carries_with_its_place(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = client.get(LEVEL).text
    answer = graph.ask("cumulative-requirements", level=f"https://w3id.org/scgraph{LEVEL}")
    assert len(answer) > 50
    for row in answer:
        assert f'href="{str(row["statement"]).removeprefix("https://w3id.org/scgraph")}"' in text
    assert text.count('<span class="place">') >= len(answer)
    assert "Relevant Technical Experience and Knowledge › 5" in text


def test_law_named_and_law_read_are_told_apart(client: httpx.Client) -> None:
    text = client.get("/legislation/ukpga/2014/23").text
    named, _, read = text.partition(">Our reading</h3>")
    assert ">Named in the source</h3>" in named
    assert "Social Care Assessor, SO2" in named
    assert "SCI04" in read
    assert "SCI04" not in named.partition(">Named in the source</h3>")[2]


def test_a_role_page_marks_what_each_level_adds(client: httpx.Client) -> None:
    text = client.get("/id/kent-medway/social-care-officer").text
    row = re.search(r"<tr><th scope=\"row\"><a[^>]*>Eligibility</a></th>(.*?)</tr>", text, re.DOTALL)
    assert row
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<td>(.*?)</td>", row[1], re.DOTALL)
    ]
    assert cells[:3] == ["Awareness", "Working raised", "Working"]


def test_a_level_page_keeps_apart_what_is_only_named(client: httpx.Client, graph: KnowledgeGraph) -> None:
    place = "/id/kent-medway/social-care-officer_level-b"
    text = client.get(place).text
    named = text.partition("<dt>Named, not asked of everybody</dt>")[2].partition("</dd>")[0]
    level = node_of(load_levels(graph)[f"https://w3id.org/scgraph{place}"])
    demands = load_demands(graph, [level])[level.iri]
    shown = set(re.findall(r">([^<]+)</a>", named))
    assert shown
    assert shown <= {each.topic for each in demands.named.values()}
    assert not shown & {each.topic for each in demands.profile.values()}
    raised = text.partition("<dt>Raised topics</dt>")[2].partition("</dd>")[0]
    assert ">Eligibility</a> (working and understanding, from awareness)" in raised


def test_a_statement_page_shows_its_options_and_how_far_each_goes(client: httpx.Client) -> None:
    options, _, rest = (
        client.get(CHOICE).text.partition("One of these is enough</h2>")[2].partition("<h2>Law")
    )
    items = [plain(item) for item in options.split("<li")[1:]]
    assert len(items) == 4
    assert items[0].endswith("Professional qualification , Leading a team (leading)")
    assert "Knowledge of care services (understanding)" in items[2]
    topics = [
        plain(item) for item in rest.partition("<h2>Topics, how far")[2].partition("</ul>")[0].split("<li>")
    ]
    assert "Leading a team (leading, one of several)" in topics
    assert "Speaking and writing clearly (one of several)" in topics


def test_a_statement_page_says_where_no_step_is_stated(client: httpx.Client) -> None:
    text = client.get("/id/county/social-worker_band-c_job-purpose-1").text
    assert "Rights-based practice no step stated" in plain(text.partition("<h2>Topics, how far")[2])


def test_a_competency_page_shows_what_each_level_itself_asks(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    text = unescape(client.get("/competency/risk-assessment").text)
    rows = re.findall(
        r'<tr><th scope="row"><a href="([^"]+)">[^<]*</a></th>'
        r'<td data-label="The level itself asks">([^<]+)</td>'
        r'<td data-label="Asked at every level of the role">([^<]+)</td>',
        text,
    )
    found = {f"https://w3id.org/scgraph{level}": (own, role) for level, own, role in rows}
    answer = [
        row for row in graph.ask("proficiency-progression", competency="Risk assessment") if row["levelIri"]
    ]
    assert found.keys() == {row["levelIri"] for row in answer}
    for row in answer:
        own, role = found[str(row["levelIri"])]
        assert (own == "–", role == "–") == (not row["adds"], not row["shared"])
    # The role asks it without a step, the level adds nothing; the other level has words of its own.
    assert found["https://w3id.org/scgraph/id/bexley/social-care-assistant_07"] == ("–", "no step stated")
    officer = "https://w3id.org/scgraph/id/kent-medway/social-care-officer_level-c"
    assert found[officer] == ("comprehensive; working", "–")


def test_a_competency_page_says_which_council_says_nothing_on_it(
    client: httpx.Client, graph: KnowledgeGraph
) -> None:
    answer = graph.ask("proficiency-progression", competency="Leading a team")
    silent = [row for row in answer if not row["levelIri"]]
    assert silent
    table = client.get("/competency/team-leadership").text.partition('id="progression"')[2]
    for row in silent:
        own = table.partition(f'scope="rowgroup">{row["council"]}</th>')[2].partition("</tbody>")[0]
        assert f"This council {row['change']}." in own
        assert own.count("<tr>") == 1


def test_topics_stand_under_the_one_that_they_are_within(client: httpx.Client, graph: KnowledgeGraph) -> None:
    nested = graph.engine.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?topic ?above ?name {"
        " ?topic skos:broader ?above . ?above skos:prefLabel ?name ."
        " FILTER NOT EXISTS { ?above skos:topConceptOf ?scheme } }"
    ).rows
    assert nested
    text = unescape(client.get("/competency/").text)
    rows = [row.partition("</th>")[0] for row in text.split("<tr>")]
    for topic, above, name in ([term.value for term in row if term] for row in nested):
        link, parent = (iri.removeprefix("https://w3id.org/scgraph") for iri in (topic, above))
        (place,) = (n for n, row in enumerate(rows) if f'href="{link}"' in row)
        assert 'class="within"' in rows[place]
        assert f"within {name}: </span>" in rows[place]
        # Between the two stand only others that are within some topic.
        (before,) = (n for n, row in enumerate(rows) if f'href="{parent}"' in row)
        assert before < place
        assert all('class="within"' in row for row in rows[before + 1 : place])
        own = client.get(parent).text.partition("Topics within it</h2>")[2].partition("</ul>")[0]
        assert f'href="{link}"' in own


def test_an_address_without_a_page_says_so_in_the_form_asked_for(client: httpx.Client) -> None:
    assert client.get("/id/bexley/nothing.ttl").headers["content-type"].startswith("text/plain")
    assert client.get("/id/bexley/nothing", headers={"accept": "text/turtle"}).status_code == 404
    assert client.get("/about.csv").status_code == 404


def test_every_answer_has_strict_headers(client: httpx.Client) -> None:
    for address in (
        *KINDS.values(),
        "/nothing-here",
        "/static/style.css",
        "/healthz",
        f"{LEVEL}.ttl",
        "/downloads/x",
    ):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_a_page_that_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    first = client.get(LEVEL)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    again = client.get(LEVEL, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    assert client.get(LEVEL, headers={"if-none-match": 'W/"other"'}).status_code == 200
    assert client.get(LEVEL, headers={"accept": "text/turtle", "if-none-match": tag}).status_code == 200
    assert client.get("/councils").headers["etag"] != tag
    assert "etag" not in client.get("/nothing-here").headers


def test_the_style_sheet_may_be_kept_for_its_address_changes_with_it(client: httpx.Client) -> None:
    address = re.search(r'href="(/static/style.css\?v=\w+)"', client.get("/").text)
    assert address
    response = client.get(address[1])
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["content-type"].startswith("text/css")


def test_head_tells_what_get_would_send(client: httpx.Client) -> None:
    response = client.head(LEVEL)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) == len(client.get(LEVEL).content)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_but_reading_is_allowed(client: httpx.Client, method: str) -> None:
    response = client.request(method, LEVEL)
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


def test_the_first_page_is_small(client: httpx.Client) -> None:
    pages = [client.get("/"), client.get("/static/style.css"), client.get("/static/icon.svg")]
    assert sum(len(page.content) for page in pages) < 100_000


def test_health_is_told(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "pages": "ok", "queries": "ok"}


def test_no_page_has_a_link_that_leads_nowhere(client: httpx.Client) -> None:
    seen: set[str] = set()
    for address in KINDS.values():
        for link in re.findall(r'(?:href|src)="(/[^"#]*)', client.get(address).text):
            seen.add(link.replace("&amp;", "&"))
    nowhere = {link for link in sorted(seen) if client.head(link).status_code >= 400}
    assert not nowhere
