"""The nodes that a shape is for, as a SPARQL pattern, and the classes that these are told by."""

from __future__ import annotations

from pyoxigraph import BlankNode

from scgraph.engine.protocol import Reader, Term
from scgraph.validation.shapes import RDF_TYPE, SUBCLASS_OF, Shape, ShapesGraph, sh
from scgraph.validation.translation.terms import NotCovered, constant, either, same


class Classes:
    """The classes of the data graph, and which of them have instances of their own."""

    def __init__(self, engine: Reader) -> None:
        self._engine = engine
        self._known: dict[Term, list[Term]] = {}

    def _closure(self, kind: Term) -> list[Term]:
        """The classes of which some node may be an instance so that it is one of this class; the class first.

        A class below whose instances are all stated to be instances of the upper one too (as they are once
        consequences are drawn) is left out: the upper class finds them.
        """
        if kind not in self._known:
            wide = constant(kind)
            below = f"SELECT DISTINCT ?low {{ ?low {SUBCLASS_OF}+ {wide} FILTER(?low != {wide}) }}"
            adds = f"EXISTS {{ ?node {RDF_TYPE} ?low FILTER NOT EXISTS {{ ?node {RDF_TYPE} {wide} }} }}"
            rows = self._engine.select(f"SELECT ?low {{ {{ {below} }} FILTER({adds}) }}").rows
            self._known[kind] = [kind, *(row[0] for row in rows if row[0] is not None)]
        if any(isinstance(each, BlankNode) for each in self._known[kind]):
            raise NotCovered("instances of an anonymous class")
        return self._known[kind]

    def instances(self, kind: Term) -> str:
        """The pattern that binds ``?this`` to the instances of a class."""
        first, *others = map(str, self._closure(kind))
        if not others:
            return f"?this {RDF_TYPE} {first} ."
        kinds = " ".join((first, *others))
        return f"{{ SELECT DISTINCT ?this {{ VALUES ?kind {{ {kinds} }} ?this {RDF_TYPE} ?kind }} }}"

    def is_instance(self, kind: Term) -> str:
        """The test that ``?this`` is bound to an instance of a class."""
        return " || ".join(f"EXISTS {{ ?this {RDF_TYPE} {each} }}" for each in self._closure(kind))

    def is_not_instance(self, variable: str, kind: Term) -> str:
        """The test that a variable is bound to something that is not an instance of a class."""
        absent = [f"NOT EXISTS {{ ?{variable} {RDF_TYPE} {each} }}" for each in self._closure(kind)]
        return f"({' && '.join(absent)})"


def target_pattern(shapes: ShapesGraph, shape: Shape, classes: Classes) -> str:
    """The pattern that binds ``?this`` to the nodes that a shape targets.

    :raises NotCovered: for blank nodes as targets and for targets beyond SHACL Core.
    """
    node = shape.node
    groups = [classes.instances(kind) for kind in _kinds(shapes, shape)]
    if named := shapes.objects(node, sh("targetNode")):
        groups.append(f"VALUES ?this {{ {' '.join(str(constant(each)) for each in named)} }}")
    for predicate in shapes.objects(node, sh("targetSubjectsOf")):
        groups.append(f"{{ SELECT DISTINCT ?this {{ ?this {constant(predicate)} ?object }} }}")
    for predicate in shapes.objects(node, sh("targetObjectsOf")):
        groups.append(f"{{ SELECT DISTINCT ?this {{ ?subject {constant(predicate)} ?this }} }}")
    return either(groups)


def target_test(shapes: ShapesGraph, shape: Shape, classes: Classes) -> str:
    """The test that ``?this`` is bound to a node that a shape targets.

    It looks the node up, where a join with the pattern would find all targets first, for a row or two.

    :raises NotCovered: for blank nodes as targets and for targets beyond SHACL Core.
    """
    node = shape.node
    tests = [classes.is_instance(kind) for kind in _kinds(shapes, shape)]
    if named := shapes.objects(node, sh("targetNode")):
        tests += [same("this", each) for each in named]
    for predicate in shapes.objects(node, sh("targetSubjectsOf")):
        tests.append(f"EXISTS {{ ?this {constant(predicate)} [] }}")
    for predicate in shapes.objects(node, sh("targetObjectsOf")):
        tests.append(f"EXISTS {{ [] {constant(predicate)} ?this }}")
    return f"({' || '.join(tests)})"


def _kinds(shapes: ShapesGraph, shape: Shape) -> dict[Term, None]:
    """The classes whose instances a shape targets."""
    if shapes.objects(shape.node, sh("target")):
        raise NotCovered("a target beyond SHACL Core")
    kinds = dict.fromkeys(shapes.objects(shape.node, sh("targetClass")))
    if shapes.is_implicit_class(shape):
        kinds[shape.node] = None
    return kinds
