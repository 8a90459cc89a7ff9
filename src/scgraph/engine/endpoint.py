"""Any SPARQL 1.1 server: queries and updates through SPARQLWrapper, whole graphs by the Graph Store Protocol.

A server whose default graph is not the union of its named graphs is told, with every query, to take all of
them: the SPARQL Protocol has parameters for that. A server set to do so itself is faster; see docs/scale.md.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import cast
from urllib.parse import quote, urlencode, urlsplit

from pyoxigraph import (
    BlankNode,
    Literal,
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
from SPARQLWrapper import CONSTRUCT, INSERT, POST, SELECT, SPARQLWrapper

from scgraph.engine.http import Connection, Credentials, LoginNeeded, NotOffered, Response, check_address
from scgraph.engine.protocol import Rows, Writer, to_rows
from scgraph.errors import BadQuery, EngineError

TIMEOUT = 60.0
_UPDATE_BATCH = 1_000
_GRAPH_STORE_BATCH = 50_000
# XML, because all servers get it right: Virtuoso's JSON has its own types and writes true as 1.
_ROWS = "application/sparql-results+xml, application/sparql-results+json;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"


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
    """A SPARQL 1.1 server, to read from and write to."""

    parallel = 1
    version: str | None = None  # others may change what it holds

    def __init__(self, url: str, timeout: float = TIMEOUT, credentials: Credentials | None = None) -> None:
        """:raises UsageError: if the address is none, or the login in the environment is not whole."""
        self.addresses = Addresses.of(url)
        self._connection = Connection(url, timeout, credentials)
        self._takes_graphs = True

    def select(self, sparql: str, union: bool = True) -> Rows:
        return to_rows(self._results(sparql, union))

    def ask(self, sparql: str, union: bool = True) -> bool:
        found = self._results(sparql, union)
        if isinstance(found, QueryBoolean):
            return bool(found)
        # Virtuoso answers with a row that holds 1, or with none.
        return any(isinstance(term, Literal) and term.value in {"1", "true"} for row in found for term in row)

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        response = self._fetch(CONSTRUCT, sparql, _TRIPLES, union)
        form = RdfFormat.from_media_type(response.media_type)
        if form is None:
            raise self._strange(response)
        for quad in parse(response.body, format=form, lenient=True):
            yield quad.triple

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        """The answer in the media type asked for: fetched in the form all servers share, and written anew."""
        form = QueryResultsFormat.from_media_type(media_type)
        if form is not None:
            found = self._results(sparql, union)
            return cast("bytes", found.serialize(format=form))
        graph_form = RdfFormat.from_media_type(media_type)
        if graph_form is None:
            raise BadQuery(f"no answer can be written as {media_type}.")
        return cast("bytes", serialize(self.construct(sparql, union), format=graph_form))

    def update(self, sparql: str) -> None:
        self._fetch(INSERT, sparql, "*/*", union=False)

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
        """The answer to a request of SPARQLWrapper's making; our connection keeps the login to its server."""
        call = SPARQLWrapper(self.addresses.query, self.addresses.update, agent="scgraph")
        call.setMethod(POST)
        call.setOnlyConneg(True)
        call.addCustomHttpHeader("Accept", accept)
        for name, graph in self._dataset if union else ():
            call.addParameter(name, graph)
        # Not through setQuery: it guesses the kind by a regular expression, and warns where it cannot.
        call.queryString, call.queryType = sparql, kind
        return self._connection.fetch(call._createRequest)

    def _results(self, sparql: str, union: bool) -> QuerySolutions | QueryBoolean:
        response = self._fetch(SELECT, sparql, _ROWS, union)
        form = QueryResultsFormat.from_media_type(response.media_type)
        if form is None:
            raise self._strange(response)
        # Virtuoso names blank nodes as no other server may: nodeID://b10001.
        body = response.body.replace(b"<bnode>nodeID://", b"<bnode>")
        try:
            return parse_query_results(body, form)
        except SyntaxError as error:
            raise EngineError(f"{self.addresses.query}: its answer cannot be read: {error}") from error

    def _strange(self, response: Response) -> EngineError:
        return EngineError(
            f"{self.addresses.query}: answers as {response.media_type}; is this a SPARQL service?"
        )

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
        headers = {"Content-Type": "text/turtle; charset=utf-8", "User-Agent": "scgraph"}
        self._connection.fetch(lambda: urllib.request.Request(url, body, headers, method=method))  # noqa: S310

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
