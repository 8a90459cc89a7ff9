"""The constraints on all values of a focus node together: how many, which must be there, one per language."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.planner.scope import (
    Branch,
    NotCovered,
    Planning,
    Scope,
    ValueTest,
    Walk,
    same,
    whole_number,
)
from scgraph.validation.planner.values import constant
from scgraph.validation.shapes import Shape, sh


def number_of_values(plan: Planning, scope: Scope, values: Scope) -> tuple[str, str]:
    """A pattern that counts the values of each focus node, and the variable of the count (unbound for 0)."""
    number = plan.fresh("number")
    return (
        f"OPTIONAL {{ SELECT ?{scope.focus} (COUNT(DISTINCT ?{values.focus}) AS ?{number}) "
        f"{{ {values.pattern} }} GROUP BY ?{scope.focus} }}",
        number,
    )


def min_count(plan: Planning, shape: Shape, scope: Scope, values: Scope, least: Term) -> Iterator[Branch]:
    """``sh:minCount``."""
    wanted = whole_number(least)
    if wanted == 0:
        return
    component = sh("MinCountConstraintComponent")
    if wanted == 1 and isinstance(shape.path, NamedNode):
        test = ValueTest(f"NOT EXISTS {{ ?{scope.focus} {shape.path} ?{values.focus} }}")
        yield Branch(scope.pattern, scope.focus, component, shape, path=shape.path, test=test)
        return
    counted, number = number_of_values(plan, scope, values)
    pattern = f"{scope.pattern} {counted} FILTER(COALESCE(?{number}, 0) < {wanted})"
    yield Branch(pattern, scope.focus, component, shape, path=shape.path)


def max_count(plan: Planning, shape: Shape, scope: Scope, values: Scope, most: Term) -> Iterator[Branch]:
    """``sh:maxCount``."""
    allowed, component = whole_number(most), sh("MaxCountConstraintComponent")
    if allowed == 0 and isinstance(shape.path, NamedNode):
        test = ValueTest(f"EXISTS {{ ?{scope.focus} {shape.path} ?{values.focus} }}")
        yield Branch(scope.pattern, scope.focus, component, shape, path=shape.path, test=test)
    elif allowed == 1 and isinstance(shape.path, NamedNode):
        other = plan.fresh("other")
        step = f"?{scope.focus} {shape.path} ?{values.focus}, ?{other} ."
        test = ValueTest(f"!sameTerm(?{values.focus}, ?{other})")
        walk = Walk(scope.pattern, step)
        pattern = f"{scope.pattern} {step}"
        yield Branch(pattern, scope.focus, component, shape, path=shape.path, test=test, walk=walk)
    else:
        counted, number = number_of_values(plan, scope, values)
        pattern = f"{scope.pattern} {counted} FILTER(COALESCE(?{number}, 0) > {allowed})"
        yield Branch(pattern, scope.focus, component, shape, path=shape.path)


def has_value(plan: Planning, shape: Shape, scope: Scope, values: Scope, wanted: Term) -> Iterator[Branch]:
    """``sh:hasValue``."""
    value, pattern = constant(wanted), scope.pattern
    test: ValueTest | None = None
    if shape.path is None:
        test = ValueTest(f"!({same(scope.focus, value)})")
    elif isinstance(shape.path, NamedNode):
        test = ValueTest(f"NOT EXISTS {{ ?{scope.focus} {shape.path} {value} }}")
    else:
        there = f"{values.pattern} FILTER({same(values.focus, value)})"
        pattern = f"{scope.pattern} MINUS {{ SELECT DISTINCT ?{scope.focus} {{ {there} }} }}"
    component = sh("HasValueConstraintComponent")
    yield Branch(pattern, scope.focus, component, shape, path=shape.path, test=test)


def unique_lang(plan: Planning, shape: Shape, scope: Scope, values: Scope, wanted: Term) -> Iterator[Branch]:
    """``sh:uniqueLang``: one violation per language that two values share."""
    if wanted.value != "true":
        return
    language = plan.fresh("language")
    tagged = f'{values.pattern} BIND(LCASE(LANG(?{values.focus})) AS ?{language}) FILTER(?{language} != "")'
    shared = (
        f"{{ SELECT ?{scope.focus} ?{language} {{ {tagged} }} GROUP BY ?{scope.focus} ?{language} "
        f"HAVING(COUNT(DISTINCT ?{values.focus}) > 1) }}"
    )
    yield Branch(
        f"{scope.pattern} {shared}",
        scope.focus,
        sh("UniqueLangConstraintComponent"),
        shape,
        path=shape.path,
        details=(language,),
    )


def qualified(plan: Planning, shape: Shape, scope: Scope, values: Scope, wanted: Term) -> Iterator[Branch]:
    """``sh:qualifiedValueShape`` with its counts."""
    if shape.path is None:
        return
    limits = [
        (
            sh(f"Qualified{which}CountConstraintComponent"),
            operator,
            plan.shapes.objects(shape.node, sh(f"qualified{which}Count")),
        )
        for which, operator in (("Min", "<"), ("Max", ">"))
    ]
    if not any(found for _, _, found in limits) or any(len(found) > 1 for _, _, found in limits):
        raise NotCovered("a qualified value shape without exactly one count of a kind")
    good = Scope(_conforming(plan, shape, values, wanted), values.focus)
    for component, operator, found in limits:
        for limit in found:
            counted, number = number_of_values(plan, scope, good)
            pattern = (
                f"{scope.pattern} {counted} FILTER(COALESCE(?{number}, 0) {operator} {whole_number(limit)})"
            )
            yield Branch(pattern, scope.focus, component, shape, path=shape.path)


def _conforming(plan: Planning, shape: Shape, values: Scope, wanted: Term) -> str:
    """The values that conform to the shape wanted and, where asked, to none of its siblings."""
    pattern = values.pattern
    if violators := plan.violators(wanted, values):
        pattern = f"{pattern} MINUS {{ SELECT DISTINCT ?{values.focus} {{ {violators} }} }}"
    for sibling in _siblings(plan, shape, wanted):
        violators = plan.violators(sibling, values)
        if violators is None:
            return f"{pattern} FILTER(false)"
        pattern = f"{pattern} {{ SELECT DISTINCT ?{values.focus} {{ {violators} }} }}"
    return pattern


def _siblings(plan: Planning, shape: Shape, wanted: Term) -> list[Term]:
    disjoint = plan.shapes.objects(shape.node, sh("qualifiedValueShapesDisjoint"))
    if not any(each.value in ("true", "1") for each in disjoint):
        return []
    found: dict[Term, None] = {}
    for parent in plan.shapes.subjects(sh("property"), shape.node):
        for child in plan.shapes.objects(parent, sh("property")):
            found.update(dict.fromkeys(plan.shapes.objects(child, sh("qualifiedValueShape"))))
    return [each for each in found if each != wanted]
