"""The rules against HermiT: nothing missing, nothing extra; and our contradictions against its verdict."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import PREFIXES
from scgraph.project import Project, find_project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms
from scgraph.rules.consistency import find_clashes
from scgraph.rules.hermit import owl_triples
from tests.rules.judge import Judge
from tests.rules.small import (
    Facts,
    all_typed,
    as_turtle,
    memberships_and_values,
    sorted_facts,
    unsorted_facts,
    with_facts,
)

# Nobody asks for it: it is a device of the ontology, and the rule for scg:carries has it built in.
DEVICE = PREFIXES["scg"] + "itself"


def _computed() -> set[str]:
    """The terms whose values are computed, by the ontology: no consequence of the axioms."""
    engine = EmbeddedEngine()
    engine.load_file(
        find_project().root / "ontology" / "scgraph.ttl", "https://w3id.org/scgraph/graph/scgraph"
    )
    rows = engine.select("SELECT ?p { ?p <" + PREFIXES["scg"] + "computedIn> ?graph }").rows
    return {prop.value for (prop,) in rows if prop}


PROFILE = _computed() | {PREFIXES["scg"] + name for name in ("ProfileEntry", "Demand")}
RANDOM = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    # Shrinking asks HermiT thousands of times; the small vocabulary keeps examples readable as they are.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def without_profile(
    types: set[tuple[str, str]], values: set[tuple[str, str, str]]
) -> tuple[set[tuple[str, str]], set[tuple[str, str, str]]]:
    """What is there but for the profiles and what is computed with them, no consequence of the axioms."""
    return {t for t in types if t[1] not in PROFILE}, {v for v in values if v[1] not in PROFILE}


def test_the_real_graph_holds_exactly_what_hermit_derives(
    graph: KnowledgeGraph, axioms: Axioms, judge: Judge
) -> None:
    entailed = judge.entailments(owl_triples(graph.engine, axioms))
    types, values = without_profile(*memberships_and_values(graph.engine, axioms))
    assert entailed.consistent
    assert len(values) > 10_000, "the graph is too small to prove anything"
    assert types - entailed.types == set(), "extra"
    assert entailed.types - types == set(), "missing"
    assert values - entailed.values == set(), "extra"
    assert {value for value in entailed.values - values if value[1] != DEVICE} == set(), "missing"


@given(facts=sorted_facts())
@RANDOM
def test_random_graphs_hold_exactly_what_hermit_derives(
    facts: Facts, project: Project, axioms: Axioms, judge: Judge
) -> None:
    engine = with_facts(project, as_turtle(facts))
    entailed = judge.entailments(owl_triples(engine, axioms))
    clashes = find_clashes(engine, axioms)
    assert bool(clashes) != entailed.consistent, [clash.sentence for clash in clashes]
    if entailed.consistent:
        types, values = without_profile(*memberships_and_values(engine, axioms))
        assert types == entailed.types
        assert values == {value for value in entailed.values if value[1] != DEVICE}


@given(data=st.data())
@RANDOM
def test_graphs_with_misplaced_facts_say_nothing_that_hermit_does_not(
    data: st.DataObject, project: Project, axioms: Axioms, judge: Judge
) -> None:
    facts = data.draw(unsorted_facts(axioms))
    engine = with_facts(project, as_turtle(facts))
    entailed = judge.entailments(owl_triples(engine, axioms))
    clashes = find_clashes(engine, axioms)
    # Domains and ranges are not materialised, lest a misspelt name looks well typed. So what HermiT concludes
    # from them alone may be missing; what is there is right, and where all have a class nothing is missed.
    assert not (clashes and entailed.consistent), [clash.sentence for clash in clashes]
    if all_typed(facts):
        assert clashes or entailed.consistent
    if entailed.consistent:
        types, values = without_profile(*memberships_and_values(engine, axioms))
        assert types <= entailed.types
        assert values <= entailed.values
