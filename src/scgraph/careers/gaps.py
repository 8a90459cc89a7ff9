"""The gap between two levels of a graph."""

from __future__ import annotations

from scgraph.careers.reading import load_demands, load_nesting
from scgraph.domain.gap import Gap, measure
from scgraph.domain.holder import Holder
from scgraph.graph import Name
from scgraph.questions.door import KnowledgeGraph


def gap(graph: KnowledgeGraph, origin: Name, target: Name) -> Gap:
    """All that one level asks, marked by what somebody at another brings.

    :raises UnknownName: if one of them is no level of the graph.
    """
    ends = list(load_demands(graph, (origin, target)).values())
    return measure(Holder.at(ends[0], load_nesting(graph)), ends[-1])
