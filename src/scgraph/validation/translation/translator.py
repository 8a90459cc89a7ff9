"""A shape as SPARQL: one SELECT for each of its constraints, whose rows are the violations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.sparql.lexer import solid, spliced
from scgraph.sparql.projection import projected
from scgraph.validation.shapes import Node, Shape, ShapesGraph, sh
from scgraph.validation.translation.expressions import Count, Expressions
from scgraph.validation.translation.paths import sparql_path, walk
from scgraph.validation.translation.targets import Classes, target_pattern, target_test
from scgraph.validation.translation.terms import DOUBT, NotCovered

_REFUSED = frozenset({"shapesGraph", "currentShape", "failure"})
_DEFAULT_PREFIXES = {name: PREFIXES[name] for name in ("rdf", "rdfs", "owl")}


@dataclass(frozen=True)
class Question:
    """A SELECT whose rows are the violations of one constraint by the nodes ``?this``.

    ``value`` is the name of a variable; ``path`` is a term, or the name of a variable. ``details`` are
    further variables: those that a message quotes, and those that keep two violations apart. Where the rows
    have a variable ``bad`` and it is not bound, processors may judge the node differently.
    """

    text: str
    component: NamedNode
    shape: Shape
    value: str | None = None
    path: Term | str | None = None
    details: tuple[str, ...] = ()
    constraint: Node | None = None


class Scope(NamedTuple):
    """The nodes that a shape is for: the pattern that binds ``?this`` to them, and the test that it is."""

    pattern: str
    test: str


class Translator:
    """Translates the shapes of a graph for data whose classes are known."""

    def __init__(self, shapes: ShapesGraph, classes: Classes) -> None:
        self.shapes, self._classes = shapes, classes
        self._expressions = Expressions(shapes, classes)

    def targets(self, shape: Shape) -> str:
        """The pattern that binds ``?this`` to the nodes that a shape targets.

        :raises NotCovered: for targets beyond SHACL Core, and for blank nodes as targets.
        """
        return target_pattern(self.shapes, shape, self._classes)

    def translate(self, shape: Shape) -> list[Question]:
        """The questions that find all violations of a targeted shape.

        :raises NotCovered: if the shape, or one that it refers to, holds something that is not covered.
        """
        if self.shapes.pairs(sh("parameter")):
            raise NotCovered("a constraint component of its own")
        try:
            is_target = target_test(self.shapes, shape, self._classes)
            return list(self._questions(shape, Scope(self.targets(shape), is_target)))
        except RecursionError as error:
            raise NotCovered("shapes or paths nested without end") from error

    def _questions(self, shape: Shape, scope: Scope) -> Iterator[Question]:
        if shape.deactivated:
            return
        for name, parameter in self._expressions.parameters(shape):
            if name == "property":
                child = self._expressions.shape(parameter)
                if child.path is None or shape.path is not None:
                    raise NotCovered("sh:property with something that is no property shape, or of values")
                yield from self._questions(child, scope)
            elif name == "sparql":
                yield from self._sparql(shape, scope, parameter)
            elif name == "uniqueLang":
                yield from self._unique_language(shape, scope, parameter)
            elif (counts := self._expressions.counts(shape, name, parameter, "value")) is not None:
                for each in counts:
                    yield Question(self._count(shape, scope, each), each.component, shape, path=shape.path)
            else:
                yield self._test(shape, scope, name, parameter)

    def _test(self, shape: Shape, scope: Scope, name: str, parameter: Term) -> Question:
        """Bad values are few, so they are looked for first, where the path does not lead from everywhere."""
        component = sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
        value = "this" if shape.path is None else "value"
        test = self._expressions.value_test(shape, name, parameter, "this", value)
        if shape.path is None:
            text = f"SELECT DISTINCT ?this {_judged(scope.pattern, test)}"
        elif ")+" in sparql_path(self.shapes, shape.path):  # to walk it from everywhere would take long
            found = f"{scope.pattern} {walk(self.shapes, shape.path)}"
            text = f"SELECT DISTINCT ?this ?value {_judged(found, test)}"
        else:
            bad = f"SELECT DISTINCT ?this ?value {_judged(walk(self.shapes, shape.path), test)}"
            text = f"SELECT DISTINCT * {{ {{ {bad} }} FILTER({scope.test}) }}"
        return Question(text, component, shape, None if name == "hasValue" else value, shape.path)

    def _count(self, shape: Shape, scope: Scope, wanted: Count) -> str:
        assert shape.path is not None
        if (test := self._expressions.count(shape, wanted, "this", "value")) is not None:
            return f"SELECT DISTINCT ?this {_judged(scope.pattern, test)}"
        if DOUBT in wanted.bad:
            raise NotCovered("a count of values that processors may judge differently")
        good = f"FILTER(!({wanted.bad}))" if wanted.bad else ""
        least = wanted.limit + (not wanted.at_least)
        reached = (
            f"{{ SELECT ?this {{ {walk(self.shapes, shape.path)} {good} }} "
            f"GROUP BY ?this HAVING(COUNT(DISTINCT ?value) >= {least}) }}"
        )
        return f"SELECT DISTINCT ?this {{ {scope.pattern} {'MINUS ' if wanted.at_least else ''}{reached} }}"

    def _unique_language(self, shape: Shape, scope: Scope, wanted: Term) -> Iterator[Question]:
        if wanted.value != "true" or shape.path is None:
            return
        tagged = 'BIND(LCASE(LANG(?value)) AS ?language) FILTER(?language != "")'
        text = (
            f"SELECT DISTINCT ?this ?language {{ {scope.pattern} {{ SELECT ?this ?language "
            f"{{ {walk(self.shapes, shape.path)} {tagged} }} "
            "GROUP BY ?this ?language HAVING(COUNT(DISTINCT ?value) > 1) } }"
        )
        component = sh("UniqueLangConstraintComponent")
        yield Question(text, component, shape, path=shape.path, details=("language",))

    def _sparql(self, shape: Shape, scope: Scope, node: Term) -> Iterator[Question]:
        if not isinstance(node, NamedNode | BlankNode):
            raise NotCovered("a SPARQL constraint that is no node")
        if self.shapes.text(node, sh("deactivated")) in ("true", "1"):
            return
        text, selected = _set_query(self.shapes, shape, node, scope)
        yield Question(
            text,
            sh("SPARQLConstraintComponent"),
            shape,
            value="value" if "value" in selected else ("this" if shape.path is None else None),
            path="path" if "path" in selected else shape.path,
            details=tuple(name for name in selected if name not in ("this", "value", "path")),
            constraint=node,
        )


def _judged(pattern: str, test: str) -> str:
    """The rest of a SELECT of bad nodes; of doubtful ones too, for which ``bad`` is not bound."""
    if DOUBT not in test:
        return f"{{ {pattern} FILTER({test}) }}"
    return f"({test} AS ?bad) {{ {pattern} FILTER(COALESCE({test}, true)) }}"


def _set_query(
    shapes: ShapesGraph, shape: Shape, constraint: Node, scope: Scope
) -> tuple[str, tuple[str, ...]]:
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
    return f"{prologue} SELECT DISTINCT * {{ {{ {spliced(text, edits)}\n}} FILTER({scope.test}) }}", variables
