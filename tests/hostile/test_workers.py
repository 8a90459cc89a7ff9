"""Workers that others end, whose files others remove, and servers that others start: who notices."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from scgraph.engine.pool import AnswerTooLarge, WorkerPool
from scgraph.errors import BadQuery, EngineError, QueryTimeout
from scgraph.processes import PoolBusy, Processes
from scgraph.sparql.guard import QueryFault
from scgraph.sparql.parsing import LARGE, Parsers
from tests.examples import EXAMPLE
from tests.hostile.upstream import MISBEHAVIOURS, Upstream
from tests.web.serving import Served, serve_command, serving

A, P, G = (NamedNode(f"https://example.org/{name}") for name in "apg")
COUNT, ANSWER = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", b"n\r\n1000\r\n"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


def write_store(path: Path) -> Path:
    """A finished store on disk."""
    store = Store(str(path))
    store.bulk_extend(Quad(A, P, Literal(str(n)), G) for n in range(1000))
    store.flush()
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_store(tmp_path_factory.mktemp("workers") / "store")


def kill_all(pool: WorkerPool, number: int = signal.SIGKILL) -> None:
    """End every worker, as an administrator or a system short of memory would."""
    for process in list(pool._processes._all):
        os.kill(process.start().pid, number)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_who_asks_after_a_worker_was_ended_notices_nothing(store: Path, number: int) -> None:
    with WorkerPool(store, workers=2, timeout=20) as pool:
        for _ in range(3):
            kill_all(pool, number)
            assert [pool.raw(COUNT, "text/csv") for _ in range(3)] == [ANSWER] * 3


def test_who_is_being_answered_is_answered_by_the_next(store: Path) -> None:
    with WorkerPool(store, workers=1, timeout=3) as pool, ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.raw, ENDLESS, "text/csv")
        time.sleep(0.7)
        kill_all(pool)
        # It was begun again, and ran into its own time.
        with pytest.raises(QueryTimeout):
            asked.result()
        assert pool.raw(COUNT, "text/csv") == ANSWER


def test_a_query_is_not_begun_for_ever(store: Path) -> None:
    with WorkerPool(store, workers=1, timeout=20) as pool, ThreadPoolExecutor(1) as threads:
        asked = threads.submit(pool.raw, ENDLESS, "text/csv")
        while not asked.done():
            kill_all(pool)
            time.sleep(0.05)
        with pytest.raises(EngineError, match="ended by others"):
            asked.result()


def test_a_store_whose_files_were_removed_is_written_anew(tmp_path: Path) -> None:
    path = write_store(tmp_path / "store")
    made: list[Path] = []

    def remake() -> Path:
        made.append(write_store(tmp_path / f"again-{len(made)}"))
        return made[-1]

    with WorkerPool(path, workers=2, timeout=20, remake=remake) as pool:
        assert pool.raw(COUNT, "text/csv") == ANSWER
        for _ in range(2):
            shutil.rmtree(pool.path)
            kill_all(pool)
            with ThreadPoolExecutor(4) as threads:
                assert set(threads.map(lambda _: pool.raw(COUNT, "text/csv"), range(8))) == {ANSWER}
    assert len(made) == 2


def test_a_store_that_comes_back_is_read_again(tmp_path: Path) -> None:
    path = write_store(tmp_path / "store")
    with WorkerPool(path, workers=1, timeout=20) as pool:
        assert pool.raw(COUNT, "text/csv") == ANSWER
        path.rename(tmp_path / "away")
        kill_all(pool)
        with pytest.raises(EngineError, match="cannot be opened"):
            pool.raw(COUNT, "text/csv")
        (tmp_path / "away").rename(path)
        assert pool.raw(COUNT, "text/csv") == ANSWER


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", BadQuery, "example.org/f"),
        ("SELECT * " + "{" * 20_000 + "}" * 20_000, AnswerTooLarge, "nested too deeply"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", AnswerTooLarge, "more than 256 MB"),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of one process as a whole")
def test_what_a_query_does_to_its_worker_is_told_as_its_own_fault(
    store: Path, query: str, error: type[Exception], words: str
) -> None:
    with WorkerPool(store, workers=1, timeout=30, max_memory=256 * 1024 * 1024) as pool:
        with pytest.raises(error, match=words):
            pool.raw(query, "text/csv")
        assert pool.raw(COUNT, "text/csv") == ANSWER


def test_processes_that_cannot_start_are_told_and_start_when_they_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    command = ["-c", "from scgraph.processes import answer_requests; answer_requests(lambda x: x, 10**9)"]
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "Popen", _no_room)
        processes = Processes(lambda: command, 1, 0)
        with pytest.raises(EngineError, match="no process can be started"):
            processes.ask(b"x", seconds=20)
    assert processes.ask(b"x", seconds=20) == b"x"
    processes.close()
    with pytest.raises(EngineError, match="have been stopped"):
        processes.ask(b"x", seconds=1)


def _no_room(*_arguments: object, **_options: object) -> None:
    raise OSError(11, "Resource temporarily unavailable")


def test_a_query_that_is_slow_to_read_is_given_up_while_small_ones_are_read() -> None:
    parsers = Parsers(seconds=2.0, most_waiting=2)
    slow = f"ASK {{ FILTER(?a {'||?a' * 900}) {{ SELECT * {{ {'{} UNION ' * 80} {{}} }} }} }}"
    try:
        with ThreadPoolExecutor(5) as threads:
            asked = [threads.submit(parsers.prepare, slow) for _ in range(5)]
            time.sleep(0.1)
            assert parsers.prepare("ASK {}").form == "ASK"
            faults = {type(each.exception()) for each in asked}
        assert faults <= {type(None), QueryFault, PoolBusy}
        assert PoolBusy in faults
        with pytest.raises(QueryFault) as caught:
            parsers.prepare("SELECT *\n{ ?s ?p ?o FILTR }")
        assert (caught.value.line, caught.value.column) == (2, 12)
        assert LARGE < 2_000
    finally:
        parsers.close()


def served_by(server: Served) -> set[int]:
    """The processes that a server has started."""
    children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    return {int(pid) for file in children for pid in file.read_text().split()}


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_nobody_notices_that_all_processes_of_a_server_were_ended(strict: Served) -> None:
    with httpx.Client(base_url=strict.url, timeout=30) as client:
        for _ in range(3):
            for pid in served_by(strict):
                os.kill(pid, signal.SIGKILL)
            asked = [
                client.get("/sparql", params={"query": f"ASK {{}} # {n} {time.time()}"}) for n in range(4)
            ]
            assert [each.status_code for each in asked] == [200] * 4
            assert client.get("/healthz").json() == {"status": "ok", "pages": "ok", "queries": "ok"}


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_a_server_whose_files_were_cleaned_away_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", "off")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving() as server:
        for path in tmp_path.glob("scgraph-*/store"):
            shutil.rmtree(path)
        for pid in served_by(server):
            os.kill(pid, signal.SIGKILL)
        count = {"query": "SELECT (COUNT(*) AS ?n) { ?s scg:carries ?o }", "format": "csv"}
        for _ in range(3):
            assert int(httpx.get(f"{server.url}/sparql", params=count, timeout=30).text.split()[1]) > 1000
        assert httpx.get(f"{server.url}/healthz", timeout=30).status_code == 200


@pytest.fixture
def slow() -> Iterator[Upstream]:
    upstream = Upstream(MISBEHAVIOURS)
    yield upstream
    upstream.close()


def test_a_slow_server_slows_only_those_who_ask_it(slow: Upstream) -> None:
    url = slow.url("dripping-body")
    # The first look at its health is all that `serving` waits for; it has to be told that it is ill.
    command = [sys.executable, "-m", *serve_command("--endpoint", url, "--timeout", "1.5", "--quiet")]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=EXAMPLE
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split(" at ")[1].split()[0].rstrip("/")
        with ThreadPoolExecutor(12) as threads, httpx.Client(base_url=address, timeout=60) as client:
            asking = [threads.submit(httpx.get, f"{address}/councils", timeout=60) for _ in range(12)]
            time.sleep(0.3)
            assert client.get("/static/style.css").status_code == 200
            health = client.get("/healthz")
            assert not all(each.done() for each in asking)
            assert (health.status_code, health.json()["status"]) == (503, "slow")
            assert {each.result().status_code for each in asking} == {503}
    finally:
        process.kill()
        process.communicate()


def test_two_servers_on_one_port_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "scgraph", "serve", "--port", port, "--quiet"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=EXAMPLE)
        for _ in range(2)
    ]
    try:
        while all(each.poll() is None for each in both):
            time.sleep(0.05)
        loser = next(each for each in both if each.poll() is not None)
        said = loser.communicate()[1].strip()
        assert loser.returncode == 2, said
        assert "in use" in said
        assert len(said.splitlines()) == 1
    finally:
        for each in both:
            each.kill()
            each.communicate()


@pytest.mark.parametrize("seconds", ["inf", "nan", "-1", "0", "1e9", "x", ""])
def test_a_time_that_is_none_is_refused(seconds: str) -> None:
    for command in (["serve", "--port", "0"], ["load", "--endpoint", "http://127.0.0.1:9/sparql"]):
        words = [sys.executable, "-m", "scgraph", *command, f"--timeout={seconds}"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=EXAMPLE)
        assert done.returncode == 2, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://example.org/", "https://u:p@example.org/", "https://x/<>"]
)
def test_a_public_address_that_is_none_is_refused(address: str) -> None:
    words = [sys.executable, "-m", "scgraph", "serve", "--port", "0", "--address", address]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, cwd=EXAMPLE)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
