"""Whatever is asked for: never a fault of ours, never the visitor's own words as HTML."""

from __future__ import annotations

import contextlib
import random
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scgraph.questions.door import KnowledgeGraph

MARK = "<b id=x9>'\""
NAMES = [
    "bexley",
    "social-care-assistant_07",
    "county:social-worker_band-b",
    "Bexley 07",
    "SO1",
    "ukpga",
    "2014",
    "23",
]
PIECES = [
    "id",
    "competency",
    "legislation",
    "law",
    "caselaw",
    "questions",
    "graph",
    "static",
    "downloads",
    "proficiency",
    *NAMES,
]
ENDINGS = ["", ".ttl", ".nt", ".jsonld", ".rdf", ".csv", ".xlsx", ".json", ".svg", ".html", ".", "/"]
PARAMETERS = [
    "level",
    "from",
    "to",
    "q",
    "query",
    "format",
    "example",
    "ask",
    "council",
    "provision",
    "text",
    "prefer",
    "all",
]
PAGES = [
    "/",
    "/search",
    "/compare",
    "/path",
    "/path.svg",
    "/equivalents",
    "/sparql",
    "/questions",
    "/councils",
    "/about",
    "/law/events",
    "/law/events.atom",
]
ACCEPTS = ["*/*", "text/html", "text/turtle", "application/json", "image/png", ";q=;,,/", "text/html;q=x"]

anything = st.one_of(
    st.sampled_from(
        [*PIECES, "..", ".", "%", "%00", "\x00", "é", "😀", "‮", " ", MARK, "' OR 1=1", "{{7*7}}", "a" * 500]
    ),
    st.text(max_size=30),
)
paths = st.one_of(
    st.sampled_from(PAGES),
    st.lists(anything, min_size=1, max_size=4).map(
        lambda parts: "/" + "/".join(quote(part) for part in parts)
    ),
)
queries = st.dictionaries(
    st.sampled_from(PARAMETERS), st.one_of(anything, st.sampled_from(NAMES)), max_size=3
)


def check(response: httpx.Response) -> None:
    """Whatever it is, it is no fault of ours and holds no HTML of others."""
    assert response.status_code < 500, response.text[:500]
    assert "content-security-policy" in response.headers
    if response.headers.get("content-type", "").startswith("text/html"):
        assert "<b id=x9>" not in response.text
        assert "49" not in response.text or "{{7*7}}" not in str(response.url)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=paths, query=queries, ending=st.sampled_from(ENDINGS), accept=st.sampled_from(ACCEPTS))
@example(path="/search", query={"q": MARK}, ending="", accept="text/html")
@example(path="/compare", query={"level": MARK}, ending="", accept="text/html")
@example(path="/path", query={"from": MARK, "to": MARK}, ending="", accept="text/html")
@example(path="/equivalents", query={"level": MARK}, ending="", accept="text/html")
@example(path="/sparql", query={"query": MARK}, ending="", accept="text/html")
@example(path="/sparql", query={"format": "x"}, ending="", accept="*/*")
@example(path="/" + quote(MARK), query={}, ending="", accept="text/html")
@example(path="/id/bexley/%00", query={}, ending=".ttl", accept="*/*")
@example(path="/index", query={}, ending=".xlsx", accept="*/*")
def test_no_address_is_a_fault_of_ours(
    client: httpx.Client, path: str, query: dict[str, str], ending: str, accept: str
) -> None:
    with contextlib.suppress(httpx.InvalidURL):
        check(client.get(path + ending, params=query, headers={"accept": accept}))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_value_of_a_question_is_a_fault_of_ours(
    client: httpx.Client, graph: KnowledgeGraph, data: st.DataObject
) -> None:
    saved = graph.queries[data.draw(st.sampled_from(sorted(graph.queries)))]
    good = {name: str(p.example) for name, p in saved.parameters.items() if p.example is not None}
    values = {name: data.draw(st.one_of(st.just(good.get(name, "")), anything)) for name in saved.parameters}
    ending = data.draw(st.sampled_from(["", ".csv", ".json", ".tsv", ".xlsx", ".ttl"]))
    check(client.get(f"/questions/{saved.name}{ending}", params=values))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(st.binary(max_size=200), anything.map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@example(body=b"query=%ff%fe")
@example(body=b"query=ASK%7B%7D&default-graph-uri=%00")
def test_no_body_is_a_fault_of_ours(client: httpx.Client, body: bytes) -> None:
    for kind in ("application/sparql-query", "application/x-www-form-urlencoded", "text/plain"):
        check(client.post("/sparql", content=body, headers={"content-type": kind}))


@pytest.mark.parametrize("seed", range(3))
def test_no_thing_of_the_graph_has_a_broken_page(
    client: httpx.Client, graph: KnowledgeGraph, seed: int
) -> None:
    rows = graph.engine.select("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }").rows
    iris = [s.value for (s,) in rows if s and s.value.startswith("https://w3id.org/scgraph/")]
    chosen = random.Random(seed).sample(sorted(iris), 40)
    for iri in chosen:
        path = iri.removeprefix("https://w3id.org/scgraph").partition("#")[0]
        response = client.get(path)
        assert response.status_code == 200 or path.startswith("/shapes"), (iri, response.status_code)
