"""Every saved question gives the answers that were read in the sources by hand."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from scgraph.questions.catalogue import SavedQuery
from scgraph.questions.door import KnowledgeGraph
from tests.questions import golden
from tests.questions.golden import Golden, differences

ALL = golden.read_all()
KINDS = {"locator": "locator", "topics": "list", "held": "decimal", "cited": "citation", "binds": "boolean"}
ROWS: list[dict[str, Any]] = [
    {
        "locator": "Role / A / Duties / 1",
        "topics": "Reviews; Team working",
        "held": Decimal("0.50"),
        "cited": None,
        "binds": False,
    },
    {
        "locator": "Role / A / Duties / 2",
        "topics": None,
        "held": Decimal(1),
        "cited": "Care Act 2014",
        "binds": True,
    },
]


@pytest.mark.parametrize("expected", ALL, ids=lambda expected: expected.name)
def test_answer_is_as_read_in_the_sources(expected: Golden, graph: KnowledgeGraph) -> None:
    answer = graph.ask(expected.question, **expected.parameters)
    kinds = {column.name: column.kind for column in answer.columns}
    found = list(differences(expected, answer.rows, kinds))
    if found:
        pytest.fail("\n".join(f"{expected.name}: {line}" for line in found), pytrace=False)


def test_every_question_has_a_golden_answer(graph: KnowledgeGraph) -> None:
    asked = {expected.question for expected in ALL}
    assert sorted(set(graph.queries) - asked) == [], "saved questions without a golden file"
    assert sorted(asked - set(graph.queries)) == [], "golden files of questions that are not there"


def test_every_question_about_a_level_has_three(graph: KnowledgeGraph) -> None:
    sets = Counter(
        name for name, _ in {(each.question, tuple(sorted(each.parameters.items()))) for each in ALL}
    )
    few = [name for name, query in graph.queries.items() if _takes_a_level(query) and sets[name] < 3]
    assert few == []


def _takes_a_level(query: SavedQuery) -> bool:
    return any(parameter.of_class == "scg:Level" for parameter in query.parameters.values())


@pytest.mark.parametrize("expected", ALL, ids=lambda expected: expected.name)
def test_golden_file_is_well_made(expected: Golden) -> None:
    assert expected.name.startswith(f"{expected.question}--")
    assert expected.why.strip(), "says where in the sources it was read"
    assert expected.rows is not None or expected.contains or expected.counts or expected.exactly


@pytest.mark.parametrize(
    ("part", "first"),
    [
        ({"rows": 3}, "rows: expected 3, got 2"),
        ({"counts": {"topics": {None: 2}}}, "counts: topics None: expected 2, got 1"),
        (
            {"exactly": [{"rows": 1, "where": {"held": 1, "cited": None}}]},
            "exactly: {held: 1, cited: None}: expected 1, got 0",
        ),
        (
            {"contains": [{"locator": "Role / A / Duties / 2", "held": 0.5}]},
            "missing {locator: Role / A / Duties / 2, held: 0.5}; "
            "nearest {locator: Role / A / Duties / 2, held: 1}",
        ),
        (
            {"contains": [{"topics": ["Team"]}]},
            "missing {topics: ['Team']}; nearest {topics: Reviews; Team working}",
        ),
        ({"contains": [{"cited": "Care Act"}]}, "missing {cited: Care Act}; nearest {cited: Care Act 2014}"),
        ({"absent": [{"topics": ["Reviews"]}]}, "must not be there: {topics: ['Reviews']}: got 1"),
        ({"counts": {"binds": {1: 1}}}, "counts: binds 1: expected 1, got 0"),
        ({"counts": {"held": {True: 1}}}, "counts: held True: expected 1, got 0"),
        ({"contains": [{"topic": "Reviews"}]}, "columns: the question has no topic"),
    ],
)
def test_a_difference_is_said_in_one_line(part: dict[str, Any], first: str) -> None:
    assert next(differences(Golden("q--case", "q", "why", **part), ROWS, KINDS)) == first


def test_an_answer_that_holds_all_has_no_difference() -> None:
    expected = Golden(
        "q--case",
        "q",
        "why",
        rows=2,
        counts={"cited": {"Care Act 2014": 1, None: 1}},
        contains=[
            {"locator": "Role / A / Duties / 1", "topics": ["Team working", "Reviews"], "held": 0.5},
            {"locator": ["Duties / 2"], "cited": ["Care Act 2014"], "topics": None, "binds": True},
        ],
        absent=[{"locator": "Role / A / Duties / 3"}, {"topics": ["Supervision"]}],
    )
    assert list(differences(expected, ROWS, KINDS)) == []
    assert list(differences(expected, ROWS[::-1], KINDS)) == [], "order does not matter"


def test_a_row_that_stands_twice_is_a_difference() -> None:
    expected = Golden("q--case", "q", "why", contains=[{"held": 1}])
    (found,) = differences(expected, [*ROWS, ROWS[1]], KINDS)
    assert found.startswith("rows: 1 stand more than once, such as {locator: Role / A / Duties / 2")


def test_no_rows_have_no_nearest() -> None:
    expected = Golden("q--case", "q", "why", contains=[{"cited": None}])
    assert list(differences(expected, [], KINDS)) == ["missing {cited: None}; nearest {}"]
