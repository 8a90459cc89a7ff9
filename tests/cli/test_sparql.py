"""``scgraph sparql``: any query, and the graphs that it names."""

from __future__ import annotations

import pytest

from scgraph.cli import run

COUNT = "SELECT (COUNT(*) AS ?n) {} {{ {} }}"


def answered(capsysbinary: pytest.CaptureFixture[bytes], query: str) -> str:
    """What the command prints."""
    assert run(["sparql", query]) == 0
    return capsysbinary.readouterr().out.decode()


def test_a_query_sees_all_graphs_as_one_unless_it_names_them(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    whole = answered(capsysbinary, COUNT.format("", "?s ?p ?o"))
    named = answered(capsysbinary, COUNT.format("FROM graph:bexley", "?s ?p ?o"))
    within = answered(capsysbinary, COUNT.format("", "GRAPH graph:bexley { ?s ?p ?o }"))
    assert named == within != whole


def test_yes_and_no_go_by_the_graphs_named_too(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert answered(capsysbinary, "ASK FROM graph:bexley { ?level a scg:Level }") == "yes\n"
    assert answered(capsysbinary, "ASK FROM graph:county { bexley:social-care-assistant ?p ?o }") == "no\n"
