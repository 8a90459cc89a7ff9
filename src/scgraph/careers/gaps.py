"""The gap between two levels of a graph."""

from __future__ import annotations

from scgraph.careers.reading import load_demands
from scgraph.domain.gap import Gap, measure
from scgraph.graph import Name
from scgraph.questions.door import KnowledgeGraph


def gap(graph: KnowledgeGraph, origin: Name, target: Name) -> Gap:
    """All that one level asks, marked by what another brings.

    :raises UnknownName: if one of them is no level of the graph.
    """
    ends = list(load_demands(graph, (origin, target)).values())
    return measure(ends[0], ends[-1])
