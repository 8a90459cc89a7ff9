"""Law is found and described alike on every engine."""

from __future__ import annotations

import pytest

from scgraph.engine.endpoint import EndpointEngine
from scgraph.graph import Graph
from scgraph.law.about import describe_law
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.store.server import load_endpoint
from tests.engines.servers import Server, jena, virtuoso  # noqa: F401

pytestmark = pytest.mark.engines
NAMES = ("Care Act", "ss.42-47 of the Care Act", "DoLS", "PSED", "MHA 1983", "SI 2018/893", "HRA Article 8")


@pytest.fixture(scope="module", params=["virtuoso", "jena"])
def elsewhere(request: pytest.FixtureRequest, project: Project) -> Graph:
    server: Server = request.getfixturevalue(request.param)
    server.clear()
    engine = EndpointEngine(server.url)
    load_endpoint(project, engine)
    return Graph(project, engine)


@pytest.mark.parametrize("name", NAMES)
def test_a_server_tells_the_same_of_law(graph: KnowledgeGraph, elsewhere: Graph, name: str) -> None:
    here, there = graph.find_law(name), elsewhere.find_law(name)
    assert there == here
    assert [describe_law(elsewhere, node) for node in there] == [describe_law(graph, node) for node in here]
