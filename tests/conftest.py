"""What several test files share: the graph of the example councils, opened once per process."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from scgraph.project import Project, find_project
from scgraph.questions.door import KnowledgeGraph, open_graph
from tests.examples import EXAMPLE, ROOT

# The W3C's suite, once `make conformance` has fetched it, holds tests of others.
collect_ignore = ["conformance/suite"]
# The files that take longest, longest first. Each runs on one process, for it may share a server or browser;
# started last, one would be left running alone, and the suite is long enough.
LONGEST = (
    "web/test_browser",
    "web/test_pages",
    "web/test_hostile",
    "store/test_load",
    "store/test_crash",
    "rules/test_proof",
    "domain/test_rules_once",
    "validation/test_set_based",
    "web/test_serve",
    "web/test_load",
    "test_make",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest in front."""

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(ROOT / "tests").with_suffix("").as_posix()
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    items.sort(key=place)


def load_tool(name: str) -> ModuleType:
    """A script of ``tools/`` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session", autouse=True)
def _in_the_example_project() -> Iterator[None]:
    """Commands that are told of no project find the one with the example councils around them."""
    before = Path.cwd()
    os.chdir(EXAMPLE)
    yield
    os.chdir(before)


@pytest.fixture(scope="session")
def project() -> Project:
    """The project with the example councils alone."""
    return find_project(EXAMPLE)


@pytest.fixture(scope="session")
def graph(project: Project) -> KnowledgeGraph:
    """The graph of the example councils, in memory, with its inferences. Do not change it."""
    return open_graph(project)
