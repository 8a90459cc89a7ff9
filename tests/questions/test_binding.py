"""Questions asked from Python: names looked up, answers typed, and every misuse refused."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode

from scgraph.domain.demands import MARKS
from scgraph.engine.protocol import Rows
from scgraph.errors import BadParameter, BadQuery, UnknownName, UnknownQuery
from scgraph.questions import answers as run
from scgraph.questions.about import data_version, describe_answer
from scgraph.questions.answers import bind_query, in_order, natural_key, to_answer, to_python
from scgraph.questions.door import KnowledgeGraph

XSD = "http://www.w3.org/2001/XMLSchema#"
ID = "https://w3id.org/scgraph/id/"


def test_a_keyword_of_python_can_be_a_parameter(graph: KnowledgeGraph) -> None:
    answer = graph.ask("gap", from_="Bexley 07", to="Range 4 Level C")
    assert len(answer) == len(answer.rows) > 0
    row = answer.rows[0]
    assert list(row) == [column.name for column in answer.columns]
    assert {row["mark"] for row in answer} <= {*MARKS, "optional", "desirable", "example", "one of several"}


def test_rows_are_typed(graph: KnowledgeGraph) -> None:
    row = graph.ask("ladder", role="Social Care Assessor").rows[1]
    assert row == {
        "rung": 2,
        "level": "Social Care Assessor, SO1",
        "grades": "SO1",
        "titles": None,
        "relation": "adds to it",
        "stated": 3,
        "carried": 53,
        "requirements": 15,
        "topics": row["topics"],
        "criteria": row["criteria"],
        "levelIri": ID + "richmond-wandsworth/social-care-assessor_so1",
    }
    assert isinstance(row["topics"], int)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (NamedNode("http://a/"), "http://a/"),
        (Literal("x"), "x"),
        (Literal("x", language="en"), "x"),
        (Literal("3", datatype=NamedNode(XSD + "integer")), 3),
        (Literal("3", datatype=NamedNode(XSD + "nonNegativeInteger")), 3),
        (Literal("0.50", datatype=NamedNode(XSD + "decimal")), Decimal("0.50")),
        (Literal("5.0E-1", datatype=NamedNode(XSD + "double")), Decimal("0.5")),
        (Literal("true", datatype=NamedNode(XSD + "boolean")), True),
        (Literal("0", datatype=NamedNode(XSD + "boolean")), False),
        (Literal("2014-05-14", datatype=NamedNode(XSD + "date")), "2014-05-14"),
    ],
)
def test_terms_as_python_values(term: run.Term | None, value: run.Scalar) -> None:
    assert to_python(term) == value
    assert type(to_python(term)) is type(value)


@pytest.mark.parametrize(
    ("question", "parameters", "error", "says"),
    [
        ("gapp", {}, UnknownQuery, "no saved question is called 'gapp'. Nearest: gap"),
        (
            "ladder",
            {},
            BadParameter,
            "'ladder' needs the parameter 'role' \\(Role or job family\\). For example",
        ),
        ("ladder", {"role": ""}, BadParameter, "'ladder' needs the parameter 'role'"),
        ("ladder", {"role": "Social Worker", "x": 1}, BadParameter, "has no parameter 'x'; it takes: role"),
        ("coverage", {"x": 1}, BadParameter, "has no parameter 'x'; it takes: council"),
        ("registration", {"x": 1}, BadParameter, "has no parameter 'x'; it takes: none"),
        (
            "ladder",
            {"role": ["Social Worker", "SCI"]},
            BadParameter,
            "'role' of 'ladder' takes one value, not 2",
        ),
        (
            "ladder",
            {"role": "Social Wroker"},
            UnknownName,
            "no role is called 'Social Wroker'. Nearest: Social",
        ),
        ("ladder", {"role": ID + "bexley"}, UnknownName, "no role is called"),
        ("coverage", {"council": "http://a/ b"}, UnknownName, "no council is called"),
    ],
)
def test_a_misuse_is_refused(
    graph: KnowledgeGraph, question: str, parameters: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        graph.ask(question, **parameters)


def test_an_optional_parameter_left_out_asks_for_all_and_several_values_for_each(
    graph: KnowledgeGraph,
) -> None:
    def councils(*names: str) -> set[object]:
        return {row["council"] for row in graph.ask("coverage", council=list(names))}

    everything = {row["council"] for row in graph.ask("coverage")}
    assert len(everything) == 5
    assert councils() == everything
    assert councils("Bexley") == {"London Borough of Bexley"}
    assert councils("Bexley", "bexley") == {"London Borough of Bexley"}
    assert councils("Bexley", "derbyshire") == {"London Borough of Bexley", "Derbyshire County Council"}
    one, other = (len(graph.ask("coverage", council=name)) for name in ("Bexley", "Derbyshire"))
    assert len(graph.ask("coverage", council=["Bexley", "Derbyshire"])) == one + other


def test_a_name_that_several_bear_is_noted(graph: KnowledgeGraph) -> None:
    bound = bind_query(graph, graph.queries["added-by-level"], {"level": "Range 4 Level C"})
    assert bound.given == {"level": ("Social Care officer, Level C",)}
    (note,) = bound.notes
    assert note == (
        "'Range 4 Level C' names 2; taken as 'Social Care officer, Level C', "
        "not Deaf Services Assessment & Support Worker, Level C."
    )


def test_an_engine_that_answers_other_columns_is_found_out(graph: KnowledgeGraph) -> None:
    bound = bind_query(graph, graph.queries["registration"], {})
    with pytest.raises(BadQuery, match="the engine answered the columns role, level"):
        to_answer(bound, Rows(("role", "level"), []))


def test_columns_come_in_the_order_of_the_question(graph: KnowledgeGraph) -> None:
    bound = bind_query(graph, graph.queries["coverage"], {})
    names = [column.name for column in bound.query.columns]
    engine = graph.engine.select(bound.sparql)
    turned = Rows(engine.variables[::-1], [row[::-1] for row in engine.rows])
    assert to_answer(bound, turned).rows == to_answer(bound, engine).rows
    assert list(to_answer(bound, turned).rows[0]) == names


@pytest.mark.parametrize(
    ("cell", "ordered"),
    [
        ("Care Act 2014, s.10; Care Act 2014, s.9", "Care Act 2014, s.9; Care Act 2014, s.10"),
        ("SCI14; SCI9; SCI09", "SCI09; SCI9; SCI14"),
        ("b; B; a", "a; B; b"),
        ("one", "one"),
    ],
)
def test_names_in_a_cell_are_in_their_natural_order(cell: str, ordered: str) -> None:
    assert in_order(Literal(cell)) == Literal(ordered)


def test_a_cell_that_lists_nothing_is_empty() -> None:
    assert in_order(None) is None
    assert in_order(Literal("")) is None


def test_natural_keys_tell_any_two_names_apart() -> None:
    names = ["s.9", "s.09", "s.10", "s.", "", "9", "9a", "a9"]
    assert len({natural_key(name) for name in names}) == len(names)
    assert sorted(names, key=natural_key) == ["", "9", "9a", "a9", "s.", "s.09", "s.9", "s.10"]


def test_an_answer_says_what_it_is_to_be_cited_with(graph: KnowledgeGraph) -> None:
    answer = graph.ask("coverage", council=["Bexley", "Derbyshire"])
    facts = dict(describe_answer(graph, answer, datetime.date(2026, 11, 22)))
    version, modified = data_version(graph)
    assert version[0].isdigit()
    assert datetime.date.fromisoformat(modified)
    assert facts["Question"] == graph.queries["coverage"].summary
    assert facts["Saved question"] == "coverage"
    assert facts["Council"] == "London Borough of Bexley; Derbyshire County Council"
    assert facts["Data version"] == version
    assert facts["Data last changed"] == modified
    assert facts["Rows"] == str(len(answer))
    assert facts["Asked on"] == "2026-11-22"
    assert dict(describe_answer(graph, graph.ask("coverage")))["Council"] == "all"
