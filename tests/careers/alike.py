"""Graphs of a few levels made by hand, with no more stated than likeness rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.namespaces import PREFIXES, PROFILE_GRAPH, RDF_TYPE, SUMMARY_GRAPH
from scgraph.project import Project, graph_iri
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.materialise import run_rules

Steps = Mapping[str, int]
GRAPH = NamedNode(PREFIXES["graph"] + "made")


def iri(name: str) -> str:
    """The IRI of a council, a level, a competency or a body."""
    return PREFIXES["id"] + name.replace(" ", "-")


def make_graph(
    project: Project,
    councils: Mapping[str, Sequence[str]],
    profiles: Mapping[str, Steps],
    registers: Mapping[str, str] | None = None,
    conditional: Sequence[str] = (),
    functions: Mapping[str, str] | None = None,
) -> KnowledgeGraph:
    """A graph of councils with one ladder each.

    :param councils: the levels of each council, from the lowest up.
    :param profiles: per level the step that it asks on each competency.
    :param registers: per level the body with which it asks registration.
    :param conditional: the levels that ask registration where the post needs it.
    :param functions: per level how its holder acts as AMHP: 'Essential' or 'Conditional'.
    """
    engine = EmbeddedEngine()
    engine.add(
        [
            *_ontology(project),
            *(quad for council, levels in councils.items() for quad in _ladder(council, levels)),
            *(quad for level, steps in profiles.items() for quad in _profile(level, steps)),
            *(quad for level, body in (registers or {}).items() for quad in _registration(level, body)),
            *(quad for level in conditional for quad in _registration(level, None)),
            *(quad for level, terms in (functions or {}).items() for quad in _function(level, terms)),
        ]
    )
    run_rules(engine, project.profile_files, PROFILE_GRAPH)
    run_rules(engine, project.summary_files, SUMMARY_GRAPH)
    return KnowledgeGraph(project, engine)


@lru_cache
def _ontology(project: Project) -> tuple[Quad, ...]:
    """The ontology with its scales, settings and verdicts; topics are made."""
    files = (path for path in project.ontology_files if path.stem != "competencies")
    return tuple(quad for path in files for quad in read_quads(path, graph_iri(path)))


def _ladder(council: str, levels: Sequence[str]) -> Iterator[Quad]:
    ladder = iri(f"ladder of {council}")
    yield _quad(iri(council), RDF_TYPE, PREFIXES["org"] + "Organization")
    yield _quad(iri(council), "scg:offers", ladder)
    yield _value(iri(council), "skos:prefLabel", council)
    yield _value(ladder, "skos:prefLabel", f"ladder of {council}")
    for rank, level in enumerate(levels, 1):
        yield _quad(ladder, "scg:hasLevel", iri(level))
        yield _quad(iri(level), RDF_TYPE, PREFIXES["scg"] + "Level")
        yield _value(iri(level), "scg:rank", rank)
        yield _value(iri(level), "skos:prefLabel", level)


def _profile(level: str, steps: Steps) -> Iterator[Quad]:
    for topic, step in steps.items():
        entry = f"{iri(level)}/profile/{topic}"
        yield _quad(entry, "scg:profileOf", iri(level))
        yield _quad(entry, "scg:onCompetency", iri(topic))
        yield _value(entry, "scg:atRank", step)
        yield _quad(iri(topic), RDF_TYPE, PREFIXES["scg"] + "Competency")
        yield _value(iri(topic), "skos:prefLabel", topic)


def _registration(level: str, body: str | None) -> Iterator[Quad]:
    requirement = f"{iri(level)}/registration"
    yield _quad(iri(level), "scg:carries", requirement)
    yield _quad(requirement, RDF_TYPE, PREFIXES["scg"] + "RegistrationRequirement")
    if body:
        yield _quad(requirement, "scg:registrationWith", iri(body))
        yield _value(iri(body), "skos:prefLabel", body)


def _function(level: str, terms: str) -> Iterator[Quad]:
    permit = f"{iri(level)}/permit"
    yield _quad(iri(level), "scg:carries", permit)
    yield _quad(permit, RDF_TYPE, PREFIXES["scg"] + "Duty")
    yield _quad(permit, "scg:permitsActingAs", PREFIXES["srole"] + "amhp")
    yield _quad(permit, "scg:modality", PREFIXES["scg"] + terms)


def _predicate(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else name)


def _quad(subject: str, predicate: str, thing: str) -> Quad:
    return Quad(NamedNode(subject), _predicate(predicate), NamedNode(thing), GRAPH)


def _value(subject: str, predicate: str, value: str | int) -> Quad:
    literal = Literal(value) if isinstance(value, int) else Literal(value, language="en")
    return Quad(NamedNode(subject), _predicate(predicate), literal, GRAPH)
