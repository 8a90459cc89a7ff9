"""What a SELECT answers with."""

from __future__ import annotations

import pytest

from scgraph.sparql.projection import projected


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT ?a ?b WHERE { ?a ?b ?c }", ("a", "b")),
        ("SELECT DISTINCT ?a (COUNT(?b) AS ?n) { ?a ?b ?c }", ("a", "n")),
        ("SELECT ?a { { SELECT ?b { ?b ?c ?d } } }", ("a",)),
        ("# SELECT ?x\nSELECT ?a FROM <http://g/> WHERE { ?a ?b ?c }", ("a",)),
        ("select * where { ?a ?b ?c }", ("*",)),
        ('SELECT (IF(BOUND(?a), "SELECT ?x AS ?y", ?c) AS ?z) { ?a ?b ?c }', ("z",)),
        ("ASK { ?a ?b ?c }", ()),
    ],
)
def test_what_a_query_projects(query: str, names: tuple[str, ...]) -> None:
    assert projected(query) == names
