"""A knowledge graph of adult social care work in English councils, and the questions people ask of it.

>>> import scgraph
>>> graph = scgraph.open_graph()
>>> graph.find("Bexley 07", "scg:Level").label
'Social Care Assistant, Bexley 07'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scgraph.project import Project, find_project
    from scgraph.questions.door import KnowledgeGraph, open_graph

__version__ = "0.1.0"

__all__ = ["KnowledgeGraph", "Project", "__version__", "find_project", "open_graph"]

_HOMES = {
    "KnowledgeGraph": "questions.door",
    "open_graph": "questions.door",
    "Project": "project",
    "find_project": "project",
}


def __getattr__(name: str) -> Any:
    # Imported on use, so that commands which need no graph start quickly.
    if name in _HOMES:
        return getattr(importlib.import_module(f"scgraph.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'scgraph' has no attribute '{name}'")
