"""SPARQL constraints, asked once for all focus nodes where their shape says that they may be."""

from __future__ import annotations

from pyoxigraph import Literal

from scgraph.namespaces import PREFIXES
from scgraph.sparql.lexer import solid, spliced
from scgraph.sparql.projection import projected
from scgraph.validation.planner.paths import sparql_path
from scgraph.validation.planner.terms import NotCovered
from scgraph.validation.shapes import Node, Shape, ShapesGraph, sh

_REFUSED = frozenset({"shapesGraph", "currentShape", "failure"})
_DEFAULT_PREFIXES = {name: PREFIXES[name] for name in ("rdf", "rdfs", "owl")}


def set_query(shapes: ShapesGraph, shape: Shape, constraint: Node, scope: str) -> tuple[str, tuple[str, ...]]:
    """The query of a constraint for all nodes in the scope, and the variables that it answers with.

    :raises NotCovered: where its shape does not say so (``shape:setBased``), or it needs a processor's help.
    """
    if not shapes.is_set_based(constraint):
        raise NotCovered("a query that is not declared to be set-based")
    selects = shapes.objects(constraint, sh("select"))
    if len(selects) != 1 or not isinstance(selects[0], Literal):
        raise NotCovered("a SPARQL constraint without exactly one query")
    text = selects[0].value
    tokens, variables = solid(text), projected(text)
    used = {token.text[1:] for token in tokens if token.kind == "variable"}
    if refused := used & _REFUSED:
        raise NotCovered(f"a query with ${min(refused)}")
    if not tokens or not tokens[0].is_word("SELECT") or "this" not in variables:
        raise NotCovered("a query that does not select $this")
    edits = [(tokens[0].end, tokens[0].end, "" if tokens[1].is_word("DISTINCT") else " DISTINCT")]
    if "PATH" in used:
        if shape.path is None:
            raise NotCovered("a query with $PATH on a shape without a path")
        path = f" {sparql_path(shapes, shape.path)} "
        edits += [(token.offset, token.end, path) for token in tokens if token.text in ("$PATH", "?PATH")]
    prefixes = {**_DEFAULT_PREFIXES, **shapes.prefixes(constraint)}
    prologue = " ".join(f"PREFIX {name}: <{namespace}>" for name, namespace in prefixes.items())
    return f"{prologue} SELECT DISTINCT * {{ {{ {spliced(text, edits)}\n}} {scope} }}", variables
