"""Every saved question gives the same rows, in the same order, on four engines.

Oxigraph's are compared with rdflib's, Jena's and Virtuoso's. The suite asks each question with its example;
``make engines`` also asks the servers everything that has a golden answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.endpoint import EndpointEngine
from scgraph.engine.protocol import Rows, Term
from scgraph.project import Project, find_project
from scgraph.questions.answers import bind_query, to_answer
from scgraph.questions.catalogue import SavedQuery, load_catalogue
from scgraph.questions.door import KnowledgeGraph
from scgraph.store.server import load_endpoint
from tests.engines.servers import Server, jena, virtuoso  # noqa: F401
from tests.examples import EXAMPLE
from tests.questions import golden

pytestmark = pytest.mark.engines


@dataclass(frozen=True)
class Asked:
    """A question with parameters."""

    question: str
    parameters: Mapping[str, str]

    def __str__(self) -> str:
        return " ".join([self.question, *(f"{name}={value}" for name, value in self.parameters.items())])


def examples() -> Iterator[Asked]:
    """Each question with its examples, without those that may be left out."""
    for name, query in load_catalogue(find_project(EXAMPLE)).items():
        needed = (parameter for parameter in query.parameters.values() if not parameter.optional)
        yield Asked(name, {parameter.name: str(parameter.example) for parameter in needed})


def optional_examples() -> Iterator[Asked]:
    """Each question that has parameters that may be left out, with all its examples."""
    for name, query in load_catalogue(find_project(EXAMPLE)).items():
        if any(parameter.optional for parameter in query.parameters.values()):
            yield Asked(
                name, {parameter.name: str(parameter.example) for parameter in query.parameters.values()}
            )


def golden_sets() -> Iterator[Asked]:
    """Each question with every set of parameters that has a golden answer."""
    for each in golden.read_all():
        yield Asked(each.question, each.parameters)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is asked: the more, the faster the engine, and the most where the engines alone are tested."""
    if "asked" in metafunc.fixturenames:
        sets = [*examples()]
        is_server = "engine_of_server" in metafunc.fixturenames
        alone = metafunc.config.option.markexpr == "engines"
        if is_server or alone:
            sets += optional_examples()
        if is_server and alone:
            sets += golden_sets()
        metafunc.parametrize("asked", list({str(each): each for each in sets}.values()), ids=str)


class RdflibEngine:
    """rdflib's own engine over the union of the graphs."""

    def __init__(self, source: EmbeddedEngine) -> None:
        self.graph = rdflib.Graph()
        lines = {f"{quad.triple} ." for quad in source.store}
        self.graph.parse(data="\n".join(lines), format="nt")

    def select(self, sparql: str) -> Rows:
        """The rows of a SELECT query."""
        found = self.graph.query(sparql)
        names = tuple(str(name) for name in found.vars or ())
        return Rows(names, [tuple(_term(term) for term in row) for row in found])  # type: ignore[union-attr]


def _term(term: Any) -> Term | None:
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return NamedNode(term)
    assert isinstance(term, rdflib.Literal), f"{term!r} is neither an IRI nor a literal"
    if term.datatype is not None:
        return Literal(str(term), datatype=NamedNode(term.datatype))
    return Literal(str(term), language=term.language)


@pytest.fixture(scope="module")
def rdflib_engine(graph: KnowledgeGraph) -> RdflibEngine:
    assert isinstance(graph.engine, EmbeddedEngine)
    return RdflibEngine(graph.engine)


@pytest.fixture(scope="module", params=["virtuoso", "jena"])
def engine_of_server(request: pytest.FixtureRequest, project: Project) -> EndpointEngine:
    server: Server = request.getfixturevalue(request.param)
    server.clear()
    engine = EndpointEngine(server.url)
    load_endpoint(project, engine)
    return engine


def first_difference(expected: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]) -> str | None:
    """What differs first between two answers, or ``None``."""
    for number, (row, other) in enumerate(zip(expected, found, strict=False), 1):
        for column, value in row.items():
            if other[column] != value:
                return f"row {number}, {column}: Oxigraph gives {value!r}, this engine {other[column]!r}"
    if len(expected) != len(found):
        return f"Oxigraph gives {len(expected)} rows, this engine {len(found)}"
    return None


def compare(graph: KnowledgeGraph, engine: RdflibEngine | EndpointEngine, asked: Asked) -> None:
    query: SavedQuery = graph.queries[asked.question]
    bound = bind_query(graph, query, asked.parameters)
    expected = to_answer(bound, graph.engine.select(bound.sparql))
    found = to_answer(bound, engine.select(bound.sparql))
    if difference := first_difference(expected.rows, found.rows):
        pytest.fail(f"{asked}: {difference}", pytrace=False)


def test_rdflib_gives_the_same_rows(graph: KnowledgeGraph, rdflib_engine: RdflibEngine, asked: Asked) -> None:
    compare(graph, rdflib_engine, asked)


def test_a_server_gives_the_same_rows(
    graph: KnowledgeGraph, engine_of_server: EndpointEngine, asked: Asked
) -> None:
    compare(graph, engine_of_server, asked)


def test_a_difference_is_told() -> None:
    rows = [{"level": "A", "held": 1}, {"level": "B", "held": 2}]
    assert first_difference(rows, rows) is None
    assert first_difference(rows, rows[:1]) == "Oxigraph gives 2 rows, this engine 1"
    assert first_difference(rows, [rows[0], {"level": "B", "held": 3}]) == (
        "row 2, held: Oxigraph gives 2, this engine 3"
    )
    assert first_difference(rows, rows[::-1]) == "row 1, level: Oxigraph gives 'A', this engine 'B'"
