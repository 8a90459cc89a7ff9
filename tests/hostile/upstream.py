"""A SPARQL server that misbehaves: each address in its own way, as the table says."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

SELECT = "SELECT ?s { ?s ?p ?o }"
ASK = "ASK { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
XML, JSON = "application/sparql-results+xml", "application/sparql-results+json"
NT, TURTLE, RDF_XML = "application/n-triples", "text/turtle", "application/rdf+xml"

_OPEN = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/></head>'
_ROW = b'<result><binding name="s"><uri>https://example.org/a</uri></binding></result>'
ROWS = _OPEN + b"<results>" + _ROW + b"</results></sparql>"
NO_ROWS = _OPEN + b"<results></results></sparql>"
YES = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>'
JSON_ROWS = b'{"head":{"vars":["s"]},"results":{"bindings":[%s]}}'
_CUT = ROWS[: ROWS.index(b"</result>") + len(b"</result>")]
_NEST = b'{"s":{"type":"triple","value":{"object":'
_ENTITIES = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
_BOMB = (
    b'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">' + _ENTITIES + b"]>"
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="https://example.org/">'
    b'<rdf:Description rdf:about="https://example.org/a"><a:b>&e11;</a:b></rdf:Description></rdf:RDF>'
)

# What is sent in return: bytes, or what does the sending.
Reply = bytes | Callable[[socket.socket], None]


def answer(
    body: bytes, kind: str = XML, status: str = "200 OK", *more: str, length: int | None = None
) -> bytes:
    """A whole answer. ``length`` is what it says of its length, where that is not the truth."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *more]
    if kind:
        head.append(f"Content-Type: {kind}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body


def _drip(start: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Something, and then a little more every tenth of a second, without end."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while not _has_gone(connection, 0.1):
            connection.sendall(drop)

    return send


def _has_gone(connection: socket.socket, seconds: float) -> bool:
    """Whether the other side closes the connection within so many seconds."""
    connection.settimeout(seconds)
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    finally:
        connection.settimeout(None)


def _pour(start: bytes, part: bytes) -> Callable[[socket.socket], None]:
    """Something, and then more as fast as it is taken, without end."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(part)

    return send


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def _half_closed(connection: socket.socket) -> None:
    connection.sendall(answer(_CUT, length=len(ROWS)))
    connection.shutdown(socket.SHUT_WR)
    _has_gone(connection, 0.3)


def _silent(connection: socket.socket) -> None:
    _has_gone(connection, 5)


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+xml\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True)
class Misbehaviour:
    """What a server sends, and what a caller is told: exit code, words, the status of a page.

    ``page`` is 0 where no page is asked; ``asked`` is how often the server is.
    """

    name: str
    reply: Reply
    words: str
    code: int = 3
    query: str = SELECT
    page: int = 503
    asked: int = 1


_M = Misbehaviour
MISBEHAVIOURS = [
    # Time and size
    _M("says-nothing", _silent, "no answer within 1 s", page=0),
    _M("dripping-head", _drip(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"), "no answer within 1 s"),
    _M("dripping-status", _drip(b"HTTP", b""), "no answer within 1 s", page=0),
    _M("dripping-body", _drip(_HEAD + b"Content-Length: 99999\r\n\r\n", b" "), "no answer within 1 s"),
    _M("dripping-chunks", _drip(_CHUNKED, b"1\r\n \r\n"), "no answer within 1 s", page=0),
    _M("dripping-error", _drip(b"HTTP/1.1 500 Oh\r\n\r\n", b" "), "no answer within 1 s", page=0),
    _M("endless-head", _pour(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 1000), "is not HTTP, or is cut"),
    _M("endless-body", _pour(_HEAD + b"\r\n", b" " * 65536), "more than 1,000,000 bytes"),
    _M("endless-chunks", _pour(_CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"), "more than 1,000,000 bytes"),
    _M("endless-error", _pour(b"HTTP/1.1 500 Oh\r\n\r\n", b"oh " * 9999), r"failed \(500\): oh oh"),
    _M("endless-login", _pour(b"HTTP/1.1 401 No\r\n\r\n", b"no " * 9999), "asks for a login"),
    _M("too-many-rows", answer(JSON_ROWS % b",".join([b"{}"] * 1001), JSON), "more than 1,000 rows"),
    _M("huge-length", answer(ROWS, length=10**18), "is not HTTP, or is cut"),
    # Broken off
    _M("wrong-length", answer(ROWS, length=len(ROWS) + 10), "is not HTTP, or is cut"),
    _M("cut-in-rows", answer(_CUT + b"<result><bin"), "breaks off before its end"),
    _M("cut-between-rows", answer(_CUT), "breaks off before its end"),
    _M("cut-json", answer((JSON_ROWS % b"{}")[:-3], JSON), "its answer cannot be read"),
    _M("cut-triples", answer(b"<a:b> <a:b> <a:c> .\n<a:b> <a:", NT), "cannot be read", 3, CONSTRUCT, 0),
    _M(
        "no-end-of-triples",
        b"HTTP/1.1 200 OK\r\nContent-Type: " + NT.encode() + b"\r\n\r\n<a:b> <a:b> <a:c> .\n",
        "does not say where it ends",
        3,
        CONSTRUCT,
        0,
    ),
    _M("cut-chunk", _CHUNKED + b"ff\r\n" + ROWS[:100], "is not HTTP, or is cut"),
    _M("half-closed", _half_closed, "is not HTTP, or is cut"),
    _M("reset", _reset, r"no connection .*asked 5 times\)", asked=5),
    _M("hangs-up", b"", r"no connection .*asked 5 times\)", asked=5),
    # Of another kind
    _M("boolean-for-rows", answer(YES), "yes or no where rows were asked for"),
    _M("rows-for-boolean", answer(ROWS), "rows where yes or no was asked for", 3, ASK, 0),
    _M("rows-for-triples", answer(ROWS), "answers as application/sparql-results.xml", 3, CONSTRUCT, 0),
    _M("triples-for-rows", answer(b"<a:b> <a:b> <a:c> .", NT), "answers as application/n-triples"),
    _M(
        "web-page",
        answer(b"<html>Welcome</html>", "text/html"),
        "answers as text/html; is this a SPARQL service",
    ),
    _M("no-type", answer(ROWS, ""), "answers as nothing that it names"),
    _M("type-of-junk", answer(ROWS, "\x7f;;;=/" + "x" * 500), "answers as"),
    _M(
        "packed",
        answer(gzip.compress(b" " * 10**7), XML, "200 OK", "Content-Encoding: gzip"),
        "answers packed",
    ),
    _M("partial", answer(ROWS, XML, "206 Partial Content"), r"failed \(206\)"),
    _M("nothing", answer(b"", XML, "204 No Content"), r"failed \(204\)"),
    # Malformed
    _M("not-http", b"220 mail.example.org ESMTP\r\n\r\n", "is not HTTP, or is cut"),
    _M("header-bytes", _HEAD + b"X\x00\xff: \x01\r\n\r\n" + ROWS, "is not HTTP, or is cut"),
    _M("two-lengths", _HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + ROWS, "is not HTTP"),
    _M("bad-status", b"HTTP/1.1 banana\r\n\r\n", "is not HTTP, or is cut"),
    _M("bad-xml", answer(_OPEN + b"<results><result></results></sparql>"), "its answer cannot be read"),
    _M(
        "bad-json",
        answer(b'{"head":{"vars":["s"]},"results":{"bindings":[}}', JSON),
        "its answer cannot be read",
    ),
    _M("json-null", answer(b"null", JSON), "its answer cannot be read"),
    _M("bad-utf-8", answer(ROWS.replace(b"/a<", b"/\xff<")), "its answer cannot be read"),
    _M("bad-iri", answer(ROWS.replace(b"/a<", b"/a b&gt;<")), "its answer cannot be read"),
    _M("deep-json", answer(JSON_ROWS % (_NEST * 20_000), JSON), "its answer cannot be read"),
    _M("deep-brackets", answer(b'{"head":{"vars":["s"]},"x":' + b"[" * 100_000, JSON), "cannot be read"),
    _M(
        "deep-triples",
        answer(b"<a:b> <a:b> " + b"<<( <a:b> <a:b> " * 50_000, NT),
        "cannot be read",
        3,
        CONSTRUCT,
        0,
    ),
    _M(
        "huge-number",
        answer(JSON_ROWS % (b'{"s":{"type":"literal","value":%s}}' % (b"9" * 5000)), JSON),
        "cannot be",
    ),
    _M(
        "triple-term",
        answer(
            JSON_ROWS
            % (
                b'{"s":{"type":"triple","value":{"subject":{"type":"uri","value":"a:b"},'
                b'"predicate":{"type":"uri","value":"a:b"},"object":{"type":"uri","value":"a:b"}}}}'
            ),
            JSON,
        ),
        "a triple in the place of a value",
    ),
    _M(
        "entities",
        answer(
            ROWS.replace(_OPEN, b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _OPEN).replace(
                b"/a<", b"/&e;<"
            )
        ),
        "its answer cannot be read",
    ),
    _M("entity-bomb", answer(_BOMB, RDF_XML), "cannot be read|took longer", 3, CONSTRUCT, 0),
    # Elsewhere
    _M(
        "moved",
        answer(b"", "", "302 Found", "Location: https://u:s3cret@example.org/sparql?key=s3cret"),
        r"has moved. Name its new address: https://example\.org/sparql$",
    ),
    _M("moved-to-file", answer(b"", "", "302 Found", "Location: file:///etc/passwd"), "has moved"),
    _M("moved-nowhere", answer(b"", "", "302 Found", "Location: http://[::1"), r"has moved.*http://\[::1$"),
    _M("moved-in-circles", answer(b"", "", "307 Again", "Location: /moved-in-circles"), "has moved"),
    _M("moved-without-word", answer(b"", "", "301 Moved"), r"failed \(301\)"),
    # Refusals
    _M("login", answer(b"", "", "401 Who", "WWW-Authenticate: Basic"), "asks for a login"),
    _M("strange-login", answer(b"", "", "401 Who", "WWW-Authenticate: Hawk x, y, z"), "asks for a login"),
    _M("digest-of-junk", answer(b"", "", "401 Who", "WWW-Authenticate: Digest ,=,qop"), "asks for a login"),
    _M(
        "bad-query",
        answer(b"line 1:\x1b[31m no\n such thing", "text/plain", "400 Bad"),
        "cannot read the query: line 1: .*no such thing",
        2,
    ),
    _M("busy", answer(b"back soon", "text/plain", "503 Busy"), r"\(503, asked 5 times\): back soon", asked=5),
    _M("busy-for-long", answer(b"", "", "503 Busy", "Retry-After: 3600"), r"busy or down \(503\)"),
    _M("busy-for-ever", answer(b"", "", "503 Busy", "Retry-After: " + "9" * 400), r"busy or down \(503\)"),
    _M("busy-for-junk", answer(b"", "", "503 Busy", "Retry-After: -1e9"), r"asked 5 times", asked=5),
    _M("too-long", answer(b"Query took too long and was stopped", "text/plain", "503 Busy"), "took too long"),
    _M("timed-out", answer(b"query timed out", "text/plain", "500 Oh"), "took too long"),
    _M("gateway", answer(b"", "", "504 Gateway Timeout"), "took too long"),
    _M("not-there", answer(b"", "", "404 Gone"), "does not offer this"),
    _M(
        "broken",
        answer(b"java.lang.NullPointerException\n\tat x", "text/plain", "500 Oh"),
        r"failed \(500\): java",
    ),
]


class Upstream:
    """The server, on a free port of this machine. It notes what it is asked, by address."""

    def __init__(self, misbehaviours: list[Misbehaviour]) -> None:
        self.replies: dict[str, Reply] = {each.name: each.reply for each in misbehaviours}
        self.heads: dict[str, list[bytes]] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def url(self, name: str) -> str:
        """The address that misbehaves so."""
        return f"http://127.0.0.1:{self.port}/{name}"

    def close(self) -> None:
        """Take no more requests."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._respond, args=(connection,), daemon=True).start()

    def _respond(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head, body = _read(connection)
            name = head.split()[1].decode().rpartition("/")[2]
            if b"GRAPH ?g" in "".join(parse_qs(body.decode()).get("query", [""])).encode():
                connection.sendall(answer(NO_ROWS))  # the engine asking what the default graph is
                return
            self.heads.setdefault(name, []).append(head)
            reply = self.replies.get(name, b"")
            if callable(reply):
                reply(connection)
            else:
                connection.sendall(reply)
                connection.shutdown(socket.SHUT_WR)


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    """The head and the body of a request."""
    head, _, body = _until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")
    lengths = [
        line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-len")
    ]
    while lengths and len(body) < int(lengths[0]):
        body += connection.recv(65536)
    return head, body


def _until(connection: socket.socket, end: bytes) -> bytes:
    found = b""
    while end not in found:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError
        found += part
    return found


def run_upstream() -> Iterator[Upstream]:
    """The server, until the caller has done with it."""
    server = Upstream(MISBEHAVIOURS)
    yield server
    server.close()
