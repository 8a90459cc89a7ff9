"""Queries that can be stopped: a small pool of processes on one finished store.

Oxigraph cannot cancel a query, so one that overruns its time is stopped with the process that runs it, and
another process takes that one's place. The caller gets an error; the other callers notice nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import cast

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from scgraph.engine.protocol import Answer, Term
from scgraph.engine.worker import ANSWER, BAD_QUERY, READY, TOO_LARGE, read_frame, write_frame
from scgraph.errors import BadQuery, EngineError, QueryTimeout

_ROWS = "application/sparql-results+json"
MEGABYTE = 1024 * 1024


class PoolBusy(EngineError):
    """All workers are busy, and as many callers wait as may."""


class AnswerTooLarge(EngineError):
    """An answer with more bytes or rows than the caller takes."""


class WorkerPool:
    """A finished store, read by processes of their own. Several threads may ask it at once.

    Whatever is asked, these errors may come:

    - ``QueryTimeout`` if a query takes longer than it may; it is stopped;
    - ``AnswerTooLarge`` if an answer is larger than it may be;
    - ``PoolBusy`` if too many callers wait already, or no worker was free in time;
    - ``EngineError`` if a query failed, or took more memory than it may.
    """

    def __init__(
        self,
        path: Path,
        workers: int = 2,
        timeout: float = 10.0,
        max_bytes: int = 64 * MEGABYTE,
        max_rows: int = 100_000,
        max_waiting: int = 32,
        max_memory: int = 2048 * MEGABYTE,
        version: str | None = None,
    ) -> None:
        """Start the workers.

        :param path: the directory of the store, which nobody writes to any more (see ``StoreReader.path``).
        :param timeout: the seconds that a query may take.
        :param max_bytes: the size of answer at which a query is refused.
        :param max_rows: the number of rows at which a SELECT is refused that is asked for its rows.
        :param max_waiting: how many callers may wait for a worker; more are turned away.
        :param max_memory: the memory that one query may take, in bytes.
        :param version: that of the store.
        """
        self.path, self.parallel, self.version = path, workers, version
        self.timeout, self.max_bytes, self.max_rows = timeout, max_bytes, max_rows
        self._max_memory = max_memory
        self._room = threading.BoundedSemaphore(workers + max_waiting)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._watchdog = _Watchdog()
        self._closed = False
        for _ in range(workers):
            self._idle.put(_Worker(path, max_memory))

    def select(self, sparql: str, union: bool = True) -> Answer:
        """The rows of a SELECT query."""
        found = parse_query_results(self.raw(sparql, _ROWS, union), QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise BadQuery("the query is not a SELECT.")
        most = self.max_rows
        rows = [cast("tuple[Term | None, ...]", tuple(row)) for row in islice(found, most + 1)]
        if len(rows) > most:
            raise AnswerTooLarge(f"the answer has more than {most:,} rows. Add a LIMIT, or ask for less.")
        return Answer(tuple(variable.value for variable in found.variables), rows)

    def ask(self, sparql: str, union: bool = True) -> bool:
        """The answer of an ASK query."""
        found = parse_query_results(self.raw(sparql, _ROWS, union), QueryResultsFormat.JSON)
        if not isinstance(found, QueryBoolean):
            raise BadQuery("the query is not an ASK.")
        return bool(found)

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        content = self.raw(sparql, "application/n-triples", union)
        return (quad.triple for quad in parse(content, RdfFormat.N_TRIPLES))

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        """The answer as bytes in the media type asked for."""
        if not self._room.acquire(blocking=False):
            raise PoolBusy("too many queries are waiting already. Try again in a moment.")
        try:
            worker = self._free_worker()
            order = {"query": sparql, "media_type": media_type, "max_bytes": self.max_bytes, "union": union}
            return self._ask(worker, json.dumps(order).encode())
        finally:
            self._room.release()

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        rows = self.select("SELECT ?graph { GRAPH ?graph { } }").rows
        return sorted(graph.value for (graph,) in rows if isinstance(graph, NamedNode))

    def close(self) -> None:
        """Stop all workers; a query that runs is given up."""
        self._closed = True
        self._watchdog.close()
        with suppress(Empty):
            while True:
                self._idle.get_nowait().stop()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _free_worker(self) -> _Worker:
        try:
            return self._idle.get(timeout=self.timeout)
        except Empty:
            waited = f"{self.timeout:g} s"
            raise PoolBusy(f"no worker was free within {waited}. Try again in a moment.") from None

    def _ask(self, worker: _Worker, request: bytes) -> bytes:
        """Ask a worker, and put it back, or another in its place."""
        self._watchdog.guard(worker, time.monotonic() + self.timeout)
        try:
            frame = worker.ask(request)
        finally:
            self._watchdog.release(worker)
            self._give_back(worker)
        if frame is None:
            if worker.overran:
                limit = f"{self.timeout:g} s"
                raise QueryTimeout(f"the query took longer than {limit} and was stopped. Ask for less.")
            raise EngineError(
                f"the query was stopped: it took more than {self._max_memory // MEGABYTE:,} MB of memory,"
                " or its process was ended."
            )
        kind, body = frame
        if kind == ANSWER:
            return body
        if kind == TOO_LARGE:
            raise AnswerTooLarge(
                f"the answer has more than {self.max_bytes:,} bytes. Add a LIMIT, or ask for less."
            )
        raise (BadQuery if kind == BAD_QUERY else EngineError)(body.decode())

    def _give_back(self, worker: _Worker) -> None:
        if worker.is_alive and not self._closed:
            self._idle.put(worker)
            return
        worker.stop()
        if not self._closed:
            self._idle.put(_Worker(self.path, self._max_memory))


class _Worker:
    """One process. It opens the store while its first caller is still thinking."""

    def __init__(self, path: Path, max_memory: int) -> None:
        command = [sys.executable, "-m", "scgraph.engine.worker", str(path), str(max_memory)]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._ready = False
        self._ended = False
        self.overran = False

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return not self._ended and not self.overran

    def ask(self, request: bytes) -> tuple[bytes, bytes] | None:
        """The frame that answers a request, or ``None`` where the process has ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            if not self._ready:
                frame = read_frame(self._process.stdout)
                if frame is None or frame[0] != READY:
                    self._ended = True
                    return frame
                self._ready = True
            write_frame(self._process.stdin, ANSWER, request)
            frame = read_frame(self._process.stdout)
        except OSError:
            frame = None
        self._ended = frame is None
        return frame

    def overrun(self) -> None:
        """Its time is up: end it."""
        self.overran = True
        self._process.kill()

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


class _Watchdog:
    """Ends workers whose time is up: one thread for all of them."""

    def __init__(self) -> None:
        self._deadlines: dict[_Worker, float] = {}
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._watch, name="scgraph-watchdog", daemon=True).start()

    def guard(self, worker: _Worker, deadline: float) -> None:
        """End a worker at this time (of the monotonic clock), unless it is released before."""
        with self._changed:
            first = min(self._deadlines.values(), default=None)
            self._deadlines[worker] = deadline
            if first is None or deadline < first:
                self._changed.notify()

    def release(self, worker: _Worker) -> None:
        """A worker has answered."""
        with self._changed:
            self._deadlines.pop(worker, None)

    def close(self) -> None:
        """End all workers that still run, and the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                due = [w for w, deadline in self._deadlines.items() if deadline <= now or self._closed]
                for worker in due:
                    del self._deadlines[worker]
                    worker.overrun()
                if self._closed:
                    return
                first = min(self._deadlines.values(), default=None)
                self._changed.wait(None if first is None else max(0.0, first - time.monotonic()))
