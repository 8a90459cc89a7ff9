"""What a SPARQL constraint declares with ``shape:setBased`` is true: asked once for all nodes it finds what
pySHACL finds that asks it node by node, in rdflib's own store, with each node in the place of ``$this``.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.project import Project
from scgraph.rules.materialise import materialise
from scgraph.validation.referee import referee
from scgraph.validation.run import check
from scgraph.validation.shapes import SET_BASED, TARGETS, Node, ShapesGraph, sh
from tests.validation.conftest import Example
from tests.validation.test_rules import BROKEN
from tests.validation.test_translation import shapes_of

SAMPLE = 3
T = "http://example.org/t#"


def node_by_node(shapes: ShapesGraph, targets: dict[Node, Iterable[Node]]) -> ShapesGraph:
    """The shapes with nothing declared, some of them for just the nodes given."""
    triples = [
        triple
        for triple in shapes.triples
        if triple.predicate != SET_BASED and not (triple.subject in targets and triple.predicate in TARGETS)
    ]
    chosen = [ox.Triple(shape, sh("targetNode"), node) for shape, nodes in targets.items() for node in nodes]
    return ShapesGraph([*triples, *chosen])


def differences(engine: EmbeddedEngine, shapes: ShapesGraph, chosen: Iterable[Node], seed: int = 0) -> object:
    """What translator and pySHACL find differently at the nodes that break a shape, and a few others."""
    chosen = set(chosen)
    translated = check(engine, shapes, [shape.node for shape in shapes.targeted if shape.node not in chosen])
    assert translated.referred == {}
    targets: dict[Node, set[Node]] = {}
    for shape in chosen:
        broken = {result.focus for result in translated.results if result.shape == shape}
        every = sorted(nodes_of(engine, shapes, shape), key=str)
        targets[shape] = broken | set(random.Random(seed).sample(every, min(SAMPLE, len(every))))
    judged = referee(engine, node_by_node(shapes, targets), chosen)
    ours, theirs = Counter(each.key for each in translated.results), Counter(each.key for each in judged)
    return (ours - theirs) + (theirs - ours)


def nodes_of(engine: EmbeddedEngine, shapes: ShapesGraph, shape: Node) -> set[Node]:
    """The nodes that a shape is for."""
    patterns = {
        "targetClass": "?node a {0}",
        "targetSubjectsOf": "?node {0} ?o",
        "targetNode": "VALUES ?node {{ {0} }}",
    }
    rows = [
        row
        for name, pattern in patterns.items()
        for value in shapes.objects(shape, sh(name))
        for row in engine.select(f"SELECT DISTINCT ?node {{ {pattern.format(value)} }}").rows
    ]
    return {row[0] for row in rows}  # type: ignore[misc]


def declared(shapes: ShapesGraph) -> dict[str, Node]:
    """The rules with a query that is declared to be set-based."""
    return {
        shapes.rules[shape].name: shape
        for shape, constraint in shapes.pairs(sh("sparql"))
        if shapes.is_set_based(constraint)  # type: ignore[arg-type]
    }


def test_every_query_of_ours_is_declared(shapes: ShapesGraph) -> None:
    assert len(declared(shapes)) == len(shapes.pairs(sh("sparql"))) > 25


@pytest.mark.parametrize("seed", range(4))
def test_a_quarter_of_the_broken_examples(seed: int, example: Example, shapes: ShapesGraph) -> None:
    for name, shape in sorted(declared(shapes).items())[seed::4]:
        engine = example(BROKEN[name].read_text())
        assert not differences(engine, shapes, [shape], seed), name


@pytest.mark.parametrize("seed", range(1))
def test_examples_with_values_moved(
    seed: int, example: Example, shapes: ShapesGraph, project: Project
) -> None:
    engine, rng = example(), random.Random(seed)
    alike: dict[ox.NamedNode, list[ox.Quad]] = defaultdict(list)
    for quad in sorted(engine.store, key=str):
        if quad.graph_name.value.endswith("council"):
            alike[quad.predicate].append(quad)
    for quads in alike.values():
        to, source = rng.choices(quads, k=2)
        engine.store.remove(to)
        engine.store.add(ox.Quad(to.subject, to.predicate, source.object, to.graph_name))
        if rng.random() < 0.5:
            engine.store.add(to)
    materialise(engine, project)
    assert check(engine, shapes).results
    assert not differences(engine, shapes, declared(shapes).values(), seed)


TRUE = [
    "SELECT $this ?x { $this t:p ?x OPTIONAL { $this t:q ?y FILTER(?y = ?x) } FILTER(!BOUND(?y)) }",
    "SELECT $this (COUNT(?x) AS ?n) { $this t:p ?x } GROUP BY $this HAVING(COUNT(?x) > 1)",
    "SELECT $this { { SELECT $this (COUNT(?x) AS ?n) { $this t:p ?x } GROUP BY $this } FILTER(?n > 1) }",
]
FALSE = [
    "SELECT $this ?x { $this t:p ?x } ORDER BY ?x LIMIT 1",
    "SELECT $this { { FILTER(BOUND($this)) } $this t:p ?x }",
    "SELECT $this ?x { OPTIONAL { $this t:q ?x } ?y t:p $this }",
    "SELECT $this { BIND(STR($this) AS ?text) $this t:p ?x FILTER(?text != '') }",
    "SELECT $this { ?y t:q ?x { FILTER EXISTS { ?x t:p $this } } $this t:p ?x }",
    "SELECT $this { $this t:p ?x FILTER(?n > 1) { SELECT (COUNT(?y) AS ?n) { ?y t:q ?x } } }",
]


def random_graphs() -> Iterable[EmbeddedEngine]:
    """Small graphs on four nodes and two properties."""
    rng, nodes = random.Random(13), [ox.NamedNode(T + name) for name in "abcd"]
    for _ in range(25):
        store = ox.Store()
        for _ in range(rng.randint(2, 12)):
            predicate = ox.NamedNode(T + rng.choice("pq"))
            store.add(ox.Quad(rng.choice(nodes), predicate, rng.choice([*nodes, ox.Literal(1)])))
        yield EmbeddedEngine(store)


@pytest.mark.parametrize("query", [*TRUE, *FALSE])
def test_a_false_declaration_is_found(query: str) -> None:
    shapes = shapes_of(
        "t:shape a sh:NodeShape ; sh:targetSubjectsOf t:p ; "
        f'sh:sparql [ sh:prefixes t:prefixes ; shape:setBased true ; sh:select "{query}" ] .'
    )
    found = any(differences(engine, shapes, [ox.NamedNode(T + "shape")]) for engine in random_graphs())
    assert found is (query in FALSE)
