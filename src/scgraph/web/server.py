"""The server around the application: uvicorn, with bounds of ours where it has none."""

from __future__ import annotations

import asyncio
import logging
import sys

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from scgraph.web.limits import Limits

# The key of a request's state that tells that its client sends no more, and may have gone altogether.
HALF_CLOSED = "half_closed"


def make_server(app: ASGIApp, host: str, port: int, limits: Limits) -> uvicorn.Server:
    """A server that is ready to run; SIGINT and SIGTERM let requests under way finish, for a bounded time."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_protocol(limits.request_seconds),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # What a server in front of this one, on this machine, says of how it was called (https).
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        limit_concurrency=limits.connections,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=limits.stop_seconds,
        h11_max_incomplete_event_size=limits.header_bytes,
    )
    return uvicorn.Server(config)


def log_to_stderr() -> None:
    """Write the access log, one line of JSON per request, and the server's own warnings to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    access = logging.getLogger("scgraph.access")
    access.setLevel(logging.INFO)
    access.addHandler(handler)
    access.propagate = False
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)


def _protocol(seconds: float) -> type[H11Protocol]:
    """uvicorn's protocol for connections whose requests have to be complete in so many seconds."""

    class PunctualProtocol(H11Protocol):
        """Closes a connection that dawdles over its request: it would hold a place for ever."""

        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is None or self.cycle.response_complete:
                self._wait()
            else:
                self._stop_waiting()

        def eof_received(self) -> bool:  # type: ignore[override]
            """Whether the connection stays open: a client may say that it sends no more and still listen."""
            cycle = self.cycle
            if cycle is None or cycle.response_complete or cycle.more_body:
                return False
            cycle.keep_alive = False
            cycle.scope["state"][HALF_CLOSED] = True
            return True

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _wait(self) -> None:
            if self._deadline is None:
                self._deadline = self.loop.call_later(seconds, self._give_up)

        def _stop_waiting(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _give_up(self) -> None:
            self._deadline = None
            if (self.cycle is None or self.cycle.response_complete) and not self.transport.is_closing():
                self.transport.close()

    return PunctualProtocol
