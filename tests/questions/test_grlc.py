"""grlc, whose convention the metadata follows, reads the files as they are and asks the same questions."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from scgraph.project import Project, find_project
from scgraph.questions.answers import bind_query, to_answer
from scgraph.questions.catalogue import load_catalogue
from scgraph.questions.door import KnowledgeGraph

from ..examples import EXAMPLE

if importlib.util.find_spec("grlc") is None:
    pytest.skip("grlc is not installed (pip install grlc)", allow_module_level=True)

NAMES = sorted(load_catalogue(find_project(EXAMPLE)))
TYPES = {"iri": {"format": "iri"}, "integer": {"datatype": "xsd:integer"}, "text": {"type": "string"}}


@pytest.fixture(scope="module")
def gquery(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """grlc's reader. It looks for a config.ini where it is imported, and finds none."""
    here = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("grlc"))
    try:
        import grlc.gquery
    finally:
        os.chdir(here)
    return grlc.gquery


@pytest.fixture(scope="module")
def metadata(gquery: Any, project: Project) -> dict[str, Any]:
    """What grlc reads in each file; without an endpoint, since no question has a list filled from one."""
    return {
        path.stem: gquery.get_metadata(path.read_text(encoding="utf-8"), "") for path in project.query_files
    }


@pytest.mark.parametrize("name", NAMES)
def test_grlc_reads_the_same_metadata(graph: KnowledgeGraph, metadata: dict[str, Any], name: str) -> None:
    query, read = graph.queries[name], metadata[name]
    assert read["type"] == "SelectQuery"
    assert read["summary"].strip() == query.summary
    assert read["description"].strip() == query.description
    assert tuple(read["tags"]) == query.tags
    assert [str(variable) for variable in read["variables"]] == [column.name for column in query.columns]


@pytest.mark.parametrize("name", NAMES)
def test_grlc_reads_the_same_parameters(graph: KnowledgeGraph, metadata: dict[str, Any], name: str) -> None:
    query, read = graph.queries[name], metadata[name]["parameters"]
    assert sorted(read) == sorted(query.parameters)
    for parameter in query.parameters.values():
        assert read[parameter.name]["name"] == parameter.name
        assert TYPES[parameter.type].items() <= read[parameter.name].items()
        assert "lang" not in read[parameter.name]


@pytest.mark.parametrize("name", NAMES)
def test_grlc_asks_the_same_question(
    graph: KnowledgeGraph, gquery: Any, metadata: dict[str, Any], name: str
) -> None:
    query, read = graph.queries[name], metadata[name]
    bound = bind_query(graph, query, {p.name: p.example for p in query.parameters.values()})
    given = {
        parameter.name: graph.find(str(parameter.example), parameter.of_class).iri
        if parameter.of_class
        else str(parameter.example)
        for parameter in query.parameters.values()
    }
    rewritten = gquery.rewrite_query(read["query"], read["parameters"], given)
    assert "?_" not in rewritten
    expected = to_answer(bound, graph.engine.select(bound.sparql)).rows
    assert to_answer(bound, graph.engine.select(rewritten)).rows == expected
