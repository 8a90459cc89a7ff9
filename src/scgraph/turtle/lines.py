"""On which line of a Turtle file a triple stands, or a node that something is said of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from functools import cached_property
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from scgraph.turtle.reading import Document, Node, Placed, Term, read

# How a blank node is known again in another reading of the same text: the named node that leads to it (if one
# does), by which properties, and what is said of it, told without the names of blank nodes.
Likeness = tuple[Term | None, tuple[Term, ...], "frozenset[tuple[Term, object]]"]


class Lines:
    """The lines of one Turtle text. ``triple`` and ``node`` take the blank nodes that ``alike`` gives."""

    def __init__(self, document: Document) -> None:
        self._lines = document.lines
        self._triples = document.triples
        self._of: dict[Term, list[Placed]] = defaultdict(list)
        for placed in document.triples:
            self._of[placed.subject].append(placed)

    def node(self, node: Term) -> int | None:
        """The line where something is first said of a node."""
        return self._lines.get(node) if isinstance(node, NamedNode | BlankNode) else None

    def triple(
        self, subject: Term, predicates: Container[Term] | None, value: Term | None = None
    ) -> int | None:
        """The line of the first triple with one of these predicates (or any) and, if given, the value."""
        for placed in self._of.get(subject, ()):
            if predicates is not None and placed.predicate not in predicates:
                continue
            if value is None or placed.object == value or as_stored(placed.object) == value:
                return placed.line
        return None

    def alike(self, likeness: Likeness) -> BlankNode | None:
        """The blank node of the text that is like one of another reading."""
        return self._blank_nodes.get(likeness)

    @cached_property
    def _blank_nodes(self) -> dict[Likeness, BlankNode]:
        nested = Nested((s, p, o) for s, p, o, _ in self._triples)
        found = [node for node in self._lines if isinstance(node, BlankNode)]
        return {nested.likeness(node): node for node in reversed(found)}


class Nested:
    """The blank nodes of some triples."""

    def __init__(self, triples: Iterable[tuple[Term, Term, Term]]) -> None:
        self._said: dict[Term, list[tuple[Term, Term]]] = defaultdict(list)
        self._above: dict[Term, tuple[Term, Term]] = {}
        for subject, predicate, value in triples:
            if isinstance(subject, BlankNode):
                self._said[subject].append((predicate, value))
            if isinstance(value, BlankNode):
                self._above.setdefault(value, (subject, predicate))

    def __contains__(self, node: object) -> bool:
        return node in self._said

    def owner(self, node: Term) -> Term | None:
        """The named node that leads to a blank node, if one does."""
        return self._way_to(node)[0]

    def _way_to(self, node: Term) -> tuple[Term | None, tuple[Term, ...]]:
        way: list[Term] = []
        seen: set[Term] = set()
        while isinstance(node, BlankNode) and node in self._above and node not in seen:
            seen.add(node)
            node, predicate = self._above[node]
            way.append(predicate)
        return None if isinstance(node, BlankNode) else node, tuple(way)

    def likeness(self, node: Term) -> Likeness:
        """What tells a blank node from others, its name apart."""
        return *self._way_to(node), self._description(node, frozenset())

    def _description(self, node: Term, above: frozenset[Term]) -> frozenset[tuple[Term, object]]:
        within = above | {node}
        return frozenset(
            (
                predicate,
                self._description(value, within)
                if isinstance(value, BlankNode) and value not in within
                else as_stored(value)
                if not isinstance(value, BlankNode)
                else None,
            )
            for predicate, value in self._said.get(node, ())
        )


def lines_of_file(path: Path, only: Container[Node] | None = None) -> Lines:
    """The lines of a Turtle file, or of what it says of some named nodes; of none if it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        text = ""
    return Lines(read(text, only, path.resolve().as_uri()))


def as_stored(term: Term) -> Term:
    """A literal as an Oxigraph store tells it, which writes numbers and dates in one way.

    >>> as_stored(Literal("01.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))).value
    '1.5'
    """
    if not isinstance(term, Literal) or term.language or term.datatype.value.endswith("#string"):
        return term
    store, node = Store(), NamedNode("urn:x")
    store.add(Quad(node, node, term))
    return cast("Term", next(iter(store)).object)
