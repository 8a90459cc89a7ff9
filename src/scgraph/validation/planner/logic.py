"""The constraints that refer to other shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import BlankNode, NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.planner.scope import Branch, NotCovered, Planning, Scope, ValueTest, either
from scgraph.validation.shapes import Shape, sh


def _result(
    component: str, pattern: str, shape: Shape, scope: Scope, values: Scope, test: ValueTest | None = None
) -> Branch:
    walk = values.walk if test else None
    return Branch(
        pattern, scope.focus, sh(component), shape, value=values.focus, path=shape.path, test=test, walk=walk
    )


def _combined(tests: list[ValueTest], bad: str) -> ValueTest:
    """A test with the doubts of several."""
    return ValueTest(bad, " || ".join(test.doubt for test in tests if test.doubt) or None)


def property_shape(
    plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term
) -> Iterator[Branch]:
    """``sh:property``: the violations of the property shape are the result."""
    referred = plan.shapes.shapes.get(other) if isinstance(other, NamedNode | BlankNode) else None
    if referred is None or referred.path is None:
        raise NotCovered("sh:property with something that is no property shape")
    for branch in plan.branches(referred, values):
        # The same value reached from two focus nodes is judged, and reported, twice.
        yield replace(branch, details=(*branch.details, scope.focus)) if shape.path else branch


def node_shape(plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term) -> Iterator[Branch]:
    """``sh:node``."""
    referred = plan.shapes.shapes.get(other) if isinstance(other, NamedNode | BlankNode) else None
    if referred is None or referred.path is not None:
        raise NotCovered("sh:node with something that is no node shape")
    if (tests := plan.node_tests([other], values)) is not None:
        yield _result("NodeConstraintComponent", values.pattern, shape, scope, values, tests[0])
    elif violators := plan.violators(other, values):
        yield _result("NodeConstraintComponent", violators, shape, scope, values)


def negation(plan: Planning, shape: Shape, scope: Scope, values: Scope, other: Term) -> Iterator[Branch]:
    """``sh:not``."""
    component = "NotConstraintComponent"
    if (tests := plan.node_tests([other], values)) is not None:
        test = ValueTest(f"!({tests[0].bad})", tests[0].doubt)
        yield _result(component, values.pattern, shape, scope, values, test)
        return
    pattern = values.pattern
    if violators := plan.violators(other, values):
        pattern = f"{pattern} MINUS {{ SELECT DISTINCT ?{values.focus} {{ {violators} }} }}"
    yield _result(component, pattern, shape, scope, values)


def conjunction(plan: Planning, shape: Shape, scope: Scope, values: Scope, members: Term) -> Iterator[Branch]:
    """``sh:and``."""
    listed, component = list(plan.shapes.items(members)), "AndConstraintComponent"
    if (tests := plan.node_tests(listed, values)) is not None:
        test = _combined(tests, " || ".join(f"({test.bad})" for test in tests))
        yield _result(component, values.pattern, shape, scope, values, test)
        return
    groups = [violators for each in listed if (violators := plan.violators(each, values))]
    if groups:
        yield _result(component, either(groups), shape, scope, values)


def disjunction(plan: Planning, shape: Shape, scope: Scope, values: Scope, members: Term) -> Iterator[Branch]:
    """``sh:or``."""
    listed, component = list(plan.shapes.items(members)), "OrConstraintComponent"
    if (tests := plan.node_tests(listed, values)) is not None:
        test = _combined(tests, " && ".join(f"({test.bad})" for test in tests))
        yield _result(component, values.pattern, shape, scope, values, test)
        return
    pattern = values.pattern
    for each in listed:
        violators = plan.violators(each, values)
        if violators is None:
            return
        pattern = f"{pattern} {{ SELECT DISTINCT ?{values.focus} {{ {violators} }} }}"
    yield _result(component, pattern, shape, scope, values)


def exactly_one(plan: Planning, shape: Shape, scope: Scope, values: Scope, members: Term) -> Iterator[Branch]:
    """``sh:xone``."""
    listed, component = list(plan.shapes.items(members)), "XoneConstraintComponent"
    if (tests := plan.node_tests(listed, values)) is not None:
        conforming = " + ".join(f"IF({test.bad}, 0, 1)" for test in tests)
        yield _result(
            component, values.pattern, shape, scope, values, _combined(tests, f"({conforming}) != 1")
        )
        return
    failed, failures = plan.fresh("failed"), plan.fresh("failures")
    groups = [
        f"{violators} BIND({position} AS ?{failed})"
        for position, each in enumerate(listed)
        if (violators := plan.violators(each, values))
    ]
    if not groups:
        yield _result(component, f"{values.pattern} FILTER({len(listed)} != 1)", shape, scope, values)
        return
    counted = (
        f"OPTIONAL {{ SELECT ?{values.focus} (COUNT(DISTINCT ?{failed}) AS ?{failures}) "
        f"{{ {either(groups)} }} GROUP BY ?{values.focus} }}"
    )
    pattern = f"{values.pattern} {counted} FILTER({len(listed)} - COALESCE(?{failures}, 0) != 1)"
    yield _result(component, pattern, shape, scope, values)
