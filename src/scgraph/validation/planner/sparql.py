"""SPARQL constraints, asked once for all focus nodes."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.planner.paths import sparql_path
from scgraph.validation.planner.scope import Branch, NotCovered, Planning, Scope
from scgraph.validation.planner.tokens import Token, expand_names, rename, tokenize, written
from scgraph.validation.planner.unbinding import projection
from scgraph.validation.shapes import Shape, ShapesGraph, sh

PATH = Token("variable", "PATH")
_REFUSED = frozenset({"shapesGraph", "currentShape", "failure"})
OWL_IMPORTS = NamedNode(PREFIXES["owl"] + "imports")
_DEFAULT_PREFIXES = {name: PREFIXES[name] for name in ("rdf", "rdfs", "owl")}


def constraint(plan: Planning, shape: Shape, scope: Scope, values: Scope, node: Term) -> Iterator[Branch]:
    """``sh:sparql``."""
    if plan.shapes.text(node, sh("deactivated")) in ("true", "1"):
        return
    selects = plan.shapes.objects(node, sh("select"))
    if (
        len(selects) != 1
        or not isinstance(selects[0], Literal)
        or not isinstance(node, NamedNode | BlankNode)
    ):
        raise NotCovered("a SPARQL constraint without exactly one query")
    tokens = tokenize(selects[0].value)
    tokens = expand_names(tokens, declared_prefixes(plan.shapes, node))
    tokens = _with_path(plan.shapes, tokens, shape)
    if used := {token.text for token in tokens if token.kind == "variable"} & _REFUSED:
        raise NotCovered(f"a query with ${used.pop()}")
    selected = [name for name in projection(tokens) if name != "this"]
    if not tokens[1].is_word("DISTINCT"):
        tokens.insert(1, Token("word", "DISTINCT"))
    query = written(rename(tokens, "this", scope.focus))
    yield Branch(
        f"{{ {query} }} {scope.pattern}",
        scope.focus,
        sh("SPARQLConstraintComponent"),
        shape,
        value="value" if "value" in selected else (scope.focus if shape.path is None else None),
        path="path" if "path" in selected else shape.path,
        details=tuple(name for name in selected if name not in ("value", "path")),
        constraint=node,
    )


def _with_path(shapes: ShapesGraph, tokens: list[Token], shape: Shape) -> list[Token]:
    """The tokens with the shape's path in the place of ``$PATH``."""
    if PATH not in tokens:
        return tokens
    if shape.path is None:
        raise NotCovered("a query with $PATH on a shape without a path")
    path = tokenize(sparql_path(shapes, shape.path))
    return [each for token in tokens for each in (path if token == PATH else [token])]


def declared_prefixes(shapes: ShapesGraph, constraint: Term) -> dict[str, str]:
    """The prefixes that a constraint may use: those that its ``sh:prefixes`` declare, and three more."""
    prefixes = dict(_DEFAULT_PREFIXES)
    owners = dict.fromkeys(shapes.objects(constraint, sh("prefixes")))
    for owner in list(owners):
        owners.update(dict.fromkeys(shapes.objects(owner, OWL_IMPORTS)))
    for owner in owners:
        prefixes.update(prefixes_of(shapes, owner))
    return prefixes


def prefixes_of(shapes: ShapesGraph, owner: Term) -> dict[str, str]:
    """The prefixes that a node of the shapes graph declares."""
    declarations = shapes.objects(owner, sh("declare"))
    return {shapes.text(each, sh("prefix")): shapes.text(each, sh("namespace")) for each in declarations}
