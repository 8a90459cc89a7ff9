"""SHACL property paths as SPARQL property paths."""

from __future__ import annotations

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.shapes import RDF_FIRST, ShapesGraph, sh
from scgraph.validation.translation.terms import NotCovered, either


def sparql_path(shapes: ShapesGraph, path: Term) -> str:
    """The SPARQL form of a SHACL path.

    :raises NotCovered: for a path that may go no step at all (SPARQL goes none only from nodes of the graph),
        for the inverse of more than a property, and for one that is not well formed.
    """
    if isinstance(path, NamedNode):
        return str(path)
    if shapes.value(path, RDF_FIRST) is not None:
        return _joined(shapes, path, "/")
    if (options := shapes.value(path, sh("alternativePath"))) is not None:
        return _joined(shapes, options, "|")
    if (repeated := shapes.value(path, sh("oneOrMorePath"))) is not None:
        return f"({sparql_path(shapes, repeated)})+"
    backwards = shapes.value(path, sh("inversePath"))
    if isinstance(backwards, NamedNode):
        return f"^{backwards}"
    raise NotCovered("a path of another kind")


def _joined(shapes: ShapesGraph, members: Term, mark: str) -> str:
    parts = [sparql_path(shapes, member) for member in shapes.items(members)]
    if len(parts) < 2:
        raise NotCovered("a path of one part")
    return f"({mark.join(parts)})"


def is_single_step(shapes: ShapesGraph, path: Term | None) -> bool:
    """Whether a path is a property or the inverse of one."""
    return path is not None and (
        isinstance(path, NamedNode) or shapes.value(path, sh("inversePath")) is not None
    )


def walk(shapes: ShapesGraph, path: Term) -> str:
    """The pattern that leads by a path from ``?this`` to ``?value``.

    A choice is a union: as a path it costs five times as much to walk from everywhere.
    """
    options = None if isinstance(path, NamedNode) else shapes.value(path, sh("alternativePath"))
    ways = [path] if options is None else list(shapes.items(options))
    return either([f"?this {sparql_path(shapes, way)} ?value ." for way in ways])
