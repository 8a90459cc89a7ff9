"""The gap between two levels."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scgraph.careers.gaps import gap
from scgraph.careers.reading import load_demands, load_levels, node_of
from scgraph.domain.demands import MARKS, Carried, Profile
from scgraph.domain.gap import Gap, LevelDemands, measure
from scgraph.errors import UnknownName
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import STEPS, make_level, make_place, make_profile

profiles = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 5), max_size=8)


def between(held: dict[str, int], asked: dict[str, int]) -> Gap:
    return beside(held, make_profile(asked))


def beside(held: dict[str, int], asked: Profile) -> Gap:
    """The gap to a level with a profile, from one that carries one requirement per topic."""
    return measure(
        LevelDemands(make_level("from"), make_profile(held), ()), LevelDemands(make_level("to"), asked, ())
    )


def test_the_four_marks() -> None:
    found = between(
        {"lower": 2, "met": 3, "exceeded": 5, "silent": 1},
        {"missing": 3, "lower": 4, "met": 3, "exceeded": 1},
    )
    assert {row.topic.lower(): row.mark for row in found.rows} == {mark: mark for mark in MARKS}
    assert found.counts == dict.fromkeys(MARKS, 1)
    assert found.steps == 3 + 2
    assert found.share == pytest.approx(1 - 5 / 11)
    assert found.silent == ("Silent",)


def test_a_gap_shows_the_statements_that_are_not_satisfied_and_no_others() -> None:
    places = (make_place("duty", 3, "known"), make_place("knowledge requirement", 4, "more"))
    asked = {"a": Carried("a", "A", "Group", 4, STEPS[4], places)}
    found = beside({"a": 3}, asked)
    (row,) = found.rows
    assert [place.statement for place in row.places] == ["more"]
    assert row.kinds == ("knowledge requirement",)
    met = beside({"a": 4}, asked)
    assert [place.statement for place in met.rows[0].places] == ["known", "more"]


@given(profiles)
def test_nothing_is_missing_between_a_level_and_itself(own: dict[str, int]) -> None:
    found = between(own, own)
    assert found.steps == 0
    assert found.share == 1
    assert {row.mark for row in found.rows} <= {"met"}


@given(profiles, profiles, profiles)
def test_no_way_round_is_shorter_than_the_straight_one(
    a: dict[str, int], b: dict[str, int], c: dict[str, int]
) -> None:
    assert between(a, c).steps <= between(a, b).steps + between(b, c).steps


@given(profiles, profiles, st.sampled_from("abcdefgh"), st.integers(1, 5))
def test_learning_never_widens_a_gap(
    held: dict[str, int], asked: dict[str, int], topic: str, step: int
) -> None:
    learnt = {**held, topic: max(step, held.get(topic, 0))}
    assert between(learnt, asked).steps <= between(held, asked).steps
    assert between(learnt, asked).share >= between(held, asked).share


def test_the_saved_question_and_our_gap_are_one_for_all_pairs_of_levels(graph: KnowledgeGraph) -> None:
    # The question has to run on any engine, ours on what somebody holds: the comparison stands in both.
    levels = {iri: node_of(level) for iri, level in load_levels(graph).items()}
    known = load_demands(graph, list(levels.values()))
    for start, end in permutations(levels, 2):
        found = measure(known[start], known[end])
        asked = {
            (str(row["mark"]), str(row["competency"]), str(row["statement"]), row["held"])
            for row in graph.ask("gap", from_=levels[start], to=levels[end])
        }
        assert asked == {
            (row.mark, row.competency, place.statement, row.held)
            for row in found.marked("missing", "lower")
            for place in row.places
        }


def test_a_cumulative_level_lacks_nothing_of_the_one_below(graph: KnowledgeGraph) -> None:
    upper, lower = (graph.find(name, "scg:Level").iri for name in ("Range 4 Level C", "Range 4 Level A"))
    found = gap(graph, upper, lower)
    assert found.counts["missing"] == found.counts["lower"] == 0
    assert found.conditions == ()


def test_a_name_that_is_no_level_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        gap(graph, "https://w3id.org/scgraph/id/nowhere", graph.find("SCI09", "scg:Level").iri)
