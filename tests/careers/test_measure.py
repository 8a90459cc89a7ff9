"""What has to hold of the measure of likeness, whatever the levels are."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scgraph.careers.equivalence import council_matrix, equivalents, load_evidence
from scgraph.domain.likeness import Likeness
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from tests.careers.alike import iri, make_graph

TOPICS = "abcdef"
steps = st.dictionaries(st.sampled_from(TOPICS), st.integers(1, 5), min_size=1, max_size=len(TOPICS))
COUNCILS = {"north": ("n1", "n2"), "south": ("s1", "s2")}
LEVELS = ("n1", "n2", "s1", "s2")
profiles = st.fixed_dictionaries(dict.fromkeys(LEVELS, steps))
several = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def pair(graph: KnowledgeGraph, here: str, there: str) -> Likeness:
    """How like ``there`` is to ``here``, each on a ladder of its own council."""
    north, south = ("north" if name.startswith("n") else "south" for name in (here, there))
    return council_matrix(graph, iri(north), iri(south)).cells[iri(here), iri(there)]


def measures(found: Likeness) -> tuple[Decimal, ...]:
    return found.mutual, found.coverage_there, found.coverage_here, found.jaccard


@given(profiles)
@several
def test_a_level_is_its_own_equal(project: Project, made: dict[str, dict[str, int]]) -> None:
    graph = make_graph(project, COUNCILS, made)
    for name in LEVELS:
        found = pair(graph, name, name)
        assert set(measures(found)) == {Decimal(1)}
        assert found.verdict == "equivalent"


@given(profiles)
@several
def test_shares_are_shares_and_mirror_one_another(project: Project, made: dict[str, dict[str, int]]) -> None:
    graph = make_graph(project, COUNCILS, made)
    across = council_matrix(graph, iri("north"), iri("south")).cells
    back = council_matrix(graph, iri("south"), iri("north")).cells
    for here, there in product(("n1", "n2"), ("s1", "s2")):
        one, other = across[iri(here), iri(there)], back[iri(there), iri(here)]
        assert all(0 <= share <= 1 for share in measures(one))
        assert one.mutual == other.mutual == min(one.coverage_here, one.coverage_there)
        assert one.jaccard == other.jaccard <= one.mutual
        assert one.coverage_there == other.coverage_here
        assert one.word == {"broader": "narrower", "narrower": "broader"}.get(other.word, other.word)


@given(profiles, st.sampled_from(TOPICS), st.integers(1, 5))
@several
def test_a_shared_competency_added_never_lowers_likeness(
    project: Project, made: dict[str, dict[str, int]], topic: str, step: int
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
    project: Project, made: dict[str, dict[str, int]], step: int
) -> None:
    before = pair(make_graph(project, COUNCILS, made), "n1", "s1")
    taken = {name: {**own, "new": step} if name in {"n1", "s1"} else own for name, own in made.items()}
    after = pair(make_graph(project, COUNCILS, taken), "n1", "s1")
    assert all(late >= early for early, late in zip(measures(before), measures(after), strict=True))


@given(profiles)
@several
def test_the_evidence_adds_up_to_the_shares(project: Project, made: dict[str, dict[str, int]]) -> None:
    graph = make_graph(project, COUNCILS, made)
    found = pair(graph, "n1", "s1")
    evidence = load_evidence(graph, iri("n1"), iri("s1"))
    common, ours, theirs = (
        sum(getattr(each, name) for each in evidence) for name in ("common", "demand", "other_demand")
    )
    assert float(common / ours) == pytest.approx(float(found.coverage_there), abs=2e-3)
    assert float(common / theirs) == pytest.approx(float(found.coverage_here), abs=2e-3)
    assert {each.topic for each in evidence} == set(made["n1"]) | set(made["s1"])


def without(steps: dict[str, int], topic: str) -> dict[str, int]:
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


def test_nothing_in_common_is_nothing(project: Project) -> None:
    graph = make_graph(project, COUNCILS, {"n1": {"a": 3}, "n2": {"b": 3}, "s1": {"c": 3}, "s2": {"d": 3}})
    assert set(measures(pair(graph, "n1", "s1"))) == {Decimal(0)}
    assert pair(graph, "n1", "s1").verdict == "unlike"


SAME = {level: {"a": 3, "b": 2} for level in LEVELS}


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
    assert found.mutual == 1
    assert found.verdict == f"near, but {reason}"
    assert pair(graph, "n1", "s1").word == "near"


@pytest.mark.parametrize(
    "standing", [{"registers": dict.fromkeys(LEVELS, "a register")}, {"conditional": LEVELS}]
)
def test_the_same_standing_bars_nothing(project: Project, standing: dict[str, dict[str, str]]) -> None:
    graph = make_graph(project, COUNCILS, SAME, **standing)  # type: ignore[arg-type]
    assert {each.verdict for each in equivalents(graph, iri("n1")).ranked} == {"equivalent"}


@pytest.mark.parametrize(
    ("theirs", "word", "alignment"),
    [
        ("a b c d", "equivalent", "major"),
        ("a b c x", "close", "major"),
        ("a b c w x y z", "broader", "broad"),
        ("a", "narrower", "narrow"),
        ("a b v w x y", "partly alike", "minor"),
        ("x", "unlike", "none"),
    ],
)
def test_the_words_say_how_far_each_covers_the_other(
    project: Project, theirs: str, word: str, alignment: str
) -> None:
    """Among many levels, so that all competencies weigh about the same."""
    councils = {"north": ("n1",), "south": ("s1",), "east": tuple(f"e{number}" for number in range(60))}
    graph = make_graph(
        project, councils, {"n1": dict.fromkeys("abcd", 3), "s1": dict.fromkeys(theirs.split(), 3)}
    )
    found = pair(graph, "n1", "s1")
    assert (found.word, found.alignment) == (word, alignment)
