"""What stands around every request: its bounds, the headers of its answer, its line in the log, its ETag."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
import traceback
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scgraph.web.limits import Limits

access_log = logging.getLogger("scgraph.access")

# Nothing but our own style sheet and pictures; no script at all, no frame, no form that leaves this server.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
}


class SlowClient(Exception):
    """A client that does not take its answer in time."""


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, limits: Limits, version: str | None) -> None:
        self.app, self.limits, self.version = app, limits, version

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, self.limits.send_seconds, self._tag(scope))
        started = time.perf_counter()
        fault = ""
        try:
            refusal = self._refuse(scope)
            if refusal is not None:
                await answer.plain(*refusal)
            elif answer.tag and answer.tag in _header(scope, b"if-none-match"):
                await answer.unchanged()
            else:
                await self.app(scope, receive, answer.send)
        except SlowClient:
            fault = "the client did not take the answer in time"
        except Exception as error:
            # Whatever it was, the client is told no more than this; the log has the rest.
            fault = "".join(traceback.format_exception(error)[-6:])
            await answer.plain(500, "Something went wrong here. It has been noted.")
        finally:
            _write_log(scope, answer, time.perf_counter() - started, fault)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > self.limits.address_bytes:
            return 414, f"The address is too long: at most {self.limits.address_bytes} bytes. Use POST."
        length = _header(scope, b"content-length")
        if length and (not length.isdigit() or int(length[:18]) > self.limits.body_bytes):
            return 413, f"The request is too large: at most {self.limits.body_bytes} bytes."
        return None

    def _tag(self, scope: Scope) -> str:
        """The entity tag of a page: it changes with data, programme, address and Accept header."""
        if self.version is None or scope["method"] not in {"GET", "HEAD"} or scope["path"] == "/healthz":
            return ""
        parts = (
            self.version,
            scope["path"],
            scope["query_string"].decode("latin-1"),
            _header(scope, b"accept"),
        )
        digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
        return f'W/"{digest[:24]}"'


class _Answer:
    """The answer on its way out: headers added, counted, and given up when nobody takes it."""

    def __init__(self, send: Send, seconds: float, tag: str) -> None:
        self._send, self._seconds, self.tag = send, seconds, tag
        self.status, self.bytes = 0, 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": self._headers(message.get("headers", []))}
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError as error:
            raise SlowClient from error

    async def plain(self, status: int, text: str) -> None:
        """Answer with one sentence, unless an answer is under way already."""
        if self.status:
            return
        body = f"{text}\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})

    async def unchanged(self) -> None:
        """Tell the client that what it has is what it would get."""
        await self.send({"type": "http.response.start", "status": 304, "headers": []})
        await self.send({"type": "http.response.body"})

    def _headers(self, headers: Any) -> list[tuple[bytes, bytes]]:
        own = {name.lower() for name, _ in headers}
        added = [(name, value) for name, value in _HEADERS.items() if name not in own]
        if b"cache-control" not in own:
            tagged = self.tag and self.status in {200, 304}
            added.append((b"cache-control", b"no-cache" if tagged else b"no-store"))
            if tagged:
                added.append((b"etag", self.tag.encode()))
        return [*headers, *added]


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def log_fault(error: Exception) -> None:
    """Note what the visitor is not told."""
    line = {"time": _now(), "fault": "".join(traceback.format_exception_only(error)).strip()}
    access_log.error(json.dumps(line, ensure_ascii=True))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _write_log(scope: Scope, answer: _Answer, seconds: float, fault: str) -> None:
    """One line of JSON: what was asked for and how it went; nothing about who asked, nor what they typed."""
    line = {
        "time": _now(),
        "method": scope["method"],
        "path": scope["path"],
        "status": answer.status,
        "bytes": answer.bytes,
        "ms": round(seconds * 1000, 1),
    }
    level = logging.ERROR if fault else logging.INFO
    access_log.log(level, json.dumps({**line, "fault": fault} if fault else line, ensure_ascii=True))
