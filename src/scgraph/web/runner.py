"""Where the queries of users run: in processes that can be stopped, or on an engine of its own."""

from __future__ import annotations

from typing import Protocol

from scgraph.engine.protocol import Answer, Engine


class Runner(Protocol):
    """Runs queries, each in the thread that asks. ``scgraph.engine.pool.WorkerPool`` is one."""

    def run(
        self,
        query: str,
        media_type: str,
        timeout: float | None = None,
        max_bytes: int | None = None,
        union: bool = True,
    ) -> bytes:
        """The answer as bytes in a media type."""

    def select(self, query: str) -> Answer:
        """The rows of a SELECT query."""

    def close(self) -> None:
        """Let go of processes."""


class EngineRunner:
    """Runs queries on an engine; the engine's own time limit is the only one."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def run(
        self,
        query: str,
        media_type: str,
        timeout: float | None = None,
        max_bytes: int | None = None,
        union: bool = True,
    ) -> bytes:
        """The answer as bytes in a media type."""
        return self.engine.raw(query, media_type, union)

    def select(self, query: str) -> Answer:
        """The rows of a SELECT query."""
        return self.engine.select(query)

    def close(self) -> None:
        """Nothing to let go of."""
