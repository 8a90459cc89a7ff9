"""The profiles of OWL 2 by OWLAPI: the graph is DL, and what rules derive from is RL but for one axiom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from scgraph.namespaces import DERIVED_GRAPHS, PREFIXES
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.axioms import Axioms, Or
from tests.rules.judge import Judge

SCG, OWL = PREFIXES["scg"], PREFIXES["owl"]


def test_the_whole_graph_is_owl_2_dl_by_owlapi(graph: KnowledgeGraph, judge: Judge) -> None:
    derived = ", ".join(f"<{name}>" for name in DERIVED_GRAPHS)
    stated = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g NOT IN ({derived})) }}"
    assert judge.violations(graph.engine.construct(stated), "DL") == []


def test_the_axioms_that_rules_implement_are_owl_2_rl_by_owlapi_but_for_one(
    graph: KnowledgeGraph,
    axioms: Axioms,
    judge: Judge,
) -> None:
    violations = judge.violations(kernel(graph, axioms), "RL")
    (only,) = {re.sub(r" \[.*", "", text) for _, text in violations}
    assert only == (
        "Use of non-superclass expression in position that requires a superclass expression: "
        f"ObjectHasSelf(<{SCG}itself>)"
    ), "scg:itself is the one exception, and the ontology says so"


def kernel(graph: KnowledgeGraph, axioms: Axioms) -> Iterator[Triple]:
    """The axioms in the direction in which rules run: a definition as 'what is so, is one of these'.

    Left out is what only checks: unions as domains and ranges, and the enumeration of modalities.
    """
    modality = NamedNode(SCG + "Modality")
    only_checked = {
        (predicate, PREFIXES["rdfs"] + which)
        for table, which in ((axioms.domains, "domain"), (axioms.ranges, "range"))
        for predicate, classes in table.items()
        if any(isinstance(part, Or) for part in classes)
    }
    ontology = graph.engine.construct(
        f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{PREFIXES['graph']}scgraph> {{ ?s ?p ?o }} }}"
    )
    for triple in ontology:
        s, p, o = triple.subject, triple.predicate.value, triple.object
        if (getattr(s, "value", ""), p) in only_checked or p.startswith(
            (PREFIXES["dcterms"], PREFIXES["vann"])
        ):
            continue
        if p == OWL + "equivalentClass":
            if s != modality:
                yield Triple(o, NamedNode(PREFIXES["rdfs"] + "subClassOf"), s)
        else:
            yield triple


def test_owlapi_does_find_what_is_not_owl_2_dl(judge: Judge) -> None:
    above, kind = NamedNode(SCG + "above"), NamedNode(PREFIXES["rdf"] + "type")
    traits = ("ObjectProperty", "TransitiveProperty", "FunctionalProperty")
    violations = judge.violations([Triple(above, kind, NamedNode(OWL + trait)) for trait in traits], "DL")
    assert any("above" in text for _, text in violations), "a transitive property may not be functional"
