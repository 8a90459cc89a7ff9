"""The engine for servers, against real ones: what is loaded comes back, whatever is in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.endpoint import EndpointEngine
from scgraph.engine.http import Credentials, LoginNeeded
from scgraph.errors import BadQuery
from scgraph.namespaces import GRAPH_BASE
from scgraph.questions.door import KnowledgeGraph
from tests.engines.servers import Server, jena, jena_plain, run_jena, virtuoso, why_no_jena  # noqa: F401

pytestmark = pytest.mark.engines
G, H = GRAPH_BASE + "test-one", GRAPH_BASE + "test-two"
A, P, B = (NamedNode(f"https://w3id.org/scgraph/id/test/{name}") for name in ("a", "p", "b"))
TEXTS = [
    "plain",
    "",
    "quote \" and ' and \\ and <b>&amp;</b>",
    "two\nlines\twith a tab",
    "déjà vu ‒ ‘quotes’ — 漢字 😀",
    r"C:\users\umbrella \u0041 \\u0042 \U00000043",
    "?_name_iri $variable {braces} #hash",
    "]]> <!-- -->",
]


@pytest.fixture(params=["virtuoso", "jena", "jena_plain"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def engine(server: Server) -> Iterator[EndpointEngine]:
    engine = EndpointEngine(server.url)
    yield engine
    server.clear()


def by_update(engine: EndpointEngine) -> EndpointEngine:
    """The engine as it is towards a server without a graph store."""
    engine._takes_graphs = False
    return engine


def held(engine: EndpointEngine, graph: str) -> Dataset:
    """What a named graph holds, as it comes back."""
    triples = engine.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    return canonical(Quad(t.subject, t.predicate, t.object) for t in triples)


def canonical(quads: object) -> Dataset:
    data = Dataset(quads)  # type: ignore[arg-type]
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return data


@pytest.mark.parametrize("way", ["graph store", "updates"])
def test_what_is_loaded_comes_back(engine: EndpointEngine, way: str) -> None:
    if way == "updates":
        by_update(engine)
    node = BlankNode()
    plain = [
        Quad(A, P, Literal(text, language=language), NamedNode(G)) for text in TEXTS for language in ("en",)
    ]
    plain += [Quad(B, P, Literal(text), NamedNode(G)) for text in TEXTS]
    quads = [*plain, Quad(A, P, node, NamedNode(G)), Quad(node, P, B, NamedNode(G))]
    engine.replace_graph(G, quads)
    assert held(engine, G) == canonical(Quad(q.subject, q.predicate, q.object) for q in quads)


@pytest.mark.parametrize("way", ["graph store", "updates"])
def test_a_graph_is_replaced_whole_and_alone(engine: EndpointEngine, way: str) -> None:
    if way == "updates":
        by_update(engine)
    many = [Quad(A, P, Literal(str(n)), NamedNode(G)) for n in range(2500)]
    engine.replace_graph(G, many)
    engine.replace_graph(H, [Quad(B, P, A, NamedNode(H))])
    engine.add([Quad(A, P, B, NamedNode(G))])
    (count,) = engine.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{G}> {{ ?s ?p ?o }} }}").rows[0]
    assert count is not None
    assert count.value == "2501"
    engine.replace_graph(G, [Quad(A, P, A, NamedNode(G))])
    assert held(engine, G) == canonical([Quad(A, P, A)])
    assert held(engine, H) == canonical([Quad(B, P, A)])
    engine.replace_graph(G, [])
    assert [graph for graph in engine.graphs() if graph.startswith(GRAPH_BASE)] == [H]


def test_the_default_graph_is_the_union(engine: EndpointEngine) -> None:
    engine.replace_graph(G, [Quad(A, P, B, NamedNode(G))])
    engine.replace_graph(H, [Quad(B, P, Literal("end"), NamedNode(H))])
    answer = engine.select(f"SELECT ?o ?g {{ {A} {P}/{P} ?o . GRAPH ?g {{ {A} {P} ?b }} }}")
    assert answer.rows == [(Literal("end"), NamedNode(G))]
    assert engine.ask(f"ASK {{ {A} {P}/{P} ?end }}")
    assert not engine.ask(f"ASK {{ {B} {P}/{P} ?end }}")


def test_an_answer_in_each_media_type(engine: EndpointEngine) -> None:
    engine.replace_graph(G, [Quad(A, P, Literal("é", language="en"), NamedNode(G))])
    rows = f"SELECT ?o {{ {A} {P} ?o }}"
    assert engine.raw(rows, "text/csv") == "o\r\né\r\n".encode()
    assert engine.raw(rows, "text/tab-separated-values") == '?o\n"é"@en\n'.encode()
    assert b'"xml:lang":"en"' in engine.raw(rows, "application/sparql-results+json")
    assert engine.raw(f"ASK {{ {A} {P} ?o }}", "application/sparql-results+json") in {
        b'{"head":{},"boolean":true}',
        engine.raw(f"SELECT (1 AS ?__ASK_RETVAL) {{ {A} {P} ?o }}", "application/sparql-results+json"),
    }
    triples = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o . FILTER (?s = {A}) }}"
    assert engine.raw(triples, "application/n-triples") == f'{A} {P} "é"@en .\n'.encode()
    with pytest.raises(BadQuery, match="no answer can be written as text/fancy"):
        engine.raw(rows, "text/fancy")


def test_a_query_at_fault(engine: EndpointEngine) -> None:
    with pytest.raises(BadQuery, match="cannot read the query"):
        engine.select("SELECT ?x { ?x ?y }")


def test_the_real_graph_gives_the_same_answer(
    server: Server, engine: EndpointEngine, graph: KnowledgeGraph
) -> None:
    assert isinstance(graph.engine, EmbeddedEngine)
    server.load(graph.engine)
    remote = KnowledgeGraph(graph.project, engine)
    assert remote.find("Bexley 07", "scg:Level") == graph.find("Bexley 07", "scg:Level")
    query = """PREFIX scg: <https://w3id.org/scgraph/ontology#>
      SELECT ?level (COUNT(?statement) AS ?n) { ?level a scg:Level ; scg:carries ?statement }
      GROUP BY ?level ORDER BY ?level"""
    assert engine.select(query).rows == graph.engine.select(query).rows


def test_a_digest_login(virtuoso: Server) -> None:  # noqa: F811
    login = Credentials(virtuoso.user, virtuoso.password)
    engine = EndpointEngine(virtuoso.protected_url, credentials=login)
    engine.replace_graph(G, [Quad(A, P, B, NamedNode(G))])
    assert engine._takes_graphs
    assert engine.ask(f"ASK {{ {A} {P} {B} }}")
    engine.replace_graph(G, [])
    with pytest.raises(LoginNeeded, match="refuses this login"):
        EndpointEngine(virtuoso.protected_url, credentials=Credentials("dba", "wrong")).ask(
            "ASK { ?s ?p ?o }"
        )
    with pytest.raises(LoginNeeded, match="asks for a login"):
        EndpointEngine(virtuoso.protected_url, credentials=Credentials()).ask("ASK { ?s ?p ?o }")


@pytest.mark.skipif(why_no_jena() is not None, reason=str(why_no_jena()))
def test_a_basic_login() -> None:
    with run_jena(login=("anna", "s3cret")) as server:
        engine = EndpointEngine(server.url, credentials=Credentials("anna", "s3cret"))
        engine.replace_graph(G, [Quad(A, P, B, NamedNode(G))])
        assert engine.ask(f"ASK {{ {A} {P} {B} }}")
        with pytest.raises(LoginNeeded, match="asks for a login"):
            EndpointEngine(server.url, credentials=Credentials()).ask("ASK { ?s ?p ?o }")
