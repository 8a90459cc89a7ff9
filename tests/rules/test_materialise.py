"""The rules: their form, their order, what they add and what they leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad
from rdflib import Variable
from rdflib.paths import InvPath, MulPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from scgraph.errors import UnreadableFile
from scgraph.files import read_text
from scgraph.namespaces import INFERRED_GRAPH, PREFIXES, PROFILE_GRAPH, SUMMARY_GRAPH, contract, expand
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms
from scgraph.rules.hermit import owl_triples
from scgraph.rules.materialise import axioms_of, run_rules
from scgraph.store.shards import Deriver
from tests.conftest import ROOT
from tests.rules.small import PREFIX_LINES, with_facts

RULES = sorted((ROOT / "ontology" / "rules").glob("*.rq"))

LADDER = """
t:role a scg:Role ; scg:hasLevel t:a , t:b , t:c ; scg:hasDuty t:duty .
t:a a scg:Level ; scg:requires t:basic ; scg:hasContext t:context .
t:b a scg:Level ; scg:addsTo t:a ; scg:requires t:further .
t:c a scg:Level ; scg:follows t:b .
t:duty a scg:Duty ; scg:concerns comp:reviews .
t:basic a scg:KnowledgeRequirement ; scg:concerns comp:reviews , comp:eligibility ;
  scg:proficiency prof:understanding .
t:further a scg:SkillRequirement ; scg:concerns comp:reviews ; scg:proficiency prof:comprehensive .
t:context a scg:Context ; scg:concerns comp:listening .
comp:reviews a scg:Competency . comp:eligibility a scg:Competency . comp:listening a scg:Competency .
prof:understanding a scg:Proficiency ; scg:rank 2 . prof:working a scg:Proficiency ; scg:rank 3 .
prof:comprehensive a scg:Proficiency ; scg:rank 4 .
"""


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_names_its_axioms_and_leaves_out_what_is_stated(path: Path) -> None:
    text = read_text(path)
    assert re.match(r"# Axioms?: ", text), "the first line names the axiom"
    head = re.search(r"CONSTRUCT \{ (.*?) \}\nWHERE", text)
    assert head, "a rule is a CONSTRUCT of one triple"
    assert f"  FILTER NOT EXISTS {{ {head[1]} }}\n}}\n" in text, "a rule ends by leaving out what is stated"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_axioms_that_a_rule_names_stand_in_the_ontology(path: Path, axioms: Axioms) -> None:
    named = [bare(axiom) for axiom in axioms_of(read_text(path)).split(";")]
    general = [axiom for axiom in named if axiom.startswith(("C⊑D", "P⊑scg:states", "P⊑scg:concerns"))]
    assert set(named) - set(general) <= {bare(words) for words in in_words(axioms)}


def bare(words: str) -> str:
    """An axiom without brackets and spaces, as they are set by taste."""
    return re.sub(r"[()\s]", "", words)


def in_words(axioms: Axioms) -> Iterator[str]:
    """All axioms of classes and properties that rules may name."""
    yield from (words for _, _, words in axioms.subclasses)
    for name, subs in axioms.subproperties.items():
        yield from (f"{contract(sub)} ⊑ {contract(name)}" for sub in subs)
    for name, others in axioms.inverses.items():
        yield from (f"{contract(name)} ≡ inverse {contract(other)}" for other in others)
    for name, chains in axioms.chains.items():
        yield from (f"{' ∘ '.join(map(contract, chain))} ⊑ {contract(name)}" for chain in chains)
    yield from (f"{contract(name)} is transitive" for name in axioms.characteristics["Transitive"])


def test_one_pass_is_enough(graph: KnowledgeGraph, project: Project) -> None:
    again = {path.stem: list(graph.engine.construct(read_text(path))) for path in project.rule_files}
    assert {name: len(found) for name, found in again.items() if found} == {}


def test_inferred_triples_are_stated_nowhere(graph: KnowledgeGraph) -> None:
    both = graph.engine.select(
        f"""SELECT ?s ?p ?o {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }}
            GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != <{INFERRED_GRAPH}>) }}"""
    )
    assert both.rows == []


def test_every_rule_but_the_first_half_of_an_inverse_gives_something_on_the_real_graph(
    project: Project, graph: KnowledgeGraph
) -> None:
    from scgraph.rules.report import count_by_axiom

    silent = {found.rule for found in count_by_axiom(graph.engine, project) if not found.triples}
    assert silent <= {"21-stated-by", "22-level-of"}


def test_a_level_carries_its_own_its_role_s_and_what_it_adds_to(project: Project) -> None:
    engine = with_facts(project, LADDER)
    rows = engine.select(f"{PREFIX_LINES} SELECT ?level ?s {{ ?level scg:carries ?s }}").rows
    carried: dict[str, set[str]] = {}
    for level, statement in rows:
        carried.setdefault(str(level)[-2], set()).add(str(statement).rpartition("/")[2][:-1])
    assert carried == {
        "a": {"duty", "basic", "context"},
        "b": {"duty", "basic", "context", "further"},
        "c": {"duty"},
    }


def test_a_profile_has_the_highest_step_of_each_competency(project: Project) -> None:
    engine = with_facts(project, LADDER)
    rows = engine.select(
        f"""{PREFIX_LINES} SELECT ?entry ?rank {{
          GRAPH <{PROFILE_GRAPH}> {{ ?entry scg:profileOf ?level ; scg:atRank ?rank }} }}"""
    ).rows
    found = {
        str(entry).removeprefix("<https://w3id.org/scgraph/id/test/").rstrip(">"): int(rank.value)
        for entry, rank in rows
    }
    assert found == {
        "a/profile/reviews": 3,  # the duty has no proficiency and counts as the unstated step, working
        "a/profile/eligibility": 2,
        "b/profile/reviews": 4,
        "b/profile/eligibility": 2,
        "c/profile/reviews": 3,
    }, "a context's topic is in no profile"


def test_rarity_is_higher_the_fewer_levels_carry_a_competency(project: Project) -> None:
    engine = with_facts(project, LADDER)
    rows = engine.select(
        f"{PREFIX_LINES} SELECT ?topic ?n {{ GRAPH <{SUMMARY_GRAPH}> {{ ?topic scg:rarity ?n }} }}"
    ).rows
    found = {contract(topic.value): int(n.value) for topic, n in rows if topic and n}
    assert found == {"comp:reviews": 3 + 1 - 3, "comp:eligibility": 3 + 1 - 2}


def test_what_is_computed_is_no_reason_and_no_axiom(graph: KnowledgeGraph, axioms: Axioms) -> None:
    rarity = PREFIXES["scg"] + "rarity"
    assert graph.engine.ask(f"ASK {{ ?s <{rarity}> ?o }}")
    assert all(triple.predicate.value != rarity for triple in owl_triples(graph.engine, axioms))


def test_no_rule_reads_what_councils_may_share(project: Project) -> None:
    # Councils are derived apart although they share annotations: nothing may follow from those.
    idle = {node.value for node in Deriver(project).idle}
    assert PREFIXES["dcterms"] + "source" in idle
    assert PREFIXES["skos"] + "prefLabel" not in idle, "the name of a regulator is part of what a level asks"
    for path in (*project.rule_files, *project.profile_files):
        read = properties_of(path.read_text(encoding="utf-8"))
        assert read, path.name
        assert not {str(name) for name in read} & idle, path.name
        # A property may be left open where the rule narrows it to those below another one.
        for name in read:
            narrowed = f"{name.n3()} rdfs:subPropertyOf" if isinstance(name, Variable) else ""
            assert narrowed in path.read_text(encoding="utf-8"), path.name


def properties_of(rule: str) -> set[Any]:
    """The properties, and variables that stand as such, in the pattern of a rule, by rdflib's parser."""

    def named(predicate: Any) -> Iterator[Any]:
        if isinstance(predicate, MulPath):
            yield from named(predicate.path)
        elif isinstance(predicate, PropertyPath):
            for part in [predicate.arg] if isinstance(predicate, InvPath) else predicate.args:
                yield from named(part)
        else:
            yield predicate

    def within(node: Any) -> Iterator[Any]:
        if isinstance(node, CompValue):
            for key, value in node.items():
                if key == "triples" and value:
                    for triple in value:
                        for predicate in triple[1::3]:  # inside EXISTS several triples stand in one list
                            yield from named(predicate)
                elif key != "template":
                    yield from within(value)
        elif isinstance(node, list | tuple):
            for item in node:
                yield from within(item)

    return set(within(prepareQuery(rule).algebra))


def test_running_again_replaces_what_was_inferred(project: Project) -> None:
    engine = with_facts(project, LADDER)
    before = set(engine.store.quads_for_pattern(None, None, None, NamedNode(INFERRED_GRAPH)))
    stray = NamedNode("https://w3id.org/scgraph/id/test/stray")
    engine.add([Quad(stray, NamedNode(expand("scg:carries") or ""), stray, NamedNode(INFERRED_GRAPH))])
    run_rules(engine, project.rule_files, INFERRED_GRAPH)
    assert set(engine.store.quads_for_pattern(None, None, None, NamedNode(INFERRED_GRAPH))) == before


def test_an_unreadable_rule_is_named(project: Project, tmp_path: Path) -> None:
    engine = with_facts(project, "")
    with pytest.raises(UnreadableFile, match=r"missing\.rq: cannot be read"):
        run_rules(engine, [tmp_path / "missing.rq"], INFERRED_GRAPH)
