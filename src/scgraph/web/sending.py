"""Bodies that may be large: sent in pieces, and only a few of them at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import nullcontext

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from scgraph.web.limits import Gate

_PIECE = 64 * 1024
# What is smaller than this is gone before anybody could dawdle over it.
_LARGE = 256 * 1024


class LargeResponse(StreamingResponse):
    """Bytes that a worker has finished: it is free again, however slowly the client takes them.

    Only so many large bodies are in memory at once; past that a client is told to come back.
    """

    def __init__(self, content: bytes, media_type: str, headers: Mapping[str, str], gate: Gate) -> None:
        super().__init__(_pieces(content), 200, {**headers, "content-length": str(len(content))}, media_type)
        self._turn = gate.enter() if len(content) >= _LARGE else nullcontext()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._turn:
            await super().__call__(scope, receive, send)


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
