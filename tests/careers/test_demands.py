"""What statements ask, topic by topic, as it is derived and read: a step and terms for each, and choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scgraph.careers.gaps import gap
from scgraph.careers.reading import load_demands, load_profiles
from scgraph.domain.gap import Gap
from scgraph.domain.holder import LevelDemands
from scgraph.graph import Node
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from tests.careers.alike import Steps, asks, iri, make_graph

COUNCILS = {"north": ("n1",), "south": ("s1",)}
STARTED = f"id:said a scg:Duty ; scg:statedBy <{iri('n1')}>"
several = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# Per topic its step, or none that is stated, and its terms, or none.
TERMS = {
    "Conditionally": "conditional",
    "Desirably": "desirable",
    "Optionally": "optional",
    "AsExample": "example",
}
topics = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(st.none() | st.integers(1, 5), st.none() | st.sampled_from(list(TERMS))),
    min_size=1,
    max_size=3,
)
Said = Mapping[str, tuple[int | None, str | None]]


def on(said: Said) -> str:
    """What a statement says of its topics, in Turtle."""
    parts = [asks(topic, step) for topic, (step, _) in said.items()]
    parts += [f"scg:concerns{terms} <{iri(topic)}>" for topic, (_, terms) in said.items() if terms]
    return " ; ".join(parts)


def demands(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """Per topic the demand of the one statement: its step, where it stands, its terms, in words."""
    rows = graph.engine.select(
        f"""PREFIX scg: <{PREFIXES["scg"]}> PREFIX skos: <{PREFIXES["skos"]}>
        SELECT ?topic ?stated ?counted ?terms ?told WHERE {{
          <{iri("said")}> scg:makesDemand ?demand .
          ?demand scg:asksOn ?topic ; scg:countedStep ?counted ; scg:terms/skos:prefLabel ?terms .
          ?demand scg:told ?told .
          OPTIONAL {{ ?demand scg:statedStep ?stated }} }}"""
    ).rows
    found = {}
    for topic, *rest in rows:
        assert topic
        name = topic.value.removeprefix(PREFIXES["id"])
        assert name not in found, "one demand for each topic"
        found[name] = tuple(value.value if value else "" for value in rest)
    return found


@given(topics)
@several
def test_each_topic_has_the_step_and_the_terms_that_are_said_of_it(project: Project, said: Said) -> None:
    found = demands(make_graph(project, COUNCILS, said=f"{STARTED} ; {on(said)} ."))
    assert {topic: made[:3] for topic, made in found.items()} == {
        topic: (str(step or ""), str(step or 3), TERMS[terms] if terms else "essential")
        for topic, (step, terms) in said.items()
    }


OTHERS = [
    "",
    asks("x", None),
    f"{asks('x', 5)} ; {asks('y', 1)}",
    f"scg:concernsOptionally <{iri('x')}> ; scg:concernsAsExample <{iri('y')}>",
    f"scg:concernsConditionally <{iri('x')}> , <{iri('y')}> ; {asks('x', 5)}",
    f"scg:oneOf [ a scg:Option ; {asks('x', 5)} ] , [ a scg:Option ; scg:proficiency prof:leading ]",
]


@pytest.mark.parametrize("more", OTHERS[1:])
@given(said=topics)
@settings(several, max_examples=8)
def test_what_else_a_statement_says_changes_nothing_of_a_demand(
    project: Project, more: str, said: Said
) -> None:
    before = demands(make_graph(project, COUNCILS, said=f"{STARTED} ; {on(said)} ."))
    after = demands(make_graph(project, COUNCILS, said=f"{STARTED} ; {on(said)} ; {more} ."))
    assert {topic: made for topic, made in after.items() if topic in said} == before


@pytest.mark.parametrize(("whole", "step"), [("working", "3"), ("leading", "5")])
@pytest.mark.parametrize("more", OTHERS[:2])
def test_a_step_and_terms_of_the_whole_hold_for_all_its_topics(
    project: Project, whole: str, step: str, more: str
) -> None:
    said = f"{STARTED} ; {asks('a', None)} , <{iri('b')}> ; scg:proficiency prof:{whole} ;"
    found = demands(make_graph(project, COUNCILS, said=f"{said} scg:modality scg:Desirable ; {more} ."))
    assert found.keys() == ({"a", "b", "x"} if more else {"a", "b"})
    assert {made[:3] for made in found.values()} == {(step, step, "desirable")}


def test_context_asks_nothing(project: Project) -> None:
    said = f"{STARTED} ; {asks('a', 3)} .".replace("scg:Duty", "scg:Context")
    graph = make_graph(project, COUNCILS, said=said)
    assert demands(graph) == {}
    assert load_profiles(graph, node("n1")) == ({}, {})


def test_a_demand_in_words(project: Project) -> None:
    said: Said = {"a": (5, "Optionally"), "b": (None, None), "c": (2, None), "d": (None, "AsExample")}
    found = demands(make_graph(project, COUNCILS, said=f"{STARTED} ; {on(said)} ."))
    assert {made[3] for made in found.values()} == {
        "a (leading, optional)",
        "b",
        "c (understanding)",
        "d (example)",
    }


def node(name: str) -> Node:
    return Node(iri(name), name)


def of_level(graph: KnowledgeGraph, name: str = "n1") -> LevelDemands:
    return load_demands(graph, [node(name)])[iri(name)]


def test_what_binds_is_asked_and_the_rest_is_only_named(project: Project) -> None:
    said: Said = {
        "a": (4, "Conditionally"),
        "b": (4, "Desirably"),
        "c": (4, "Optionally"),
        "d": (4, "AsExample"),
    }
    graph = make_graph(project, COUNCILS, {"n1": {"b": 2}}, said=f"{STARTED} ; {on(said)} .")
    asked, named = load_profiles(graph, node("n1"))
    found = {topic.removeprefix(PREFIXES["id"]): (each.step, each.terms) for topic, each in asked.items()}
    assert found == {"a": (4, "conditional"), "b": (2, "essential")}
    assert {each.topic: each.terms for each in named.values()} == {"c": "optional", "d": "example"}
    entries = graph.engine.select(f"SELECT ?t {{ ?e <{PREFIXES['scg']}onCompetency> ?t }}").rows
    assert {row[0].value for row in entries if row[0]} == asked.keys(), "profiles have what binds alone"


CHOICE = f"""id:said a scg:KIND ; scg:statedBy <{iri("n1")}> ; {asks("shared", 4)} ; scg:oneOf id:o1 , id:o2 .
    id:o1 a scg:QualificationOption ; scg:asksQualification qual:rqf-3 ; {asks("a", None)} .
    id:o2 a scg:ExperienceOption ; {asks("b", 2)} ; {asks("c", 5)} ."""


def test_the_topics_of_options_bind_as_one_of_several(project: Project) -> None:
    graph = make_graph(project, COUNCILS, said=CHOICE.replace("KIND", "Duty"))
    assert {topic: made[2] for topic, made in demands(graph).items()} == {
        "shared": "essential",
        "a": "one of several",
        "b": "one of several",
        "c": "one of several",
    }
    found = of_level(graph)
    assert [each.topic for each in found.profile.values()] == ["shared"]
    assert [each.topic for each in found.named.values()] == ["a", "b", "c"]


def test_a_choice_of_a_requirement_is_a_condition_and_one_of_a_duty_is_not(project: Project) -> None:
    (duty,) = of_level(make_graph(project, COUNCILS, said=CHOICE.replace("KIND", "Duty"))).choices
    found = of_level(make_graph(project, COUNCILS, said=CHOICE.replace("KIND", "QualificationRequirement")))
    (condition,) = found.conditions
    assert found.choices == ()
    assert condition.options == duty.options
    assert [(o.option, o.kind, o.amount, o.topics) for o in duty.options] == [
        ("o1", "qualification", 3, ((iri("a"), 3),)),
        ("o2", "experience", None, ((iri("b"), 2), (iri("c"), 5))),
    ]


def test_each_option_has_its_own_step_on_a_topic_of_both(project: Project) -> None:
    said = f"{STARTED} ; scg:oneOf id:o1 , id:o2 , id:o3 ."
    for number, step in enumerate((2, 5, None), 1):
        said += f" id:o{number} a scg:Option ; {asks('a', step)} ."
    (choice,) = of_level(make_graph(project, COUNCILS, said=said)).choices
    assert [option.topics for option in choice.options] == [((iri("a"), step),) for step in (2, 5, 3)]


# An option: its topics with their steps, and a qualification level where it has one.
ways = st.tuples(
    st.dictionaries(st.sampled_from("ab"), st.none() | st.integers(1, 5), max_size=2),
    st.none() | st.sampled_from([2, 3, 6]),
)
Way = tuple[dict[str, int | None], int | None]


def choice_of(kind: str, options: Sequence[Way]) -> str:
    """A statement of south with several ways to meet it, in Turtle; asked outright where there is one."""
    said = [content(kind, *way) for way in options]
    start = f"id:said a scg:{kind} ; scg:statedBy <{iri('s1')}>"
    if len(options) == 1:
        return f"{start} ; {said[0]} ."
    own = "scg:Option" if kind == "Duty" else "scg:QualificationOption"
    names = [f"id:o{number}" for number in range(len(said))]
    whole = f"{start} ; scg:oneOf {' , '.join(names)} ."
    return " ".join([whole, *(f"{n} a {own} ; {each} ." for n, each in zip(names, said, strict=True))])


def content(kind: str, steps: Steps, amount: int | None) -> str:
    """What a way asks; a duty asks no qualification, and a qualification no step."""
    if kind == "Duty":
        return " ; ".join(asks(topic, step) for topic, step in {"z": 5, **steps}.items())
    parts = [asks(topic, None) for topic in ("z", *steps)]
    return " ; ".join([*parts, f"scg:asksQualification qual:rqf-{amount}"] if amount else parts)


def unmet(found: Gap) -> tuple[int, int, int]:
    """The steps, the conditions and the choices that are lacking."""
    return found.steps, len(found.conditions), sum(row.by is None for row in found.choices)


@pytest.mark.parametrize("kind", ["Duty", "QualificationRequirement"])
@given(
    held=st.dictionaries(st.sampled_from("abz"), st.none() | st.integers(1, 5)),
    diploma=st.none() | ways,
    known=st.lists(ways, min_size=2, max_size=3),
    more=ways,
)
@settings(several, max_examples=15)
def test_an_alternative_more_never_makes_a_gap_larger(
    project: Project, kind: str, held: Steps, diploma: Way | None, known: list[Way], more: Way
) -> None:
    own = choice_of("QualificationRequirement", [diploma]).replace("said", "own") if diploma else ""
    own = own.replace(iri("s1"), iri("n1"))

    def gap_to(options: Sequence[Way]) -> Gap:
        graph = make_graph(project, COUNCILS, {"n1": held}, said=f"{own} {choice_of(kind, options)}")
        return gap(graph, node("n1"), node("s1"))

    few, many = gap_to(known), gap_to([*known, more])
    assert all(late <= early for early, late in zip(unmet(few), unmet(many), strict=True))
    outright = gap_to(known[:1])
    assert few.steps <= outright.steps
    # Outright, a qualification of no stated level is any one on its topics. As an option it is mostly an
    # award by name (CQSW), which a diploma on the topic does not show: a regulator's word is needed there.
    if kind == "Duty" or known[0][1] is not None:
        assert len(few.conditions) <= len(outright.conditions)
