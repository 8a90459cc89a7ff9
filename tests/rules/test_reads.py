"""What rules and questions read, by their words; rdflib's parser is asked whether that is so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import URIRef, Variable
from rdflib.paths import InvPath, MulPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import UnreadableFile
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.materialise import run_rules
from scgraph.rules.reads import Reads, needed_rules


def parsed(path: Path) -> set[Any]:
    """The properties and variables that stand as properties in a rule's pattern, by rdflib's parser."""
    return set(_properties(prepareQuery(path.read_text(encoding="utf-8")).algebra))


def _properties(node: Any) -> Iterator[Any]:
    if isinstance(node, CompValue):
        for key, value in node.items():
            if key == "template":
                continue
            if key == "triples" and value:
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
        "?s <x:q> [ ?p ?o ]",
        "_:s ?p ?o",
        "?s ?p _:o . ?s a ?o",
        "?s ?p true",
        "?s ?p -1",
        "?s ?p +1",
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


RULES = {
    "10-wider": "CONSTRUCT { ?s a ?w } WHERE { ?c <x:sub> ?w . ?s a ?c }",
    "20-two": "CONSTRUCT { ?s <x:two> ?o } WHERE { ?s <x:one> ?o }",
    "30-three": "CONSTRUCT { ?s <x:three> ?o } WHERE { ?s <x:two> ?o }",
    "40-class": "CONSTRUCT { ?s a <x:Class> } WHERE { ?s <x:four> ?o }",
    "50-entry": "CONSTRUCT { ?e a <x:Entry> ; <x:of> ?s } WHERE { ?s <x:three> ?e }",
}


@pytest.fixture
def rules(tmp_path: Path) -> list[Path]:
    for name, text in RULES.items():
        prepareQuery(text)  # it is a query
        (tmp_path / f"{name}.rq").write_text(text)
    return sorted(tmp_path.glob("*.rq"))


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ("?s <x:one> ?o", ""),
        ("?s <x:two> ?o", "20"),
        ("?s <x:three>/<x:one> ?o", "20 30"),  # by way of what a needed rule reads
        ("?s <x:zero> ?o . FILTER NOT EXISTS { ?o ^<x:three> ?s }", "20 30"),
        ("?s a <x:Other>", "10"),  # every class may have narrower ones
        ("?s a <x:Class>", "10 40"),
        ("?s a ?class", "10 40"),  # a class that is left open may be any
        ("?s a <x:One>|<x:Class> ?o", "10 40"),
        ("?s <x:one> ?o . ?s a/<x:sub> ?o", "10 40"),
        ("?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?o", "10 40"),
        ("VALUES ?class { <x:Class> } ?s <x:is> ?class", "40"),
        ("?e <x:of> ?s", "20 30 50"),
        ("?e a <x:Entry>", "10"),  # looked for by its own properties alone
        ("?p <http://www.w3.org/2000/01/rdf-schema#subPropertyOf> <x:one> . ?s ?p ?o", "10 20 30 40 50"),
        ("?s ?p ?o", "10 20 30 40 50"),
        ("?s !<x:one> ?o", "10 20 30 40 50"),
    ],
)
def test_the_rules_that_a_question_needs(rules: list[Path], where: str, numbers: str) -> None:
    question = f"SELECT ?s ?o {{ {where} }}"
    assert " ".join(rule.name[:2] for rule in needed_rules(rules, question)) == numbers


def test_what_else_is_read_counts_too(rules: list[Path]) -> None:
    needed = needed_rules(rules, "SELECT ?s { ?s <x:one> ?o }", ["x:three", "x:Class"])
    assert [rule.name[:2] for rule in needed] == ["20", "30", "40"]


def test_a_rule_that_concludes_any_property_makes_all_needed(rules: list[Path], tmp_path: Path) -> None:
    rule = tmp_path / "15-any.rq"
    rule.write_text("CONSTRUCT { ?o ?p ?s } WHERE { ?p <x:inverse> ?q . ?s ?q ?o }")
    assert needed_rules([*rules, rule], "SELECT ?s { ?s <x:one> ?o }") == [*rules, rule]


@pytest.mark.parametrize(
    "question",
    [
        "SELECT DISTINCT ?a (MIN(?b) AS ?n) ?c ?d { ?a <x:one> ?b, ?c, ?d } GROUP BY ?a ?c ?d ORDER BY (?c)",
        "SELECT ?a ?b { { SELECT ?a (SUM(?c) AS ?n) ?b { ?a <x:one> ?b, ?c } GROUP BY ?a ?b } } ORDER BY ?n",
        "SELECT ?a ?b { VALUES (?a ?b ?c) { (1 2 3) } ?a <x:one> ?b }",
    ],
)
def test_variables_in_a_list_are_no_properties(rules: list[Path], question: str) -> None:
    prepareQuery(question)  # it is a query
    assert needed_rules(rules, question) == []


PROPERTIES = st.sampled_from(["<x:p0>", "<x:p1>"])
CLASSES = st.sampled_from(["<x:C0>", "<x:C1>"])
THINGS = st.sampled_from(["<x:i>", "<x:p0>", "<x:C0>"])
PATTERNS = st.one_of(
    st.builds("?s {} ?o".format, PROPERTIES),
    st.builds("?o {} ?s".format, PROPERTIES),
    st.builds("?s {}/^{} ?o".format, PROPERTIES, PROPERTIES),
    st.builds("?s a {} ; {} ?o".format, CLASSES, PROPERTIES),
    st.builds("?s {} ?o . FILTER NOT EXISTS {{ ?o a {} }}".format, PROPERTIES, CLASSES),
    st.builds("?s a ?c . ?c {} ?o".format, PROPERTIES),
    st.builds("?s {} [ a/{} ?o ]".format, PROPERTIES, PROPERTIES),
    st.builds("?q {} {} . ?s ?q ?o".format, PROPERTIES, THINGS),
    st.builds("?s !{} ?o".format, PROPERTIES),
)
TEMPLATES = st.one_of(
    st.builds("?s {} ?o".format, PROPERTIES),
    st.builds("?s a {}".format, CLASSES),
    st.just("?s a ?o"),
)
TRIPLES = st.one_of(
    st.builds("{} {} {} .".format, THINGS, PROPERTIES, THINGS), st.builds("{} a {} .".format, THINGS, CLASSES)
)


@settings(max_examples=300)
@given(
    triples=st.lists(TRIPLES, min_size=3, max_size=12),
    rules=st.lists(st.tuples(TEMPLATES, PATTERNS), min_size=1, max_size=5),
    asked=PATTERNS,
)
def test_rules_that_are_not_needed_change_no_answer(
    triples: list[str], rules: list[tuple[str, str]], asked: str
) -> None:
    question = f"SELECT DISTINCT ?s ?o {{ {asked} }}"
    with TemporaryDirectory() as directory:
        data, files = Path(directory, "data.ttl"), []
        data.write_text("\n".join(triples))
        for number, (template, where) in enumerate(rules):
            files.append(Path(directory, f"{number}.rq"))
            files[-1].write_text(f"CONSTRUCT {{ {template} }} WHERE {{ {where} }}")
        answers = []
        for chosen in (files, needed_rules(files, question)):
            engine = EmbeddedEngine()
            engine.load_file(data, "x:data")
            run_rules(engine, chosen, "x:inferred")
            answers.append(sorted(map(str, engine.select(question).rows)))
    assert answers[0] == answers[1]
