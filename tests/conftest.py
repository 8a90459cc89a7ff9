"""What several test files share: the real graph, opened once per process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scgraph.project import Project, find_project
from scgraph.questions.door import KnowledgeGraph, open_graph

ROOT = Path(__file__).resolve().parents[1]
# The W3C's suite, once `make conformance` has fetched it, holds tests of others.
collect_ignore = ["conformance/suite"]
# The files that take longest, longest first. Each runs on one process, for it may share a server or browser;
# started last, one would be left running alone, and the suite has to fit five minutes on two cores.
LONGEST = (
    "web/test_browser",
    "web/test_pages",
    "web/test_hostile",
    "store/test_load",
    "store/test_crash",
    "rules/test_proof",
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


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own, for commands that they run too; the user's stays as it is."""
    path = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCGRAPH_CACHE", str(path))
        yield path


@pytest.fixture(scope="session")
def project() -> Project:
    """The project of this checkout."""
    return find_project(ROOT)


@pytest.fixture(scope="session")
def graph(project: Project) -> KnowledgeGraph:
    """The real graph, in memory, with its inferences. Do not change it."""
    return open_graph(project)
