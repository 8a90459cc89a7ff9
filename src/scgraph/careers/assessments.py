"""Likeness as RDF: one ``scg:EquivalenceAssessment`` per pair, with its provenance in PROV.

An assessment is a claim that somebody may disagree with, so it is a node of its own: which levels, how
strong, by which formula, of which version of the data, when. It is an export and not part of the graph that
it is made from.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from scgraph import __version__
from scgraph.domain.likeness import Equivalents, Likeness
from scgraph.namespaces import BASE, ONTOLOGY, PREFIXES, RDF_TYPE, contract
from scgraph.turtle.layout import canonical

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

# The formula is a saved question; this is its name.
FORMULA = "equivalent-levels"
_ASSESSMENTS = BASE + "assessment/"
_UNLIKE = PREFIXES["scg"] + "Unlike"
# The graphs that hold roles, and the version of the ontology, as the graph that was asked has them.
_USED = f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX scg: <{PREFIXES["scg"]}>
SELECT DISTINCT ?used ?number {{
  {{ GRAPH ?used {{ ?organisation scg:offers ?ladder }} }}
  UNION {{ <{ONTOLOGY}> owl:versionIRI ?used ; owl:versionInfo ?number }}
}} ORDER BY ?used"""
_NAMED = ("dcterms", "graph", "owl", "prov", "rdfs", "scg", "skos", "xsd")
_PREFIXES = {name: PREFIXES[name] for name in _NAMED}


def to_turtle(graph: KnowledgeGraph, found: Equivalents, when: datetime | None = None) -> str:
    """The assessments of a level as canonical Turtle. What is too little alike for a claim is left out.

    :param when: when the assessment was made; now, where it is not given.
    """
    moment = (when or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    triples = list(_triples(graph, found, moment))
    written: bytes = serialize(triples, format=RdfFormat.TURTLE, prefixes=_PREFIXES) or b""
    return canonical(written.decode("utf-8"))


def _triples(graph: KnowledgeGraph, found: Equivalents, moment: datetime) -> Iterator[Triple]:
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    activity = NamedNode(f"{_ASSESSMENTS}{_slug(found.level.iri)}/{stamp}")
    formula = NamedNode(f"{BASE}query/{FORMULA}")
    agent = NamedNode(f"{BASE}software/{__version__}")
    association = NamedNode(f"{activity.value}/association")
    yield from _activity(graph, activity, moment)
    yield _is(activity, "prov:wasAssociatedWith", agent)
    yield _is(activity, "prov:qualifiedAssociation", association)
    yield _is(association, RDF_TYPE, _term("prov:Association"))
    yield _is(association, "prov:agent", agent)
    yield _is(association, "prov:hadPlan", formula)
    yield _is(agent, RDF_TYPE, _term("prov:SoftwareAgent"))
    yield _says(agent, "rdfs:label", f"scgraph {__version__}")
    saved = graph.queries[FORMULA]
    yield _is(formula, RDF_TYPE, _term("prov:Plan"))
    yield _says(formula, "rdfs:label", saved.summary)
    digest = hashlib.sha256(saved.sparql.encode()).hexdigest()
    yield _says(formula, "dcterms:identifier", f"queries/{saved.path.name} sha256:{digest}")
    for likeness in found.ranked:
        if likeness.iri != _UNLIKE:
            yield from _assessment(found, likeness, activity, moment)


def _activity(graph: KnowledgeGraph, activity: NamedNode, moment: datetime) -> Iterator[Triple]:
    """What was done, when, and from which named graphs under which version of the ontology."""
    yield _is(activity, RDF_TYPE, _term("prov:Activity"))
    yield Triple(activity, _term("prov:endedAtTime"), _moment(moment))
    for used, number in graph.engine.select(_USED).rows:
        if isinstance(used, NamedNode):
            yield _is(activity, "prov:used", used)
            yield _is(used, RDF_TYPE, _term("prov:Entity"))
            if number is not None:
                yield Triple(used, _term("owl:versionInfo"), Literal(number.value))


def _assessment(
    found: Equivalents, likeness: Likeness, activity: NamedNode, moment: datetime
) -> Iterator[Triple]:
    node = NamedNode(f"{activity.value}/{_slug(likeness.level.iri)}")
    yield _is(node, RDF_TYPE, _term("scg:EquivalenceAssessment"))
    yield _is(node, RDF_TYPE, _term("prov:Entity"))
    yield _says(node, "skos:prefLabel", f"{found.level.name} and {likeness.level.name}")
    yield _is(node, "scg:assesses", NamedNode(found.level.iri))
    yield _is(node, "scg:comparedWith", NamedNode(likeness.level.iri))
    if likeness.iri:
        yield _is(node, "scg:verdict", NamedNode(likeness.iri))
    sentence = f"{likeness.level.name} beside {found.level.name}: {likeness.verdict}."
    yield _says(node, "skos:definition", sentence)
    shares = (
        ("likeness", likeness.likeness),
        ("coverage", likeness.coverage_here),
        ("coveredBy", likeness.coverage_there),
    )
    for name, share in shares:
        yield Triple(node, _term(f"scg:{name}"), Literal(str(share), datatype=_term("xsd:decimal")))
    yield _is(node, "prov:wasGeneratedBy", activity)
    yield Triple(node, _term("prov:generatedAtTime"), _moment(moment))


def _slug(iri: str) -> str:
    return contract(iri).replace(":", "_").rpartition("/")[2]


def _term(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def _is(subject: NamedNode, predicate: str, thing: NamedNode) -> Triple:
    return Triple(subject, NamedNode(predicate) if "//" in predicate else _term(predicate), thing)


def _says(subject: NamedNode, predicate: str, text: str) -> Triple:
    if predicate == "dcterms:identifier":
        return Triple(subject, _term(predicate), Literal(text))
    return Triple(subject, _term(predicate), Literal(text, language="en"))


def _moment(moment: datetime) -> Literal:
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_term("xsd:dateTime"))
