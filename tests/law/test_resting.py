"""What rests on law is what the question lists."""

from __future__ import annotations

import pytest

from scgraph.law.resting import what_rests_on
from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph


@pytest.mark.parametrize("name", ["Care Act 2014", "Care Act s.42", "MCA Sch A1", "DoLS", "LPS", "MHA s.13"])
def test_the_statements_are_those_of_the_question(graph: KnowledgeGraph, name: str) -> None:
    (law,) = graph.find_law(name)
    # What rests on the law itself, not on what it amends or what was made under it.
    rows = graph.ask("legislation-impact", provision=name)
    listed = {row["statement"] for row in rows if "itself" in row["through"]}
    assert what_rests_on(graph, [law.iri])[law.iri].statements == listed


def test_the_whole_counts_each_once(graph: KnowledgeGraph) -> None:
    laws = [f"{PREFIXES['scheme']}dols", f"{PREFIXES['leg']}ukpga/2005/9/schedule/A1"]
    rests = what_rests_on(graph, laws)
    assert rests[laws[0]] == rests[laws[1]] == rests[""]
    # Every statement under Schedule A1: those that name the scheme, its topic or the assessor.
    assert len(rests[""].statements) == 18
    assert [role.label for role in rests[""].roles] == ["Best Interests Assessor"]


def test_on_nothing_nothing_rests(graph: KnowledgeGraph) -> None:
    assert not what_rests_on(graph, [])[""].statements
    unknown = "http://example.org/x"
    assert not what_rests_on(graph, [unknown])[unknown].topics
