"""Oxigraph inside this process, in memory or on disk."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from scgraph.engine.protocol import Reader, Rows, Writer, to_boolean, to_rows, well_formed
from scgraph.errors import BadQuery, EngineError
from scgraph.turtle.syntax import rdf_format, read_rdf, reading


class EmbeddedReader(Reader):
    """One Oxigraph store, to read from; a new one in memory if none is given."""

    def __init__(self, store: Store | None = None, version: str | None = None) -> None:
        self.store, self.version = Store() if store is None else store, version
        # Oxigraph does not hold Python's lock while it answers.
        self.parallel = os.cpu_count() or 1

    def select(self, sparql: str, union: bool = True) -> Rows:
        found = self._query(sparql, union)
        with _failing("the query"):
            return to_rows(found)

    def ask(self, sparql: str, union: bool = True) -> bool:
        return to_boolean(self._query(sparql, union))

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        found = self._query(sparql, union)
        if not isinstance(found, QueryTriples):
            raise BadQuery("the query is not a CONSTRUCT or DESCRIBE.")
        return cast("Iterator[Triple]", found)

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        """Oxigraph's own serialisation of the answer in the media type asked for."""
        whole = io.BytesIO()
        self.write(sparql, media_type, whole, union)
        return well_formed(whole.getvalue(), media_type)

    def write(self, sparql: str, media_type: str, output: IO[bytes], union: bool = True) -> None:
        """Write the answer in the media type asked for, as Oxigraph does; XML may not be well formed."""
        found = self._query(sparql, union)
        kind = RdfFormat if isinstance(found, QueryTriples) else QueryResultsFormat
        chosen = kind.from_media_type(media_type)
        if chosen is None:
            raise BadQuery(f"this kind of query has no answer as {media_type}.")
        with _failing("the query"):
            found.serialize(output, chosen)  # type: ignore[arg-type]

    def graphs(self) -> list[str]:
        return sorted(name.value for name in self.store.named_graphs() if isinstance(name, NamedNode))

    def quads(self, graph: str) -> Iterator[Quad]:
        """The quads of a named graph."""
        return self.store.quads_for_pattern(None, None, None, NamedNode(graph))

    def _query(self, sparql: str, union: bool) -> QuerySolutions | QueryBoolean | QueryTriples:
        with _failing("the query"):
            return self.store.query(sparql, use_default_graph_as_union=union)


class EmbeddedEngine(EmbeddedReader, Writer):
    """One Oxigraph store, to read from and write to."""

    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update, all of it or nothing."""
        with _failing("the update"):
            self.store.update(sparql)

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads in one transaction."""
        self.store.extend(quads)

    def load_file(self, path: Path, graph: str) -> None:
        """Add the triples of an RDF file to a named graph, all or none.

        :raises UnreadableFile: if there is no such file or it cannot be parsed; with line and column.
        """
        kind = rdf_format(path)
        with reading(path, kind):
            self.store.load(read_rdf(path, kind), format=kind, to_graph=NamedNode(graph))

    def replace_graph(self, graph: str, quads: Iterable[Quad]) -> None:
        self.store.remove_graph(NamedNode(graph))
        self.store.extend(quads)


def open_store_files(path: Path) -> Store:
    """A finished store on disk, to read from, by Oxigraph's own directory.

    :raises EngineError: if Oxigraph cannot open it.
    """
    try:
        return Store.read_only(str(path))
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(
            f"{path}: the store cannot be opened: {error}. Load it again with --force if that stays so."
        ) from error


def read_quads(path: Path, graph: str) -> Iterator[Quad]:
    """The quads of a Turtle (or N-Triples, N-Quads, TriG, RDF/XML, JSON-LD) file, in the named graph given.

    :raises UnreadableFile: if there is no such file or it cannot be parsed; with line and column.
    """
    name = NamedNode(graph)
    kind = rdf_format(path)
    with reading(path, kind):
        for quad in parse(read_rdf(path, kind), format=kind):
            yield Quad(quad.subject, quad.predicate, quad.object, name)


@contextmanager
def _failing(what: str) -> Iterator[None]:
    """Turn what Oxigraph raises into our errors, one line each."""
    try:
        yield
    except SyntaxError as error:
        raise BadQuery(f"{what} cannot be read: {error}") from error
    except (OSError, RuntimeError, ValueError) as error:
        if "is not supported" in str(error):  # a function that only some engines have
            raise BadQuery(f"{what} cannot be run: {error}.") from error
        raise EngineError(f"{what} failed: {error}") from error
