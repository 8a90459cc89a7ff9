"""An answer about law says what the law is, what its rows take in, and which nothing an empty one is."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from scgraph.errors import BadParameter
from scgraph.questions.about import describe_answer
from scgraph.questions.door import KnowledgeGraph
from tests.examples import EXAMPLE

CITING = ("legislation-impact", "provision"), ("duties-under-act", "act"), ("levels-anchored-in", "act")


def notes(graph: KnowledgeGraph, law: str) -> str:
    return " ".join(graph.ask("legislation-impact", provision=law).bound.notes)


@pytest.mark.parametrize(
    ("law", "said"),
    [
        ("Care Act s.42", "Care Act 2014, s.42: in force since 2015-04-01; read on 2026-11-28."),
        ("Children Act 1989", "Children Act 1989: whether it is in force was not checked."),
        (
            "Care Act Sch 3",
            "not in force since 2022-07-01; read on 2026-11-28; repealed by Health and Care Act",
        ),
        ("Care Act Sch 3", "no source names it, and no topic or statutory role rests on it by our reading"),
        ("MHA 2025", "The rows take in statements under what it changes: Mental Health Act 1983."),
        ("DoLS", "announced: Consultation on the Liberty Protection Safeguards"),
        ("DoLS", "under what is to come beside or instead of it: Liberty Protection Safeguards"),
        ("Cheshire West", "overruled: Supreme Court overrules Cheshire West"),
    ],
)
def test_an_answer_says_what_the_law_is(graph: KnowledgeGraph, law: str, said: str) -> None:
    assert said in notes(graph, law)


@pytest.mark.parametrize(("question", "parameter"), CITING)
def test_law_in_general_is_named_by_each(graph: KnowledgeGraph, question: str, parameter: str) -> None:
    general = [row for row in graph.ask("law-in-general") if row["anchored"] == "no"]
    said = f"{len(general)} statements ask for law in general"
    assert any(note.startswith(said) for note in graph.ask(question, **{parameter: "MCA"}).bound.notes)


def test_notes_go_with_the_answer_that_is_taken_away(graph: KnowledgeGraph) -> None:
    facts = describe_answer(graph, graph.ask("legislation-impact", provision="Care Act Sch 3"))
    assert [value for name, value in facts if name == "Note" and "repealed by" in value]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("law-changes", {"since": "yesterday"}),
        ("law-changes", {"since": "2026-13-01"}),
        ("legislation-impact", {"provision": "MCA", "named": "yes"}),
    ],
)
def test_a_value_of_another_form_is_refused(
    graph: KnowledgeGraph, question: str, given: dict[str, str]
) -> None:
    with pytest.raises(BadParameter, match="will not do for"):
        graph.ask(question, **given)


def blocks(text: str, holds: Callable[[str], bool]) -> set[str]:
    """The subjects of the blocks of a Turtle file for which something holds, read as plain text."""
    return {block.split(" ", 1)[0] for block in re.split(r"\n\n+", text) if holds(block)}


def test_every_mention_of_a_role_to_come_is_among_the_rows(graph: KnowledgeGraph) -> None:
    """The data read as plain text: every statement that names the AMCP is a row of the plan."""
    files = (EXAMPLE / "data" / "turtle").glob("*.ttl")
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in files)
    naming = blocks(text, lambda block: "scg:locator" in block and bool(re.search(r"srole:amcp\b", block)))
    locators = set()
    for block in re.split(r"\n\n+", text):
        if block.split(" ", 1)[0] in naming:
            locators |= set(re.findall(r'scg:locator "([^"]+)"', block))
    rows = graph.ask("law-changes-impact", event="LPS to replace DoLS").rows
    found = {row["locator"] for row in rows if "Approved Mental Capacity Professional" in str(row["topics"])}
    assert found == locators
    assert len(found) == 10


def test_events_since_a_day_are_those_that_the_file_has(graph: KnowledgeGraph) -> None:
    """The events read as plain text: no date before the day, or none, or only announced."""
    text = (EXAMPLE / "ontology" / "law-events.ttl").read_text(encoding="utf-8")

    def is_wanted(block: str) -> bool:
        if "a scg:LegalEvent" not in block:
            return False
        days = re.findall(r'scg:takesEffect "([^"]+)"', block) or re.findall(r'scg:madeOn "([^"]+)"', block)
        return "scg:Announced" in block or not days or days[0] >= "2026-01-01"

    wanted = {each.removeprefix("event:") for each in blocks(text, is_wanted)}
    for question in ("law-changes", "law-changes-impact"):
        rows = graph.ask(question, since="2026-01-01").rows
        assert {str(row["eventIri"]).rsplit("/", 1)[1] for row in rows} == wanted
