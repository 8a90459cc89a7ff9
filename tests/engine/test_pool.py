"""The pool of worker processes: what runs, what is stopped, and who notices."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from scgraph.deadlines import brief
from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.pool import AnswerTooLarge, PoolBusy, WorkerPool
from scgraph.errors import BadQuery, EngineError, QueryTimeout
from scgraph.processes import Costly

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
def store(engine: EmbeddedEngine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished store on disk of what the engine holds."""
    path = tmp_path_factory.mktemp("pool") / "store"
    on_disk = Store(str(path))
    on_disk.bulk_extend(engine.store)
    on_disk.flush()
    return path


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[WorkerPool]:
    with WorkerPool(store, workers=2, max_waiting=2, timeout=30, version="one") as pool:
        yield pool


@pytest.fixture(scope="module")
def hasty(store: Path) -> Iterator[WorkerPool]:
    with WorkerPool(store, workers=2, max_waiting=2, timeout=1.5, max_bytes=1000, max_rows=5) as pool:
        yield pool


def test_it_answers_like_the_engine(pool: WorkerPool, engine: EmbeddedEngine) -> None:
    assert pool.raw(COUNT, "text/csv") == engine.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"
    rows = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
    assert pool.select(rows) == engine.select(rows)
    graph = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER (isIRI(?o)) }"
    assert list(pool.construct(graph)) == list(engine.construct(graph)) != []
    for asked in (f"ASK {{ {A} {P} {A} }}", f"ASK {{ {A} {P} {P} }}"):
        assert pool.ask(asked) == engine.ask(asked)
    assert pool.graphs() == engine.graphs() == [G.value, H.value]
    assert (pool.parallel, pool.version) == (2, "one")


def test_a_query_may_name_its_graphs(pool: WorkerPool) -> None:
    named = f"SELECT (COUNT(*) AS ?n) FROM {H} {{ ?s ?p ?o }}"
    assert pool.raw(named, "text/csv", union=False) == b"n\r\n1\r\n"


def test_a_query_that_overruns_is_stopped_and_the_others_notice_nothing(hasty: WorkerPool) -> None:
    with ThreadPoolExecutor(4) as threads:
        slow = threads.submit(hasty.raw, ENDLESS, "text/csv")
        quick = [threads.submit(hasty.raw, COUNT, "text/csv") for _ in range(3)]
        with pytest.raises(QueryTimeout, match=r"took longer than 1\.5 s and was stopped"):
            slow.result()
        assert [future.result() for future in quick] == [b"n\r\n1001\r\n"] * 3
    # Both workers answer again.
    assert [hasty.raw(COUNT, "text/csv") for _ in range(3)] == [b"n\r\n1001\r\n"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="processor time is bounded by a signal of POSIX")
def test_a_query_that_needs_more_processor_time_than_it_has_is_stopped(pool: WorkerPool) -> None:
    with brief(0.2):
        assert pool.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"
        with pytest.raises(Costly, match="processor time"):
            pool.raw(ENDLESS, "text/csv")
    assert [pool.raw(COUNT, "text/csv") for _ in range(3)] == [b"n\r\n1001\r\n"] * 3


def test_when_too_many_wait_the_next_is_turned_away(hasty: WorkerPool) -> None:
    with ThreadPoolExecutor(4) as threads:
        slow = [threads.submit(hasty.raw, ENDLESS, "text/csv") for _ in range(4)]  # 2 run, 2 wait
        while hasty._processes._room._value:
            pass
        with pytest.raises(PoolBusy, match="too many queries are waiting"):
            hasty.raw(COUNT, "text/csv")
        assert {type(future.exception()) for future in slow} <= {QueryTimeout, PoolBusy}
    assert hasty.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_large_answer_is_refused(hasty: WorkerPool) -> None:
    with pytest.raises(AnswerTooLarge, match="more than 1,000 bytes"):
        hasty.raw("SELECT * { ?s ?p ?o }", "text/csv")
    with pytest.raises(AnswerTooLarge, match="more than 5 rows"):
        hasty.select("SELECT (1 AS ?n) { ?s ?p ?o } LIMIT 6")
    assert len(hasty.select("SELECT (1 AS ?n) { ?s ?p ?o } LIMIT 5").rows) == 5


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
        pool.raw(query, media_type)


@pytest.mark.parametrize(
    ("ask", "query", "words"),
    [
        (WorkerPool.select, "ASK { ?s ?p ?o }", "not a SELECT"),
        (WorkerPool.ask, COUNT, "not an ASK"),
        (WorkerPool.construct, COUNT, "no answer as application/n-triples"),
    ],
)
def test_another_kind_of_query(
    pool: WorkerPool, ask: Callable[[WorkerPool, str], object], query: str, words: str
) -> None:
    with pytest.raises(BadQuery, match=words):
        ask(pool, query)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of one process as a whole")
def test_a_query_that_eats_memory_is_stopped(store: Path) -> None:
    with WorkerPool(store, workers=1, timeout=60, max_memory=256 * 1024 * 1024) as pool:
        with pytest.raises(AnswerTooLarge, match="more than 256 MB of memory"):
            pool.raw("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i", "text/csv")
        assert pool.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_query_that_ends_its_process_ends_nothing_else(pool: WorkerPool) -> None:
    # Oxigraph's parser calls itself for every brace, and has only so much stack.
    with pytest.raises(AnswerTooLarge, match="nested too deeply"):
        pool.raw("SELECT * " + "{" * 20_000 + "}" * 20_000, "text/csv")
    assert pool.raw(COUNT, "text/csv") == b"n\r\n1001\r\n"


def test_a_store_that_is_none(tmp_path: Path) -> None:
    with (
        WorkerPool(tmp_path / "nothing", workers=1) as pool,
        pytest.raises(EngineError, match="cannot be opened"),
    ):
        pool.raw(COUNT, "text/csv")


def test_nothing_is_left_behind(store: Path) -> None:
    pool = WorkerPool(store, workers=2)
    assert pool.raw(COUNT, "text/csv")
    processes = list(pool._processes._all)
    pool.close()
    assert [process.code for process in processes] == [-9, -9]


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_workers_end_with_their_owner_even_in_the_middle_of_a_query(store: Path) -> None:
    owner = f"""
import os, threading, time
from pathlib import Path
from scgraph.engine.pool import WorkerPool
pool = WorkerPool(Path({str(store)!r}), workers=1, timeout=60)
worker, = pool._processes._all
pool.raw({COUNT!r}, "text/csv")
threading.Thread(target=pool.raw, args=({ENDLESS!r}, "text/csv")).start()
while not pool._processes._idle.empty(): time.sleep(0.01)
time.sleep(0.5)
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
