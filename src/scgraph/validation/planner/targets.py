"""The nodes that a shape is for, as a SPARQL pattern."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pyoxigraph import BlankNode

from scgraph.engine.protocol import Reader, Term
from scgraph.validation.planner.scope import NotCovered, Scope, either, term
from scgraph.validation.planner.values import constant
from scgraph.validation.shapes import RDF_TYPE, SUBCLASS_OF, Shape, ShapesGraph, sh


class ClassTree:
    """The classes of the data graph: which are below which, and which of them have instances of their own."""

    def __init__(self, engine: Reader) -> None:
        self._engine = engine
        self._wanted: dict[Term, tuple[Term, ...]] = {}

    @cached_property
    def _below(self) -> dict[Term, list[Term]]:
        below: dict[Term, list[Term]] = defaultdict(list)
        pairs = self._engine.select(f"SELECT DISTINCT ?low ?high {{ ?low {SUBCLASS_OF} ?high }}").rows
        for low, high in pairs:
            if low is not None and high is not None:
                below[high].append(low)
        return below

    def closure(self, kind: Term) -> tuple[Term, ...]:
        """The classes of which some node may be an instance so that it is one of this class; the class first.

        A class below whose instances are all stated to be instances of the upper one too (as they are once
        consequences are drawn) is left out: the upper class finds them.
        """
        if kind not in self._wanted:
            seen: dict[Term, None] = {kind: None}
            queue = [kind]
            while queue:
                for low in self._below.get(queue.pop(), ()):
                    if low not in seen:
                        seen[low] = None
                        queue.append(low)
            self._wanted[kind] = tuple(low for low in seen if self._adds(low, kind))
        return self._wanted[kind]

    def _adds(self, low: Term, kind: Term) -> bool:
        if low == kind:
            return True
        if isinstance(low, BlankNode):
            # A query cannot name it; nodes are hardly ever stated to be instances of an anonymous class.
            if self._engine.ask(f"ASK {{ ?node {RDF_TYPE} ?anonymous FILTER(isBlank(?anonymous)) }}"):
                raise NotCovered("instances of an anonymous class")
            return False
        return self._engine.ask(
            f"ASK {{ ?node {RDF_TYPE} {term(low)} FILTER NOT EXISTS {{ ?node {RDF_TYPE} {term(kind)} }} }}"
        )

    def instances(self, variable: str, kind: Term) -> str:
        """The pattern that binds a variable to the instances of a class."""
        first, *others = (term(each) for each in self.closure(kind))
        if not others:
            return f"?{variable} {RDF_TYPE} {first} ."
        kinds = " ".join((first, *others))
        return (
            f"{{ SELECT DISTINCT ?{variable} {{ VALUES ?kind {{ {kinds} }} ?{variable} {RDF_TYPE} ?kind }} }}"
        )

    def is_not_instance(self, variable: str, kind: Term) -> str:
        """The test that a variable is bound to something that is not an instance of a class."""
        absent = [f"NOT EXISTS {{ ?{variable} {RDF_TYPE} {term(each)} }}" for each in self.closure(kind)]
        return " && ".join(absent)


def target_scope(shapes: ShapesGraph, shape: Shape, classes: ClassTree, focus: str = "this") -> Scope:
    """The scope of the nodes that a shape targets.

    :raises NotCovered: for blank nodes as targets and for targets beyond SHACL Core.
    """
    node = shape.node
    if shapes.objects(node, sh("target")):
        raise NotCovered("a target beyond SHACL Core")
    kinds = dict.fromkeys(shapes.objects(node, sh("targetClass")))
    if shapes.is_implicit_class(shape):
        kinds[node] = None
    groups = [classes.instances(focus, kind) for kind in kinds]
    if named := shapes.objects(node, sh("targetNode")):
        groups.append(f"VALUES ?{focus} {{ {' '.join(term(constant(each)) for each in named)} }}")
    for predicate in shapes.objects(node, sh("targetSubjectsOf")):
        groups.append(f"{{ SELECT DISTINCT ?{focus} {{ ?{focus} {term(predicate)} ?object }} }}")
    for predicate in shapes.objects(node, sh("targetObjectsOf")):
        groups.append(f"{{ SELECT DISTINCT ?{focus} {{ ?subject {term(predicate)} ?{focus} }} }}")
    return Scope(either(groups), focus)
