"""The gap of a holder to a level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise, permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scgraph.careers.gaps import gap
from scgraph.careers.reading import load_demands, load_levels, load_nesting, node_of
from scgraph.domain.conditions import Option
from scgraph.domain.demands import BOTH, MARKS, MISSING, PART, Carried, Nesting, Profile, mark_of
from scgraph.domain.gap import Gap, GapRow, measure
from scgraph.domain.holder import Holder, LevelDemands
from scgraph.errors import UnknownName
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import (
    Steps,
    make_carried,
    make_choice,
    make_condition,
    make_demands,
    make_place,
    make_profile,
)

# c is within b, and both within a; e is within d.
NESTING: Nesting = {"b": frozenset("a"), "c": frozenset("ab"), "e": frozenset("d")}
profiles = st.dictionaries(st.sampled_from("abcdefgh"), st.none() | st.integers(1, 5), max_size=8)


def holder_of(*profiles: Steps) -> Holder:
    """Somebody who has held levels with these profiles, the last of them now."""
    first, *later = (make_demands(f"level {n}", make_profile(own)) for n, own in enumerate(profiles))
    return reduce(Holder.gains, later, Holder.at(first, NESTING))


def between(held: Steps, asked: Steps) -> Gap:
    return measure(holder_of(held), make_demands("to", make_profile(asked)))


def marks(found: Gap) -> dict[str, str]:
    return {row.competency: row.mark for row in found.rows}


def test_the_marks() -> None:
    found = between(
        {"lower": 2, "met": 3, "exceeded": 5, "both": None, "silent": 1, "c": 5},
        {"missing": 3, "lower": 4, "met": 3, "exceeded": 1, "both": 3, "a": 4},
    )
    assert marks(found) == {
        "missing": "missing",
        "lower": "lower",
        "met": "met",
        "exceeded": "exceeded",
        "both": "asked by both, no step stated",
        "a": "held in part",
    }
    assert found.counts == dict.fromkeys(MARKS, 1)
    assert found.steps == 3 + 2 + 3
    assert found.share == pytest.approx(1 - 8 / 18)
    assert found.silent == ("Silent", "C")
    assert [len(rows) for rows in (found.to_learn, found.to_extend, found.held)] == [1, 2, 3]
    assert found.open == 1


@pytest.mark.parametrize(
    ("held", "asked", "mark", "lacking"),
    [
        (None, None, "asked by both, no step stated", 0),
        (None, 2, "asked by both, no step stated", 0),
        (4, None, "asked by both, no step stated", 0),
        (None, 3, "asked by both, no step stated", 0),
        (None, 4, "lower", 1),
        (2, None, "lower", 1),
        (3, 3, "met", 0),
    ],
)
def test_what_states_no_step_stands_with_working_and_is_never_called_met(
    held: int | None, asked: int | None, mark: str, lacking: int
) -> None:
    (row,) = between({"x": held}, {"x": asked}).rows
    assert (row.mark, row.lacking) == (mark, lacking)
    assert row.held == ("no step stated" if held is None else row.held)
    assert row.needed == ("no step stated" if asked is None else row.needed)
    assert row.is_stated is (held is not None and asked is not None)


def test_a_narrower_topic_alone_is_a_part_and_counts_as_the_lowest_step() -> None:
    (row,) = between({"b": 5, "c": 2, "e": 5}, {"a": 4}).rows
    assert (row.mark, row.lacking, row.held) == (PART, 3, None)
    assert row.narrower == ("B", "C")
    assert [place.statement for place in row.held_places] == ["s-b", "s-c"]
    (row,) = between({"a": 1, "b": 5}, {"a": 4}).rows
    assert (row.mark, row.lacking, row.narrower) == ("lower", 3, ()), "the topic itself is held"
    (row,) = between({"a": 5}, {"b": 1}).rows
    assert row.mark == MISSING, "a wider topic says nothing of those within it"


def test_a_gap_shows_the_statements_on_both_sides() -> None:
    places = (make_place("duty", 3, "known"), make_place("knowledge requirement", 4, "more"))
    target = make_demands("to", {"a": make_carried("a", *places)})
    (row,) = measure(holder_of({"a": 3}), target).rows
    assert [place.statement for place in row.places] == ["known", "more"]
    assert [place.statement for place in row.held_places] == ["s-a"]
    assert row.kinds == ("duty", "knowledge requirement")
    assert (row.mark, row.needed, row.held, row.lacking) == ("lower", "Comprehensive", "Working", 1)


def test_of_equal_demands_one_that_states_its_step_stands_highest() -> None:
    for places in permutations((make_place("duty", None, "plain"), make_place("duty", 3, "stated"))):
        carried = make_carried("a", *places)
        assert (carried.step, carried.is_stated, carried.proficiency) == (3, True, "Working")
    above = make_carried("a", make_place("duty", None, "plain"), make_place("duty", 2, "stated"))
    assert (above.step, above.is_stated, above.proficiency) == (3, False, "no step stated")


@pytest.mark.parametrize("terms", ["optional", "desirable", "example", "one of several"])
def test_what_is_not_asked_of_everybody_is_told_apart_and_never_missing(terms: str) -> None:
    named = make_profile({"known": 3, "new": 5}, terms)
    target = make_demands("to", make_profile({"asked": 3}), named=named)
    found = measure(holder_of({"known": 1, "asked": 3}), target)
    assert [(row.competency, row.terms, row.is_held) for row in found.named] == [
        ("known", terms, True),
        ("new", terms, False),
    ]
    assert marks(found) == {"asked": "met"}
    assert (found.steps, found.share) == (0, 1)


def test_what_is_asked_too_is_no_longer_only_named() -> None:
    target = make_demands("to", make_profile({"x": 3}), named=make_profile({"x": 5}, "optional"))
    found = measure(holder_of({}), target)
    assert found.named == ()
    assert (marks(found), found.steps) == ({"x": "missing"}, 3)


def test_terms_are_the_strongest() -> None:
    essential, conditional = (make_place("duty", 3, each, each) for each in ("essential", "conditional"))
    assert make_carried("a", conditional, essential).terms == "essential"
    assert make_carried("a", conditional).terms == "conditional"


# Choices that ask nothing on paper.
BY_TOPIC = Option("By topic", "other", topics=(("a", 3),))
BY_TOPICS = Option("By two topics", "other", topics=(("b", 2), ("f", 4)))
BY_WORDS = Option("By words alone", "other")


def chosen(holder: Holder, *options: Option) -> str | None:
    """By what a choice is met."""
    (row,) = measure(holder, make_demands("to", {}, choices=[make_choice("a choice", *options)])).choices
    return row.by


def test_a_choice_is_met_by_an_option_all_of_whose_topics_are_held() -> None:
    assert chosen(holder_of({"a": 3}), BY_WORDS, BY_TOPICS, BY_TOPIC) == "By topic"
    assert chosen(holder_of({"b": 2, "f": 4}), BY_TOPIC, BY_TOPICS) == "By two topics"
    assert chosen(holder_of({"a": 2, "b": 5, "f": 3}), BY_TOPIC, BY_TOPICS) is None
    assert chosen(holder_of({"a": 5}), BY_WORDS, BY_TOPICS) is None, "to be checked"
    assert chosen(holder_of({"b": 5}), BY_TOPIC, BY_WORDS) is None, "a narrower topic is not the topic"


def test_a_choice_that_the_holder_made_before_is_met() -> None:
    own = make_choice("a choice", BY_WORDS, BY_TOPICS)
    demands = make_demands("from", {}, choices=[own])
    assert chosen(Holder.at(demands, {}), BY_WORDS, BY_TOPICS) == "asked in the same words already"
    assert chosen(holder_of({}).gains(demands), BY_WORDS) == "asked in the same words already"
    unsure = make_demands("from", {}, choices=[replace(own, terms="conditional")])
    assert chosen(Holder.at(unsure, {}), BY_WORDS) is None


def test_an_example_is_not_asked_of_a_qualification() -> None:
    """'Any additional qualification, for example in sign language' is met by any as high."""
    asked = make_condition("qualification", "additional, for example signing", amount=2)
    held = make_condition("qualification", "care diploma", amount=3)

    def about(condition: str, topic: str, terms: str = "essential") -> Profile:
        return {topic: make_carried(topic, make_place("qualification requirement", None, condition, terms))}

    start = make_demands("from", about(held.statement, "vocational"), conditions=[held])
    target = make_demands(
        "to",
        about(asked.statement, "vocational"),
        named=about(asked.statement, "signing", "example"),
        conditions=[asked],
    )
    assert measure(Holder.at(start, {}), target).conditions == ()


def test_who_gains_a_level_keeps_what_was_held() -> None:
    licence, time = make_condition("licence", "drives", asks="Licence"), make_condition("time", "a year")
    first = make_demands("first", make_profile({"a": 3, "b": None}), conditions=[licence])
    second = make_demands("second", make_profile({"b": 5, "f": 1}), conditions=[time, licence])
    holder = Holder.at(first, NESTING).gains(second)
    assert [level.name for level in holder.levels] == ["first", "second"]
    assert holder.level.name == "second"
    assert {topic: carried.step for topic, carried in holder.profile.items()} == {"a": 3, "b": 5, "f": 1}
    assert [place.stated for place in holder.profile["b"].places] == [None, 5]
    assert holder.conditions == (licence, time)
    again = holder.gains(first)
    assert again.profile == holder.profile
    assert again.conditions == holder.conditions
    assert Holder.at(first, NESTING).profile["b"].step == 3, "who gains is somebody new"


def test_what_was_gained_on_the_way_is_not_asked_again() -> None:
    end = make_demands("to", make_profile({"a": 4, "b": 3}))
    assert marks(measure(holder_of({"a": 4}, {"b": 3}), end)) == {"a": "met", "b": "met"}
    assert marks(measure(holder_of({"b": 3}), end)) == {"a": "held in part", "b": "met"}


@given(profiles)
def test_nothing_is_missing_between_a_level_and_itself(own: Steps) -> None:
    found = between(own, own)
    assert found.steps == 0
    assert found.share == 1
    assert marks(found) == {topic: BOTH if step is None else "met" for topic, step in own.items()}


def test_every_level_of_the_graph_meets_itself(graph: KnowledgeGraph) -> None:
    levels = [node_of(level) for level in load_levels(graph).values()]
    nesting = load_nesting(graph)
    choices = 0
    for demands in load_demands(graph, levels).values():
        found = measure(Holder.at(demands, nesting), demands)
        assert (found.steps, found.conditions, found.silent) == (0, (), ())
        assert {row.mark for row in found.rows} <= {"met", BOTH}
        assert all(row.by for row in found.choices)
        choices += len(found.choices)
    assert choices


def parts_gained(start: Steps, way: Sequence[Steps], end: Steps) -> int:
    """How many topics of the end are held in part by what is gained on the way, and not at the start.

    Each of them has its lowest step so, as it would not on the straight way, though that may ask the same
    narrower topic beside it.
    """
    gained = {wide for own in way for topic in own for wide in NESTING.get(topic, ())}
    held = {*start, *(wide for topic in start for wide in NESTING.get(topic, ()))}
    return len(gained & end.keys() - held)


@given(profiles, profiles, profiles)
@example({}, {"b": 3}, {"a": 3, "b": 3})
def test_no_way_round_is_shorter_than_the_straight_one(a: Steps, b: Steps, c: Steps) -> None:
    round_about = between(a, b).steps + between(b, c).steps
    assert between(a, c).steps <= round_about + parts_gained(a, [b], c)


@given(st.lists(profiles, min_size=2, max_size=5))
def test_going_a_way_asks_no_more_than_its_hops_apart_and_no_less_than_the_straight_way(
    way: Sequence[Steps],
) -> None:
    apart = [between(one, other).steps for one, other in pairwise(way)]
    going = [
        measure(holder_of(*way[:done]), make_demands("next", make_profile(way[done]))).steps
        for done in range(1, len(way))
    ]
    assert all(remembering <= alone for remembering, alone in zip(going, apart, strict=True))
    assert sum(going) <= sum(apart)
    assert between(way[0], way[-1]).steps <= sum(going) + parts_gained(way[0], way[1:-1], way[-1])


@given(profiles, profiles, profiles)
def test_who_gains_a_level_never_has_a_larger_gap(held: Steps, gained: Steps, asked: Steps) -> None:
    target = make_demands("to", make_profile(asked))
    before, after = (measure(holder, target) for holder in (holder_of(held), holder_of(held, gained)))
    assert after.steps <= before.steps
    assert after.share >= before.share

    def by_topic(rows: Sequence[GapRow]) -> set[str]:
        return {row.competency for row in rows}

    assert by_topic(after.to_learn) <= by_topic(before.to_learn)
    assert by_topic(after.held) >= by_topic(before.held)
    assert all(late.lacking <= early.lacking for early, late in zip(before.rows, after.rows, strict=True))


@given(profiles, profiles, st.sampled_from("abcdefgh"), st.integers(1, 5))
def test_learning_never_widens_a_gap(held: Steps, asked: Steps, topic: str, step: int) -> None:
    learnt = {**held, topic: max(step, (held.get(topic) or 3) if topic in held else 0)}
    assert between(learnt, asked).steps <= between(held, asked).steps
    assert between(learnt, asked).share >= between(held, asked).share


def test_the_saved_question_and_our_gap_are_one_for_all_pairs_of_levels(graph: KnowledgeGraph) -> None:
    # The question has to run on any engine, ours on what somebody holds: the comparison stands in both.
    levels = {iri: node_of(level) for iri, level in load_levels(graph).items()}
    known, nesting = load_demands(graph, list(levels.values())), load_nesting(graph)
    seen = set()
    for start, end in permutations(levels, 2):
        holder = Holder.at(known[start], nesting)
        found = measure(holder, known[end])
        ours = _demands_of(holder, known[end], found)
        theirs: dict[tuple[str, str], tuple[object, ...]] = {}
        for row in graph.ask("gap", from_=levels[start], to=levels[end]):
            key = str(row["competency"]), str(row["statement"])
            if key in ours or key[0] not in known[end].profile:
                places = frozenset(str(row["heldAt"]).split("; ")) if row["held"] else None
                theirs[key] = (row["mark"], row["needed"], row["held"], places)
                seen.add(row["mark"])
            else:
                assert row["mark"] in {"optional", "desirable", "example", "one of several"}
        assert theirs == ours, (start, end)
    assert seen == {*MARKS, "optional", "desirable", "example", "one of several"}


def _demands_of(
    holder: Holder, target: LevelDemands, found: Gap
) -> Mapping[tuple[str, str], tuple[object, ...]]:
    """(topic, statement) → (mark, step asked, step held, where it is held), demand by demand."""

    def at(competency: str) -> tuple[str | None, frozenset[str] | None]:
        held = holder.profile.get(competency)
        return (held.proficiency, frozenset(place.locator for place in held.places)) if held else (None, None)

    asked = {
        (row.competency, place.statement): (
            mark_of(
                holder.profile.get(row.competency),
                Carried(row.competency, row.topic, row.group, (place,)),
                bool(row.narrower),
            ),
            place.proficiency,
            *at(row.competency),
        )
        for row in found.rows
        for place in row.places
    }
    named = {
        (row.competency, place.statement): (place.terms, place.proficiency, *at(row.competency))
        for row in found.named
        for place in row.places
    }
    assert {row.competency for row in found.named} == target.named.keys() - target.profile.keys()
    return {**asked, **named}


def test_a_cumulative_level_lacks_nothing_of_the_one_below(graph: KnowledgeGraph) -> None:
    upper, lower = (graph.find(name, "scg:Level").iri for name in ("Range 4 Level C", "Range 4 Level A"))
    found = gap(graph, upper, lower)
    assert found.counts["missing"] == found.counts["held in part"] == found.counts["lower"] == 0
    assert found.conditions == ()


def test_a_name_that_is_no_level_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName):
        gap(graph, "https://w3id.org/scgraph/id/nowhere", graph.find("SCI09", "scg:Level").iri)
