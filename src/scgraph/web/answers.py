"""Answers that may be large: sent in pieces, and only a few of them at once."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scgraph.web.limits import Gate

_PIECE = 64 * 1024
# What is smaller than this is gone before anybody could dawdle over it.
_LARGE = 256 * 1024


class LargeAnswer(Response):
    """Bytes that a worker has finished: it is free again, however slowly the client takes them.

    Only so many large answers are in memory at once; past that a client is told to come back.
    """

    def __init__(self, content: bytes, media_type: str, headers: Mapping[str, str], gate: Gate) -> None:
        super().__init__(b"", 200, headers, media_type)
        self._content, self._gate = content, gate
        self.headers["content-length"] = str(len(content))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(self._content) < _LARGE:
            await self._send(send, scope["method"])
            return
        async with self._gate.enter():
            await self._send(send, scope["method"])

    async def _send(self, send: Send, method: str) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        content = memoryview(b"" if method == "HEAD" else self._content)
        for start in range(0, len(content), _PIECE):
            piece = bytes(content[start : start + _PIECE])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
