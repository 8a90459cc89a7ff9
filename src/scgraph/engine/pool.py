"""Queries that can be stopped: a small pool of processes on one finished store.

Oxigraph cannot cancel a query, so one that overruns its time is stopped with the process that runs it, and
another process takes that one's place. The caller gets an error; the other callers notice nothing.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
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

from scgraph.engine.protocol import Reader, Rows, to_boolean, to_rows
from scgraph.errors import EngineError, QueryTimeout, ScgraphError

MEGABYTE = 1024 * 1024


class PoolBusy(EngineError):
    """All workers are busy, and as many callers wait as may."""


class AnswerTooLarge(EngineError):
    """An answer with more bytes or rows than the caller takes."""


class WorkerPool(Reader):
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
        self._workers: set[_Worker] = set()
        self._closed = False
        for _ in range(workers):
            self._start_worker()

    def select(self, sparql: str, union: bool = True) -> Rows:
        answer = to_rows(self._results(sparql, union), self.max_rows + 1)
        if len(answer.rows) > self.max_rows:
            raise AnswerTooLarge(
                f"the answer has more than {self.max_rows:,} rows. Add a LIMIT, or ask for less."
            )
        return answer

    def ask(self, sparql: str, union: bool = True) -> bool:
        return to_boolean(self._results(sparql, union))

    def construct(self, sparql: str, union: bool = True) -> Iterator[Triple]:
        content = self.raw(sparql, "application/n-triples", union)
        return (quad.triple for quad in parse(content, RdfFormat.N_TRIPLES))

    def raw(self, sparql: str, media_type: str, union: bool = True) -> bytes:
        if not self._room.acquire(blocking=False):
            raise PoolBusy("too many queries are waiting already. Try again in a moment.")
        try:
            worker = self._free_worker()
            try:
                return worker.ask(sparql, media_type, union)
            finally:
                self._give_back(worker)
        finally:
            self._room.release()

    def graphs(self) -> list[str]:
        rows = self.select("SELECT ?graph { GRAPH ?graph { } }").rows
        return sorted(graph.value for (graph,) in rows if isinstance(graph, NamedNode))

    def close(self) -> None:
        """Stop all workers; a query that runs is given up."""
        self._closed = True
        for worker in list(self._workers):
            worker.stop()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _results(self, sparql: str, union: bool) -> QuerySolutions | QueryBoolean:
        content = self.raw(sparql, "application/sparql-results+json", union)
        return parse_query_results(content, QueryResultsFormat.JSON)

    def _start_worker(self) -> None:
        worker = _Worker(self.path, self.timeout, self.max_bytes, self._max_memory)
        self._workers.add(worker)
        self._idle.put(worker)

    def _free_worker(self) -> _Worker:
        try:
            return self._idle.get(timeout=self.timeout)
        except Empty:
            waited = f"{self.timeout:g} s"
            raise PoolBusy(f"no worker was free within {waited}. Try again in a moment.") from None

    def _give_back(self, worker: _Worker) -> None:
        """Put a worker back, or another in its place."""
        if worker.is_alive:
            self._idle.put(worker)
            return
        worker.stop()
        self._workers.discard(worker)
        if not self._closed:
            self._start_worker()


class _Worker:
    """One process. It opens the store while its first caller is still thinking."""

    def __init__(self, path: Path, timeout: float, max_bytes: int, max_memory: int) -> None:
        self._timeout, self._max_memory = timeout, max_memory
        command = [sys.executable, "-m", "scgraph.engine.worker", str(path), str(max_bytes), str(max_memory)]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._overran = False
        self.is_alive = True

    def ask(self, *query: object) -> bytes:
        """The answer to a query; the process ends if that takes too long."""
        watchdog = threading.Timer(self._timeout, self._overrun)
        watchdog.daemon = True
        watchdog.start()
        try:
            found = self._exchange(query)
        finally:
            watchdog.cancel()
            watchdog.join()  # what it does, it does to this query and not to the next
        if isinstance(found, ScgraphError):
            raise found
        if found is not None:
            return found
        if self._overran:
            limit = f"{self._timeout:g} s"
            raise QueryTimeout(f"the query took longer than {limit} and was stopped. Ask for less.")
        raise EngineError(
            f"the query was stopped: it took more than {self._max_memory // MEGABYTE:,} MB of memory,"
            " or its process was ended."
        )

    def stop(self) -> None:
        """End the process and wait until it is gone."""
        with suppress(OSError), self._process:
            self._process.kill()

    def _exchange(self, query: object) -> bytes | ScgraphError | None:
        """What the process answers, or ``None`` where it has ended instead."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            pickle.dump(query, requests)
            requests.flush()
            return cast("bytes | ScgraphError", pickle.load(answers))  # noqa: S301 - written by worker.py
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.is_alive = False
            return None

    def _overrun(self) -> None:
        self._overran, self.is_alive = True, False
        self._process.kill()
