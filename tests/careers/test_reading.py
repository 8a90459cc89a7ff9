"""What careers read of the graph: each name is looked up once, and what was found is not looked up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scgraph.careers.comparison import compare
from scgraph.careers.equivalence import equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.paths import find_paths
from scgraph.careers.reading import load_ladder, load_levels, load_rungs, load_stated_moves, node_of
from scgraph.errors import UnknownName
from scgraph.graph import Node
from scgraph.questions.door import KnowledgeGraph

LEVEL = "scg:Level"


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.asked = engine, 0

    def __getattr__(self, name: str) -> Any:
        if name in {"select", "ask", "construct"}:
            self.asked += 1
        return getattr(self.engine, name)


@pytest.fixture
def counted(graph: KnowledgeGraph) -> tuple[KnowledgeGraph, Counting]:
    """The real graph on an engine that counts."""
    engine = Counting(graph.engine)
    return KnowledgeGraph(graph.project, engine), engine  # type: ignore[arg-type]


# What is asked: the levels, their choices and conditions, and for each of two what it carries; for a gap also
# which topics are within others; for levels alike the ranking, the levels in it, and the evidence behind each
# of the three that are explained.
ANSWERS: dict[str, tuple[Callable[[KnowledgeGraph, Any, Any], object], int, int]] = {
    "gap": (lambda graph, one, other: gap(graph, one, other), 2, 6),
    "compare": (lambda graph, one, other: compare(graph, [one, other]), 2, 5),
    "equivalents": (lambda graph, one, _: equivalents(graph, one, explained=3), 1, 5),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_name_takes_one_look_up_and_a_node_none(
    kind: str, counted: tuple[KnowledgeGraph, Counting], graph: KnowledgeGraph
) -> None:
    asking, engine = counted
    answer, names, questions = ANSWERS[kind]
    by_name = answer(asking, "Bexley 07", "SO1")
    assert engine.asked == names + questions
    nodes = [graph.find(name, LEVEL) for name in ("Bexley 07", "SO1")]
    engine.asked = 0
    assert answer(asking, *nodes) == by_name
    assert engine.asked == questions


def test_a_way_looks_up_its_ends_only(counted: tuple[KnowledgeGraph, Counting]) -> None:
    asking, engine = counted
    found = find_paths(asking, "Community Care Officer", "Advanced Social Work Practitioner", count=1)
    # Two names; levels, stated moves, bounds, registers and profiles of the network; choices and conditions
    # of the levels passed, what each of them carries, and which topics are within others.
    passed = {level for way in found.paths for level in way.levels}
    assert engine.asked == 2 + 5 + 2 + len(passed) + 1


def test_rungs_are_the_levels_of_their_ladder(graph: KnowledgeGraph) -> None:
    levels, rungs = (read(graph, "Social Worker") for read in (load_ladder, load_rungs))
    assert [rung.iri for rung in rungs] == [level.iri for level in levels]  # type: ignore[attr-defined]
    with pytest.raises(UnknownName, match="no role is called 'Astronaut'"):
        load_rungs(graph, "Astronaut")


def test_a_stated_move_is_told_with_its_months(graph: KnowledgeGraph) -> None:
    moves = load_stated_moves(graph)
    # "Two years as an experienced Band B Social Worker or equivalent": Band C, Experience / 1.
    (two_years,) = (
        move for move in moves if move.basis == "experience" and "Band B Social Worker" in move.told
    )
    assert two_years.months == 24
    assert two_years.told == f"{two_years.says} (24 months)"
    assert {move.told for move in moves if move.basis == "next rung"} == {"next rung"}


def test_levels_are_read_by_nodes_without_a_look_up(counted: tuple[KnowledgeGraph, Counting]) -> None:
    asking, engine = counted
    every = load_levels(asking)
    some = [node_of(level) for level in list(every.values())[:3]]
    engine.asked = 0
    assert list(load_levels(asking, some).values()) == list(every.values())[:3]
    assert engine.asked == 1
    assert load_levels(asking, [Node("https://w3id.org/scgraph/id/nowhere", "Nowhere")]) == {}
