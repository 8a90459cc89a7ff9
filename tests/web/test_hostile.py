"""What a hostile or careless client can do, and that nobody else notices."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from scgraph.sparql.guard import MOST_TOKENS
from tests.web.limited import LIMITS
from tests.web.serving import Served, serving

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def ask(strict: Served, query: str, **more: object) -> httpx.Response:
    """Ask as a programme does."""
    return httpx.post(f"{strict.url}/sparql", data={"query": query}, timeout=60, **more)  # type: ignore[arg-type]


def request_line(query: str) -> bytes:
    """A request for rows as CSV, as it goes over the wire."""
    head = f"GET /sparql?{urlencode({'query': query})} HTTP/1.1"
    return f"{head}\r\nHost: localhost\r\nAccept: text/csv\r\n\r\n".encode()


@pytest.fixture
def beacon() -> Iterator[tuple[int, list[bytes]]]:
    """A server that notes who calls: (port, calls)."""
    calls: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            with connection:
                calls.append(connection.recv(1000))

    thread = threading.Thread(target=listen)
    thread.start()
    yield listener.getsockname()[1], calls
    stop.set()
    thread.join()
    listener.close()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "ASK {{ FILTER EXISTS {{ SERVICE <http://127.0.0.1:{port}/> {{}} }} }}",
        "SELECT * {{ ?s ?p ?o # a remark\rSERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }}\n}}",
        'SELECT * {{ ?s ?p "\\u0022 . # " . SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }}\n}}',
        "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}",
        "SELECT * FROM <http://127.0.0.1:{port}/data.ttl> {{ ?s ?p ?o }}",
        "LOAD <http://127.0.0.1:{port}/data.ttl>",
        "DESCRIBE <http://127.0.0.1:{port}/>",
    ],
)
def test_no_query_makes_the_server_call_another(
    strict: Served, beacon: tuple[int, list[bytes]], query: str
) -> None:
    port, calls = beacon
    assert ask(strict, query.format(port=port)).status_code in {200, 400}
    time.sleep(0.3)
    assert not calls


def test_no_query_reads_a_file(strict: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text('<http://x/s> <http://x/p> "a secret" .')
    for query in (
        f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{secret.as_uri()}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{secret.as_uri()}> {{ ?s ?p ?o }} }}",
        f"LOAD <{secret.as_uri()}>",
    ):
        assert "a secret" not in ask(strict, query).text


def test_no_update_changes_anything(strict: Served) -> None:
    before = ask(strict, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text
    for update in (
        "DROP ALL",
        "CLEAR DEFAULT",
        "INSERT DATA { scg:a scg:b scg:c }",
        "DELETE WHERE { ?s ?p ?o }",
    ):
        assert ask(strict, update).status_code == 400
        assert httpx.post(f"{strict.url}/sparql", data={"update": update}).status_code == 400
    assert ask(strict, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text == before


def test_a_runaway_query_is_stopped_and_the_next_is_answered(strict: Served) -> None:
    response = ask(strict, RUNAWAY)
    assert response.status_code == 503
    assert "stopped" in response.text
    assert int(response.headers["retry-after"]) > 0
    assert ask(strict, "ASK {}").status_code == 200
    page = httpx.get(
        f"{strict.url}/sparql", params={"query": RUNAWAY}, headers={"accept": "text/html"}, timeout=60
    )
    assert page.status_code == 503
    assert "was stopped" in page.text
    assert "COUNT" in page.text


def test_pages_are_served_while_runaways_keep_every_worker_busy(strict: Served) -> None:
    with ThreadPoolExecutor(6) as pool:
        runaways = [pool.submit(ask, strict, RUNAWAY) for _ in range(6)]
        time.sleep(0.5)
        addresses = (
            "/",
            "/councils",
            "/id/bexley/social-care-assistant_07",
            "/questions/levels",
            "/search?q=risk",
        )
        for address in addresses:
            assert httpx.get(f"{strict.url}{address}", timeout=LIMITS.query_seconds).status_code == 200
        assert not all(runaway.done() for runaway in runaways)
        assert {runaway.result().status_code for runaway in runaways} == {503}


def test_more_than_may_wait_are_turned_away_at_once(strict: Served) -> None:
    crowd = 5 * (LIMITS.queries_running + LIMITS.queries_waiting)
    started = threading.Barrier(crowd)
    with ThreadPoolExecutor(crowd) as pool, httpx.Client(limits=httpx.Limits(), timeout=60) as client:

        def visit(_number: int) -> httpx.Response:
            started.wait()
            return client.post(f"{strict.url}/sparql", data={"query": RUNAWAY})

        answers = list(pool.map(visit, range(crowd)))
    assert {answer.status_code for answer in answers} == {503}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    turned_away = [answer for answer in answers if "busy" in answer.text]
    stopped = [answer for answer in answers if "stopped" in answer.text]
    assert len(turned_away) + len(stopped) == crowd
    assert len(stopped) >= LIMITS.slow_running + LIMITS.slow_waiting
    assert turned_away
    assert ask(strict, "ASK {}").status_code == 200


def test_an_answer_that_is_too_large_is_refused_in_a_sentence(strict: Served) -> None:
    huge = "SELECT * { ?a ?b ?c . ?d scg:rank ?f . ?g scg:rank ?h }"
    response = ask(strict, huge)
    assert response.status_code in {400, 503}
    assert "more than" in response.text or "stopped" in response.text
    assert ask(strict, "ASK {}").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { " + "{" * 6_000 + "}" * 6_000 + " }",
        "SELECT * { FILTER(" + "(" * 6_000 + "1" + ")" * 6_000 + ") }",
        "SELECT * { FILTER(1 IN (" + "1," * MOST_TOKENS + "1)) }",
        "SELECT * {" + "?s <a:b> ?o . " * 300 + "}",
        "SELECT * { ?s ?p " + "'" * 15_000,
        "SELECT * { FILTER(REGEX('" + "a" * 40 + "', '(a+)+b')) }",
        "SELECT (GROUP_CONCAT(?s) AS ?all) { ?s ?p ?o . ?a ?b ?c }",
        "\x00" * 1_000,
    ],
)
def test_a_query_that_is_a_bomb_harms_nobody(strict: Served, query: str) -> None:
    assert ask(strict, query).status_code in {200, 400, 503}
    assert ask(strict, "ASK {}").text.count("true") == 1


def test_a_body_that_is_too_large_is_refused(strict: Served) -> None:
    response = ask(strict, "#" * (LIMITS.body_bytes + 1))
    assert response.status_code == 413

    def without_length() -> Iterator[bytes]:
        for _ in range(20):
            yield b"#" * (LIMITS.body_bytes // 10)

    try:
        streamed = httpx.post(
            f"{strict.url}/sparql",
            content=without_length(),
            headers={"content-type": "application/sparql-query"},
        )
        assert streamed.status_code == 413
    except (httpx.WriteError, httpx.ReadError):  # it was refused before all of it was sent
        pass
    assert ask(strict, "ASK {}").status_code == 200


def test_an_address_that_is_too_long_is_refused(strict: Served) -> None:
    assert httpx.get(f"{strict.url}/search", params={"q": "x" * LIMITS.address_bytes}).status_code == 414


def test_headers_that_are_too_large_are_refused(strict: Served) -> None:
    with socket.create_connection(("127.0.0.1", strict.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        try:
            for number in range(2_000):
                connection.sendall(b"X-%d: %s\r\n" % (number, b"y" * 100))
            connection.sendall(b"\r\n")
        except OSError:
            pass
        try:
            answer = connection.recv(1000)
        except ConnectionResetError:
            answer = b""
    assert b" 200 " not in answer
    assert httpx.get(f"{strict.url}/healthz").status_code == 200


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET / HTTP/1.1\r\n",
        b"",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
        b"Content-Length: 100\r\n\r\nSEL",
    ],
)
def test_a_client_that_never_finishes_its_request_is_left(strict: Served, request_bytes: bytes) -> None:
    with socket.create_connection(
        ("127.0.0.1", strict.port), timeout=LIMITS.request_seconds + 20
    ) as connection:
        connection.sendall(request_bytes)
        answer = connection.recv(1000)
        assert answer == b"" or b" 408 " in answer


def test_clients_that_take_their_answers_slowly_hold_no_worker(strict: Served) -> None:
    request = request_line("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    slow = [socket.create_connection(("127.0.0.1", strict.port)) for _ in range(6)]
    try:
        for connection in slow:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request)
        time.sleep(1.5)
        for _ in range(10):
            assert ask(strict, "ASK {}").status_code == 200
    finally:
        for connection in slow:
            connection.close()


def test_nothing_is_run_for_a_client_that_has_gone(strict: Served) -> None:
    request = request_line(RUNAWAY)
    before = len(strict.lines)

    def statuses() -> list[object]:
        # Without the 200 of slow clients that an earlier test left.
        return sorted(line["status"] for line in strict.lines[before:] if line["status"] != 200)  # type: ignore[type-var]

    for _ in range(5):
        with socket.create_connection(("127.0.0.1", strict.port)) as connection:
            connection.sendall(request)
            time.sleep(0.1)
    deadline = time.monotonic() + 30
    while len(statuses()) < 5 and time.monotonic() < deadline:
        time.sleep(0.1)
    # One was under way when its client left; the others waited for a place among the slow ones.
    assert statuses() == [204, 204, 204, 204, 503]
    assert ask(strict, "ASK {}").status_code == 200


def test_a_worker_that_dies_is_replaced(strict: Served) -> None:
    children = Path(f"/proc/{strict.process.pid}/task").glob("*/children")
    pids = {int(pid) for file in children for pid in file.read_text().split()}
    assert len(pids) >= LIMITS.queries_running
    for pid in pids:
        os.kill(pid, 9)
    statuses = [ask(strict, "ASK {}").status_code for _ in range(8)]
    assert statuses[-1] == 200
    assert set(statuses) <= {200, 503}


def test_errors_tell_no_paths_and_no_secrets(strict: Served) -> None:
    faults = [
        httpx.get(f"{strict.url}/nothing-here"),
        httpx.get(f"{strict.url}/questions/gap.csv"),
        httpx.get(f"{strict.url}/static/../app.py"),
        httpx.get(f"{strict.url}/static/%2e%2e%2fapp.py"),
        httpx.get(f"{strict.url}/static//etc/passwd"),
        httpx.get(f"{strict.url}/downloads/../../etc/passwd"),
        ask(strict, "SELECT nonsense"),
        ask(strict, RUNAWAY),
        ask(strict, "ASK {}", headers={"content-type": "text/plain"}),
    ]
    for fault in faults:
        assert fault.status_code >= 400
        for secret in ("Traceback", 'File "', str(Path.home()), os.getcwd(), "site-packages", "root:"):
            assert secret not in fault.text


def test_the_log_has_a_line_per_request_and_nothing_about_who_asked_what(strict: Served) -> None:
    httpx.get(f"{strict.url}/search?q=my-own-name", headers={"user-agent": "agent-of-mine"})
    line = next(line for line in reversed(strict.lines) if line.get("path") == "/search")
    assert set(line) == {"time", "method", "path", "status", "bytes", "ms"}
    log = strict.log.read_text()
    assert "my-own-name" not in log
    assert "agent-of-mine" not in log
    assert "127.0.0.1" not in log


def test_a_line_of_the_log_cannot_be_forged(strict: Served) -> None:
    httpx.get(f"{strict.url}/x%0A%7B%22status%22:%20200%7D%0A")
    paths = [line["path"] for line in strict.lines if str(line.get("path")).startswith("/x")]
    assert paths == ['/x\n{"status": 200}\n']


def test_only_this_machine_can_reach_it(strict: Served) -> None:
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        if str(address).startswith("127."):
            continue
        with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the machine has it
            socket.create_connection((address, strict.port), timeout=2).close()
    assert strict.url.startswith("http://127.0.0.1:")


def test_a_stop_lets_the_requests_under_way_finish() -> None:
    with serving("tests.web.limited") as server, ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(ask, server, RUNAWAY)
        time.sleep(0.7)
        server.process.terminate()
        assert under_way.result().status_code == 503
        assert server.process.wait(timeout=20) in {0, -15}
        with pytest.raises(httpx.ConnectError):
            httpx.get(server.url)
