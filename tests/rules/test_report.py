"""Counts by axiom, and explanations as lines."""

from __future__ import annotations

from pyoxigraph import NamedNode

from scgraph.namespaces import INFERRED_GRAPH, expand
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms, Named
from scgraph.rules.explain import Explainer, Fact
from scgraph.rules.materialise import run_rules
from scgraph.rules.report import count_by_axiom, steps
from tests.rules.small import with_facts

FACTS = """
t:role a scg:Role ; scg:hasLevel t:a , t:b , t:c ; scg:hasDuty t:duty . t:duty a scg:Duty .
t:a a scg:Level . t:b a scg:Level ; scg:follows t:a . t:c a scg:Level ; scg:follows t:b .
"""


def test_the_counts_are_what_the_rules_added(project: Project) -> None:
    engine = with_facts(project, FACTS)
    counted = {found.rule: found.triples for found in count_by_axiom(engine, project)}
    added = {found.rule: found.triples for found in run_rules(engine, project.rule_files, INFERRED_GRAPH)}
    assert counted == added
    assert counted["40-carries"] == 3
    assert counted["31-above"] == 3


def test_every_inferred_triple_of_the_real_graph_is_counted(graph: KnowledgeGraph, project: Project) -> None:
    (row,) = graph.engine.select(
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }}"
    ).rows
    assert row[0] is not None
    assert sum(found.triples for found in count_by_axiom(graph.engine, project)) == int(row[0].value)


def test_steps_leave_out_what_says_nothing_new(project: Project, axioms: Axioms) -> None:
    engine = with_facts(project, FACTS)
    c, a, above = (expand(name) or "" for name in ("test:c", "test:a", "scg:above"))
    proof = Explainer(engine, axioms).explain(Fact(NamedNode(c), above, NamedNode(a)))
    assert proof
    lines = [(line.depth, str(line.fact), line.reason) for line in steps(proof, lambda graph: "facts.ttl")]
    assert lines == [
        (0, "test:c scg:above test:a", "by scg:above is transitive"),
        (1, "test:c scg:above test:b", "by scg:follows ⊑ scg:above"),
        (2, "test:c scg:follows test:b", "stated in facts.ttl"),
        (1, "test:b scg:above test:a", "by scg:follows ⊑ scg:above"),
        (2, "test:b scg:follows test:a", "stated in facts.ttl"),
    ]


def test_class_expressions_are_no_steps_of_their_own(project: Project, axioms: Axioms) -> None:
    engine = with_facts(project, "t:a a scg:Level ; scg:rank 1 .")
    node, entry = expand("test:a") or "", expand("scg:EntryLevel") or ""
    rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    proof = Explainer(engine, axioms).explain(Fact(NamedNode(node), rdf_type, Named(entry)))
    assert proof
    assert [str(line.fact) for line in steps(proof, str)] == [
        "test:a is a scg:EntryLevel",
        "test:a is a scg:Level",
        "test:a scg:rank 1",
    ]
