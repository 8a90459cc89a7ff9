"""Every inferred triple has an explanation that ends in stated facts; what does not follow has none."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from scgraph.namespaces import INFERRED_GRAPH, RDF_TYPE, expand
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms, Named
from scgraph.rules.explain import Explainer, Fact, Proof
from tests.rules.small import with_facts


def fact(subject: str, predicate: str, target: str) -> Fact:
    s, p, o = expand(subject), expand(predicate) if predicate != "a" else RDF_TYPE, expand(target)
    assert s
    assert p
    assert o
    return Fact(NamedNode(s), p, Named(o) if predicate == "a" else NamedNode(o))


def told(proof: Proof | None) -> set[str]:
    assert proof is not None
    return {str(leaf.fact) for leaf in proof.leaves()}


def test_every_inferred_triple_of_the_real_graph_follows_from_stated_ones(
    graph: KnowledgeGraph, axioms: Axioms
) -> None:
    explainer = Explainer(graph.engine, axioms)
    rows = graph.engine.select(f"SELECT ?s ?p ?o {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }}").rows
    assert len(rows) > 5_000
    for s, p, o in rows:
        assert s
        assert isinstance(p, NamedNode)
        assert o
        proof = explainer.explain(Fact(s, p.value, o))
        assert proof is not None, f"{s} {p} {o} follows from nothing"
        assert all(leaf.graph != INFERRED_GRAPH for leaf in proof.leaves())


def test_a_chain_of_facts_and_axioms_behind_a_defined_class(graph: KnowledgeGraph, axioms: Axioms) -> None:
    goal = fact("county:social-worker_band-c", "a", "scg:RegisteredProfessionalLevel")
    proof = Explainer(graph.engine, axioms).explain(goal)
    said = told(proof)
    statement = "county:social-worker_band-c_education-and-knowledge-2"
    assert said == {
        "county:social-worker_band-c is a scg:Level",
        f"{statement} scg:statedBy county:social-worker_band-c",
        f"{statement} is a scg:RegistrationRequirement",
        f"{statement} scg:registrationWith body:social-work-england",
        "body:social-work-england is a scg:RegulatoryBody",
    }


FACTS = """
t:role a scg:Role ; scg:hasLevel t:a , t:b , t:c ; scg:hasDuty t:duty .
t:a a scg:Level ; scg:rank 1 . t:b a scg:Level ; scg:addsTo t:a . t:c a scg:Level ; scg:follows t:b .
t:duty a scg:Duty ; scg:concerns comp:reviews ; scg:permitsActingAs srole:bia .
comp:reviews a scg:Competency ; scg:groundedIn t:section . srole:bia a scg:StatutoryRole .
t:section a eli:LegalResource ; eli:is_part_of t:act . t:act a eli:LegalResource .
"""


@pytest.mark.parametrize(
    ("goal", "leaves"),
    [
        (("test:a", "scg:levelOf", "test:role"), {"test:role scg:hasLevel test:a"}),
        (("test:c", "scg:above", "test:a"), {"test:c scg:follows test:b", "test:b scg:addsTo test:a"}),
        (
            ("test:b", "scg:carries", "test:duty"),
            {"test:role scg:hasLevel test:b", "test:role scg:hasDuty test:duty"},
        ),
        (
            ("test:duty", "scg:anchoredIn", "test:act"),
            {
                "test:duty scg:concerns comp:reviews",
                "comp:reviews scg:groundedIn test:section",
                "test:section eli:is_part_of test:act",
            },
        ),
        (("test:a", "a", "scg:EntryLevel"), {"test:a is a scg:Level", "test:a scg:rank 1"}),
        (("test:duty", "a", "scg:Statement"), {"test:duty is a scg:Duty"}),
        (("test:duty", "a", "scg:Duty"), {"test:duty is a scg:Duty"}),
    ],
)
def test_explanations_by_each_kind_of_axiom(
    goal: tuple[str, str, str], leaves: set[str], project: Project, axioms: Axioms
) -> None:
    engine = with_facts(project, FACTS)
    assert told(Explainer(engine, axioms).explain(fact(*goal))) == leaves


@pytest.mark.parametrize(
    "goal",
    [
        ("test:a", "scg:above", "test:c"),
        ("test:c", "a", "scg:EntryLevel"),
        ("test:a", "a", "scg:SafeguardingLevel"),
        ("test:nothing", "a", "scg:Level"),
    ],
)
def test_what_does_not_follow_has_no_explanation(
    goal: tuple[str, str, str], project: Project, axioms: Axioms
) -> None:
    engine = with_facts(project, FACTS)
    assert Explainer(engine, axioms).explain(fact(*goal)) is None


def test_the_shortest_explanation_is_given(project: Project, axioms: Axioms) -> None:
    engine = with_facts(project, FACTS + "t:a scg:hasDuty t:duty .")
    proof = Explainer(engine, axioms).explain(fact("test:a", "scg:mayActAs", "srole:bia"))
    assert told(proof) == {"test:a scg:hasDuty test:duty", "test:duty scg:permitsActingAs srole:bia"}
