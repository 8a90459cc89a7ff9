"""Twenty questions of workforce planners, with the answers that the sources give and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as File
from typing import Any

import pytest
import yaml

from scgraph.careers.equivalence import equivalents, load_evidence
from scgraph.careers.gaps import gap
from scgraph.careers.paths import Path, Paths, find_paths
from scgraph.careers.reading import load_demands
from scgraph.domain.conditions import Condition, Option, Stage, total
from scgraph.domain.demands import HELD
from scgraph.domain.gap import Gap
from scgraph.domain.likeness import Evidence, Likeness
from scgraph.questions.door import KnowledgeGraph

FILES = sorted((File(__file__).parent / "planner_questions").glob("*.yaml"))
KINDS = {"path", "gap", "equivalents"}
# What a question says of topics: the marks, each row of a gap bears one.
MARKS = {
    "missing": ("missing",),
    "part": ("held in part",),
    "lower": ("lower",),
    "unstated": ("asked by both, no step stated",),
    "met": ("met", "exceeded"),
}
# What a question says of the topics of two levels that are compared.
EVIDENCE = {
    "same": ("same",),
    "shared": ("same", "asked by both, no step stated", "higher there", "lower there"),
    "only_here": ("only here",),
    "only_there": ("only there",),
}
# Each part of an answer that is not what the sources say, in a few words.
Differences = Iterator[str]
Wanted = Mapping[str, Any]


def read(file: File) -> dict[str, Any]:
    asked: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return asked


def test_there_are_twenty_and_each_says_why() -> None:
    assert len(FILES) == 20
    assert [file.name[:3] for file in FILES] == [f"{number:02}-" for number in range(1, 21)]
    for file in FILES:
        asked = read(file)
        assert asked["question"].endswith("?"), file.name
        assert len(asked["why"]) > 80, file.name
        assert len(KINDS & set(asked)) == 1, file.name
        assert set(asked) - KINDS == {"question", "why"}, file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_answer_is_what_the_sources_say(file: File, graph: KnowledgeGraph) -> None:
    asked = read(file)
    (kind,) = KINDS & set(asked)
    differences = {"path": of_path, "gap": of_gap, "equivalents": of_equivalents}[kind]
    assert list(differences(graph, asked[kind])) == []


def of_path(graph: KnowledgeGraph, wanted: Wanted) -> Differences:
    start, end = level(graph, wanted["from"]), level(graph, wanted["to"])
    found = find_paths(graph, start, end, stated_only=wanted.get("stated_only", False))
    best = found.paths[0]
    if found.obstacle is not None:
        yield f"obstacle: {found.obstacle.reason}"
    if [each.name for each in best.levels] != wanted["levels"]:
        yield f"the way is {[each.name for each in best.levels]}"
        return
    kinds = [list(hop.kinds) for hop in best.hops]
    if kinds != wanted["kinds"]:
        yield f"the moves are {kinds}"
    if "obstacle_if_stated_only" in wanted:
        yield from _obstacle(graph, start, end, wanted["obstacle_if_stated_only"])
    yield from _rules(best, wanted)
    yield from _directions(best, wanted.get("direction", []))
    for way in wanted.get("ways", []):
        yield from _way(found, way)
    totals = best.totals
    if list(totals.registrations) != wanted.get("registrations", list(totals.registrations)):
        yield f"registrations: {totals.registrations}"
    yield from _months((totals.least_months, totals.most_months), wanted)
    known = {"from", "to", "stated_only", "levels", "kinds", "obstacle_if_stated_only"}
    known |= {"rules", "decides", "direction", "ways", "registrations", "months"}
    yield from _gaps(graph, [hop.gap for hop in best.hops], wanted, known)


def of_gap(graph: KnowledgeGraph, wanted: Wanted) -> Differences:
    found = gap(graph, level(graph, wanted["from"]), level(graph, wanted["to"]))
    totals = total([Stage(found.conditions)])
    yield from _months((totals.least_months, totals.most_months), wanted)
    for name, choices in wanted.get("choices_elsewhere", {}).items():
        (other,) = load_demands(graph, [level(graph, name)]).values()
        yield from _options(graph, other.conditions, choices)
    yield from _gaps(graph, [found], wanted, {"from", "to", "months", "choices_elsewhere"})


def of_equivalents(graph: KnowledgeGraph, wanted: Wanted) -> Differences:
    here = level(graph, wanted["level"])
    ranked = equivalents(graph, here, explained=0).ranked
    if "other" in wanted:
        iri = level(graph, wanted["other"])
        found = next(each for each in ranked if each.level.iri == iri)
    else:
        among = wanted.get("among")
        found = next(each for each in ranked if among in (None, each.level.council))
        if found.level.name != wanted["first"] or found.level.council != wanted.get("council", among):
            yield f"first is {found.level.name}, {found.level.council}"
    yield from _verdict(found, wanted)
    evidence = load_evidence(graph, here, found.level.iri)
    for word, marks in EVIDENCE.items():
        yield from _evidence(evidence, word, marks, wanted.get(word, []))
    ends = [here, found.level.iri]
    for key, (origin, target) in (("conditions", ends), ("conditions_the_other_way", ends[::-1])):
        if key in wanted:
            yield from _conditions(graph, [gap(graph, origin, target)], wanted[key])
    known = {"level", "other", "among", "first", "council", "word", "word_not", "reasons", "specialism"}
    yield from _unknown(wanted, known | set(EVIDENCE) | {"conditions", "conditions_the_other_way"})


def level(graph: KnowledgeGraph, name: str) -> str:
    return graph.find(name, "scg:Level").iri


def _unknown(wanted: Wanted, known: set[str]) -> Differences:
    if unknown := set(wanted) - known:
        yield f"this test does not know what is asked by {sorted(unknown)}"


def _obstacle(graph: KnowledgeGraph, start: str, end: str, reason: str) -> Differences:
    stated = find_paths(graph, start, end, stated_only=True)
    if stated.paths or stated.obstacle is None:
        yield f"sources state a way: {[each.name for each in stated.paths[0].levels]}"
    elif reason not in stated.obstacle.reason:
        yield f"where only stated moves are wanted: {stated.obstacle.reason}"


def _rules(best: Path, wanted: Wanted) -> Differences:
    rules = [rule for hop in best.hops for rule in hop.rules]
    for locator in wanted.get("rules", []):
        if locator not in {rule.locator for rule in rules}:
            yield f"no rule of the way is {locator}"
    if wanted.get("rules") == [] and rules:
        yield f"rules of the way: {[rule.locator for rule in rules]}"
    if "decides" in wanted and wanted["decides"] not in {rule.decides for rule in rules}:
        yield f"who decides: {[rule.decides for rule in rules]}"


def _directions(best: Path, wanted: Mapping[str, str] | Sequence[Mapping[str, str]]) -> Differences:
    """One direction is meant of each move, several of one move each."""
    each = [wanted] * len(best.hops) if isinstance(wanted, Mapping) else wanted
    for hop, direction in zip(best.hops, each, strict=bool(each)):
        told = hop.direction
        right = direction.get("word", told.word) == told.word != direction.get("not")
        if not right or direction["by"] != told.by:
            yield f"the move to {hop.target.name} leads {told.told}"
        if set(direction) not in ({"word", "by"}, {"not", "by"}):
            yield f"this test does not know the direction {direction}"


def _way(found: Paths, wanted: Mapping[str, list[str]]) -> Differences:
    ways = {tuple(each.name for each in way.levels): way for way in found.paths}
    way = ways.get(tuple(wanted["levels"]))
    if way is None:
        yield f"no way is {wanted['levels']}, only {list(ways)}"
        return
    marks = [mark for hop in way.hops for mark in hop.marks]
    if not set(wanted["marks"]) <= set(marks) or (marks and not wanted["marks"]):
        yield f"the way {wanted['levels']} is marked {marks}"


def _months(found: tuple[int, int], wanted: Wanted) -> Differences:
    """Months that the sources ask for, whatever part of them somebody has served already."""
    if "months" in wanted and found != (wanted["months"]["least"], wanted["months"]["most"]):
        yield f"months: at least {found[0]}, at most {found[1]}"


def _gaps(graph: KnowledgeGraph, gaps: list[Gap], wanted: Wanted, known: set[str]) -> Differences:
    """Each expectation holds of one of the gaps; that nothing is so, or never, holds of all of them."""
    checks: Mapping[str, Callable[[list[Gap], Any], Differences]] = {
        "never_missing": _never_missing,
        "named": _named,
        "conditional": _conditional,
        "silent": _silent,
    }
    for word in MARKS:
        if word in wanted:
            yield from _marked(gaps, word, wanted[word])
    for word, check in checks.items():
        if word in wanted:
            yield from check(gaps, wanted[word])
    if "conditions" in wanted:
        yield from _conditions(graph, gaps, wanted["conditions"])
    yield from _unknown(wanted, known | {*MARKS, *checks, "conditions"})


def _marked(gaps: list[Gap], word: str, wanted: list[str]) -> Differences:
    topics = {row.topic for gap in gaps for row in gap.marked(*MARKS[word])}
    if not wanted and topics:
        yield f"{word}: {sorted(topics)}"
    for topic in wanted:
        if topic not in topics:
            yield f"{topic} is not {word}: {_stands(gaps, topic)}"


def _stands(gaps: list[Gap], topic: str) -> str:
    """How a topic stands in the gaps, in words."""
    rows = [row for gap in gaps for row in gap.rows if row.topic == topic]
    told = [f"{row.mark} ({row.held} beside {row.needed}, {row.terms})" for row in rows]
    told += [f"named ({row.terms})" for gap in gaps for row in gap.named if row.topic == topic]
    return ", ".join(told) or "not asked"


def _never_missing(gaps: list[Gap], wanted: list[str]) -> Differences:
    """Held, or only optional, desirable, an example, one of several or asked of some."""
    for topic in wanted:
        rows = [row for gap in gaps for row in gap.rows if row.topic == topic]
        if any(row.mark not in (*HELD, "lower", "held in part") and row.terms == "essential" for row in rows):
            yield f"{topic} is called missing: {_stands(gaps, topic)}"
        if not rows and not any(row.topic == topic for gap in gaps for row in gap.named):
            yield f"{topic} does not stand there at all"


def _named(gaps: list[Gap], wanted: Mapping[str, str]) -> Differences:
    for topic, terms in wanted.items():
        named = {row.terms for gap in gaps for row in gap.named if row.topic == topic}
        asked = any(row.topic == topic for gap in gaps for row in gap.rows)
        if named != {terms} or asked:
            yield f"{topic} is not only named as {terms}: {_stands(gaps, topic)}"


def _conditional(gaps: list[Gap], wanted: list[str]) -> Differences:
    for topic in wanted:
        terms = {row.terms for gap in gaps for row in gap.rows if row.topic == topic}
        if "conditional" not in terms:
            yield f"{topic} is not asked on a condition: {_stands(gaps, topic)}"


def _silent(gaps: list[Gap], wanted: list[str]) -> Differences:
    dropped = {topic for gap in gaps for topic in gap.silent}
    if not wanted and dropped:
        yield f"fallen away: {sorted(dropped)}"
    for topic in wanted:
        if topic not in dropped:
            yield f"{topic} does not fall away: {_stands(gaps, topic)}"


def _conditions(graph: KnowledgeGraph, gaps: list[Gap], wanted: Wanted) -> Differences:
    """The conditions by their place in the source: of all gaps taken together."""
    new = {condition.locator: condition for gap in gaps for condition in gap.conditions}
    shown = {each.condition.locator: each.by for gap in gaps for each in gap.shown}
    for locator in wanted.get("new", []):
        if locator not in new:
            yield f"{locator} is not new, but {shown.get(locator, 'no condition')}"
    if wanted.get("new") == [] and new:
        yield f"new: {sorted(new)}"
    # By what it is met, in some of the words of the answer: by which option, where it is a choice.
    for locator, by in wanted.get("held", {}).items():
        if locator in new or by.casefold() not in shown.get(locator, "").casefold():
            yield f"{locator} is not held, '{by}', but {shown.get(locator, 'new')}"
    for locator in wanted.get("conditional", []):
        if locator not in new or not new[locator].terms.startswith("conditional"):
            yield f"{locator} is not asked on a condition"
    for locator in wanted.get("towards", []):
        if locator not in new or not new[locator].towards:
            yield f"working towards {locator} is not enough"
    every = [*new.values(), *(each.condition for gap in gaps for each in gap.shown)]
    yield from _options(graph, every, wanted.get("options", {}))
    yield from _unknown(wanted, {"new", "held", "conditional", "towards", "options"})


def _options(
    graph: KnowledgeGraph, conditions: Sequence[Condition], wanted: Mapping[str, int | list[str]]
) -> Differences:
    """Conditions of which one option is enough: how many options there are, or the topic of each."""
    choices = {condition.locator: condition.options for condition in conditions if condition.options}
    for locator, options in wanted.items():
        found = choices.get(locator)
        if found is None:
            yield f"{locator} leaves no choice"
        elif not (_topics(graph, found, options) if isinstance(options, list) else len(found) == options):
            yield f"{locator} has the options {[(each.option, each.topics) for each in found]}"


def _topics(graph: KnowledgeGraph, options: Sequence[Option], wanted: list[str]) -> bool:
    """Whether the options are about these topics, and each about no other."""
    topics = {graph.find(topic, "scg:Competency").iri for topic in wanted}
    return all(each.topics for each in options) and topics == {
        topic for each in options for topic, _ in each.topics
    }


def _verdict(found: Likeness, wanted: Wanted) -> Differences:
    if wanted.get("word", found.word) != found.word or found.word in wanted.get("word_not", []):
        yield f"the verdict is {found.verdict}"
    reasons = wanted["reasons"]
    if len(found.reasons) != len(reasons) or not all(
        any(reason.startswith(word) for reason in found.reasons) for word in reasons
    ):
        yield f"the reasons are {found.reasons}"
    for topic in wanted.get("specialism", []):
        if not any(reason.startswith("specialism") and topic in reason for reason in found.reasons):
            yield f"the specialism is not {topic}: {found.reasons}"


def _evidence(
    evidence: Sequence[Evidence], word: str, marks: tuple[str, ...], wanted: list[str]
) -> Differences:
    found = {each.topic: each for each in evidence}
    for topic in wanted:
        each = found.get(topic)
        if each is None or each.mark not in marks:
            stands = f"{each.mark} ({each.here} beside {each.there})" if each else "in neither"
            yield f"{topic} is not {word}: {stands}"
