"""What can be asked, and what can be written.

The default graph of a query is the union of all named graphs. A query that names its graphs itself (``FROM``)
has to be run with ``union=False``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Triple

from scgraph.errors import BadQuery, EngineError

Term = NamedNode | BlankNode | Literal
# The characters that XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), in UTF-8.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class AnswerTooLarge(EngineError):
    """An answer with more bytes or rows than the caller takes, or that needs more memory to make."""


@dataclass(frozen=True)
class Rows:
    """The answer of a SELECT: the variables in the order asked for, and one tuple of terms per row."""

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]


def well_formed(content: bytes, media_type: str) -> bytes:
    """An answer that XML can hold, if it is in XML: what stands for no character there is marked as such."""
    if not media_type.endswith("xml"):
        return content
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}".encode(), content)


def to_rows(found: object, most: int | None = None) -> Rows:
    """What Oxigraph found or parsed, as rows: all, or the first so many.

    :raises BadQuery: if it was found by another kind of query.
    """
    if not isinstance(found, QuerySolutions):
        raise BadQuery("the query is not a SELECT.")
    names = tuple(variable.value for variable in found.variables)
    rows = [cast("tuple[Term | None, ...]", tuple(row)) for row in islice(found, most)]
    if any(isinstance(term, Triple) for row in rows for term in row):
        rows = [tuple(_shown(term) for term in row) for row in rows]
    return Rows(names, rows)


def _shown(term: Term | Triple | None) -> Term | None:
    """A term; a triple in its place (RDF 1.2), which no question here asks for, as the text that it is."""
    return Literal(str(term)) if isinstance(term, Triple) else term


def to_boolean(found: object) -> bool:
    """What Oxigraph found or parsed, as yes or no.

    :raises BadQuery: if it was found by another kind of query.
    """
    if not isinstance(found, QueryBoolean):
        raise BadQuery("the query is not an ASK.")
    return bool(found)


class Reader(Protocol):
    """What can be asked. It raises ``BadQuery`` for a query at fault, and ``EngineError`` for all else.

    ``parallel`` is how many queries it answers at once. ``version`` is another text for other contents; it is
    ``None`` where it cannot tell whether they have changed.
    """

    parallel: int
    version: str | None

    def select(self, sparql: str, union: bool = True) -> Rows:
        """The rows of a SELECT query."""

    def ask(self, sparql: str, union: bool = True) -> bool:
        """The answer of an ASK query."""

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        """The answer as bytes in the media type asked for."""

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""

    def close(self) -> None:
        """Let go of files and processes, where there are any."""
        return


class Writer(Reader, Protocol):
    """What can be asked and changed."""

    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update."""

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads."""

    def replace_graph(self, graph: str, quads: Iterable[Quad]) -> None:
        """Make a named graph hold exactly these quads."""
