"""On which line of a Turtle file a triple stands, or a node that something is said of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from scgraph.turtle.reading import Document, Placed, Term, read


class Lines:
    """The lines of one Turtle text. ``triple`` and ``node`` take the blank nodes that ``alike`` has."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._of: dict[Term, list[Placed]] = defaultdict(list)
        for placed in document.triples:
            self._of[placed.subject].append(placed)

    def node(self, node: Term) -> int | None:
        """The line where something is first said of a node."""
        return self._document.lines.get(node)  # type: ignore[arg-type]  # a literal is not there

    def user(self, node: Term) -> int | None:
        """The line where a node is first said of something."""
        return next((placed.line for placed in self._document.triples if placed.object == node), None)

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

    @cached_property
    def alike(self) -> dict[int, BlankNode]:
        """The first blank node of each likeness, of those that something is said of."""
        found = likenesses(placed[:3] for placed in self._document.triples)
        nodes = [node for node in self._document.lines if isinstance(node, BlankNode)]
        return {found[node]: node for node in reversed(nodes)}


def likenesses(triples: Iterable[tuple[Term, Term, Term]]) -> dict[Term, int]:
    """What tells blank nodes from each other in any reading of the same text, where they have other names.

    That is what is said of a node and what it is said of, with the likeness of blank nodes for their names:
    so it is told anew until that tells no more of them apart.
    """
    about: dict[Term, list[tuple[bool, Term, Term]]] = defaultdict(list)
    for subject, predicate, value in triples:
        if isinstance(subject, BlankNode):
            about[subject].append((True, predicate, as_stored(value)))
        if isinstance(value, BlankNode):
            about[value].append((False, predicate, subject))
    found, told_apart = dict.fromkeys(about, 0), 0
    while len(set(found.values())) > told_apart:
        told_apart = len(set(found.values()))
        found = {
            node: hash((found[node], frozenset((way, p, found.get(term, term)) for way, p, term in said)))
            for node, said in about.items()
        }
    return found


def lines_of_file(path: Path) -> Lines:
    """The lines of a Turtle file; of none if it cannot be read."""
    text = ""
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_bytes().decode("utf-8-sig")
    return Lines(read(text, path.resolve().as_uri()))


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
