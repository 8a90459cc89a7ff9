"""Queries that can be stopped: a small pool of processes on one finished store.

Oxigraph cannot cancel a query, so one that overruns its time is stopped with the process that runs it, and
another process takes that one's place. The caller gets an error; the other callers notice nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
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

from scgraph.deadlines import processor_seconds
from scgraph.engine.protocol import AnswerTooLarge, Reader, Rows, to_boolean, to_rows
from scgraph.processes import Broken, PoolBusy, Processes, Unfit

__all__ = ["AnswerTooLarge", "PoolBusy", "WorkerPool"]

MEGABYTE = 1024 * 1024


class WorkerPool(Reader):
    """A finished store, read by processes of their own. Several threads may ask it at once.

    Whatever is asked, these errors may come:

    - ``QueryTimeout`` if a query takes longer than it may; it is stopped;
    - ``Costly`` if it takes more processor time than :func:`scgraph.deadlines.brief` gives it;
    - ``AnswerTooLarge`` if an answer is larger than it may be, or a query takes more memory than it may;
    - ``PoolBusy`` if too many callers wait already, or no worker was free in time;
    - ``EngineError`` if a query failed.
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
        remake: Callable[[], Path] | None = None,
    ) -> None:
        """Start the workers.

        :param path: the directory of the store, which nobody writes to any more (see ``StoreReader.path``).
        :param timeout: the seconds that a query may take.
        :param max_bytes: the size of answer at which a query is refused.
        :param max_rows: the number of rows at which a SELECT is refused that is asked for its rows.
        :param max_waiting: how many callers may wait for a worker; more are turned away.
        :param max_memory: the memory that one query may take, in bytes.
        :param version: that of the store.
        :param remake: writes the store to another directory, for when others have removed its files.
        """
        self.path, self.parallel, self.version = path, workers, version
        self.timeout, self.max_bytes, self.max_rows = timeout, max_bytes, max_rows
        self._max_memory, self._remake = max_memory, remake
        self._remaking = threading.Lock()
        self._processes = Processes(self._command, workers, max_waiting)

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
        # Every worker may still know the old place, and so may those that took the place of such a one.
        for _ in range(2 * self.parallel + 1):
            try:
                return self._ask(sparql, media_type, union)
            except Unfit as error:
                if self._remake is None:
                    raise
                self._move_from(error.lacks)
        return self._ask(sparql, media_type, union)

    def graphs(self) -> list[str]:
        rows = self.select("SELECT ?graph { GRAPH ?graph { } }").rows
        return sorted(graph.value for (graph,) in rows if isinstance(graph, NamedNode))

    def close(self) -> None:
        """Stop all workers; a query that runs is given up."""
        self._processes.close()

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _ask(self, sparql: str, media_type: str, union: bool) -> bytes:
        try:
            found = self._processes.ask(
                sparql, media_type, union, seconds=self.timeout, processor=processor_seconds()
            )
            return cast("bytes", found)
        except Broken as error:
            most = f"{self._max_memory // MEGABYTE:,} MB of memory"
            raise AnswerTooLarge(
                f"the query was stopped: it took more than {most}, or is nested too deeply. Ask for less."
            ) from error

    def _results(self, sparql: str, union: bool) -> QuerySolutions | QueryBoolean:
        content = self.raw(sparql, "application/sparql-results+json", union)
        return parse_query_results(content, QueryResultsFormat.JSON)

    def _move_from(self, path: str) -> None:
        """Let workers that start from now on read another copy, unless that has been done already."""
        with self._remaking:
            if self._remake is not None and str(self.path) == path:
                self.path = self._remake()

    def _command(self) -> list[str]:
        limits = (str(self.max_bytes), str(self._max_memory))
        return ["-m", "scgraph.engine.worker", str(self.path), *limits]
