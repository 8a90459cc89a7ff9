"""The example council: a graph small enough to break on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import PREFIXES
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import materialise
from scgraph.validation.shapes import ShapesGraph, read_shapes

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures"
HEADER = "".join(
    f"PREFIX {name}: <{namespace}>\n"
    for name, namespace in {**PREFIXES, "ex": PREFIXES["id"] + "example/", "kmsab": PREFIXES["kmsab"]}.items()
)

Example = Callable[..., EmbeddedEngine]


@pytest.fixture(scope="session")
def shapes(project: Project) -> ShapesGraph:
    """The shapes of this checkout."""
    return read_shapes(project.shape_files)


@pytest.fixture(scope="session")
def example(project: Project) -> Example:
    """Makes the example graph, changed by a SPARQL update, with the consequences of its axioms."""

    def make(update: str = "") -> EmbeddedEngine:
        engine = EmbeddedEngine()
        own = (project.root / "ontology" / name for name in ("scgraph.ttl", "settings.ttl"))
        for path in (*own, FIXTURES / "council.ttl", FIXTURES / "vocabularies.ttl"):
            engine.load_file(path, graph_iri(path))
        if update:
            engine.store.update(HEADER + update)
        materialise(engine, project)
        return engine

    return make
