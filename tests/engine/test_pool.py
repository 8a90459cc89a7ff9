"""The pool of worker processes: what runs, what is stopped, and who notices."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.pool import AnswerTooLarge, PoolBusy, WorkerPool
from scgraph.errors import BadQuery, EngineError, QueryTimeout

A, P = NamedNode("https://example.org/a"), NamedNode("https://example.org/p")
G, H = NamedNode("https://example.org/g"), NamedNode("https://example.org/h")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def engine() -> EmbeddedEngine:
    engine = EmbeddedEngine()
    engine.add(Quad(A, P, Literal(str(n)), G) for n in range(1000))
    engine.add([Quad(A, P, A, H)])
    return engine


@pytest.fixture(scope="module")
def pool(engine: EmbeddedEngine) -> Iterator[WorkerPool]:
    with WorkerPool.over(engine, workers=2, max_waiting=2) as pool:
        yield pool


def test_the_answer_is_that_of_the_engine(pool: WorkerPool, engine: EmbeddedEngine) -> None:
    assert pool.run(COUNT, "text/csv") == engine.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"
    assert pool.select("SELECT ?o { ?s ?p ?o } ORDER BY ?o") == engine.select(
        "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    )
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER (isIRI(?o)) }"
    assert pool.run(graph, "application/n-triples") == engine.raw(graph, "application/n-triples")


def test_a_query_may_name_its_graphs(pool: WorkerPool) -> None:
    named = f"SELECT (COUNT(*) AS ?n) FROM {H} {{ ?s ?p ?o }}"
    assert pool.run(named, "text/csv", union=False) == b"n\r\n1\r\n"


def test_a_query_that_overruns_is_stopped_and_the_others_notice_nothing(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(4) as threads:
        slow = threads.submit(pool.run, ENDLESS, "text/csv", 0.5)
        quick = [threads.submit(pool.run, COUNT, "text/csv", 30) for _ in range(3)]
        with pytest.raises(QueryTimeout, match=r"took longer than 0\.5 s and was stopped"):
            slow.result()
        assert [future.result() for future in quick] == [b"n\r\n1001\r\n"] * 3
    # Both workers answer again.
    assert [pool.run(COUNT, "text/csv") for _ in range(3)] == [b"n\r\n1001\r\n"] * 3


def test_when_too_many_wait_the_next_is_turned_away(pool: WorkerPool) -> None:
    with ThreadPoolExecutor(4) as threads:
        slow = [threads.submit(pool.run, ENDLESS, "text/csv", 1.5) for _ in range(4)]  # 2 run, 2 wait
        while pool._room._value:
            pass
        with pytest.raises(PoolBusy, match="too many queries are waiting"):
            pool.run(COUNT, "text/csv")
        assert {type(future.exception()) for future in slow} <= {QueryTimeout, PoolBusy}
    assert pool.run(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_large_answer_is_refused(pool: WorkerPool) -> None:
    everything = "SELECT * { ?s ?p ?o }"
    with pytest.raises(AnswerTooLarge, match="more than 1,000 bytes"):
        pool.run(everything, "text/csv", max_bytes=1000)
    with pytest.raises(AnswerTooLarge, match="more than 1,000 rows"):
        pool.select(everything, max_rows=1000)
    assert len(pool.select(everything, max_rows=1001).rows) == 1001


@pytest.mark.parametrize(
    ("query", "media_type", "words"),
    [
        ("SELECT ?x { ?x", "text/csv", "the query cannot be read"),
        (COUNT, "text/turtle", "no answer as text/turtle"),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", "text/csv", "the query cannot be read"),
    ],
)
def test_a_query_at_fault(pool: WorkerPool, query: str, media_type: str, words: str) -> None:
    with pytest.raises(BadQuery, match=words):
        pool.run(query, media_type)


def test_an_ask_is_no_select(pool: WorkerPool) -> None:
    with pytest.raises(BadQuery, match="not a SELECT"):
        pool.select("ASK { ?s ?p ?o }")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of one process as a whole")
def test_a_query_that_eats_memory_is_stopped(engine: EmbeddedEngine) -> None:
    with WorkerPool.over(engine, workers=1, max_memory=256 * 1024 * 1024) as pool:
        with pytest.raises(EngineError, match="more than 256 MB of memory"):
            pool.run("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", "text/csv", timeout=60)
        assert pool.run(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_query_that_ends_its_process_ends_nothing_else(pool: WorkerPool) -> None:
    # Oxigraph's parser calls itself for every brace, and has only so much stack.
    with pytest.raises(EngineError, match="its process was ended"):
        pool.run("SELECT * " + "{" * 20_000 + "}" * 20_000, "text/csv")
    assert pool.run(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_store_that_is_none(tmp_path: Path) -> None:
    with (
        WorkerPool(tmp_path / "nothing", workers=1) as pool,
        pytest.raises(EngineError, match="cannot be opened"),
    ):
        pool.run(COUNT, "text/csv")


def test_nothing_is_left_behind(engine: EmbeddedEngine) -> None:
    pool = WorkerPool.over(engine, workers=2)
    path = pool.path
    assert pool.run(COUNT, "text/csv")
    processes = [pool._idle.get() for _ in range(2)]
    for worker in processes:
        pool._idle.put(worker)
    pool.close()
    assert not path.exists()
    assert all(worker._process.poll() is not None for worker in processes)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_workers_end_with_their_owner_even_in_the_middle_of_a_query(tmp_path: Path) -> None:
    owner = f"""
import os, threading, time
from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.pool import WorkerPool
from pyoxigraph import Literal, NamedNode, Quad
engine = EmbeddedEngine()
node = NamedNode("https://example.org/a")
engine.add(Quad(node, node, Literal(str(n)), node) for n in range(1000))
pool = WorkerPool.over(engine, workers=1)
worker = pool._idle.get(); pool._idle.put(worker)
pool.run({COUNT!r}, "text/csv")
threading.Thread(target=pool.run, args=({ENDLESS!r}, "text/csv", 60)).start()
while not pool._watchdog._deadlines: time.sleep(0.01)
print(worker._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    done = subprocess.run([sys.executable, "-c", owner], capture_output=True, text=True, check=False)
    pid = int(done.stdout)
    gone = threading.Event()
    for _ in range(500):
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat")
            if state.exists() and state.read_text().split()[2] == "Z":
                gone.set()
        except ProcessLookupError:
            gone.set()
        if gone.wait(0.02):
            break
    assert gone.is_set()
