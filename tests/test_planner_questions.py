"""Ten questions of workforce planners, with the answers that the sources give and why."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import pytest
import yaml

from scgraph.careers.equivalence import equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.paths import Hop, Paths, find_paths
from scgraph.domain.gap import Gap
from scgraph.questions.door import KnowledgeGraph

FILES = sorted((File(__file__).parent / "planner_questions").glob("*.yaml"))
MARKS = {"missing": ("missing",), "lower": ("lower",), "met": ("met",), "kept": ("met", "exceeded")}
KINDS = {"path", "gap", "equivalents"}


def read(file: File) -> dict[str, Any]:
    asked: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return asked


def test_there_are_ten_and_each_says_why() -> None:
    assert len(FILES) == 10
    for file in FILES:
        asked = read(file)
        assert asked["question"].endswith("?"), file.name
        assert len(asked["why"]) > 80, file.name
        assert len(KINDS & set(asked)) == 1, file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_answer_is_what_the_sources_say(file: File, graph: KnowledgeGraph) -> None:
    asked = read(file)
    if wanted := asked.get("path"):
        check_path(graph, dict(wanted))
    elif wanted := asked.get("gap"):
        found = gap(graph, level(graph, wanted.pop("from")), level(graph, wanted.pop("to")))
        check_gaps(wanted, [found])
        assert wanted == {}, "this test does not know what these keys ask"
    else:
        check_equivalents(graph, asked["equivalents"])


def level(graph: KnowledgeGraph, name: str) -> str:
    return graph.find(name, "scg:Level").iri


def check_path(graph: KnowledgeGraph, wanted: dict[str, Any]) -> None:
    start, end = level(graph, wanted.pop("from")), level(graph, wanted.pop("to"))
    found = find_paths(graph, start, end, stated_only=wanted.pop("stated_only", False))
    names = wanted.pop("levels")
    if not names:
        assert found.paths == ()
        assert found.obstacle is not None
        assert wanted.pop("obstacle") in found.obstacle.reason
        assert wanted == {}
        return
    best = found.paths[0]
    assert [each.name for each in best.levels] == names
    assert [list(hop.kinds) for hop in best.hops] == wanted.pop("kinds")
    check_rules(wanted, found, best.hops)
    if "registrations" in wanted:
        assert list(best.totals.registrations) == wanted.pop("registrations")
    if "months" in wanted:
        assert best.totals.months == wanted.pop("months")
    check_gaps(wanted, [hop.gap for hop in best.hops])
    assert wanted == {}, "this test does not know what these keys ask"


def check_rules(wanted: dict[str, Any], found: Paths, hops: tuple[Hop, ...]) -> None:
    rules = [rule for hop in hops for rule in hop.rules]
    assert set(wanted.pop("rules", [])) <= {rule.locator for rule in rules}
    if "decides" in wanted:
        assert wanted.pop("decides") in {rule.decides for rule in rules}
    assert found.obstacle is None


def check_gaps(wanted: dict[str, Any], gaps: list[Gap]) -> None:
    """Each expectation holds of one of the gaps; the conditions of all of them are taken together."""
    places = {condition.locator for gap in gaps for condition in gap.conditions}
    if "conditions" in wanted:
        conditions = wanted.pop("conditions")
        assert set(conditions) <= places
        assert conditions or not places
    assert not set(wanted.pop("absent_conditions", [])) & places
    for word, marks in MARKS.items():
        topics = {row.topic for gap in gaps for row in gap.marked(*marks)}
        assert set(wanted.pop(word, [])) <= topics
    if "silent" in wanted:
        silent = wanted.pop("silent")
        dropped = {topic for gap in gaps for topic in gap.silent}
        assert set(silent) <= dropped
        assert silent or not dropped


def check_equivalents(graph: KnowledgeGraph, wanted: dict[str, Any]) -> None:
    found = equivalents(graph, level(graph, wanted["level"]))
    among = wanted.get("among")
    first = next(each for each in found.ranked if among in (None, each.level.council))
    assert first.level.name == wanted["first"]
    assert first.level.council == wanted.get("council", among)
    assert first.word == wanted["word"]
    assert bool(first.reasons) is wanted["reasons"]
    assert set(wanted.get("only_here", [])) <= set(first.only_here)
    assert set(wanted.get("shared", [])) <= set(first.shared)
