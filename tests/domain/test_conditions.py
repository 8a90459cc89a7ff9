"""Hard conditions: what somebody who meets some meets of others, and what they come to."""

from __future__ import annotations

import pytest

from scgraph.careers.reading import load_conditions
from scgraph.domain.conditions import Condition, bodies, new_conditions, total
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import make_condition

SOCIAL_WORK, HEALTH = "Social Work England", "Health and Care Professions Council"
REGISTERED = make_condition("registration", "registered for social work", body=SOCIAL_WORK)
ON_OTHER_REGISTER = make_condition("registration", "registered for therapy", body=HEALTH)
WHERE_NEEDED = make_condition("registration", "registered where required", terms="conditional")
DIPLOMA = make_condition("qualification", "care diploma", amount=3)
HIGHER_DIPLOMA = make_condition("qualification", "higher care diploma", amount=5)
DEGREE = make_condition("qualification", "recognised degree", amount=6, body=SOCIAL_WORK)
SIGNING = make_condition("qualification", "sign language", amount=2)
TOWARDS = make_condition(
    "qualification", "towards a diploma", amount=3, terms="essential, working towards it is enough"
)
TIME = make_condition("time", "two years", amount=24)
TOPICS = {
    DIPLOMA.statement: frozenset({"vocational"}),
    HIGHER_DIPLOMA.statement: frozenset({"vocational"}),
    DEGREE.statement: frozenset({"professional"}),
    SIGNING.statement: frozenset({"signing"}),
    TOWARDS.statement: frozenset({"vocational"}),
}


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ([DIPLOMA], [DIPLOMA]),
        ([HIGHER_DIPLOMA], [DIPLOMA]),
        ([DIPLOMA], [TOWARDS]),
        ([REGISTERED], [REGISTERED]),
        ([REGISTERED], [WHERE_NEEDED]),
        ([WHERE_NEEDED], [WHERE_NEEDED]),
        ([TIME], [TIME]),
    ],
)
def test_it_is_met(held: list[Condition], asked: list[Condition]) -> None:
    assert new_conditions(held, asked, TOPICS) == ()


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ([], DIPLOMA),
        ([DIPLOMA], HIGHER_DIPLOMA),
        ([TOWARDS], DIPLOMA),
        ([DIPLOMA], SIGNING),
        ([ON_OTHER_REGISTER], REGISTERED),
        ([WHERE_NEEDED], REGISTERED),
        ([], WHERE_NEEDED),
        ([make_condition("time", "three years", amount=36)], TIME),
    ],
)
def test_it_is_new(held: list[Condition], asked: Condition) -> None:
    assert new_conditions(held, [asked], TOPICS) == (asked,)


def test_a_recognised_qualification_is_met_by_being_on_the_register_that_is_asked() -> None:
    other_words = make_condition("qualification", "degree, in other words", amount=6, body=HEALTH)
    topics = {**TOPICS, other_words.statement: frozenset({"professional"})}
    asked = [other_words, REGISTERED]
    assert new_conditions([DEGREE, REGISTERED], asked, topics) == ()
    assert other_words in new_conditions([DEGREE, ON_OTHER_REGISTER], asked, topics)


def test_totals_name_each_register_once_and_the_highest_level_and_add_up_the_time() -> None:
    summed = total(
        [REGISTERED, REGISTERED, DIPLOMA, DEGREE, TIME, make_condition("time", "one year", amount=12)]
    )
    assert summed.registrations == (SOCIAL_WORK,)
    assert summed.qualification == "RQF level 6"
    assert summed.months == 36


def test_a_statement_counts_once() -> None:
    assert total([TIME, TIME]).months == 24


def test_the_bodies_are_those_named(graph: KnowledgeGraph) -> None:
    assert bodies([REGISTERED, WHERE_NEEDED, DEGREE]) == {SOCIAL_WORK}
    conditions = load_conditions(graph)
    named = {graph.label(iri) for iri, found in conditions.items() if bodies(found)}
    assert {name.partition(",")[0] for name in named} == {"Social Worker", "Occupational Therapist"}
    assert len(named) == 6


def test_one_level_has_the_conditions_that_it_has_among_all(graph: KnowledgeGraph) -> None:
    every = load_conditions(graph)
    iri = graph.find("Social Worker, Band B", "scg:Level").iri
    assert load_conditions(graph, iri) == {iri: every[iri]}
    assert {condition.kind for condition in every[iri]} == {"registration", "qualification", "time"}
