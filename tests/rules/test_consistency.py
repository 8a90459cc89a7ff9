"""What a reasoner should catch is caught, said in a sentence, and HermiT agrees."""

from __future__ import annotations

import pytest

from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms
from scgraph.rules.consistency import find_clashes
from scgraph.rules.hermit import owl_triples
from tests.rules.judge import Judge
from tests.rules.small import SORTS, as_turtle, with_facts

BROKEN = {
    "a statement of two kinds": (
        "t:duty a scg:SkillRequirement .",
        "test:duty is a scg:Duty and a scg:Requirement, and nothing can be both",
    ),
    "a requirement of two kinds": (
        "t:knowledge a scg:SkillRequirement .",
        "test:knowledge is a scg:KnowledgeRequirement and a scg:SkillRequirement, and nothing can be both",
    ),
    "a level that follows itself": (
        "t:level-1 scg:follows t:level-1 .",
        "test:level-1 scg:follows itself, which nothing can",
    ),
    "two levels that follow each other": (
        "t:level-1 scg:follows t:level-2 . t:level-2 scg:addsTo t:level-1 .",
        "test:level-1 scg:follows test:level-2 and the other way round, and only one of the two can be",
    ),
    "two predecessors": (
        "t:level-3 scg:addsTo t:level-1 ; scg:follows t:level-2 .",
        "test:level-3 has two values of scg:follows, test:level-1 and test:level-2, "
        "and there can be only one",
    ),
    "a level of two ladders": (
        "t:role scg:hasLevel t:level-1 . t:family scg:hasLevel t:level-1 .",
        "test:level-1 has two values of scg:levelOf, test:family and test:role, and there can be only one",
    ),
    "a provision used as a competency": (
        "t:duty scg:concerns t:section .",
        "test:section is a eli:LegalResource and a scg:Competency, and nothing can be both",
    ),
    "a statutory role claimed by a council": (
        "t:council scg:mayActAs srole:amhp .",
        "test:council is a org:Organization, but the subject of scg:mayActAs has to be "
        "a scg:Ladder or a scg:Level",
    ),
    "a duty stated as a requirement": (
        "t:role scg:requires t:duty .",
        "test:duty is a scg:Duty and a scg:Requirement, and nothing can be both",
    ),
    "a conditional registration with a named body": (
        "t:registration scg:registrationWith body:hcpc ; scg:modality scg:Conditional .",
        "test:registration has two values of scg:modality, scg:Conditional and scg:Essential, "
        "and there can be only one",
    ),
    "a modality of one's own": (
        "t:duty scg:modality t:mostly .",
        "test:mostly is used as a scg:Modality, and only {scg:Essential, scg:Conditional, scg:Desirable, "
        "scg:Optional, scg:Example, scg:Alternative} are",
    ),
    "a rank in words": (
        't:level-1 scg:rank "low" .',
        'scg:rank of test:level-1 is "low", which is no xsd:integer',
    ),
    "two ranks": (
        "t:level-1 scg:rank 1 , 2 .",
        "test:level-1 has two values of scg:rank, 1 and 2, and there can be only one",
    ),
    "something cited that is no law": (
        "t:duty scg:cites t:level-1 .",
        "test:level-1 is a scg:Level, but the object of scg:anchoredIn has to be a eli:LegalResource or a "
        "scg:StatutoryScheme or a scg:FrameworkCompetency or a scg:StatutoryRole or a scg:RegulatoryBody",
    ),
}
# OWL has no opinion on these, or reads them otherwise: they are no OWL 2 DL at all.
MALFORMED = {
    "text where a thing belongs": (
        't:duty scg:concerns "reviews" .',
        'scg:concerns of test:duty is "reviews", a value where a thing belongs',
    ),
    "a thing where a value belongs": (
        "t:level-1 scg:rank t:first .",
        "scg:rank of test:level-1 is test:first, a thing where a value belongs",
    ),
}


@pytest.mark.parametrize("name", BROKEN | MALFORMED)
def test_a_mistake_is_said_in_one_sentence(name: str, project: Project, axioms: Axioms) -> None:
    turtle, sentence = (BROKEN | MALFORMED)[name]
    clashes = find_clashes(with_facts(project, as_turtle(SORTS) + turtle), axioms)
    assert [clash.sentence for clash in clashes] == [sentence]


@pytest.mark.parametrize("name", BROKEN)
def test_the_facts_behind_a_mistake_are_stated_ones(name: str, project: Project, axioms: Axioms) -> None:
    (clash,) = find_clashes(with_facts(project, as_turtle(SORTS) + BROKEN[name][0]), axioms)
    leaves = [leaf for proof in clash.facts for leaf in proof.leaves()]
    assert leaves
    assert all(leaf.graph == "https://w3id.org/scgraph/graph/small" for leaf in leaves)


@pytest.mark.parametrize("name", BROKEN)
def test_hermit_finds_the_same_graph_inconsistent(
    name: str, project: Project, axioms: Axioms, judge: Judge
) -> None:
    engine = with_facts(project, as_turtle(SORTS) + BROKEN[name][0])
    assert not judge.entailments(owl_triples(engine, axioms)).consistent


def test_the_facts_that_are_broken_in_these_tests_are_consistent(
    project: Project, axioms: Axioms, judge: Judge
) -> None:
    engine = with_facts(project, as_turtle(SORTS))
    assert find_clashes(engine, axioms) == []
    assert judge.entailments(owl_triples(engine, axioms)).consistent


def test_the_real_graph_has_no_contradiction(graph: KnowledgeGraph, axioms: Axioms) -> None:
    assert [clash.sentence for clash in find_clashes(graph.engine, axioms)] == []
