"""Loading real servers: what they hold afterwards is what a store on disk holds."""

from __future__ import annotations

import pytest

from scgraph.cli import run
from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.endpoint import EndpointEngine
from scgraph.errors import EngineError, UsageError
from scgraph.namespaces import GRAPH_BASE, SUMMARY_GRAPH
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.store.server import load_endpoint
from tests.engines.servers import Server, jena, virtuoso  # noqa: F401

pytestmark = pytest.mark.engines


@pytest.fixture(params=["virtuoso", "jena"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    found.clear()
    return found


def test_a_server_holds_what_the_graph_in_memory_does(
    server: Server, project: Project, graph: KnowledgeGraph
) -> None:
    engine = EndpointEngine(server.url)
    assert isinstance(graph.engine, EmbeddedEngine)
    seen: list[tuple[int, int, int]] = []
    for _ in range(2):  # a second load changes nothing
        loaded = load_endpoint(project, engine, progress=lambda *now: seen.append(now))
        sizes = {name: n for name, n in engine.sizes().items() if name.startswith(GRAPH_BASE)}
        assert sizes == {name: sum(1 for _ in graph.engine.quads(name)) for name in graph.engine.graphs()}
    assert len(loaded.graphs) == len(project.data_files)
    # What is counted over all councils is counted on the server.
    # One node may be counted in several ways, so the count is part of the order.
    pattern = f"GRAPH <{SUMMARY_GRAPH}> {{ ?node ?counted ?n }}"
    counted = f"SELECT ?node ?counted ?n {{ {pattern} }} ORDER BY ?node ?counted ?n"
    assert engine.select(counted, union=False).rows == graph.engine.select(counted).rows != []
    assert seen[-1][0] == seen[-1][1]


def test_a_server_is_not_left_with_half_of_what_follows(server: Server, project: Project) -> None:
    engine = EndpointEngine(server.url)
    load_endpoint(project, engine, project.data_files[:2])
    with pytest.raises(
        UsageError, match=r"also holds .*/graph/bexley.*not in this load.*Name their files too"
    ):
        load_endpoint(project, engine, project.data_files[2:3])


def test_a_server_that_loses_triples_is_found_out(
    server: Server, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = EndpointEngine(server.url)
    monkeypatch.setattr(engine, "add", lambda quads: None)
    with pytest.raises(
        EngineError, match=r"was sent [\d,]+ triples for .*/graph/(inferred|profile|summary) and holds"
    ):
        load_endpoint(project, engine, project.data_files[:1])


def test_the_command(server: Server, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["load", "--endpoint", server.url, "--project", str(project.root)]) == 0
    assert "5 graphs loaded" in capsys.readouterr().out
    question = ["query", "run", "ladder", "--role", "Social Care Assistant", "--format", "csv"]
    assert run([*question, "--project", str(project.root)]) == 0
    expected = capsys.readouterr().out
    assert run([*question, "--endpoint", server.url, "--project", str(project.root)]) == 0
    assert capsys.readouterr().out == expected
