"""How long work may still take: one limit around all that a request does, however many steps that has.

Beside it, the processor time that one step may take: unlike the clock, it does not run while others do.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("until", default=None)
_processor: ContextVar[float] = ContextVar("processor", default=0.0)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give the work inside so many seconds, or what is left to the work around it where that is less.

    Nothing is interrupted: whoever waits (for a server, a process, a lock) asks :func:`remaining` how long.
    """
    token = _until.set(time.monotonic() + remaining(seconds))
    try:
        yield
    finally:
        _until.reset(token)


def remaining(seconds: float) -> float:
    """The seconds that a step may take which would take so many at most: no more than are left, nor below 0.

    >>> with within(5):
    ...     remaining(60) <= 5, remaining(1)
    (True, 1)
    """
    until = _until.get()
    return seconds if until is None else max(0.0, min(seconds, until - time.monotonic()))


@contextmanager
def brief(seconds: float) -> Iterator[None]:
    """Give each step inside so many seconds of processor time, where what does it can tell."""
    token = _processor.set(seconds)
    try:
        yield
    finally:
        _processor.reset(token)


def processor_seconds() -> float:
    """The seconds of processor time that a step may take; 0 where that is not bounded.

    >>> with brief(0.5):
    ...     processor_seconds()
    0.5
    >>> processor_seconds()
    0.0
    """
    return _processor.get()
