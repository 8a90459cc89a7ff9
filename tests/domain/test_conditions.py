"""Hard conditions: what somebody who meets some meets of others, and what they come to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scgraph.careers.reading import load_conditions, load_demands, load_levels, node_of
from scgraph.domain.conditions import Condition, Option, Shown, Stage, Totals, bodies, judge, total
from scgraph.domain.demands import Profile
from scgraph.questions.door import KnowledgeGraph
from tests.careers.making import make_condition, make_profile

SOCIAL_WORK, HEALTH = "Social Work England", "Health and Care Professions Council"
TOWARDS_ENOUGH = "essential, working towards it is enough"
REGISTERED = make_condition("registration", "registered for social work", body=SOCIAL_WORK)
ON_OTHER_REGISTER = make_condition("registration", "registered for therapy", body=HEALTH)
WHERE_NEEDED = make_condition("registration", "registered where required", terms="conditional")
DIPLOMA = make_condition("qualification", "care diploma", amount=3)
HIGHER_DIPLOMA = make_condition("qualification", "higher care diploma", amount=5)
DEGREE = make_condition("qualification", "recognised degree", amount=6, body=SOCIAL_WORK)
SIGNING = make_condition("qualification", "sign language", amount=2)
TOWARDS = make_condition("qualification", "towards a diploma", amount=3, terms=TOWARDS_ENOUGH)
COURSE = make_condition("qualification", "a course")
OTHER_COURSE = make_condition("qualification", "another course")
TIME = make_condition("time", "two years", amount=24)
LICENCE = make_condition("licence", "may drive", asks="Driving licence")
OTHER_LICENCE = make_condition("licence", "drives a minibus", asks="Minibus licence")
LICENCE_IF_NEEDED = make_condition("licence", "drives if able", asks="Driving licence", terms="conditional")
APPROVED = make_condition("approval", "acts as AMHP", asks="AMHP")
APPROVED_IF_NEEDED = make_condition("approval", "acts as AMHP when trained", asks="AMHP", terms="conditional")
TOPICS = {
    DIPLOMA.statement: frozenset({"vocational"}),
    HIGHER_DIPLOMA.statement: frozenset({"vocational"}),
    DEGREE.statement: frozenset({"professional"}),
    SIGNING.statement: frozenset({"signing"}),
    TOWARDS.statement: frozenset({"vocational"}),
    COURSE.statement: frozenset({"vocational"}),
    OTHER_COURSE.statement: frozenset({"vocational"}),
}


def new_of(held: list[Condition], asked: list[Condition], profile: Profile | None = None) -> list[Condition]:
    return list(judge(held, asked, profile or {}, TOPICS)[0])


def by_of(held: list[Condition], asked: Condition, profile: Profile | None = None) -> str | None:
    """By what a condition is met."""
    new, shown = judge(held, [asked], profile or {}, TOPICS)
    assert [*new, *(each.condition for each in shown)] == [asked]
    return shown[0].by if shown else None


@pytest.mark.parametrize(
    ("held", "asked", "by"),
    [
        ([DIPLOMA], DIPLOMA, "asked in the same words already"),
        ([HIGHER_DIPLOMA], DIPLOMA, "held already: a qualification as high on the same topics"),
        ([DIPLOMA], TOWARDS, "held already: a qualification as high on the same topics"),
        ([DIPLOMA], COURSE, "held already: a qualification as high on the same topics"),
        ([TOWARDS], TOWARDS, "asked in the same words already"),
        ([REGISTERED], REGISTERED, "asked in the same words already"),
        ([REGISTERED], WHERE_NEEDED, f"registered with {SOCIAL_WORK} already"),
        ([WHERE_NEEDED], replace(WHERE_NEEDED, says="other words"), "asked where the post needs it already"),
        ([TIME], TIME, "asked in the same words already"),
        ([LICENCE], replace(LICENCE, says="other words"), "licence held already"),
        ([LICENCE], LICENCE_IF_NEEDED, "licence held already"),
        ([APPROVED], APPROVED_IF_NEEDED, "approval held already"),
    ],
)
def test_it_is_met(held: list[Condition], asked: Condition, by: str) -> None:
    assert by_of(held, asked) == by


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ([], DIPLOMA),
        ([DIPLOMA], HIGHER_DIPLOMA),
        ([TOWARDS], DIPLOMA),
        ([replace(DIPLOMA, terms=TOWARDS_ENOUGH)], DIPLOMA),
        ([DIPLOMA], SIGNING),
        ([COURSE], OTHER_COURSE),
        ([COURSE], DIPLOMA),
        ([ON_OTHER_REGISTER], REGISTERED),
        ([WHERE_NEEDED], REGISTERED),
        ([], WHERE_NEEDED),
        ([make_condition("time", "three years", amount=36)], TIME),
        ([OTHER_LICENCE], LICENCE),
        ([LICENCE_IF_NEEDED], LICENCE),
        ([APPROVED_IF_NEEDED], APPROVED),
        ([make_condition("licence", "may drive")], make_condition("licence", "drives")),
    ],
)
def test_it_is_new(held: list[Condition], asked: Condition) -> None:
    assert new_of(held, [asked]) == [asked]


@pytest.mark.parametrize("terms", ["desirable", "optional", "example", "conditional"])
@pytest.mark.parametrize("kind", [HIGHER_DIPLOMA, DIPLOMA, LICENCE, APPROVED], ids=lambda each: each.says)
def test_what_a_job_does_not_ask_outright_is_not_held_outright(kind: Condition, terms: str) -> None:
    asked = DIPLOMA if kind.kind == "qualification" else kind
    assert new_of([replace(kind, terms=terms)], [asked]) == [asked]


@pytest.mark.parametrize("terms", ["desirable", "optional", "example"])
def test_what_is_not_asked_of_everybody_is_no_condition(terms: str) -> None:
    assert judge([], [replace(DIPLOMA, terms=terms)], {}, TOPICS) == ((), ())


def test_a_recognised_qualification_is_met_by_being_on_the_register_that_is_asked() -> None:
    other_words = make_condition("qualification", "degree, in other words", amount=6, body=HEALTH)
    topics = {**TOPICS, other_words.statement: frozenset({"professional"})}
    asked = [other_words, REGISTERED]
    assert judge([DEGREE, REGISTERED], asked, {}, topics)[0] == ()
    assert other_words in judge([DEGREE, ON_OTHER_REGISTER], asked, {}, topics)[0]


# Options: on paper, by topics, and with neither.
BY_DIPLOMA = Option("A diploma", "qualification", amount=3, topics=(("vocational", 3),))
BY_COURSE = Option("A course", "qualification", topics=(("vocational", 3),))
BY_STUDY = Option("Study at level 7", "qualification", amount=7)
BY_EXPERIENCE = Option("Experience", "experience", topics=(("care", 4),))
BY_TOPICS = Option("Leading and supporting", "other", topics=(("leading", 2), ("supporting", 3)))
BY_REGISTER = Option("Registered", "registration", body=SOCIAL_WORK)
BY_APPROVAL = Option("Approved", "approval", asks="AMHP", topics=(("leading", 2),))
BY_TIME = Option("Three years of it", "experience", amount=36, topics=(("care", 3),))
BY_WORDS = Option("Relevant experience", "experience")
EXPERIENCED = make_profile({"care": 4})


def choice(*options: Option, terms: str = "essential") -> Condition:
    return make_condition("one of", "a choice", options=options, terms=terms)


@pytest.mark.parametrize(
    ("option", "held", "profile"),
    [
        (BY_DIPLOMA, [DIPLOMA], {"vocational": 3}),
        (BY_DIPLOMA, [HIGHER_DIPLOMA], {"vocational": 3}),
        (BY_COURSE, [replace(DIPLOMA, body=SOCIAL_WORK)], {"vocational": 3}),
        (BY_STUDY, [make_condition("qualification", "a master", amount=7)], {}),
        (BY_EXPERIENCE, [], {"care": 4}),
        (BY_EXPERIENCE, [], {"care": 5}),
        (BY_TOPICS, [], {"leading": 2, "supporting": None}),
        (BY_REGISTER, [REGISTERED], {}),
        (BY_APPROVAL, [APPROVED], {}),
    ],
)
def test_a_choice_is_met_by_any_of_its_options(
    option: Option, held: list[Condition], profile: dict[str, int | None]
) -> None:
    made = make_profile(profile)
    for options in ((option, BY_WORDS), (BY_WORDS, option), (BY_TIME, BY_WORDS, option)):
        assert by_of(held, choice(*options), made) == f"by one of them: {option.option}"


@pytest.mark.parametrize(
    ("option", "held", "profile"),
    [
        (BY_DIPLOMA, [], {"vocational": 5}),
        (BY_DIPLOMA, [DIPLOMA], {}),
        (BY_DIPLOMA, [SIGNING], {"vocational": 3}),
        (BY_DIPLOMA, [DEGREE, COURSE], {"vocational": 3, "professional": 3}),
        (BY_DIPLOMA, [TOWARDS], {"vocational": 3}),
        (BY_DIPLOMA, [replace(DIPLOMA, terms="desirable")], {"vocational": 3}),
        (BY_DIPLOMA, [replace(DIPLOMA, terms="conditional")], {"vocational": 3}),
        (BY_COURSE, [], {"vocational": 3}),
        # How advanced it has to be is not said, so no level proves it.
        (BY_COURSE, [DIPLOMA], {"vocational": 3}),
        (BY_COURSE, [TOWARDS], {"vocational": 3}),
        (BY_COURSE, [OTHER_COURSE], {"vocational": 3}),
        (BY_STUDY, [DEGREE], {"professional": 5}),
        (BY_EXPERIENCE, [DIPLOMA, TIME], {"care": 3}),
        (BY_EXPERIENCE, [], {"care": None}),
        (BY_TOPICS, [], {"leading": 5}),
        (BY_REGISTER, [ON_OTHER_REGISTER, WHERE_NEEDED], {}),
        (BY_APPROVAL, [APPROVED_IF_NEEDED], {"leading": 5}),
        (BY_APPROVAL, [], {"leading": 5}),
        (BY_TIME, [TIME, make_condition("time", "three years", amount=36)], {"care": 5}),
        (BY_WORDS, [TIME, DEGREE, REGISTERED], {"care": 5}),
    ],
)
def test_an_option_is_not_met_where_that_is_not_certain(
    option: Option, held: list[Condition], profile: dict[str, int | None]
) -> None:
    asked = choice(option, BY_WORDS)
    assert new_of(held, [asked], make_profile(profile)) == [asked]


def test_a_choice_in_the_same_words_is_met_as_before() -> None:
    asked = choice(BY_WORDS, BY_TIME)
    assert by_of([asked], asked) == "asked in the same words already"
    assert by_of([replace(asked, terms="conditional")], asked) is None
    assert by_of([asked], replace(asked, terms="conditional")) == "asked in the same words already"


def test_the_same_options_in_other_words_are_the_same_choice() -> None:
    held = make_condition("one of", "in other words", options=(BY_WORDS, BY_TIME))
    asked = choice(BY_WORDS, BY_TIME)
    assert by_of([held], asked) == "the same choice is asked already"
    assert by_of([replace(held, terms="conditional")], asked) is None
    assert by_of([held], choice(BY_WORDS, BY_COURSE)) is None


PRACTICE = make_condition("time", "two years of practice", amount=24)


@pytest.mark.parametrize(
    ("held", "asked", "is_met"),
    [
        (PRACTICE, TIME, True),
        (PRACTICE, replace(TIME, amount=12), True),
        (PRACTICE, replace(TIME, amount=36), False),
        (PRACTICE, replace(TIME, place="Band B"), False),
        (replace(PRACTICE, terms="conditional"), TIME, False),
        (replace(PRACTICE, terms="desirable"), TIME, False),
        (replace(PRACTICE, kind="licence"), TIME, False),
        (TIME, PRACTICE, False),
    ],
)
def test_time_is_shown_by_as_much_on_a_narrower_topic_alone(
    held: Condition, asked: Condition, is_met: bool
) -> None:
    topics = {TIME.statement: frozenset({"care"}), PRACTICE.statement: frozenset({"practice"})}
    nesting = {"practice": frozenset({"care"})}
    new, shown = judge([held], [asked], {}, topics, nesting)
    assert bool(shown) is is_met
    assert bool(new) is not is_met
    assert judge([held], [asked], {}, topics)[1] == (), "without topics within others there is none"


def test_a_choice_tells_all_its_ways() -> None:
    asked = choice(BY_DIPLOMA, BY_WORDS, terms="conditional")
    assert asked.short == "a choice: one of A diploma; Relevant experience"
    assert asked.told == f"{asked.short} (conditional)"


OPTIONS = [BY_DIPLOMA, BY_COURSE, BY_EXPERIENCE, BY_TOPICS, BY_REGISTER, BY_APPROVAL, BY_TIME, BY_WORDS]
HELD = [DIPLOMA, TOWARDS, DEGREE, COURSE, TIME, REGISTERED, WHERE_NEEDED, APPROVED, LICENCE_IF_NEEDED]
ASKED = [*HELD, HIGHER_DIPLOMA, SIGNING, OTHER_COURSE, APPROVED_IF_NEEDED, LICENCE]
options = st.lists(st.sampled_from(OPTIONS), min_size=2, max_size=4, unique=True)
conditions = st.lists(st.sampled_from(HELD), max_size=4, unique=True)
profiles = st.dictionaries(
    st.sampled_from(["vocational", "care", "leading", "supporting"]), st.none() | st.integers(1, 5)
)


@given(conditions, profiles, options, st.sampled_from(OPTIONS))
def test_an_alternative_more_is_never_one_condition_more(
    held: list[Condition], profile: dict[str, int | None], known: list[Option], more: Option
) -> None:
    before = new_of(held, [choice(*known)], make_profile(profile))
    after = new_of(held, [choice(*known, more)], make_profile(profile))
    assert len(after) <= len(before)


@given(conditions, st.sampled_from(HELD), profiles, options, st.lists(st.sampled_from(ASKED), unique=True))
def test_what_is_gained_never_leaves_more_conditions(
    held: list[Condition],
    gained: Condition,
    profile: dict[str, int | None],
    known: list[Option],
    asked: list[Condition],
) -> None:
    every = [*asked, choice(*known)]
    before = new_of(held, every, make_profile(profile))
    after = new_of([*held, gained], every, make_profile(profile))
    assert set(after) <= set(before)


@given(conditions, st.lists(st.sampled_from(ASKED), unique=True))
def test_each_condition_is_new_or_shown(held: list[Condition], asked: list[Condition]) -> None:
    new, shown = judge(held, asked, {}, TOPICS)
    assert sorted([*new, *(each.condition for each in shown)], key=str) == sorted(asked, key=str)
    assert all(isinstance(each, Shown) and each.by for each in shown)


def summed(*conditions: Condition) -> Totals:
    """What one move comes to."""
    return total([Stage(conditions)])


def test_totals_name_each_register_once_and_the_highest_level_and_add_up_the_time() -> None:
    one_year = make_condition("time", "one year", amount=12)
    found = summed(REGISTERED, REGISTERED, DIPLOMA, DEGREE, TIME, one_year)
    assert found.registrations == (SOCIAL_WORK,)
    assert found.qualification == "RQF level 6"
    assert (found.least_months, found.most_months) == (24, 36), "one year may be part of the two"


def test_totals_count_what_has_no_level_and_name_the_rest() -> None:
    found = summed(COURSE, OTHER_COURSE, DIPLOMA, choice(BY_WORDS, BY_TIME), LICENCE, OTHER_LICENCE, APPROVED)
    assert (found.off_scale, found.choices) == (2, 1)
    assert found.others == ("licence", "approval")


def test_a_statement_counts_once() -> None:
    assert summed(TIME, TIME).most_months == 24
    assert total([Stage((TIME, DIPLOMA)), Stage((TIME, COURSE, COURSE))]) == total(
        [Stage((TIME, DIPLOMA)), Stage((COURSE,))]
    )


AT_ONE = make_condition("time", "two years there", amount=24, place="Band B")
AT_SAME = make_condition("time", "a year there", amount=12, place="Band B")
AT_OTHER = make_condition("time", "a year elsewhere", amount=12, place="Band C")
LONG_TIME = make_condition("time", "five years", amount=60)


@pytest.mark.parametrize(
    ("stages", "least", "most"),
    [
        ([], 0, 0),
        ([Stage((DIPLOMA,))], 0, 0),
        ([Stage((), 6), Stage((), 6)], 12, 12),
        ([Stage((AT_ONE,)), Stage((AT_OTHER,))], 36, 36),
        ([Stage((AT_ONE, AT_OTHER))], 36, 36),
        ([Stage((AT_ONE, AT_SAME))], 24, 24),
        ([Stage((AT_SAME, AT_ONE))], 24, 24),
        ([Stage((AT_ONE,), 12)], 24, 24),
        ([Stage((AT_SAME,), 24)], 24, 24),
        ([Stage((AT_ONE,)), Stage((AT_OTHER,), 6)], 36, 36),
        # A time at no named level may be the same as what comes before, but not as what comes after.
        ([Stage((AT_ONE, TIME))], 24, 48),
        ([Stage((TIME,)), Stage((AT_ONE,))], 48, 48),
        ([Stage((AT_ONE,)), Stage((TIME,))], 24, 48),
        ([Stage((AT_ONE, LONG_TIME), 12)], 60, 84),
        ([Stage((TIME, LONG_TIME))], 60, 84),
        ([Stage((TIME,)), Stage((LONG_TIME,)), Stage((), 6)], 66, 90),
        ([Stage((TIME, replace(TIME, statement="the same words of another level")))], 24, 24),
        ([Stage((TIME,)), Stage((replace(TIME, statement="the same words again"),))], 24, 24),
    ],
)
def test_the_same_experience_is_not_added_twice(stages: list[Stage], least: int, most: int) -> None:
    found = total(stages)
    assert (found.least_months, found.most_months) == (least, most)


TIMES = [TIME, LONG_TIME, AT_ONE, AT_SAME, AT_OTHER]
stages = st.lists(
    st.builds(
        Stage,
        st.lists(st.sampled_from(TIMES), max_size=3, unique=True).map(tuple),
        st.sampled_from([0, 6, 24]),
    ),
    max_size=4,
)


@given(stages)
def test_the_least_is_at_most_the_most_and_no_less_than_any_time(made: list[Stage]) -> None:
    found = total(made)
    longest = max((time.amount or 0 for stage in made for time in stage.conditions), default=0)
    assert longest <= found.least_months <= found.most_months
    assert found.least_months >= sum(stage.rule_months for stage in made)
    turned = total(replace(stage, conditions=stage.conditions[::-1]) for stage in made)
    assert turned == replace(found), "in what order a level states them is nothing to the time"


@given(stages, st.builds(Stage, st.lists(st.sampled_from(TIMES), max_size=2).map(tuple)))
def test_a_move_more_never_takes_less_time(made: list[Stage], more: Stage) -> None:
    before, after = total(made), total([*made, more])
    assert after.least_months >= before.least_months
    assert after.most_months >= before.most_months


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
    kinds = {condition.kind for condition in every[iri]}
    assert kinds == {"registration", "qualification", "time", "licence", "one of"}


def test_working_towards_is_told_of_a_choice_only_where_it_is_enough_for_all(graph: KnowledgeGraph) -> None:
    # OT Band A: the supported year, or willing to do it; or evidence of development, which is to be there.
    # OT Band B: additional training, "or is willing to train for them", whichever of the two.
    band_a, band_b = (
        next(c for each in load_conditions(graph, name).values() for c in each if words in c.says)
        for name, words in (
            ("Occupational Therapist, Band A", "supported first year"),
            ("Occupational Therapist, Band B", "willingness"),
        )
    )
    assert band_a.terms == "essential"
    assert band_b.towards


def test_conditions_read_alone_and_with_their_choices_are_the_same(graph: KnowledgeGraph) -> None:
    levels = [node_of(level) for level in load_levels(graph).values()]
    alone, together = load_conditions(graph), load_demands(graph, levels)
    choices = 0
    for iri, demands in together.items():
        found = alone.get(iri, ())
        assert [replace(c, options=()) for c in found] == [replace(c, options=()) for c in demands.conditions]
        for one, other in zip(found, demands.conditions, strict=True):
            assert {each.option for each in one.options} == {each.option for each in other.options}
            choices += bool(one.options)
        on_paper = {condition.statement for condition in demands.conditions if condition.options}
        assert on_paper.isdisjoint(each.statement for each in demands.choices)
    assert choices
