"""The judge, started once per process."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest

from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms, read_axioms
from tests.rules.judge import Judge


@pytest.fixture(scope="session")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """OWLAPI and HermiT in a Java process."""
    for name in ("jpype", "owlready2"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed, so no second reasoner can be asked")
    found = Judge(tmp_path_factory.mktemp("judge"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def axioms(graph: KnowledgeGraph) -> Axioms:
    """The axioms of the ontology."""
    return read_axioms(graph.engine)
