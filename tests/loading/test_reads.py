"""What the rules read, by their words; rdflib's parser is asked whether that is so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import URIRef, Variable
from rdflib.paths import InvPath, MulPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import UnreadableFile
from scgraph.graph import KnowledgeGraph
from scgraph.loading.reads import Reads
from scgraph.namespaces import PREFIXES
from scgraph.project import Project


def parsed(path: Path) -> set[Any]:
    """The properties and variables that stand as properties in a rule, by rdflib's parser."""
    return set(_properties(prepareQuery(path.read_text(encoding="utf-8")).algebra))


def _properties(node: Any) -> Iterator[Any]:
    if isinstance(node, CompValue):
        for key, value in node.items():
            if key in {"triples", "template"} and value:
                for triple in value:
                    for predicate in triple[1::3]:  # inside EXISTS several triples stand in one list
                        yield from _named(predicate)
            else:
                yield from _properties(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _properties(item)


def _named(predicate: Any) -> Iterator[Any]:
    if not isinstance(predicate, PropertyPath):
        yield predicate
    elif isinstance(predicate, MulPath):
        yield from _named(predicate.path)
    else:
        for part in [predicate.arg] if isinstance(predicate, InvPath) else predicate.args:
            yield from _named(part)


def test_what_the_rules_read_is_found(project: Project, graph: KnowledgeGraph) -> None:
    assert isinstance(graph.engine, EmbeddedEngine)
    reads = Reads.of(project, graph.engine)
    assert reads.properties is not None
    for path in (*project.rule_files, *project.profile_files):
        for name in parsed(path):
            # The one variable that stands as a property is narrowed to sub-properties in the same rule.
            assert isinstance(name, Variable) or str(name) in reads.properties, (path.name, name)
    assert PREFIXES["scg"] + "hasDuty" in reads.properties  # by way of such a variable
    assert PREFIXES["dcterms"] + "source" not in reads.properties


@pytest.fixture
def other(project: Project, tmp_path: Path) -> Project:
    shutil.copytree(project.root / "ontology", tmp_path / "ontology")
    return Project(tmp_path)


@pytest.mark.parametrize(
    "where",
    [
        "?s ?p ?o",
        "?s a ?c ; ?p ?o",
        "?s ?p 1",
        '?s ?p "x"',
        "?s ?p [ a ?o ]",
        "{ SELECT ?s ?p ?o { ?s ?p ?o } }",
        "?s (!<x:y>) ?o",
        "?s !(<x:y>|^<x:z>) ?o",
        "<x:s> ?p ?o . ?q <x:broader> ?p",
    ],
)
def test_a_rule_that_leaves_a_property_open_reads_all(other: Project, where: str) -> None:
    rule = other.root / "ontology" / "rules" / "99-open.rq"
    rule.write_text(f"CONSTRUCT {{ ?s a ?o }} WHERE {{ {where} }}")
    prepareQuery(rule.read_text())  # it is a query
    assert Reads.of(other, EmbeddedEngine()) == Reads(None)


@pytest.mark.parametrize(
    "where",
    [
        "?s <x:one>/^<x:two>|<x:three>* ?o",
        "?s <x:one> ?o . FILTER NOT EXISTS { ?o <x:two> ?q ; <x:three> 1 }",
        "{ SELECT ?s ?o ?q { ?s <x:one> ?o , ?q . ?q <x:two>+ [ <x:three> ?r ] } }",
        "{ SELECT ?s (COUNT(?q) AS ?n) { ?s <x:one> ?o . ?q <x:two> ?s ; <x:three> ?o } GROUP BY ?s ?o ?z }",
        "VALUES (?s ?o ?q) { (1 2 3) } ?s <x:one> ?o . # ?s ?p ?o\n ?o <x:two> '?s ?p ?o' ; <x:three> ?q",
    ],
)
def test_a_rule_that_names_its_properties(other: Project, where: str) -> None:
    rule = other.root / "ontology" / "rules" / "99-named.rq"
    rule.write_text(f"CONSTRUCT {{ ?s a ?o }} WHERE {{ {where} }}")
    named = {str(name) for name in parsed(rule) if isinstance(name, URIRef)}
    assert {"x:one", "x:two", "x:three"} <= named
    found = Reads.of(other, EmbeddedEngine()).properties
    assert found is not None
    assert named <= found


def test_a_rule_that_cannot_be_read(other: Project) -> None:
    (other.root / "ontology" / "rules" / "99-latin.rq").write_bytes(b"# caf\xe9")
    with pytest.raises(UnreadableFile, match=r"99-latin\.rq: cannot be read"):
        Reads.of(other, EmbeddedEngine())
