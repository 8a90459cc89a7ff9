"""Graphs of a few levels made by hand: councils with one ladder each, and what is stated of their levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.project import Project, graph_iri
from scgraph.questions.door import KnowledgeGraph
from scgraph.rules.materialise import materialise

# Per competency the step that is asked, or None where the source states none.
Steps = Mapping[str, int | None]
STEPS = ("", "Awareness", "Understanding", "Working", "Comprehensive", "Leading")
GRAPH = NamedNode(PREFIXES["graph"] + "made")
_PROLOGUE = "".join(f"PREFIX {name}: <{namespace}>\n" for name, namespace in PREFIXES.items())


def iri(name: str) -> str:
    """The IRI of a council, a level, a competency or a body."""
    return PREFIXES["id"] + name.replace(" ", "-")


def asks(topic: str, step: int | None) -> str:
    """What a statement says in Turtle of a topic that it asks, at a step or at none that it states."""
    return f"scg:concerns{f'At{STEPS[step]}' if step else ''} <{iri(topic)}>"


def make_graph(
    project: Project,
    councils: Mapping[str, Sequence[str]],
    profiles: Mapping[str, Steps] | None = None,
    registers: Mapping[str, str] | None = None,
    conditional: Sequence[str] = (),
    functions: Mapping[str, str] | None = None,
    said: str = "",
) -> KnowledgeGraph:
    """A graph of councils with one ladder each, and all that follows from what is stated there.

    :param councils: the levels of each council, from the lowest up.
    :param profiles: per level the step that it asks on each competency, by a duty for each.
    :param registers: per level the body with which it asks registration.
    :param conditional: the levels that ask registration where the post needs it.
    :param functions: per level how its holder acts as AMHP: 'Essential' or 'Conditional'.
    :param said: further statements in Turtle; their labels, places and documents are added.
    """
    engine = EmbeddedEngine()
    stated = [
        *(quad for level, steps in (profiles or {}).items() for quad in _profile(level, steps)),
        *(quad for level, body in (registers or {}).items() for quad in _registration(level, body)),
        *(quad for level in conditional for quad in _registration(level, None)),
        *(quad for level, terms in (functions or {}).items() for quad in _function(level, terms)),
        *(_of_triple(triple) for triple in parse(_PROLOGUE + said, format=RdfFormat.TURTLE)),
    ]
    ladders = (quad for council, levels in councils.items() for quad in _ladder(council, levels))
    engine.add([*_ontology(project), *ladders, *stated, *_around(stated)])
    materialise(engine, project)
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
    yield _quad(ladder, RDF_TYPE, PREFIXES["scg"] + "Role")
    yield _value(ladder, "skos:prefLabel", f"ladder of {council}")
    for rank, level in enumerate(levels, 1):
        yield _quad(ladder, "scg:hasLevel", iri(level))
        yield _quad(iri(level), RDF_TYPE, PREFIXES["scg"] + "Level")
        yield _value(iri(level), "scg:rank", rank)
        yield _value(iri(level), "skos:prefLabel", level)
        if rank > 1:
            yield _quad(iri(level), "scg:follows", iri(levels[rank - 2]))


def _profile(level: str, steps: Steps) -> Iterator[Quad]:
    for topic, step in steps.items():
        duty = f"{iri(level)}/duty/{topic}"
        yield _quad(duty, RDF_TYPE, PREFIXES["scg"] + "Duty")
        yield _quad(duty, "scg:statedBy", iri(level))
        yield _quad(duty, asks(topic, step).partition(" ")[0], iri(topic))


def _registration(level: str, body: str | None) -> Iterator[Quad]:
    requirement = f"{iri(level)}/registration"
    yield _quad(requirement, "scg:statedBy", iri(level))
    yield _quad(requirement, RDF_TYPE, PREFIXES["scg"] + "RegistrationRequirement")
    if body:
        yield _quad(requirement, "scg:registrationWith", iri(body))
        yield _quad(iri(body), RDF_TYPE, PREFIXES["scg"] + "RegulatoryBody")
        yield _value(iri(body), "skos:prefLabel", body)
    else:
        yield _quad(requirement, "scg:modality", PREFIXES["scg"] + "Conditional")


def _function(level: str, terms: str) -> Iterator[Quad]:
    permit = f"{iri(level)}/permit"
    yield _quad(permit, "scg:statedBy", iri(level))
    yield _quad(permit, RDF_TYPE, PREFIXES["scg"] + "Duty")
    yield _quad(permit, "scg:permitsActingAs", PREFIXES["srole"] + "amhp")
    yield _quad(permit, "scg:modality", PREFIXES["scg"] + terms)


def _around(stated: Sequence[Quad]) -> Iterator[Quad]:
    """What each statement, option and topic has beside what it says: its words, its place, its document."""
    named = {quad.subject for quad in stated if quad.predicate == _predicate("skos:prefLabel")}
    source = PREFIXES["source"] + "made"
    yield _value(source, "skos:prefLabel", "A document")
    seen = set()
    for quad in stated:
        found = quad.predicate.value.removeprefix(PREFIXES["scg"])
        node = quad.subject if found == "statedBy" else quad.object
        if not isinstance(node, NamedNode) or node in seen:
            continue
        if found == "statedBy":
            yield _value(node.value, "scg:locator", f"Made / {_last(node)} / 1")
            yield _quad(node.value, "dcterms:source", source)
        elif found.startswith("concerns"):
            yield _quad(node.value, RDF_TYPE, PREFIXES["scg"] + "Competency")
        elif found != "oneOf":
            continue
        seen.add(node)
        if node not in named:
            yield _value(node.value, "skos:prefLabel", _last(node))


def _last(node: NamedNode) -> str:
    return node.value.removeprefix(PREFIXES["id"]).rpartition("competency/")[2]


def _predicate(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else name)


def _of_triple(triple: Quad) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, GRAPH)


def _quad(subject: str, predicate: str, thing: str) -> Quad:
    return Quad(NamedNode(subject), _predicate(predicate), NamedNode(thing), GRAPH)


def _value(subject: str, predicate: str, value: str | int) -> Quad:
    literal = Literal(value) if isinstance(value, int) else Literal(value, language="en")
    return Quad(NamedNode(subject), _predicate(predicate), literal, GRAPH)
