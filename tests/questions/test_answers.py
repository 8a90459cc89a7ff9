"""What holds of the answers of all shipped questions."""

from __future__ import annotations

import pytest

from scgraph.project import find_project
from scgraph.questions.answers import LIST_KINDS, SEPARATOR, Answer
from scgraph.questions.catalogue import load_catalogue
from scgraph.questions.door import KnowledgeGraph

from ..examples import EXAMPLE

NAMES = sorted(load_catalogue(find_project(EXAMPLE)))
PREFIXES = """PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX scg: <https://w3id.org/scgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def answers(graph: KnowledgeGraph) -> dict[str, Answer]:
    """The answer of each question to its example, optional parameters left out."""

    def example(name: str) -> Answer:
        needed = [p for p in graph.queries[name].parameters.values() if not p.optional]
        return graph.ask(name, **{parameter.name: parameter.example for parameter in needed})

    return {name: example(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_example_has_the_answer_that_is_expected(answers: dict[str, Answer], name: str) -> None:
    if answers[name].bound.query.expects == "rows":
        assert len(answers[name]) > 0
    else:
        assert len(answers[name]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_optional_example_finds_something(graph: KnowledgeGraph, name: str) -> None:
    query = graph.queries[name]
    if any(parameter.optional for parameter in query.parameters.values()):
        assert len(graph.ask(name, **{p.name: p.example for p in query.parameters.values()})) > 0


@pytest.mark.parametrize("name", NAMES)
def test_no_row_comes_twice(answers: dict[str, Answer], name: str) -> None:
    rows = [tuple(row.values()) for row in answers[name]]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_iri_comes_with_its_label(graph: KnowledgeGraph, answers: dict[str, Answer], name: str) -> None:
    answer = answers[name]
    iris = [column.name for column in answer.columns if column.kind == "iri"]
    labels = graph.labels({str(row[iri]) for row in answer for iri in iris if row[iri]})
    for row in answer:
        for iri in iris:
            if row[iri] is not None:
                assert labels[str(row[iri])] in row.values(), f"{iri} {row[iri]} has no label in its row"


@pytest.mark.parametrize("name", NAMES)
def test_a_row_about_a_statement_says_where_it_stands(answers: dict[str, Answer], name: str) -> None:
    columns = {column.name: column.kind for column in answers[name].columns}
    if columns.get("statement") == "iri":
        assert (columns["locator"], columns["document"]) == ("locator", "document")
        for row in answers[name]:
            if row["statement"]:
                assert str(row["locator"]).count(" / ") == 3
                assert row["document"]


@pytest.mark.parametrize("name", NAMES)
def test_only_iri_columns_hold_iris(answers: dict[str, Answer], name: str) -> None:
    for column in answers[name].columns:
        values = [row[column.name] for row in answers[name] if row[column.name] is not None]
        if column.kind == "iri":
            assert all(str(value).startswith("http") for value in values)
        else:
            assert not any(str(value).startswith("http") for value in values)


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_numbers(answers: dict[str, Answer], name: str) -> None:
    for column in answers[name].columns:
        kinds = {type(row[column.name]).__name__ for row in answers[name]} - {"NoneType"}
        expected = {"integer": {"int"}, "decimal": {"Decimal", "int"}, "boolean": {"bool"}}.get(
            column.kind, {"str"}
        )
        assert kinds <= expected, column.name


@pytest.mark.parametrize("name", NAMES)
def test_lists_name_nothing_twice_and_nothing_empty(answers: dict[str, Answer], name: str) -> None:
    for column in answers[name].columns:
        if column.kind in LIST_KINDS:
            for row in answers[name]:
                if row[column.name] is not None:
                    names = str(row[column.name]).split(SEPARATOR)
                    assert all(part.strip() == part != "" for part in names)
                    assert len(set(names)) == len(names)


def test_no_name_that_lists_hold_has_their_separator(graph: KnowledgeGraph) -> None:
    rows = graph.engine.select(
        PREFIXES
        + """SELECT ?label WHERE {
            VALUES ?class { scg:Competency scg:Level scg:Ladder scg:Grade scg:QualificationLevel
                            eli:LegalResource scg:StatutoryScheme scg:StatutoryRole
                            scg:FrameworkCompetency scg:RegulatoryBody
                            scg:ProgressionCriterion scg:QualificationRequirement }
            ?node a ?class ; skos:prefLabel ?label FILTER (CONTAINS(?label, "; ")) }"""
    ).rows
    assert rows == []
