"""Translator and pySHACL find the same in random graphs: focus, path, value, component, severity, shape."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from scgraph.rules.materialise import materialise
from scgraph.validation.run import Outcome, check
from scgraph.validation.shapes import ShapesGraph, read_shapes
from tests.validation.conftest import FIXTURES, Example

T, XSD = "http://example.org/t#", PREFIXES["xsd"]
TYPE, SUBCLASS = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
NODES = [ox.NamedNode(T + name) for name in "abcd"]
CLASSES = [ox.NamedNode(T + name) for name in "ABC"]
PROPERTIES = [ox.NamedNode(T + name) for name in "pq"]
CONSTRUCTS = read_shapes([FIXTURES / "constructs.ttl"])

texts = st.sampled_from(["", "a", "ab", "ab c", "abcde", "b\n", " b", "b\u00a0c", "É", "٣"])
literals = st.one_of(
    texts.map(ox.Literal),
    st.tuples(texts, st.sampled_from(["en", "en-GB", "de", "fr"])).map(
        lambda x: ox.Literal(x[0], language=x[1])
    ),
    st.integers(-1, 4).map(ox.Literal),
    st.sampled_from(["1.0", "3.5", "0.25"]).map(
        lambda x: ox.Literal(x, datatype=ox.NamedNode(XSD + "decimal"))
    ),
    st.booleans().map(ox.Literal),
    st.sampled_from(["2015-04-01", "2015-02-30", "soon"]).map(
        lambda x: ox.Literal(x, datatype=ox.NamedNode(XSD + "date"))
    ),
    # Not " 2", which rdflib takes for the term 2, so that pySHACL sees one value where there are two.
    st.sampled_from(["1", "one"]).map(lambda x: ox.Literal(x, datatype=ox.NamedNode(XSD + "integer"))),
)
subjects = st.one_of(st.sampled_from(NODES), st.just(ox.BlankNode("x")))
triples = st.one_of(
    st.builds(ox.Triple, subjects, st.sampled_from(PROPERTIES), st.one_of(subjects, literals)),
    st.builds(ox.Triple, subjects, st.just(TYPE), st.sampled_from(CLASSES)),
    st.builds(ox.Triple, st.sampled_from(CLASSES), st.just(SUBCLASS), st.sampled_from(CLASSES)),
)


def engine_of(found: Iterable[ox.Triple]) -> EmbeddedEngine:
    """An engine over some triples, spread over two named graphs as a project's are."""
    store = ox.Store()
    for position, triple in enumerate(found):
        graph = ox.NamedNode(f"{T}graph{position % 2}")
        store.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
    return EmbeddedEngine(store)


def canonical(term: object) -> object:
    """A term as rdflib writes it, which has one form of a number."""
    if not isinstance(term, ox.Literal) or term.language:
        return term
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value)).n3()


def told(outcome: Outcome, shapes: ShapesGraph) -> Counter[str]:
    """The results as processors have to agree on them."""
    keys = ((shapes.rule_of(result.shape).name, *map(canonical, result.key)) for result in outcome.results)
    return Counter(map(str, keys))


def test_the_translator_covers_every_construct() -> None:
    engine = engine_of([ox.Triple(NODES[0], PROPERTIES[0], NODES[1])])
    assert check(engine, CONSTRUCTS).referred == {}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(triples, min_size=1, max_size=14, unique=True))
def test_random_graphs(found: list[ox.Triple]) -> None:
    engine = engine_of(found)
    translated, judged = check(engine, CONSTRUCTS), check(engine, CONSTRUCTS, referee_only=True)
    assert told(translated, CONSTRUCTS) == told(judged, CONSTRUCTS)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_mutated_graphs(example: Example, shapes: ShapesGraph, project: Project, data: st.DataObject) -> None:
    """The rules of this project on the example council, with triples taken out and others put in."""
    engine = example()
    stated = sorted(
        (quad for quad in engine.store if quad.graph_name.value.endswith(("council", "vocabularies"))),
        key=str,
    )
    nodes = sorted({quad.subject for quad in stated}, key=str)
    properties = sorted({quad.predicate for quad in stated}, key=str)
    for quad in data.draw(st.lists(st.sampled_from(stated), max_size=5, unique=True)):
        engine.store.remove(quad)
    for subject, predicate, value in data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(nodes),
                st.sampled_from(properties),
                st.one_of(st.sampled_from(nodes), literals),
            ),
            max_size=5,
        )
    ):
        engine.store.add(ox.Quad(subject, predicate, value, stated[0].graph_name))
    materialise(engine, project)
    translated, judged = check(engine, shapes), check(engine, shapes, referee_only=True)
    assert told(translated, shapes) == told(judged, shapes)
