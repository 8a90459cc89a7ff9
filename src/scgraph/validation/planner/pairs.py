"""The constraints that compare the values of a shape with those of another property, and ``sh:closed``."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.planner.scope import Branch, NotCovered, Planning, Scope, ValueTest, term
from scgraph.validation.shapes import RDF_TYPE, Shape, sh

_NUMBERS = f"<{PREFIXES['xsd']}integer>, <{PREFIXES['xsd']}decimal>"
_STRING = f"<{PREFIXES['xsd']}string>"


def _predicate(node: Term) -> str:
    if not isinstance(node, NamedNode):
        raise NotCovered("a property to compare with that is not an IRI")
    return str(node)


def equals(plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term) -> Iterator[Branch]:
    """``sh:equals``: one violation per value that only one side has."""
    focus, value, predicate = scope.focus, values.focus, _predicate(other)
    component = sh("EqualsConstraintComponent")
    missing = f"{values.pattern} FILTER NOT EXISTS {{ ?{focus} {predicate} ?{value} }}"
    yield Branch(missing, focus, component, shape, value=value, path=shape.path)
    extra = plan.fresh("extra")
    if shape.path is None:
        surplus = f"{scope.pattern} ?{focus} {predicate} ?{extra} FILTER(!sameTerm(?{extra}, ?{focus}))"
    elif isinstance(shape.path, NamedNode):
        absent = f"FILTER NOT EXISTS {{ ?{focus} {shape.path} ?{extra} }}"
        surplus = f"{scope.pattern} ?{focus} {predicate} ?{extra} {absent}"
    else:
        there = f"{{ SELECT DISTINCT ?{focus} (?{value} AS ?{extra}) {{ {values.pattern} }} }}"
        surplus = f"{scope.pattern} ?{focus} {predicate} ?{extra} MINUS {there}"
    yield Branch(surplus, focus, component, shape, value=extra, path=shape.path)


def disjoint(plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term) -> Iterator[Branch]:
    """``sh:disjoint``: one violation per value that both sides have."""
    shared = f"{values.pattern} ?{scope.focus} {_predicate(other)} ?{values.focus} ."
    component = sh("DisjointConstraintComponent")
    yield Branch(shared, scope.focus, component, shape, value=values.focus, path=shape.path)


def less_than(
    operator: str, component: str
) -> Callable[[Planning, Shape, Scope, Scope, Term], Iterator[Branch]]:
    """``sh:lessThan`` and ``sh:lessThanOrEquals``: one violation per pair that is in the wrong order."""

    def branches(plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term) -> Iterator[Branch]:
        compared = plan.fresh("compared")
        low, high = f"?{values.focus}", f"?{compared}"
        settled = (
            f"(DATATYPE({low}) IN ({_NUMBERS}) && DATATYPE({high}) IN ({_NUMBERS})) || "
            f"(DATATYPE({low}) = {_STRING} && DATATYPE({high}) = {_STRING})"
        )
        yield Branch(
            f"{values.pattern} ?{scope.focus} {_predicate(other)} {high} .",
            scope.focus,
            sh(component),
            shape,
            value=values.focus,
            path=shape.path,
            details=(compared,),
            test=ValueTest(f"!COALESCE({low} {operator} {high}, false)", f"!COALESCE({settled}, false)"),
        )

    return branches


def closed(plan: Planning, shape: Shape, scope: Scope, values: Scope, wanted: Term) -> Iterator[Branch]:
    """``sh:closed``: one violation per triple whose predicate no property shape names."""
    if wanted.value not in ("true", "false"):
        raise NotCovered("sh:closed that is neither true nor false")
    if wanted.value == "false":
        return
    allowed: dict[Term, None] = {}
    for child in plan.shapes.objects(shape.node, sh("property")):
        allowed.update(dict.fromkeys(plan.shapes.objects(child, sh("path"))))
    for ignored in plan.shapes.objects(shape.node, sh("ignoredProperties")):
        allowed.update(dict.fromkeys(plan.shapes.items(ignored)))
    listed = ", ".join(term(each) for each in allowed if isinstance(each, NamedNode))
    predicate, value = plan.fresh("predicate"), plan.fresh("object")
    # A reasoner may state of everything that it is a resource; that says nothing.
    idle = f"?{predicate} = {RDF_TYPE} && ?{value} = <{PREFIXES['rdfs']}Resource>"
    unnamed = f"FILTER(?{predicate} NOT IN ({listed}) && !({idle}))"
    yield Branch(
        f"{values.pattern} ?{values.focus} ?{predicate} ?{value} {unnamed}",
        scope.focus,
        sh("ClosedConstraintComponent"),
        shape,
        value=value,
        path=predicate,
    )
