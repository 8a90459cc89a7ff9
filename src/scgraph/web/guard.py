"""What stands around every request: its bounds, the headers of its answer, its line in the log, its ETag."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import secrets
import time
import traceback
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scgraph.web.limits import Limits

access_log = logging.getLogger("scgraph.access")

# Nothing but our own style sheet and pictures; no script at all, no frame, no form that leaves this server.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
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
        outgoing = _Outgoing(send, self.limits.send_seconds, self._tag(scope))
        # What a page says of a fault, so that it can be found in the log.
        scope["reference"] = secrets.token_hex(4)
        started = time.perf_counter()
        fault = ""
        try:
            await self._responder(scope, outgoing.tag)(scope, receive, outgoing.send)
        except SlowClient:
            fault = "the client did not take the answer in time"
        except Exception as error:
            # Whatever it was, the client is told no more than this; the log has the rest.
            fault = "".join(traceback.format_exception(error)[-6:])
            if not outgoing.status:
                told = f"Something went wrong here. It has been noted as {scope['reference']}.\n"
                refusal = PlainTextResponse(told, 500)
                await refusal(scope, receive, outgoing.send)
        finally:
            # What was asked for and how it went; nothing about who asked, nor what they typed.
            write_log(
                method=scope["method"],
                path=scope["path"],
                status=outgoing.status,
                bytes=outgoing.bytes,
                ms=round((time.perf_counter() - started) * 1000, 1),
                **({"fault": fault, "reference": scope["reference"]} if fault else {}),
            )

    def _responder(self, scope: Scope, tag: str) -> ASGIApp:
        """What answers: a refusal, the word that nothing has changed, or the application."""
        headers = Headers(scope=scope)
        if len(scope["raw_path"] or b"") + len(scope["query_string"]) > self.limits.address_bytes:
            sentence = f"The address is too long: at most {self.limits.address_bytes} bytes. Use POST.\n"
            return PlainTextResponse(sentence, 414)
        size = sum(len(name) + len(value) + len(": \r\n") for name, value in scope["headers"])
        if size > self.limits.header_bytes:
            sentence = f"The headers are too large: at most {self.limits.header_bytes} bytes.\n"
            return PlainTextResponse(sentence, 431)
        if not _is_text(scope["raw_path"] or b"") or not _is_text(scope["query_string"]):
            return PlainTextResponse("The address is not text in UTF-8.\n", 400)
        length = headers.get("content-length")
        if length and (not length.isdigit() or int(length[:18]) > self.limits.body_bytes):
            sentence = f"The request is too large: at most {self.limits.body_bytes} bytes.\n"
            return PlainTextResponse(sentence, 413)
        if tag and tag in headers.get("if-none-match", ""):
            return Response(status_code=304)
        return self.app

    def _tag(self, scope: Scope) -> str:
        """The entity tag of a page: it changes with data, programme, address and Accept header."""
        if self.version is None or scope["method"] not in {"GET", "HEAD"} or scope["path"] == "/healthz":
            return ""
        headers, query = Headers(scope=scope), scope["query_string"].decode("latin-1")
        called = f"{scope['scheme']}://{headers.get('host', '')}{scope['path']}"  # descriptions repeat it
        parts = "\n".join((self.version, called, query, headers.get("accept", "")))
        return f'W/"{hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:24]}"'


def _is_text(escaped: bytes) -> bool:
    """Whether a part of an address is text in UTF-8 once its escapes are resolved."""
    try:
        unquote_to_bytes(escaped).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Outgoing:
    """A response on its way out: headers added, counted, and given up when nobody takes it."""

    def __init__(self, send: Send, seconds: float, tag: str) -> None:
        self._send, self._seconds, self.tag = send, seconds, tag
        self.status, self.bytes = 0, 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        self.bytes += len(message.get("body", b""))
        try:
            async with asyncio.timeout(self._seconds):
                await self._send(message)
        except TimeoutError as error:
            raise SlowClient from error

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if "cache-control" not in headers:
            tagged = bool(self.tag) and self.status in {200, 304}
            headers["cache-control"] = "no-cache" if tagged else "no-store"
            if tagged:
                headers["etag"] = self.tag


def write_log(**line: object) -> None:
    """One line of JSON in the log; an error where it names a fault."""
    level = logging.ERROR if "fault" in line else logging.INFO
    time_of_day = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    access_log.log(level, json.dumps({"time": time_of_day, **line}, ensure_ascii=True))
