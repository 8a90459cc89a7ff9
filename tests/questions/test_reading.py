"""Rows read into dataclasses: every field from its column, and nothing made up where a cell is empty."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from pyoxigraph import Literal, NamedNode

from scgraph.errors import BadQuery, UnfitValue
from scgraph.questions.answers import Answer
from scgraph.questions.catalogue import Column
from scgraph.questions.door import KnowledgeGraph

XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True)
class Held:
    """What is read."""

    name: str
    rung: int
    topics: tuple[str, ...]
    share: Decimal
    served_at: str | None
    more: tuple[str, ...] = ()


COLUMNS = ("name", "rung", "topics", "share", "servedAt")


def answer_of(graph: KnowledgeGraph, *cells: str | None) -> Answer:
    """An answer with one row of cells in the columns; a rung is an integer, a share a decimal."""
    typed = {"rung": "integer", "share": "decimal"}
    terms = tuple(
        None if cell is None else Literal(cell, datatype=NamedNode(XSD + typed.get(name, "string")))
        for name, cell in zip(COLUMNS, cells, strict=True)
    )
    bound = graph.ask("levels").bound
    return Answer(bound, tuple(Column(name, name) for name in COLUMNS), [terms])


def test_each_field_is_read_from_its_column(graph: KnowledgeGraph) -> None:
    (held,) = answer_of(graph, "SO1", "2", "Risk; Well-being", "0.53991", "SO2").read(Held)
    assert held == Held("SO1", 2, ("Risk", "Well-being"), Decimal("0.5399"), "SO2")


def test_what_may_be_empty_is_none_and_a_list_has_no_names(graph: KnowledgeGraph) -> None:
    (held,) = answer_of(graph, "SO1", "2", None, "1", None).read(Held)
    assert held == Held("SO1", 2, (), Decimal(1), None)


def test_nothing_is_made_up_for_an_empty_cell(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnfitValue, match="nothing stands in the column 'rung'"):
        answer_of(graph, "SO1", None, None, "1", None).read(Held)


def test_a_field_may_go_by_another_column_and_has_to_have_one(graph: KnowledgeGraph) -> None:
    (held,) = answer_of(graph, "SO1", "2", None, "1", None).read(Held, served_at="name")
    assert held.served_at == "SO1"
    with pytest.raises(BadQuery, match="no column 'elsewhere'"):
        answer_of(graph, "SO1", "2", None, "1", None).read(Held, served_at="elsewhere")
