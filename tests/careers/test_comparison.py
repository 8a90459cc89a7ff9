"""Levels side by side."""

from __future__ import annotations

import pytest

from scgraph.careers.comparison import ComparedRow, compare
from scgraph.careers.reading import load_profile
from scgraph.errors import UsageError
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import make_profile


def iris(graph: KnowledgeGraph, *names: str) -> list[str]:
    return [graph.find(name, "scg:Level").iri for name in names]


def test_every_competency_of_each_level_has_a_row(graph: KnowledgeGraph) -> None:
    chosen = iris(graph, "Bexley 07", "SO1", "SCI08")
    found = compare(graph, chosen)
    assert [level.iri for level in found.levels] == chosen
    for place, iri in enumerate(chosen):
        shown = {row.competency: row.cells[place] for row in found.rows if row.cells[place]}
        assert shown == load_profile(graph, iri)
    assert [(row.group, row.topic) for row in found.rows] == sorted(
        (row.group, row.topic) for row in found.rows
    )


def test_what_differs_is_marked(graph: KnowledgeGraph) -> None:
    found = compare(graph, iris(graph, "Range 4 Level B", "Range 4 Level C"))
    differing = {row.topic for row in found.differing}
    assert {"Mentoring and supporting colleagues", "Deprivation of liberty"} <= differing
    assert "Conversations model" not in differing
    assert 0 < len(differing) < len(found.rows)


def test_conditions_stand_beside_their_level(graph: KnowledgeGraph) -> None:
    officer, worker = compare(
        graph, iris(graph, "Community Care Officer", "Social Worker, Band A")
    ).conditions
    assert not any(condition.kind == "registration" for condition in officer)
    assert [condition.asks for condition in worker if condition.kind == "registration"] == [
        "Social Work England"
    ]


def test_each_level_is_marked_beside_the_one_before_it() -> None:
    cells = [make_profile({"x": step})["x"] for step in (2, None, 3, 5, 4)]
    row = ComparedRow("x", "X", "Group", (None, *cells, None))
    assert row.marks == (
        "",
        "missing",
        "lower",
        "asked by both, no step stated",
        "lower",
        "exceeded",
        "",
    )


@pytest.mark.parametrize(
    ("steps", "differs"),
    [((3, 3), False), ((None, None), False), ((None, 3), True), ((3, 4), True)],
)
def test_levels_differ_where_one_states_no_step(steps: tuple[int | None, ...], differs: bool) -> None:
    cells = tuple(make_profile({"x": step})["x"] for step in steps)
    assert ComparedRow("x", "X", "Group", cells).differs is differs
    assert ComparedRow("x", "X", "Group", (*cells, None)).differs


@pytest.mark.parametrize("names", [("SO1",), ("SO1", "SO1")])
def test_one_level_is_no_comparison(graph: KnowledgeGraph, names: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="two or more different levels"):
        compare(graph, iris(graph, *names))
