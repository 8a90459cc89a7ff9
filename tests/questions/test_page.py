"""The page of questions shows the answers that the questions give today."""

from __future__ import annotations

from types import ModuleType

import pytest

from scgraph.questions.door import KnowledgeGraph

from ..conftest import ROOT, load_tool
from ..console import examples


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool("questions_page")


@pytest.fixture(scope="module")
def shown() -> str:
    return (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")


def test_the_page_is_current(tool: ModuleType, graph: KnowledgeGraph, shown: str) -> None:
    made = tool.page(graph)
    for number, (old, new) in enumerate(zip(shown.splitlines(), made.splitlines(), strict=False), 1):
        assert old == new, f"docs/questions.md:{number} is out of date; run make docs"
    assert shown == made, "docs/questions.md is out of date; run make docs"


def test_every_question_has_its_place(graph: KnowledgeGraph, shown: str) -> None:
    for name, query in graph.queries.items():
        assert f"\n### {name}\n\n**{query.summary}**\n" in shown
        assert f"[{name}](#{name})" in shown


def test_every_command_shown_is_one_of_the_question_above_it(graph: KnowledgeGraph) -> None:
    asked = [example.words for example in examples(ROOT / "docs" / "questions.md")]
    assert [words[:4] for words in asked] == [["scgraph", "query", "run", words[3]] for words in asked]
    assert sorted(words[3] for words in asked) == sorted(graph.queries)


def test_the_page_says_what_cannot_be_answered(shown: str) -> None:
    _, _, table = shown.partition("\n## What the data cannot answer\n\n")
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 10
    for row in rows:
        question, reason = row.strip("| ").split(" | ")
        assert question.endswith("?")
        assert reason.endswith(".")
