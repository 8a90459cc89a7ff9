"""A process that answers queries from a finished store, one after the other: the far end of ``pool.py``.

It is told a query on its standard input and answers on its standard output, both as frames: a kind (1
byte), a length (8 bytes) and a body. When its input ends it ends too, in the middle of a query if need be.
"""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import struct
import sys
import threading
from typing import IO, cast

from pyoxigraph import Store

from scgraph.engine.embedded import EmbeddedReader
from scgraph.errors import BadQuery, EngineError

ANSWER, BAD_QUERY, FAILED, TOO_LARGE, READY = b"A", b"B", b"F", b"L", b"R"
_HEAD = struct.Struct("!cQ")


class _Full(Exception):
    """An answer that has grown past its limit."""


class _Bounded(io.RawIOBase):
    """Keeps what is written to it, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self.parts: list[bytes] = []
        self.room = limit

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, part: object) -> int:
        """:raises _Full: when the limit is passed."""
        piece = bytes(part)  # type: ignore[call-overload]
        self.room -= len(piece)
        if self.room < 0:
            raise _Full
        self.parts.append(piece)
        return len(piece)


def write_frame(stream: IO[bytes], kind: bytes, body: bytes) -> None:
    """Send one frame."""
    stream.write(_HEAD.pack(kind, len(body)) + body)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame, or ``None`` where the stream has ended."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    return (kind, body) if len(body) == length else None


def answer(engine: EmbeddedReader, request: bytes) -> tuple[bytes, bytes]:
    """The frame that answers a request."""
    order = json.loads(request)
    bounded = _Bounded(order["max_bytes"])
    try:
        engine.write(order["query"], order["media_type"], cast("IO[bytes]", bounded), order["union"])
        return ANSWER, b"".join(bounded.parts)
    except BadQuery as error:
        return BAD_QUERY, str(error).encode()
    except _Full:
        return TOO_LARGE, b""
    except EngineError as error:
        return (TOO_LARGE, b"") if bounded.room < 0 else (FAILED, str(error).encode())


def _limit_memory(size: int) -> None:
    """Let no query take more memory than this, where the system can say so."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _listen(requests: queue.SimpleQueue[bytes]) -> None:
    """Take requests from the input; when it ends, nobody waits for an answer any more."""
    while frame := read_frame(sys.stdin.buffer):
        requests.put(frame[1])
    os._exit(0)


def main(path: str, max_memory: str) -> None:
    """Answer until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that owns this one
    requests: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    out = sys.stdout.buffer
    try:
        engine = EmbeddedReader(Store.read_only(path))
    except (OSError, RuntimeError, ValueError) as error:
        write_frame(out, FAILED, f"the store cannot be opened: {error}".encode())
        return
    _limit_memory(int(max_memory))
    write_frame(out, READY, b"")
    while True:
        write_frame(out, *answer(engine, requests.get()))


if __name__ == "__main__":
    main(*sys.argv[1:])
