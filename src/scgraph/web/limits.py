"""The bounds that keep one visitor from being felt by the next."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio


@dataclass(frozen=True)
class Limits:
    """What a request may cost. Seconds are ``…_seconds``, sizes are bytes."""

    query_seconds: float = 10.0
    page_seconds: float = 30.0
    health_seconds: float = 3.0
    answer_bytes: int = 32 * 1024 * 1024
    shown_rows: int = 500
    shown_characters: int = 200_000
    described_nodes: int = 500
    body_bytes: int = 64 * 1024
    fields: int = 1_000
    graphs: int = 200
    values: int = 50
    value_characters: int = 500
    search_characters: int = 200
    address_bytes: int = 8 * 1024
    header_bytes: int = 16 * 1024
    request_seconds: float = 10.0
    send_seconds: float = 30.0
    queries_running: int = 2
    queries_waiting: int = 60
    brief_seconds: float = 0.5
    slow_waiting: int = 20
    pages_running: int = 4
    pages_waiting: int = 200
    tables_running: int = 2
    tables_waiting: int = 40
    parsing_waiting: int = 24
    connections: int = 1_000
    stop_seconds: int = 10

    @property
    def slow_running(self) -> int:
        """How many of the queries that run may be slow: all but one, so that a quick one finds a place."""
        return max(1, self.queries_running - 1)


class Busy(Exception):
    """The queue is full; come back in a moment."""


class Gate:
    """Lets a few in at once, a bounded number wait, and turns the rest away."""

    def __init__(self, running: int, waiting: int) -> None:
        self._places, self._most_waiting = anyio.Semaphore(running), waiting

    @asynccontextmanager
    async def enter(self) -> AsyncIterator[bool]:
        """Wait for a place and hold it; tells whether there was a wait.

        :raises Busy: at once, if too many wait already.
        """
        is_full = not self._places.value
        if is_full and self._places.statistics().tasks_waiting >= self._most_waiting:
            raise Busy
        async with self._places:
            yield is_full
