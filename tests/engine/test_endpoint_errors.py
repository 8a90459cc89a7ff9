"""What the engine does when a server does not: proved on a server that does as it is told."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from scgraph.engine import http as connection
from scgraph.engine.endpoint import EndpointEngine
from scgraph.engine.http import Connection, Credentials, LoginNeeded, ServerBusy, check_address, is_private
from scgraph.errors import BadQuery, EngineError, QueryTimeout, UsageError

TRUE = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><boolean>true</boolean></sparql>'
NONE = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/><results/></sparql>'
XML = "application/sparql-results+xml"
Reply = tuple[int, dict[str, str], bytes]


class Scripted(ThreadingHTTPServer):
    """Answers as scripted, the last answer for all that follow. Notes what it was sent."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply | Callable[[], Reply]] = [(200, {"Content-Type": XML}, TRUE)]
        self.seen: list[tuple[dict[str, str], dict[str, list[str]]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ds"


class Handler(BaseHTTPRequestHandler):
    """One scripted reply; ``b"hang up"`` closes the connection without one."""

    server: Scripted

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(body)
        self.server.seen.append((dict(self.headers), fields))
        if "GRAPH ?g" in fields.get("query", [""])[0]:  # the engine asking what the default graph is
            status, headers, reply = 200, {"Content-Type": XML}, NONE
        else:
            replies = self.server.replies
            next_reply = replies.pop(0) if len(replies) > 1 else replies[0]
            status, headers, reply = next_reply() if callable(next_reply) else next_reply
        if reply == b"hang up":
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"Content-Length": str(len(reply)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply)


@pytest.fixture
def server() -> Iterator[Scripted]:
    scripted = Scripted()
    threading.Thread(target=scripted.serve_forever, args=(0.02,), daemon=True).start()
    yield scripted
    scripted.shutdown()
    scripted.server_close()


@pytest.fixture(autouse=True)
def _no_login_and_no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"SCGRAPH_{name}", raising=False)
    monkeypatch.setattr(connection, "_BACKOFF", lambda state: 0.01)


def asked(server: Scripted) -> list[dict[str, str]]:
    """The headers of the requests that carried the test's own query."""
    return [headers for headers, fields in server.seen if "ASK" in fields.get("query", [""])[0]]


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_busy_server_is_asked_again(server: Scripted, status: int) -> None:
    server.replies = [(status, {}, b""), (status, {}, b""), (200, {"Content-Type": XML}, TRUE)]
    assert EndpointEngine(server.url).ask("ASK {}")
    assert len(asked(server)) == 3


def test_a_lost_connection_is_tried_again(server: Scripted) -> None:
    server.replies = [(0, {}, b"hang up"), (200, {"Content-Type": XML}, TRUE)]
    assert EndpointEngine(server.url).ask("ASK {}")
    assert len(asked(server)) == 2


def test_retries_are_bounded(server: Scripted) -> None:
    server.replies = [(503, {}, b"back soon")]
    with pytest.raises(ServerBusy, match=r"busy or down \(503, asked 5 times\): back soon"):
        EndpointEngine(server.url).ask("ASK {}")
    assert len(asked(server)) == connection.ATTEMPTS


def test_a_server_that_says_when_is_taken_at_its_word(
    server: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    server.replies = [(503, {"Retry-After": "7"}, b""), (200, {"Content-Type": XML}, TRUE)]
    assert EndpointEngine(server.url).ask("ASK {}")
    assert waits == [7.0]


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (400, BadQuery, "cannot read the query: line 1: no such thing"),
        (401, LoginNeeded, "asks for a login.*SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN"),
        (403, LoginNeeded, "asks for a login"),
        (404, EngineError, "does not offer this"),
        (500, EngineError, r"failed \(500\): line 1: no such thing"),
    ],
)
def test_all_else_is_said_at_once_and_in_one_line(
    server: Scripted, status: int, error: type[Exception], words: str
) -> None:
    server.replies = [(status, {"Content-Type": "text/plain"}, b"line 1:\r\n  no such \x1bthing\n")]
    with pytest.raises(error, match=words) as caught:
        EndpointEngine(server.url).ask("ASK {}")
    assert len(asked(server)) == 1
    assert str(caught.value).isprintable()


def test_a_page_of_html_is_no_error_message(server: Scripted) -> None:
    server.replies = [
        (500, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Oh dear</body></html>")
    ]
    with pytest.raises(EngineError, match=r"failed \(500\): Internal Server Error"):
        EndpointEngine(server.url).ask("ASK {}")


def test_an_answer_that_is_no_answer(server: Scripted) -> None:
    server.replies = [(200, {"Content-Type": "text/html"}, b"<html>Welcome</html>")]
    with pytest.raises(EngineError, match="answers as text/html; is this a SPARQL service"):
        EndpointEngine(server.url).ask("ASK {}")
    server.replies = [(200, {"Content-Type": XML}, b"<sparql><head")]
    with pytest.raises(EngineError, match="its answer cannot be read"):
        EndpointEngine(server.url).ask("ASK {}")


def test_a_slow_server_is_given_up_and_not_asked_again(server: Scripted) -> None:
    def slowly() -> Reply:
        time.sleep(4)
        return 200, {"Content-Type": XML}, TRUE

    server.replies = [slowly]
    # Long enough for a busy machine to connect, so that it is the answer that is late.
    with pytest.raises(QueryTimeout, match=r"no answer within 1 s"):
        EndpointEngine(server.url, timeout=1.0).ask("ASK {}")
    assert len(asked(server)) == 1


def test_nobody_there() -> None:
    with pytest.raises(EngineError, match=r"no connection.*Is it running"):
        EndpointEngine("http://127.0.0.1:9/sparql").ask("ASK {}")


def test_a_redirect_is_told_and_not_followed(server: Scripted) -> None:
    server.replies = [(302, {"Location": "http://elsewhere.example/sparql?key=1"}, b"")]
    with pytest.raises(
        EngineError, match=r"has moved\. Name its new address: http://elsewhere\.example/sparql$"
    ):
        EndpointEngine(server.url).ask("ASK {}")


def test_a_password_goes_as_basic(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCGRAPH_USER", "anna")
    monkeypatch.setenv("SCGRAPH_PASSWORD", "s3cret")
    assert EndpointEngine(server.url).ask("ASK {}")
    assert asked(server)[0]["Authorization"] == "Basic " + base64.b64encode(b"anna:s3cret").decode()


def test_a_token_goes_as_bearer(server: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCGRAPH_TOKEN", "t0ken")
    assert EndpointEngine(server.url).ask("ASK {}")
    assert asked(server)[0]["Authorization"] == "Bearer t0ken"


def test_a_refused_login_does_not_say_the_password(server: Scripted) -> None:
    server.replies = [(401, {}, b"wrong password")]
    with pytest.raises(LoginNeeded, match="refuses this login") as caught:
        EndpointEngine(server.url, credentials=Credentials("anna", "s3cret")).ask("ASK {}")
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(Credentials("anna", "s3cret", "t0ken"))


def test_no_secret_goes_out_in_the_clear() -> None:
    with pytest.raises(UsageError, match="SCGRAPH_TOKEN would travel unencrypted"):
        Connection("http://graph.example.org/sparql", 1, Credentials(token="t0ken"))
    assert not is_private("http://graph.example.org/sparql")
    assert not is_private("http://10.0.0.1/sparql")


def test_half_a_login_and_two_logins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCGRAPH_USER", "anna")
    with pytest.raises(UsageError, match="go together"):
        Credentials.from_environment()
    monkeypatch.setenv("SCGRAPH_TOKEN", "t0ken")
    with pytest.raises(UsageError, match="both set"):
        Credentials.from_environment()


@pytest.mark.parametrize(
    "url", ["", "graph.example.org", "file:///etc/passwd", "ftp://example.org/sparql", "http://"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(UsageError, match="not the address of a SPARQL server"):
        check_address(url)


def test_a_login_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="a login does not go into the address") as caught:
        EndpointEngine("http://anna:s3cret@127.0.0.1/sparql")
    assert "s3cret" not in str(caught.value)
