"""The pieces that a shape is planned from: where nodes come from, and which of them break a constraint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.shapes import Node, Shape, ShapesGraph

if TYPE_CHECKING:
    from scgraph.validation.planner.targets import ClassTree


class NotCovered(Exception):
    """The planner does not cover this construct (the message says which): its shape goes to the referee."""


@dataclass(frozen=True)
class Walk:
    """One step from the nodes of a scope to their values, as a pattern that needs no scope.

    ``start`` is the pattern of that scope. Where bad values can be told by themselves, looking for them
    first, and then at whether their nodes are in the scope, is quicker.
    """

    start: str
    pattern: str


@dataclass(frozen=True)
class Scope:
    """A SPARQL group that binds the variable ``focus`` to the nodes under test."""

    pattern: str
    focus: str
    walk: Walk | None = None


@dataclass(frozen=True)
class ValueTest:
    """What is bad about a value, and what processors may judge differently, as SPARQL expressions."""

    bad: str
    doubt: str | None = None


@dataclass(frozen=True)
class Branch:
    """The violations of one constraint.

    The solutions of ``pattern`` that pass ``test`` are the violations. ``focus`` and ``value`` are names of
    its
    variables, ``path`` is a term, or the name of a variable. ``details`` are further variables: those that a
    message quotes, and those that keep two violations apart.
    """

    pattern: str
    focus: str
    component: NamedNode
    shape: Shape
    value: str | None = None
    path: Term | str | None = None
    details: tuple[str, ...] = ()
    constraint: Node | None = None
    test: ValueTest | None = None
    walk: Walk | None = None

    @property
    def violations(self) -> str:
        """The group whose solutions are the violations."""
        return f"{self.pattern} FILTER({self.test.bad})" if self.test else self.pattern

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that a result is read from."""
        names = [self.focus, self.value, self.path if isinstance(self.path, str) else None, *self.details]
        return tuple(dict.fromkeys(name for name in names if name))


class Planning(Protocol):
    """What the planner of a constraint may ask of the planner of the whole shape."""

    shapes: ShapesGraph
    classes: ClassTree

    def fresh(self, stem: str) -> str:
        """A variable name that no other part of the query uses."""

    def branches(self, shape: Shape, scope: Scope) -> list[Branch]:
        """The violations of a shape by the nodes of a scope."""

    def violators(self, node: Term, scope: Scope) -> str | None:
        """The group that binds the variables of a scope to the nodes that do not conform to a shape.

        ``None`` where every node conforms.
        """

    def node_tests(self, nodes: list[Term], scope: Scope) -> list[ValueTest] | None:
        """For each of some shapes the test that a node of a scope does not conform to it.

        ``None`` where a shape needs more than a test of the node itself.
        """


def term(node: Term) -> str:
    """A term as SPARQL writes it.

    :raises NotCovered: for a blank node, which a query cannot name.
    """
    if isinstance(node, BlankNode):
        raise NotCovered("a blank node as a constant")
    return str(node)


def same(variable: str, node: Term) -> str:
    """The test that a variable is bound to exactly this term (not merely to an equal value)."""
    if isinstance(node, NamedNode):
        return f"?{variable} = {node}"
    return f"sameTerm(?{variable}, {term(node)})"


def either(groups: list[str]) -> str:
    """The union of SPARQL groups."""
    if len(groups) == 1:
        return groups[0]
    return " UNION ".join(f"{{ {group} }}" for group in groups)


def whole_number(literal: Term) -> int:
    """The value of an integer parameter.

    :raises NotCovered: if it is not one.
    """
    if not isinstance(literal, Literal) or not literal.value.isascii() or not literal.value.isdigit():
        raise NotCovered("a count or length that is not a whole number")
    return int(literal.value)
