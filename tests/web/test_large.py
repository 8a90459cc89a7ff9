"""Pages of a graph that is larger than its drop-downs and lists should be."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from scgraph.questions.door import KnowledgeGraph
from scgraph.web import Limits, create_app, lists, things, trust, views
from scgraph.web import questions as questions_module


def get(graph: KnowledgeGraph, limits: Limits, *addresses: str) -> list[httpx.Response]:
    """Ask the application itself, without a server."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(graph, limits))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return [await client.get(address, headers={"accept": "text/html"}) for address in addresses]

    return asyncio.run(ask())


def test_where_there_are_many_levels_their_names_are_typed(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (views, questions_module):
        monkeypatch.setattr(module, "MOST_OPTIONS", 5)
    addresses = ("/path?from=Bexley+07&to=SO1", "/questions/gap?from=Bexley+07&to=SO1", "/compare")
    for response in get(graph, Limits(), *addresses):
        assert response.status_code == 200
        assert "<select" not in response.text
        assert 'type="text"' in response.text
    path, question, _ = get(graph, Limits(), *addresses)
    assert 'value="bexley:social-care-assistant_07"' in path.text
    assert 'value="Bexley 07"' in question.text


def test_where_there_are_many_councils_they_are_counted_together(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lists, things):
        monkeypatch.setattr(module, "MOST_COUNCILS", 2)
    home, topics = get(graph, Limits(), "/", "/competency/")
    assert "All 5 councils" in home.text
    assert "Unnamed county council" not in home.text
    assert "All councils" in topics.text
    assert "London Borough of Bexley" not in topics.text


def test_long_lists_are_cut_and_say_so(graph: KnowledgeGraph) -> None:
    limits = Limits(shown_rows=3)
    topic, act, answer, rows = get(
        graph,
        limits,
        "/competency/recognising-abuse",
        "/legislation/ukpga/2014/23",
        "/questions/levels",
        "/sparql?query=SELECT+*+%7B+%3Flevel+a+scg%3ALevel+%7D",
    )
    assert "more statements" in topic.text
    assert "more rows in the files below" in act.text
    assert "27 more rows" in answer.text
    assert "30 rows, of which 3 are shown" in rows.text


def test_what_takes_long_to_check_is_not_checked_while_somebody_waits(
    graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "MOST_CHECKED", 10)
    (response,) = get(graph, Limits(), "/validation")
    assert response.status_code == 200
    assert "cannot be checked while you wait" in response.text
