"""What several test files share: the real graph, opened once per process."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.graph import KnowledgeGraph, open_graph
from scgraph.project import Project, find_project

ROOT = Path(__file__).resolve().parents[1]
# Tests that share a server, a browser or a slow import stay on one process each. The longest of these groups
# start first, so that none is left running alone at the end: the suite has to fit five minutes on two cores.
GROUPS = ("browser", "web", "engines", "hermit", "hostile", "grlc")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the groups in their order, and what belongs to none behind them."""

    def place(item: pytest.Item) -> int:
        marker = item.get_closest_marker("xdist_group")
        group = marker.args[0] if marker else None
        return GROUPS.index(group) if group in GROUPS else len(GROUPS)

    items.sort(key=place)


@pytest.fixture(scope="session")
def project() -> Project:
    """The project of this checkout."""
    return find_project(ROOT)


@pytest.fixture(scope="session")
def graph(project: Project) -> KnowledgeGraph:
    """The real graph, in memory, with its inferences. Do not change it."""
    return open_graph(project)
