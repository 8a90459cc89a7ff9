"""The SPARQL 1.1 Protocol, by hand and with the clients that people use."""

from __future__ import annotations

import json
import subprocess
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph
from tests.programs import needs
from tests.web.serving import Served

LEVELS = "SELECT ?level { ?level a scg:Level } ORDER BY ?level"
ASK = "ASK { ?level a scg:Level }"
CONSTRUCT = "CONSTRUCT { ?s scg:rank ?o } WHERE { ?s scg:rank ?o ; a scg:Level }"
DESCRIBE = "DESCRIBE comp:safeguarding"
FORM = "application/x-www-form-urlencoded"
JSON_ROWS = "application/sparql-results+json"


def rows(response: httpx.Response) -> list[dict[str, dict[str, str]]]:
    """The rows of an answer in JSON."""
    assert response.status_code == 200, response.text
    found: list[dict[str, dict[str, str]]] = response.json()["results"]["bindings"]
    return found


@pytest.fixture(scope="module")
def machine(served: Served) -> httpx.Client:
    """A programme: it names no preference."""
    return httpx.Client(base_url=served.url, timeout=60, headers={"accept": "*/*"})


def test_the_three_ways_to_ask_have_one_answer(machine: httpx.Client, graph: KnowledgeGraph) -> None:
    by_get = machine.get("/sparql", params={"query": LEVELS})
    by_form = machine.post("/sparql", data={"query": LEVELS})
    by_body = machine.post("/sparql", content=LEVELS, headers={"content-type": "application/sparql-query"})
    assert rows(by_get) == rows(by_form) == rows(by_body)
    assert len(rows(by_get)) == len(graph.ask("levels"))


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", JSON_ROWS),
        ("application/json", JSON_ROWS),
        (JSON_ROWS, JSON_ROWS),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.2, application/sparql-results+xml", "application/sparql-results+xml"),
    ],
)
def test_rows_come_in_four_forms(machine: httpx.Client, accept: str, media_type: str) -> None:
    for query in (LEVELS, ASK):
        response = machine.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert response.status_code == 200
        assert response.headers["content-type"].partition(";")[0] == media_type
        assert "accept" in response.headers["vary"].lower()


def test_each_form_of_rows_says_the_same(machine: httpx.Client) -> None:
    def get(kind: str) -> str:
        return machine.get("/sparql", params={"query": LEVELS}, headers={"accept": kind}).text

    levels = [row["level"]["value"] for row in json.loads(get(JSON_ROWS))["results"]["bindings"]]
    assert get("text/csv").split() == ["level", *levels]
    assert get("text/tab-separated-values").split() == ["?level", *(f"<{level}>" for level in levels)]
    root = ElementTree.fromstring(get("application/sparql-results+xml"))
    assert [node.text for node in root.iter("{http://www.w3.org/2005/sparql-results#}uri")] == levels


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
@pytest.mark.parametrize(
    ("accept", "media_type", "parser"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
    ],
)
def test_triples_come_in_four_forms(
    machine: httpx.Client, query: str, accept: str, media_type: str, parser: str
) -> None:
    response = machine.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == media_type
    found = Graph().parse(data=response.text, format=parser)
    reference = machine.get("/sparql", params={"query": query}, headers={"accept": "application/n-triples"})
    assert set(found) == set(Graph().parse(data=reference.text, format="nt"))
    assert len(found) > 5


@pytest.mark.parametrize(
    ("query", "accept"), [(LEVELS, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "image/png")]
)
def test_a_form_that_there_is_not_is_not_acceptable(machine: httpx.Client, query: str, accept: str) -> None:
    response = machine.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 406


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT", "ends before it is complete"),
        ("SELECT * { ?s ?p ?o FILTR }", "line 1, column 21: 'FILTR' is not expected here"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "line 1, column "),
        ("INSERT DATA { scg:a scg:b scg:c }", "changes the graph"),
        ("LOAD <http://127.0.0.1:1/x>", "changes the graph"),
        ("DROP ALL", "changes the graph"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "only this graph can be asked"),
        ("SELECT * FROM <http://example.org/x> { ?s ?p ?o }", "not one of the graphs here"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "not one of the graphs here"),
        (
            "SELECT * FROM NAMED <https://w3id.org/scgraph/graph/nosuch> { ?s ?p ?o }",
            "not one of the graphs here",
        ),
        ("SELECT * { ?s nosuch:x ?o }", "the prefix 'nosuch:' is not declared"),
    ],
)
def test_what_cannot_be_answered_is_a_bad_request_with_a_sentence(
    machine: httpx.Client, query: str, says: str
) -> None:
    for response in (
        machine.get("/sparql", params={"query": query}),
        machine.post("/sparql", data={"query": query}),
        machine.post("/sparql", content=query, headers={"content-type": "application/sparql-query"}),
    ):
        assert response.status_code == 400, response.text
        assert says in response.text
        assert response.headers["content-type"].startswith("text/plain")
        assert len(response.text.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (f"query={LEVELS}&query={LEVELS}", FORM, 400),
        ("nothing=1", FORM, 400),
        ("", FORM, 400),
        ("update=DROP+ALL", FORM, 400),
        ("DROP ALL", "application/sparql-update", 400),
        ("query=ASK{}&using-graph-uri=http://x", FORM, 400),
        (LEVELS, "text/plain", 415),
        (LEVELS, "", 415),
        (b"\xff\xfe", "application/sparql-query", 400),
    ],
)
def test_what_the_protocol_does_not_know_is_refused(
    machine: httpx.Client, body: str | bytes, content_type: str, status: int
) -> None:
    response = machine.post("/sparql", content=body, headers={"content-type": content_type})
    assert response.status_code == status, response.text


def test_the_parameters_of_a_body_that_is_a_query_stand_in_the_address(machine: httpx.Client) -> None:
    response = machine.post(
        "/sparql",
        params={"default-graph-uri": "https://w3id.org/scgraph/graph/bexley"},
        content="SELECT ?c { ?c scg:offers ?l }",
        headers={"content-type": "application/sparql-query"},
    )
    assert [row["c"]["value"] for row in rows(response)] == ["https://w3id.org/scgraph/id/bexley"]


def test_the_data_set_can_be_chosen_by_the_request_and_by_the_query(machine: httpx.Client) -> None:
    bexley, county = (f"https://w3id.org/scgraph/graph/{name}" for name in ("bexley", "county"))
    offers = "SELECT DISTINCT ?c { ?c scg:offers ?l } ORDER BY ?c"
    councils = {
        "all": rows(machine.get("/sparql", params={"query": offers})),
        "request": rows(machine.get("/sparql", params={"query": offers, "default-graph-uri": bexley})),
        "query": rows(
            machine.get("/sparql", params={"query": offers.replace("{", f"FROM <{bexley}> {{", 1)})
        ),
        "both": rows(
            machine.get(
                "/sparql",
                params=[("query", offers), ("default-graph-uri", bexley), ("default-graph-uri", county)],
            )
        ),
        "instead": rows(
            machine.get(
                "/sparql",
                params={"query": offers.replace("{", f"FROM <{county}> {{", 1), "default-graph-uri": bexley},
            )
        ),
    }
    assert {name: len(found) for name, found in councils.items()} == {
        "all": 5, "request": 1, "query": 1, "both": 2, "instead": 1,
    }  # fmt: skip
    assert councils["instead"] == councils["request"]
    graphs = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    named = rows(machine.get("/sparql", params={"query": graphs, "named-graph-uri": county}))
    assert [row["g"]["value"] for row in named] == [county]
    outside = machine.get("/sparql", params={"query": offers, "default-graph-uri": "http://example.org/"})
    assert outside.status_code == 400


def test_anybodys_page_may_read_it(machine: httpx.Client) -> None:
    assert machine.get("/sparql", params={"query": ASK}).headers["access-control-allow-origin"] == "*"
    assert machine.get("/sparql", params={"query": "x"}).headers["access-control-allow-origin"] == "*"
    asked = machine.options(
        "/sparql", headers={"origin": "http://example.org", "access-control-request-method": "POST"}
    )
    assert asked.status_code == 204
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "content-type" in asked.headers["access-control-allow-headers"].lower()


def test_the_endpoint_describes_itself(machine: httpx.Client, served: Served) -> None:
    for accept in ("text/turtle", "*/*"):
        response = machine.get("/sparql", headers={"accept": accept})
        assert response.headers["content-type"].startswith("text/turtle")
    found = Graph().parse(data=response.text, format="turtle")
    description = "http://www.w3.org/ns/sparql-service-description#"
    service = URIRef(f"{served.url}/sparql")
    assert (service, URIRef(f"{description}endpoint"), service) in found
    assert (
        service,
        URIRef(f"{description}supportedLanguage"),
        URIRef(f"{description}SPARQL11Query"),
    ) in found
    names = set(found.objects(None, URIRef(f"{description}name")))
    assert URIRef("https://w3id.org/scgraph/graph/bexley") in names


def test_void_is_at_its_well_known_place(machine: httpx.Client, served: Served) -> None:
    response = machine.get("/.well-known/void")
    assert response.headers["content-type"].startswith("text/turtle")
    found = Graph().parse(data=response.text, format="turtle")
    void = "http://rdfs.org/ns/void#"
    data_set = URIRef(f"{served.url}/.well-known/void#dataset")
    assert (data_set, URIRef(f"{void}sparqlEndpoint"), URIRef(f"{served.url}/sparql")) in found
    dumps = [str(dump) for dump in found.objects(data_set, URIRef(f"{void}dataDump"))]
    assert dumps
    assert all(httpx.head(dump).status_code == 200 for dump in dumps)


def test_a_host_header_that_is_no_host_changes_nothing(machine: httpx.Client) -> None:
    response = machine.get("/.well-known/void", headers={"host": 'x"><script>'})
    assert response.status_code < 500
    assert "<script" not in response.text


def test_a_browser_gets_a_page_with_the_rows(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": LEVELS})
    assert response.headers["content-type"].startswith("text/html")
    assert "30 rows" in response.text
    assert (
        '<a href="/id/bexley/social-care-assistant_07">bexley:social-care-assistant_07</a>' in response.text
    )
    assert "Yes." in client.get("/sparql", params={"query": ASK}).text
    assert "scg:rank" in client.get("/sparql", params={"query": CONSTRUCT}).text


def test_a_format_can_be_named_where_no_header_can_be_sent(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": LEVELS, "format": "csv"})
    assert response.headers["content-type"].startswith("text/csv")
    unknown = client.get("/sparql", params={"query": LEVELS, "format": "nosuch"})
    assert unknown.headers["content-type"].startswith("text/html")
    assert client.get("/sparql?format=nosuch").status_code == 200


def test_sparqlwrapper(served: Served) -> None:
    wrapper = SPARQLWrapper(f"{served.url}/sparql")
    wrapper.setQuery(LEVELS)
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert len(found["results"]["bindings"]) == 30  # type: ignore[index, call-overload]
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(XML)
    assert len(wrapper.queryAndConvert().getElementsByTagName("result")) == 30  # type: ignore[union-attr]
    wrapper.setReturnFormat(CSV)
    assert len(wrapper.queryAndConvert().split()) == 31  # type: ignore[union-attr]
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(TURTLE)
    assert len(Graph().parse(data=wrapper.queryAndConvert(), format="turtle")) == 30  # type: ignore[arg-type]


def test_rdflib_as_a_client(served: Served) -> None:
    store = SPARQLStore(f"{served.url}/sparql", returnFormat="json")
    found = Dataset(store=store, default_union=True)
    assert len(list(found.query(f"PREFIX scg: <https://w3id.org/scgraph/ontology#> {LEVELS}"))) == 30
    subjects = set(found.subjects(URIRef("https://w3id.org/scgraph/ontology#offers")))
    assert len(subjects) == 5


@needs("Comunica")
@pytest.mark.parametrize(
    ("source", "query", "rows"),
    [
        ("sparql@{url}/sparql", LEVELS, 30),
        # Told nothing, it finds out from the service description what the address is.
        ("{url}/sparql", LEVELS, 30),
        # A page is data as well: it asks for RDF, gets it, and answers from what it reads.
        ("{url}/id/bexley", "SELECT ?role { ?council scg:offers ?role ; skos:prefLabel ?name }", 1),
    ],
)
def test_comunica(served: Served, source: str, query: str, rows: int) -> None:
    prefixes = " ".join(f"PREFIX {name}: <{PREFIXES[name]}>" for name in ("scg", "skos"))
    command = ["comunica-sparql", source.format(url=served.url), f"{prefixes} {query}", "-t", "text/csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert len(done.stdout.split()) == rows + 1, done.stdout


@needs("curl")
def test_curl(served: Served) -> None:
    command = ["curl", "--silent", "--fail", f"{served.url}/sparql", "--data-urlencode", f"query={LEVELS}"]
    done = subprocess.run([*command, "-H", "Accept: text/csv"], capture_output=True, text=True, check=True)
    assert len(done.stdout.split()) == 31
