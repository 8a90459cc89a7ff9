"""Queries that can be stopped: a small pool of processes on one finished store.

Oxigraph cannot cancel a query, so one that overruns its time is stopped with the process that runs it, and
another process takes that one's place. The caller gets an error; the other callers notice nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse_query_results

from scgraph.engine.embedded import EmbeddedEngine
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
    """Runs queries on a finished store in processes of their own. Several threads may call it at once."""

    def __init__(
        self,
        path: Path,
        workers: int = 2,
        timeout: float = 10.0,
        max_bytes: int = 64 * MEGABYTE,
        max_waiting: int = 32,
        max_memory: int = 2048 * MEGABYTE,
    ) -> None:
        """Start the workers.

        :param path: the directory of the store, which nobody writes to any more (see ``StoreEngine.path``).
        :param timeout: the seconds that a query may take, if its caller says nothing else.
        :param max_bytes: the size of answer at which a query is refused, if its caller says nothing else.
        :param max_waiting: how many callers may wait for a worker; more are turned away.
        :param max_memory: the memory that one query may take, in bytes.
        """
        self.path, self.timeout, self.max_bytes = path, timeout, max_bytes
        self._max_memory = max_memory
        self._room = threading.BoundedSemaphore(workers + max_waiting)
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._watchdog = _Watchdog()
        self._closed = False
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        for _ in range(workers):
            self._idle.put(_Worker(path, max_memory))

    @classmethod
    def over(cls, engine: EmbeddedEngine, **limits: float) -> WorkerPool:
        """A pool over a store in memory: a copy of it on disk, which the pool removes."""
        scratch = tempfile.TemporaryDirectory(prefix="scgraph-")
        path = Path(scratch.name, "store")
        copy_store(engine.store, path)
        pool = cls(path, **limits)  # type: ignore[arg-type]
        pool._scratch = scratch
        return pool

    def run(
        self,
        query: str,
        media_type: str,
        timeout: float | None = None,
        max_bytes: int | None = None,
        union: bool = True,
    ) -> bytes:
        """The answer of a query as bytes in a media type.

        :param union: whether the default graph is the union of all; not for a query that says FROM.

        :raises BadQuery: if the query cannot be read, or has no answer in that media type.
        :raises QueryTimeout: if it takes longer than it may; it is stopped.
        :raises AnswerTooLarge: if the answer is larger than it may be.
        :raises PoolBusy: if too many callers wait already, or no worker was free in time.
        :raises EngineError: if the query failed, or took more memory than it may.
        """
        seconds = self.timeout if timeout is None else timeout
        size = self.max_bytes if max_bytes is None else max_bytes
        if not self._room.acquire(blocking=False):
            raise PoolBusy("too many queries are waiting already. Try again in a moment.")
        try:
            worker = self._free_worker(seconds)
            order = {"query": query, "media_type": media_type, "max_bytes": size, "union": union}
            return self._ask(worker, json.dumps(order).encode(), seconds, size)
        finally:
            self._room.release()

    def select(self, query: str, timeout: float | None = None, max_rows: int = 100_000) -> Answer:
        """The rows of a SELECT query. Errors are those of :meth:`run`.

        :raises AnswerTooLarge: if there are more rows than ``max_rows``.
        """
        found = parse_query_results(self.run(query, _ROWS, timeout), QueryResultsFormat.JSON)
        if not isinstance(found, QuerySolutions):
            raise BadQuery("the query is not a SELECT.")
        rows = [cast("tuple[Term | None, ...]", tuple(row)) for row in islice(found, max_rows + 1)]
        if len(rows) > max_rows:
            raise AnswerTooLarge(f"the answer has more than {max_rows:,} rows. Add a LIMIT, or ask for less.")
        return Answer(tuple(variable.value for variable in found.variables), rows)

    def close(self) -> None:
        """Stop all workers; a query that runs is given up."""
        self._closed = True
        self._watchdog.close()
        with suppress(Empty):
            while True:
                self._idle.get_nowait().stop()
        if self._scratch is not None:
            self._scratch.cleanup()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _free_worker(self, seconds: float) -> _Worker:
        try:
            return self._idle.get(timeout=seconds)
        except Empty:
            raise PoolBusy(f"no worker was free within {seconds:g} s. Try again in a moment.") from None

    def _ask(self, worker: _Worker, request: bytes, seconds: float, size: int) -> bytes:
        """Ask a worker, and put it back, or another in its place."""
        self._watchdog.guard(worker, time.monotonic() + seconds)
        try:
            frame = worker.ask(request)
        finally:
            self._watchdog.release(worker)
            self._give_back(worker)
        if frame is None:
            if worker.overran:
                raise QueryTimeout(f"the query took longer than {seconds:g} s and was stopped. Ask for less.")
            raise EngineError(
                f"the query was stopped: it took more than {self._max_memory // MEGABYTE:,} MB of memory,"
                " or its process was ended."
            )
        kind, body = frame
        if kind == ANSWER:
            return body
        if kind == TOO_LARGE:
            raise AnswerTooLarge(f"the answer has more than {size:,} bytes. Add a LIMIT, or ask for less.")
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


def copy_store(store: Store, path: Path) -> None:
    """Write all quads of a store to a new store on disk."""
    target = Store(str(path))
    with tempfile.TemporaryFile() as dump:
        store.dump(dump, RdfFormat.N_QUADS)
        dump.seek(0)
        target.bulk_load(dump, RdfFormat.N_QUADS)
    target.flush()
