"""What several test files share: the real graph, opened once per process."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.graph import KnowledgeGraph, open_graph
from scgraph.project import Project, find_project

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def project() -> Project:
    """The project of this checkout."""
    return find_project(ROOT)


@pytest.fixture(scope="session")
def graph(project: Project) -> KnowledgeGraph:
    """The real graph, in memory, with its inferences. Do not change it."""
    return open_graph(project)
