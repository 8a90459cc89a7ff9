"""SHACL property paths as SPARQL property paths."""

from __future__ import annotations

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.planner.scope import NotCovered, Scope, Walk, either
from scgraph.validation.shapes import RDF_FIRST, ShapesGraph, sh

_STEPS = {sh("zeroOrMorePath"): "*", sh("oneOrMorePath"): "+", sh("zeroOrOnePath"): "?"}


def sparql_path(shapes: ShapesGraph, path: Term) -> str:
    """The SPARQL form of a SHACL path.

    :raises NotCovered: for a path that is not well formed, and for the inverse of a sequence, whose steps
        processors do not agree to walk in the same order.
    """
    if isinstance(path, NamedNode):
        return str(path)
    if shapes.value(path, RDF_FIRST) is not None:
        steps = [sparql_path(shapes, step) for step in shapes.items(path)]
        if len(steps) < 2:
            raise NotCovered("a sequence path of one step")
        return f"({'/'.join(steps)})"
    for predicate in (sh("inversePath"), sh("alternativePath"), *_STEPS):
        if (inner := shapes.value(path, predicate)) is not None:
            return _path_of(shapes, predicate, inner)
    raise NotCovered("a path that is not well formed")


def _path_of(shapes: ShapesGraph, predicate: NamedNode, inner: Term) -> str:
    if predicate == sh("inversePath"):
        if _has_sequence(shapes, inner):
            raise NotCovered("the inverse of a sequence path")
        return f"^{_step(shapes, inner)}"
    if predicate == sh("alternativePath"):
        options = [sparql_path(shapes, option) for option in shapes.items(inner)]
        if len(options) < 2:
            raise NotCovered("an alternative path of one option")
        return f"({'|'.join(options)})"
    return f"{_step(shapes, inner)}{_STEPS[predicate]}"


def _step(shapes: ShapesGraph, path: Term) -> str:
    text = sparql_path(shapes, path)
    return text if text[0] in "<(" and text[-1] in ">)" else f"({text})"


def _has_sequence(shapes: ShapesGraph, path: Term) -> bool:
    if isinstance(path, NamedNode):
        return False
    if shapes.value(path, RDF_FIRST) is not None:
        return True
    if (options := shapes.value(path, sh("alternativePath"))) is not None:
        return any(_has_sequence(shapes, option) for option in shapes.items(options))
    inner = [shapes.value(path, predicate) for predicate in (sh("inversePath"), *_STEPS)]
    return any(_has_sequence(shapes, step) for step in inner if step is not None)


def may_stay(shapes: ShapesGraph, path: Term) -> bool:
    """Whether a path can lead from a node to itself without a step."""
    if isinstance(path, NamedNode):
        return False
    if shapes.value(path, RDF_FIRST) is not None:
        return all(may_stay(shapes, step) for step in shapes.items(path))
    if (inner := shapes.value(path, sh("inversePath"))) is not None:
        return may_stay(shapes, inner)
    if (options := shapes.value(path, sh("alternativePath"))) is not None:
        return any(may_stay(shapes, option) for option in shapes.items(options))
    if (inner := shapes.value(path, sh("oneOrMorePath"))) is not None:
        return may_stay(shapes, inner)
    return True


def value_scope(shapes: ShapesGraph, scope: Scope, path: Term | None, value: str) -> Scope:
    """The value nodes of a shape: its focus nodes, or what its path leads to, bound to ``value``."""
    if path is None:
        return scope
    pattern = f"{scope.pattern} ?{scope.focus} {sparql_path(shapes, path)} ?{value} ."
    if may_stay(shapes, path):
        # SPARQL walks zero steps only from nodes of the graph; SHACL from every focus node.
        return Scope(either([pattern, f"{scope.pattern} BIND(?{scope.focus} AS ?{value})"]), value)
    steps = _single_steps(shapes, path)
    if not steps:
        return Scope(pattern, value)
    # A union of triple patterns: a choice of properties costs five times as much to walk from everywhere.
    walk = either([f"?{scope.focus} {step} ?{value} ." for step in steps])
    return Scope(pattern, value, Walk(scope.pattern, walk))


def _single_steps(shapes: ShapesGraph, path: Term) -> list[NamedNode]:
    """The properties of a path that is a property or a choice of properties; none for any other."""
    if isinstance(path, NamedNode):
        return [path]
    options = shapes.value(path, sh("alternativePath"))
    steps = list(shapes.items(options)) if options is not None else []
    properties = [step for step in steps if isinstance(step, NamedNode)]
    return properties if len(properties) == len(steps) else []
