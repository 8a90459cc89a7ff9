"""What has to hold of the measure of likeness, whatever the levels are."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scgraph.careers.equivalence import council_matrix, equivalents, load_evidence
from scgraph.domain.likeness import Likeness
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from tests.careers.alike import Steps, iri, make_graph

TOPICS = "abcdef"
Made = dict[str, dict[str, int | None]]
# A step, or none that is stated.
steps = st.dictionaries(
    st.sampled_from(TOPICS), st.none() | st.integers(1, 5), min_size=1, max_size=len(TOPICS)
)
COUNCILS = {"north": ("n1", "n2"), "south": ("s1", "s2")}
LEVELS = ("n1", "n2", "s1", "s2")
# Among many levels all topics weigh about the same, and one that few ask is rare.
MANY = {**COUNCILS, "east": tuple(f"e{number}" for number in range(60))}
profiles = st.fixed_dictionaries(dict.fromkeys(LEVELS, steps))
several = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pair(graph: KnowledgeGraph, here: str, there: str) -> Likeness:
    """How like ``there`` is to ``here``, each on a ladder of its own council."""
    north, south = ("north" if name.startswith("n") else "south" for name in (here, there))
    return council_matrix(graph, iri(north), iri(south)).cells[iri(here), iri(there)]


def measures(found: Likeness) -> tuple[Decimal, ...]:
    return found.likeness, found.coverage_there, found.coverage_here


@given(profiles)
@several
def test_a_level_is_its_own_equal(project: Project, made: Made) -> None:
    graph = make_graph(project, COUNCILS, made)
    for name in LEVELS:
        found = pair(graph, name, name)
        assert set(measures(found)) == {Decimal(1)}
        assert found.verdict == "equivalent to this level"
        assert (found.unstated == 0) is (None not in made[name].values())
        assert (found.unstated == 1) is (set(made[name].values()) == {None})


@given(profiles)
@several
def test_shares_are_shares_and_mirror_one_another(project: Project, made: Made) -> None:
    graph = make_graph(project, COUNCILS, made)
    across = council_matrix(graph, iri("north"), iri("south")).cells
    back = council_matrix(graph, iri("south"), iri("north")).cells
    for here, there in product(("n1", "n2"), ("s1", "s2")):
        one, other = across[iri(here), iri(there)], back[iri(there), iri(here)]
        assert all(0 <= share <= 1 for share in (*measures(one), one.unstated))
        assert one.likeness == other.likeness == min(one.coverage_here, one.coverage_there)
        assert one.unstated == other.unstated
        assert one.coverage_there == other.coverage_here
        assert one.word == {"broader": "narrower", "narrower": "broader"}.get(other.word, other.word)


@given(profiles, st.sampled_from(TOPICS), st.integers(1, 5))
@several
def test_a_shared_competency_added_never_lowers_likeness(
    project: Project, made: Made, topic: str, step: int
) -> None:
    """Not even though it gets less rare; the other level asks it, as far or farther."""
    made = {**made, "s1": {**made["s1"], topic: step}}
    before = pair(make_graph(project, COUNCILS, {**made, "n1": without(made["n1"], topic)}), "n1", "s1")
    for reached in range(1, step + 1):
        after = pair(
            make_graph(project, COUNCILS, {**made, "n1": {**made["n1"], topic: reached}}), "n1", "s1"
        )
        assert all(late >= early for early, late in zip(measures(before), measures(after), strict=True))
        before = after


@given(profiles, st.integers(1, 5))
@several
def test_a_competency_that_both_take_up_never_lowers_likeness(
    project: Project, made: Made, step: int
) -> None:
    before = pair(make_graph(project, COUNCILS, made), "n1", "s1")
    taken = {name: {**own, "new": step} if name in {"n1", "s1"} else own for name, own in made.items()}
    after = pair(make_graph(project, COUNCILS, taken), "n1", "s1")
    assert all(late >= early for early, late in zip(measures(before), measures(after), strict=True))


NESTED = " ".join(
    f"<{iri(narrow)}> skos:broader <{iri(wide)}> ." for narrow, wide in (("a", "b"), ("b", "c"), ("d", "top"))
) + (
    f" <{iri('top')}> a scg:Competency ; skos:topConceptOf <{iri('scheme')}> ;"
    f" skos:prefLabel 'top'@en . <{iri('c')}> skos:broader <{iri('top')}> ."
)


@pytest.mark.parametrize("said", ["", NESTED], ids=["flat", "topics within others"])
@given(made=profiles)
@several
def test_the_evidence_adds_up_to_the_shares(project: Project, said: str, made: Made) -> None:
    graph = make_graph(project, COUNCILS, made, said=said)
    found = pair(graph, "n1", "s1")
    evidence = load_evidence(graph, iri("n1"), iri("s1"))
    covered, covers, ours, theirs = (
        sum(getattr(each, name) for each in evidence)
        for name in ("covered", "covers", "demand", "other_demand")
    )
    assert float(covered / ours) == pytest.approx(float(found.coverage_there), abs=2e-3)
    assert float(covers / theirs) == pytest.approx(float(found.coverage_here), abs=2e-3)
    assert {each.topic for each in evidence} == set(made["n1"]) | set(made["s1"])


def without(steps: Steps, topic: str) -> dict[str, int | None]:
    """A profile without a competency; with another one, where it would be empty."""
    return {name: step for name, step in steps.items() if name != topic} or {"other": 1}


def test_a_rare_competency_counts_more_than_a_common_one(project: Project) -> None:
    made = {"n1": {"common": 3, "rare": 3}, "n2": {"common": 3}, "s1": {"common": 3}, "s2": {"rare": 3}}
    graph = make_graph(project, COUNCILS, made)
    assert pair(graph, "n1", "s2").coverage_there > pair(graph, "n1", "s1").coverage_there


def test_a_lower_step_counts_in_part(project: Project) -> None:
    graph = make_graph(project, COUNCILS, {"n1": {"a": 4}, "n2": {"b": 1}, "s1": {"a": 1}, "s2": {"b": 1}})
    found = pair(graph, "n1", "s1")
    assert (found.coverage_there, found.coverage_here) == (Decimal("0.25"), Decimal(1))


def test_a_narrower_topic_alone_counts_as_the_lowest_step(project: Project) -> None:
    made: Made = {"n1": {"c": 4}, "n2": {"d": 4}, "s1": {"a": 5}, "s2": {"top": 4}}
    graph = make_graph(project, COUNCILS, made, said=NESTED)
    found = pair(graph, "n1", "s1")
    assert (found.coverage_there, found.coverage_here) == (Decimal("0.25"), Decimal(0))
    marks = {each.topic: each.mark for each in load_evidence(graph, iri("n1"), iri("s1"))}
    assert marks == {"c": "part there", "a": "only there"}
    back = {each.topic: each.mark for each in load_evidence(graph, iri("s1"), iri("n1"))}
    assert back == {"c": "part here", "a": "only here"}
    assert set(measures(pair(graph, "n2", "s2"))) == {Decimal(0)}, "top concepts only group"


def test_what_rests_on_no_stated_step_is_told(project: Project) -> None:
    made: Made = {
        "n1": {"a": None, "b": 3},
        "n2": {"a": None, "b": 2},
        "s1": {"a": 3, "b": 3},
        "s2": {"a": None},
    }
    graph = make_graph(project, COUNCILS, made)
    found = pair(graph, "n1", "s1")
    assert found.likeness == 1, "what states no step stands with working"
    # Four levels ask a, three b: one of three parts in common is about a.
    assert found.unstated == pytest.approx(Decimal(1) / 3, abs=Decimal("0.001"))
    marks = {each.topic: (each.mark, each.here) for each in load_evidence(graph, iri("n1"), iri("s1"))}
    assert marks == {
        "a": ("asked by both, no step stated", "no step stated"),
        "b": ("same", "Working"),
    }


def test_nothing_in_common_is_nothing(project: Project) -> None:
    graph = make_graph(project, COUNCILS, {"n1": {"a": 3}, "n2": {"b": 3}, "s1": {"c": 3}, "s2": {"d": 3}})
    assert set(measures(pair(graph, "n1", "s1"))) == {Decimal(0)}
    assert pair(graph, "n1", "s1").verdict == "unlike this level"


SAME: Made = {level: {"a": 3, "b": 2} for level in LEVELS}


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        ({"registers": {"s1": "a register"}}, "registration here: none, there: a register"),
        (
            {"registers": {"n1": "one register", "s1": "another"}},
            "registration here: one register, there: another",
        ),
        ({"conditional": ["s1"]}, "registration here: none, there: where the post needs it"),
        ({"functions": {"n1": "Essential"}}, "statutory function here: acts as one, there: none"),
        ({"functions": {"s1": "Conditional"}}, "statutory function here: none, there: on a condition"),
        (
            {"functions": {"n1": "Essential", "s1": "Conditional"}},
            "statutory function here: acts as one, there: on a condition",
        ),
    ],
)
def test_some_differences_bar_equivalence_however_alike_the_rest(
    project: Project, standing: dict[str, dict[str, str]], reason: str
) -> None:
    graph = make_graph(project, COUNCILS, SAME, **standing)  # type: ignore[arg-type]
    found = next(each for each in equivalents(graph, iri("n1")).ranked if each.level.name == "s1")
    assert found.likeness == 1
    assert found.verdict == f"near this level, but {reason}"
    assert pair(graph, "n1", "s1").word == "near"


@pytest.mark.parametrize(
    "standing", [{"registers": dict.fromkeys(LEVELS, "a register")}, {"conditional": LEVELS}]
)
def test_the_same_standing_bars_nothing(project: Project, standing: dict[str, dict[str, str]]) -> None:
    graph = make_graph(project, COUNCILS, SAME, **standing)  # type: ignore[arg-type]
    assert {each.verdict for each in equivalents(graph, iri("n1")).ranked} == {"equivalent to this level"}


# In Turtle, what a level asks of professional qualification and of practice after it.
QUALIFICATION = "scg:concerns comp:professional-qualification"
EXPERIENCE = "scg:concerns comp:care-experience"
ASKED = {
    "nothing": "",
    "qualified": f"id:x a scg:QualificationRequirement ; {QUALIFICATION}",
    "practice": f"id:x a scg:QualificationRequirement ; {QUALIFICATION} , comp:care-experience",
    "practice apart": (
        f"id:x a scg:QualificationRequirement ; {QUALIFICATION} ; scg:statedBy id:LEVEL ."
        " id:y a scg:ExperienceRequirement ; scg:concerns comp:post-qualifying-experience"
    ),
    "either": (
        f"id:o1 a scg:QualificationOption ; {QUALIFICATION} . id:o2 a scg:ExperienceOption ; {EXPERIENCE} ."
        " id:x a scg:QualificationRequirement ; scg:oneOf id:o1 , id:o2"
    ),
    "desirable": f"id:x a scg:QualificationRequirement ; scg:modality scg:Desirable ; {QUALIFICATION}",
}
DIFFERS = {
    ("nothing", "qualified"): "here: not qualified, there: qualified",
    ("qualified", "practice"): "here: qualified, there: qualified, with practice",
    ("qualified", "practice apart"): "here: qualified, there: qualified, with practice",
    ("practice", "either"): "here: qualified, with practice, there: not qualified or qualified",
    ("desirable", "qualified"): "here: not qualified, there: qualified",
}


def stated(asked: str, level: str) -> str:
    """What a level asks of professional standing, in Turtle."""
    text = ASKED[asked].replace("LEVEL", level)
    for name in ("x", "y", "o1", "o2"):
        text = text.replace(f"id:{name} ", f"id:{level}-{name} ")
    return f"{text} ; scg:statedBy id:{level} ." if text else ""


@pytest.mark.parametrize(("here", "there"), DIFFERS)
def test_levels_with_no_professional_standing_in_common_are_never_equivalent(
    project: Project, here: str, there: str
) -> None:
    graph = make_graph(project, MANY, SAME, said=stated(here, "n1") + stated(there, "s1"))
    found = next(each for each in equivalents(graph, iri("n1")).ranked if each.level.name == "s1")
    reasons = [reason for reason in found.reasons if reason.startswith("professional standing")]
    assert reasons == [f"professional standing {DIFFERS[here, there]}"]
    assert "professional standing differs" in pair(graph, "n1", "s1").reasons


@pytest.mark.parametrize(
    ("here", "there"), [("nothing", "either"), ("qualified", "either"), ("practice", "practice apart")]
)
def test_one_professional_standing_in_common_bars_nothing(project: Project, here: str, there: str) -> None:
    graph = make_graph(project, MANY, SAME, said=stated(here, "n1") + stated(there, "s1"))
    assert not any("standing" in reason for reason in pair(graph, "n1", "s1").reasons)


def duties(level: str, topic: str, number: int) -> str:
    """So many duties of a level on a topic, in Turtle."""
    return " ".join(
        f"id:{level}-{topic}-{n} a scg:Duty ; scg:statedBy id:{level} ; scg:concerns <{iri(topic)}> ."
        for n in range(number)
    )


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        (duties("s1", "rare", 3), True),
        (duties("s1", "rare", 2), False),
        (duties("s1", "rare", 3) + duties("n1", "rare", 1), False),
        (duties("s1", "rare", 3) + " ".join(duties(f"e{n}", "rare", 1) for n in range(20)), False),
        ("id:q a scg:QualificationRequirement ; scg:statedBy id:n1 ; scg:concerns id:rare .", True),
        (
            "id:q a scg:QualificationRequirement ; scg:statedBy id:n1 ; scg:workingTowards true ;"
            " scg:concerns id:rare .",
            False,
        ),
        (
            "id:q a scg:QualificationRequirement ; scg:statedBy id:n1 ; scg:concerns id:a ;"
            " scg:concernsAsExample id:rare .",
            False,
        ),
        (duties("s1", "rare", 3).replace("scg:Duty", "scg:PersonalRequirement"), False),
    ],
    ids=[
        "three statements",
        "two statements",
        "carried by both",
        "carried by many",
        "a qualification",
        "working towards one",
        "an example",
        "of the person",
    ],
)
def test_a_specialism_of_one_alone_bars_equivalence(project: Project, said: str, differs: bool) -> None:
    graph = make_graph(project, MANY, SAME, said=said)
    found = next(each for each in equivalents(graph, iri("n1")).ranked if each.level.name == "s1")
    assert found.reasons == (("specialism differs (rare)",) if differs else ())
    assert pair(graph, "n1", "s1").reasons == (("specialism differs",) if differs else ())
    assert (found.word in {"equivalent", "close"}) is not differs
    special = {each.topic: each.specialism for each in load_evidence(graph, iri("n1"), iri("s1"))}
    if differs:
        assert special["rare"] == ("here" if "n1" in said else "there")


@given(
    made=profiles,
    registers=st.dictionaries(st.sampled_from(LEVELS), st.just("a register")),
    functions=st.dictionaries(st.sampled_from(LEVELS), st.sampled_from(["Essential", "Conditional"])),
)
@several
def test_each_bar_lowers_the_place_and_not_the_shares(
    project: Project, made: Made, registers: dict[str, str], functions: dict[str, str]
) -> None:
    councils = {"north": ("n1",), "south": ("s1", "s2"), "west": ("n2",)}
    graph = make_graph(project, councils, made, registers, functions=functions)
    plain = make_graph(project, councils, made)
    (row,) = plain.engine.select(f"SELECT ?w {{ ?s <{PREFIXES['scg']}differenceWeight> ?w }}").rows
    keep = float(row[0].value) if row[0] else 1.0
    assert 0 < keep < 1
    ranked = equivalents(graph, iri("n1"), explained=0).ranked
    unbarred = {each.level.iri: measures(each) for each in equivalents(plain, iri("n1"), explained=0).ranked}
    assert {each.level.iri: measures(each) for each in ranked} == unbarred
    placed = [float(each.likeness) * keep ** len(each.reasons) for each in ranked]
    assert all(upper >= lower - 1e-9 for upper, lower in pairwise(placed))


def test_a_bar_puts_a_level_behind_one_that_is_somewhat_less_alike(project: Project) -> None:
    made: Made = {
        "n1": dict.fromkeys("abcde", 3),
        "s1": dict.fromkeys("abcde", 3),
        "s2": dict.fromkeys("abcd", 3),
    }
    councils = {"north": ("n1",), "south": ("s1", "s2"), "east": MANY["east"]}
    first = [
        equivalents(make_graph(project, councils, made, registers), iri("n1")).ranked[0].level.name
        for registers in ({}, {"s1": "a register"})
    ]
    assert first == ["s1", "s2"]


@pytest.mark.parametrize(
    ("theirs", "word", "name"),
    [
        ("a b c d", "equivalent", "Equivalent"),
        ("a b c x", "close", "Close"),
        ("a b c w x y z", "broader", "Broader"),
        ("a", "narrower", "Narrower"),
        ("a b v w x y", "partly", "PartlyAlike"),
        ("x", "unlike", "Unlike"),
    ],
)
def test_the_words_say_how_far_each_covers_the_other(
    project: Project, theirs: str, word: str, name: str
) -> None:
    """Among many levels, so that all competencies weigh about the same."""
    councils = {"north": ("n1",), "south": ("s1",), "east": MANY["east"]}
    graph = make_graph(
        project, councils, {"n1": dict.fromkeys("abcd", 3), "s1": dict.fromkeys(theirs.split(), 3)}
    )
    assert pair(graph, "n1", "s1").word == word
    (found,) = (each for each in equivalents(graph, iri("n1")).ranked if each.level.name == "s1")
    assert (found.word, found.iri) == (word, PREFIXES["scg"] + name)
