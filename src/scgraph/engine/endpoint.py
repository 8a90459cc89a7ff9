"""Any SPARQL 1.1 server: queries and updates by the SPARQL Protocol, graphs by the Graph Store Protocol.

A server whose default graph is not the union of its named graphs is told, with every query, to take all of
them: the SPARQL Protocol has parameters for that. A server set to do so itself is faster; see docs/scale.md.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import cast
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import (
    BlankNode,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from scgraph.engine import reading
from scgraph.engine.http import MEGABYTE, Connection, LoginNeeded, NotOffered, Oversized, Request, Response
from scgraph.engine.login import Credentials, check_address
from scgraph.engine.protocol import AnswerTooLarge, Rows, Writer, to_boolean, to_rows
from scgraph.errors import BadQuery, EngineError
from scgraph.processes import Broken, Processes

TIMEOUT = 60.0
MOST_BYTES = 128 * MEGABYTE
MOST_ROWS = 1_000_000
_UPDATE_BATCH = 1_000
_GRAPH_STORE_BATCH = 50_000
_FORM = "application/x-www-form-urlencoded"
# XML, because all servers get it right: Virtuoso's JSON has its own types and writes true as 1.
_ROWS = "application/sparql-results+xml, application/sparql-results+json;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
# The word that says what a query is: the first that is no part of an IRI, a remark or a prefix.
_KIND = re.compile(r"<[^<>\s]*>|#[^\n]*|[\w.-]*:|\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.I)


@dataclass(frozen=True)
class Addresses:
    """Where one service takes queries, updates, and whole graphs."""

    query: str
    update: str
    graph_store: str

    @classmethod
    def of(cls, url: str) -> Addresses:
        """The addresses that belong to a query address, by the habits of the servers that have several.

        >>> Addresses.of("http://localhost:8890/sparql").graph_store
        'http://localhost:8890/sparql-graph-crud'
        >>> Addresses.of("http://localhost:7200/repositories/care").update
        'http://localhost:7200/repositories/care/statements'
        >>> Addresses.of("http://localhost:3030/care/query").update
        'http://localhost:3030/care/update'
        >>> Addresses.of("http://localhost:3030/care").update
        'http://localhost:3030/care'
        """
        url = check_address(url).rstrip("/")
        path = urlsplit(url).path
        if path.endswith("/sparql"):  # Virtuoso
            return cls(url, url, f"{url}-graph-crud")
        if path.endswith("/sparql-auth"):  # Virtuoso, with a login
            return cls(url, url, url.removesuffix("-auth") + "-graph-crud-auth")
        if re.search(r"/repositories/[^/]+\Z", path):  # GraphDB and others built on RDF4J
            return cls(url, f"{url}/statements", f"{url}/rdf-graphs/service")
        if path.endswith("/query"):  # Fuseki and Stardog
            base = url.removesuffix("/query")
            return cls(url, f"{base}/update", f"{base}/data")
        return cls(url, url, url)  # Fuseki's dataset, which tells them apart itself


class EndpointEngine(Writer):
    """A SPARQL 1.1 server, to read from and write to. Several threads may ask it at once."""

    version: str | None = None  # others may change what it holds

    def __init__(
        self,
        url: str,
        timeout: float = TIMEOUT,
        credentials: Credentials | None = None,
        most_bytes: int = MOST_BYTES,
        most_rows: int = MOST_ROWS,
        parallel: int = 1,
    ) -> None:
        """:raises UsageError: if the address is none, or the login in the environment is not whole.

        :param timeout: the seconds for one request, with all its tries and the reading of its answer.
        :param most_bytes: the size of an answer at which it is refused.
        :param most_rows: the number of rows at which a SELECT is refused that is asked for its rows.
        :param parallel: how many answers are read at once.
        """
        self.addresses = Addresses.of(url)
        self.timeout, self.most_bytes, self.most_rows, self.parallel = (
            timeout,
            most_bytes,
            most_rows,
            parallel,
        )
        self._connection = Connection(url, timeout, credentials, most_bytes)
        self._takes_graphs = True
        self._starting = threading.Lock()
        self._readers: Processes | None = None

    def select(self, sparql: str, union: bool = True) -> Rows:
        found = to_rows(self._results(sparql, union), self.most_rows + 1)
        if len(found.rows) > self.most_rows:
            raise Oversized(self.addresses.query, f"{self.most_rows:,} rows")
        return found

    def ask(self, sparql: str, union: bool = True) -> bool:
        return to_boolean(self._results(sparql, union))

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        content = self.raw(sparql, reading.TRIPLES, union)
        return (quad.triple for quad in parse(content, RdfFormat.N_TRIPLES, lenient=True))

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        """The answer in the media type asked for: fetched in the form all servers share, and written anew."""
        word = next((found[1] for found in _KIND.finditer(sparql) if found[1]), "SELECT")
        kind = word.upper()
        of_triples = kind in {"CONSTRUCT", "DESCRIBE"}
        forms = RdfFormat if of_triples else QueryResultsFormat
        if forms.from_media_type(media_type) is None:
            raise BadQuery(f"no answer can be written as {media_type}.")
        readers = self._reading()  # they start while the server is still thinking
        response = self._fetch("query", sparql, _TRIPLES if of_triples else _ROWS, union)
        where = self.addresses.query
        if of_triples and not response.is_framed:
            raise EngineError(f"{where}: its answer does not say where it ends; part of it may be missing.")
        answer = (response.body, response.media_type, media_type, self.most_bytes)
        try:
            return cast("bytes", readers.ask(kind, *answer, seconds=self.timeout))
        except Broken as error:
            reason = "it needs too much memory to read, or is nested too deeply"
            raise EngineError(f"{where}: its answer cannot be read: {reason}.") from error
        except AnswerTooLarge as error:
            raise Oversized(where, f"{self.most_bytes:,} bytes") from error
        except EngineError as error:
            raise type(error)(f"{where}: {error}") from error

    def close(self) -> None:
        """Stop the processes that read answers."""
        if self._readers is not None:
            self._readers.close()

    def update(self, sparql: str) -> None:
        """Carry out a SPARQL update."""
        self._fetch("update", sparql, "*/*", union=False)

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs that the server holds, sorted."""
        return sorted(self.sizes())

    def sizes(self) -> dict[str, int]:
        """How many triples each named graph holds."""
        # Not SELECT DISTINCT ?graph, for which Virtuoso takes 20 s where this takes it 6 ms.
        counted = "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
        rows = self.select(counted, union=False).rows
        return {graph.value: int(n.value) for graph, n in rows if isinstance(graph, NamedNode) and n}

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads, graph by graph."""
        for graph, part in groupby(quads, key=lambda quad: quad.graph_name):
            if not isinstance(graph, NamedNode):
                raise EngineError("a server is sent named graphs only.")
            self._fill(graph.value, part, replace=False)

    def replace_graph(self, graph: str, quads: Iterable[Quad]) -> None:
        self._fill(graph, quads, replace=True)

    def _fetch(self, kind: str, sparql: str, accept: str, union: bool) -> Response:
        """The answer to a query or an update, sent as a form: the one way that all servers take."""
        fields = [(kind, sparql), *(self._dataset if union else ())]
        url = self.addresses.query if kind == "query" else self.addresses.update
        request = Request("POST", url, urlencode(fields).encode(), _FORM, accept)
        return self._connection.fetch(request)

    def _results(self, sparql: str, union: bool) -> QuerySolutions | QueryBoolean:
        return parse_query_results(self.raw(sparql, reading.ROWS, union), QueryResultsFormat.JSON)

    def _reading(self) -> Processes:
        """The processes that read answers, from the first question on."""
        with self._starting:
            if self._readers is None:
                command = ["-m", reading.__name__]
                self._readers = Processes(lambda: command, self.parallel, 1_000, "reading the answer")
            return self._readers

    @cached_property
    def _dataset(self) -> list[tuple[str, str]]:
        """What goes with a query so that its default graph is the union: nothing, or all graphs by name."""
        one = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o FILTER (isIRI(?s) && !isBlank(?o)) } } LIMIT 1"
        some = self.select(one, union=False).rows
        if not some:
            return []
        pattern = _sparql(" ".join(str(term) for term in some[0]))
        if self.select(f"SELECT ?yes {{ {pattern} BIND (1 AS ?yes) }} LIMIT 1", union=False).rows:
            return []
        graphs = self.graphs()
        names = ("default-graph-uri", "named-graph-uri")
        return [(name, graph) for name in names for graph in graphs]

    def _fill(self, graph: str, quads: Iterable[Quad], replace: bool) -> None:
        """Send quads to a graph, those with blank nodes first: a blank node lives within one request."""
        self.__dict__.pop("_dataset", None)  # there may be one graph more from now on
        blank: list[Triple] = []
        plain: list[Triple] = []
        for quad in quads:
            holds = isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
            (blank if holds else plain).append(quad.triple)
        if not (blank or plain or replace):
            return
        if self._takes_graphs:
            try:
                self._put(graph, blank + plain[:_GRAPH_STORE_BATCH], "PUT" if replace else "POST")
            except (NotOffered, LoginNeeded, BadQuery):
                # If it is the login that is wrong, the update will say so.
                self._takes_graphs = False
        if not self._takes_graphs:
            self._insert(graph, blank, plain, replace)
            return
        for batch in _batches(plain[_GRAPH_STORE_BATCH:], _GRAPH_STORE_BATCH):
            self._put(graph, batch, "POST")

    def _put(self, graph: str, triples: list[Triple], method: str) -> None:
        """Send triples by the Graph Store Protocol."""
        url = f"{self.addresses.graph_store}?{urlencode({'graph': graph}, quote_via=quote)}"
        body = cast("bytes", serialize(triples, format=RdfFormat.N_TRIPLES))
        # N-Triples are Turtle too, and that every server takes.
        self._connection.fetch(Request(method, url, body, "text/turtle; charset=utf-8"))

    def _insert(self, graph: str, blank: list[Triple], plain: list[Triple], replace: bool) -> None:
        """Send triples as SPARQL updates."""
        name = NamedNode(graph)
        start = f"DROP SILENT GRAPH {name} ;\n" if replace else ""
        if blank:
            # INSERT DATA may not hold blank nodes on every server (Virtuoso); a template may.
            self.update(f"{start}INSERT {{ GRAPH {name} {{\n{_lines(blank)}}} }} WHERE {{ }}")
            start = ""
        for batch in _batches(plain, _UPDATE_BATCH):
            self.update(f"{start}INSERT DATA {{ GRAPH {name} {{\n{_lines(batch)}}} }}")
            start = ""
        if start:
            self.update(start.rstrip(" ;\n"))


def _batches(triples: list[Triple], size: int) -> Iterator[list[Triple]]:
    for start in range(0, len(triples), size):
        yield triples[start : start + size]


def _lines(triples: Iterable[Triple]) -> str:
    """Triples as the inside of a SPARQL group."""
    return _sparql(cast("bytes", serialize(triples, format=RdfFormat.N_TRIPLES)).decode())


def _sparql(text: str) -> str:
    """N-Triples as SPARQL. Some servers expand ``\\uXXXX`` before all else: none may arise by chance.

    >>> print(_sparql(r'"C:\\users"'))
    "C:\\\u0075sers"
    """
    return re.sub(r"(?<!\\)((?:\\\\)+)([uU])", lambda m: f"{m[1]}\\u00{ord(m[2]):02X}", text)
