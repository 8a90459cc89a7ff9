"""A process that answers queries from a finished store, one after the other: the far end of ``pool.py``.

It is told a query on its standard input and answers on its standard output, both pickled. When its input ends
it ends too, in the middle of a query if need be.
"""

from __future__ import annotations

import functools
import io
import os
import pickle
import queue
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from scgraph.engine.embedded import EmbeddedReader, open_store_files
from scgraph.engine.pool import AnswerTooLarge
from scgraph.errors import EngineError, ScgraphError


class _Bounded(io.BytesIO):
    """Keeps what is written to it, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, part: Any) -> int:
        """:raises AnswerTooLarge: when the limit is passed."""
        if self.tell() + len(part) > self.limit:
            raise AnswerTooLarge(
                f"the answer has more than {self.limit:,} bytes. Add a LIMIT, or ask for less."
            )
        return super().write(part)


@functools.cache
def _open(path: str) -> EmbeddedReader:
    return EmbeddedReader(open_store_files(Path(path)))


def _answer(path: str, max_bytes: int, sparql: str, media_type: str, union: bool) -> bytes | ScgraphError:
    output = _Bounded(max_bytes)
    try:
        _open(path).write(sparql, media_type, output, union)
        return output.getvalue()
    except ScgraphError as error:
        return error


def _limit_memory(size: int) -> None:
    """Let no query take more memory than this, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _listen(requests: queue.SimpleQueue[tuple[str, str, bool]]) -> None:
    """Take requests from the input; when it ends, nobody waits for an answer any more."""
    try:
        while True:
            requests.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - written by pool.py
    finally:
        os._exit(0)


def main(path: str, max_bytes: str, max_memory: str) -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that owns this one
    requests: queue.SimpleQueue[tuple[str, str, bool]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    with suppress(EngineError):  # who asks is told
        _open(path)
    _limit_memory(int(max_memory))
    while True:
        pickle.dump(_answer(path, int(max_bytes), *requests.get()), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
