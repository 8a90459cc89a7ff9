"""Assessments as Turtle."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from scgraph.careers.assessments import FORMULA, to_turtle
from scgraph.careers.equivalence import equivalents
from scgraph.domain.likeness import Equivalents
from scgraph.namespaces import ONTOLOGY, PREFIXES
from scgraph.questions.door import KnowledgeGraph
from scgraph.turtle.layout import canonical

WHEN = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def found(graph: KnowledgeGraph) -> Equivalents:
    return equivalents(graph, graph.find("Social Worker, Band A", "scg:Level").iri, explained=0)


@pytest.fixture(scope="module")
def written(graph: KnowledgeGraph, found: Equivalents) -> str:
    return to_turtle(graph, found, WHEN)


@pytest.fixture(scope="module")
def store(written: str) -> Store:
    store = Store()
    store.load(written.encode(), format=RdfFormat.TURTLE)
    return store


def column(store: Store, sparql: str) -> set[str]:
    return {row[0].value for row in store.query(PROLOGUE + sparql)}  # type: ignore[union-attr]


def test_it_is_canonical_and_the_same_each_time(
    graph: KnowledgeGraph, found: Equivalents, written: str
) -> None:
    assert canonical(written) == written
    assert to_turtle(graph, found, WHEN) == written


def test_there_is_one_claim_for_each_level_that_is_at_all_alike(found: Equivalents, store: Store) -> None:
    claimed = column(store, "SELECT ?other { ?claim a scg:EquivalenceAssessment ; scg:comparedWith ?other }")
    assert claimed == {each.level.iri for each in found.ranked if each.word != "unlike"}
    assert 0 < len(claimed) < len(found.ranked)
    assert column(store, "SELECT ?level { ?claim scg:assesses ?level }") == {found.level.iri}


def test_a_claim_gives_its_shares(found: Equivalents, store: Store) -> None:
    first = found.ranked[0]
    for name, share in (
        ("likeness", first.likeness),
        ("coverage", first.coverage_here),
        ("coveredBy", first.coverage_there),
    ):
        query = f"SELECT ?share {{ ?claim scg:comparedWith <{first.level.iri}> ; scg:{name} ?share }}"
        assert {float(value) for value in column(store, query)} == {float(share)}


def test_a_claim_gives_its_verdict_and_the_reasons_in_words(found: Equivalents, store: Store) -> None:
    first = found.ranked[0]
    assert first.iri
    of_first = f"?claim scg:comparedWith <{first.level.iri}>"
    assert column(store, f"SELECT ?verdict {{ {of_first} ; scg:verdict ?verdict }}") == {first.iri}
    (words,) = column(store, f"SELECT ?words {{ {of_first} ; skos:definition ?words }}")
    assert words.endswith(f"{first.told}, but {', '.join(first.reasons)}.")


def test_no_claim_of_equivalence_is_made_of_what_is_barred_from_it(graph: KnowledgeGraph) -> None:
    name = "Deaf Services Assessment & Support Worker, Level B"
    deaf = equivalents(graph, graph.find(name, "scg:Level").iri, explained=0)
    assert deaf.ranked[0].verdict.startswith("near this level, but specialism")
    assert all(each.reasons for each in deaf.ranked)
    store = Store()
    store.load(to_turtle(graph, deaf, WHEN).encode(), format=RdfFormat.TURTLE)
    verdicts = column(store, "SELECT ?verdict { ?claim scg:verdict ?verdict }")
    assert PREFIXES["scg"] + "Near" in verdicts
    assert verdicts.isdisjoint({PREFIXES["scg"] + "Equivalent", PREFIXES["scg"] + "Close"})


def test_provenance_says_by_what_from_what_and_when(graph: KnowledgeGraph, store: Store) -> None:
    used = column(store, "SELECT ?used { ?made a prov:Activity ; prov:used ?used }")
    councils = ("bexley", "county", "derbyshire", "kent-medway", "richmond-wandsworth")
    version = graph.engine.select(f"SELECT ?v {{ <{ONTOLOGY}> <{PREFIXES['owl']}versionIRI> ?v }}").rows[0][0]
    assert isinstance(version, NamedNode)
    assert used == {PREFIXES["graph"] + name for name in councils} | {version.value}
    plan = column(
        store, "SELECT ?text { ?made prov:qualifiedAssociation/prov:hadPlan/dcterms:identifier ?text }"
    )
    digest = hashlib.sha256(graph.queries[FORMULA].sparql.encode()).hexdigest()
    assert plan == {f"queries/{FORMULA}.rq sha256:{digest}"}
    claims = "?claim prov:wasGeneratedBy ?made ; prov:generatedAtTime ?at . ?made prov:endedAtTime ?at"
    (moment,) = column(store, f"SELECT ?at {{ {claims} }}")
    assert datetime.fromisoformat(moment) == WHEN


def test_every_term_of_ours_is_in_the_ontology(graph: KnowledgeGraph, store: Store) -> None:
    for term in column(store, "SELECT ?p { ?s ?p ?o }") | column(store, "SELECT ?c { ?s a ?c }"):
        if term.startswith(PREFIXES["scg"]):
            assert graph.engine.ask(f"ASK {{ <{term}> <{PREFIXES['rdfs']}isDefinedBy> <{ONTOLOGY}> }}"), term
