"""Which graphs a query names with FROM, and others put in their place; test_guard.py asks the result."""

from __future__ import annotations

import pytest

from scgraph.sparql.dataset import from_clauses, with_dataset


@pytest.mark.parametrize(
    ("clause", "graph"),
    [
        ("FROM <http://g/a>", "http://g/a"),
        ("from named # not <http://g/b>\n<http://g/a>", "http://g/a"),
        ("FROM g:a\\,b", "http://g/a,b"),
        ("FROM ready:a", "http://ready/a"),
        ("FROM <a>", "http://base/x/a"),
        ("FROM <../a>", "http://base/a"),
        ("FROM own:a", "http://base/x/own#a"),
    ],
)
def test_the_graph_of_a_clause_is_a_whole_iri(clause: str, graph: str) -> None:
    prologue = "BASE <http://base/x/>PREFIX g: <http://g/>PREFIX own: <own#>"
    text = f"{prologue}SELECT ?from {clause} {{ ?from ?p 'FROM' }}"
    (found,) = from_clauses(text, {"ready": "http://ready/", "g": "http://other/"})
    assert found.graph == graph
    assert text[found.start : found.end] == clause


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * \nFROM <x> FROM NAMED <y> { ?s ?p ?o }"),
        ("SELECT (COUNT(*) AS ?n) WHERE {}", "SELECT (COUNT(*) AS ?n) \nFROM <x> FROM NAMED <y> WHERE {}"),
        ("ASK FROM <a> FROM NAMED <b> {}", "ASK \nFROM <x> FROM NAMED <y>   {}"),
        (
            "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
            "CONSTRUCT { ?s ?p ?o } \nFROM <x> FROM NAMED <y> { ?s ?p ?o }",
        ),
        ("DESCRIBE <d>", "DESCRIBE <d>\nFROM <x> FROM NAMED <y> "),
    ],
)
def test_a_data_set_stands_where_the_grammar_wants_it(before: str, after: str) -> None:
    assert with_dataset(before, ["x"], ["y"]) == after
