"""Requests to one SPARQL server: one time and one size for each, retries where they help, errors as one line.

A server that is slow, endless or broken costs its caller no more than the time and the size that were agreed.
Redirects are told, not followed: a POST would lose its query, and a login might go astray.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import re
import ssl
import threading
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from scgraph.deadlines import remaining
from scgraph.engine.login import Credentials, check_address, check_way, is_private, place, proxy_for
from scgraph.errors import BadQuery, EngineError, QueryTimeout

__all__ = ["Connection", "Credentials", "LoginNeeded", "ServerBusy", "check_address", "is_private"]

ATTEMPTS = 5
MEGABYTE = 1024 * 1024
_BACKOFF = wait_exponential(multiplier=0.2, max=5) + wait_random(0, 0.1)
_MOST_SAID = 20_000
# What servers say of a query that ran into their own time limit: asked again, it would take as long.
_TOO_LONG = re.compile(
    r"too long|tim(?:e|ed)[ -]?out|time limit|execution time|estimated .* time|cancell?ed|quota", re.I
)


class ServerBusy(EngineError):
    """A server that cannot answer now and may later: 429, 502, 503, or a lost connection.

    ``wait`` is how many seconds it asks to be left alone.
    """

    def __init__(self, what: str, said: str, wait: float = 0.0) -> None:
        self.what, self.said, self.wait = what, said, wait
        super().__init__(f"{what}): {said}")


class NotOffered(EngineError):
    """Something that a server does not offer: 404, 405, 415 or 501."""


class LoginNeeded(EngineError):
    """A server that wants a login, or refuses the one it got."""


class Oversized(EngineError):
    """An answer of a server that is larger than is taken. ``bound`` is what it passed."""

    def __init__(self, where: str, bound: str) -> None:
        self.where, self.bound = where, bound
        super().__init__(f"{where}: the answer has more than {bound}. Ask for less.")


class Refused(BadQuery):
    """A query that a server finds fault with. ``said`` is what it says, without where it is."""

    def __init__(self, where: str, said: str) -> None:
        self.where, self.said = where, said
        super().__init__(f"{where} cannot read the query: {said}")


@dataclass(frozen=True)
class Request:
    """What is sent: a body of a media type, and what is accepted in return."""

    method: str
    url: str
    body: bytes
    media_type: str
    accept: str = "*/*"


@dataclass(frozen=True)
class Response:
    """What a server answered: the media type without its parameters, and the body.

    ``is_framed`` tells that its end was marked, so that no part of it can be missing unnoticed.
    """

    media_type: str
    body: bytes
    is_framed: bool = True


class Connection:
    """Sends requests to one server. Several threads may use it at once."""

    def __init__(
        self,
        url: str,
        timeout: float,
        credentials: Credentials | None = None,
        most_bytes: int = 128 * MEGABYTE,
    ) -> None:
        """:raises UsageError: if the address is none, or the login would not stay with its server.

        :param timeout: the seconds for one request, with all its tries and all that comes back.
        :param most_bytes: the size of answer at which a request is given up.
        """
        self.url, self.timeout, self.most_bytes = check_address(url), timeout, most_bytes
        self._credentials = Credentials.from_environment() if credentials is None else credentials
        self._proxy = proxy_for(url)
        check_way(url, self._credentials, self._proxy)
        self._basic = bool(self._credentials.user) and is_private(url)

    def fetch(self, request: Request) -> Response:
        """Send a request and read its answer, again where the server is busy and there is time.

        :raises BadQuery: if the server finds fault with the query.
        :raises QueryTimeout: if no whole answer comes within the time limit.
        :raises EngineError: for all else, in one line.
        """
        until = time.monotonic() + remaining(self.timeout)

        def is_last(state: RetryCallState) -> bool:
            return stop_after_attempt(ATTEMPTS)(state) or time.monotonic() + state.upcoming_sleep >= until

        again = Retrying(
            stop=is_last, wait=_wait, retry=retry_if_exception_type(ServerBusy), retry_error_callback=_give_up
        )
        found: Response = again(self._send, request, until)
        return found

    def _send(self, request: Request, until: float) -> Response:
        seconds = until - time.monotonic()
        running = asyncio.run_coroutine_threadsafe(self._exchange(request, seconds), _loop())
        try:
            return running.result()
        except TimeoutError as error:
            limit = f"{self.timeout:g} s"
            raise QueryTimeout(f"{place(self.url)}: no answer within {limit}. Ask for less.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise self._lost(error) from error
        finally:
            running.cancel()

    async def _exchange(self, request: Request, seconds: float) -> Response:
        """One request, and a second one where the first is answered by asking for a login."""
        async with asyncio.timeout(seconds), self._transport() as transport:
            status, headers, body, is_framed = await self._once(transport, request, self._login())
            if status == 401 and self._credentials.user:
                # Virtuoso takes Digest alone, and says so only to those who have sent nothing.
                if self._basic:
                    self._basic = False
                    status, headers, body, is_framed = await self._once(transport, request, "")
                if login := self._digest(request, headers):
                    status, headers, body, is_framed = await self._once(transport, request, login)
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if status in {200, 203} or (request.accept == "*/*" and 200 <= status < 300):
            return Response(media_type, body, is_framed)
        raise self._refused(status, headers, _first_words(body, status))

    async def _once(
        self, transport: httpx.AsyncHTTPTransport, request: Request, login: str
    ) -> tuple[int, httpx.Headers, bytes, bool]:
        """Send a request and read what comes back, up to the bound: (status, headers, body, is framed).

        :raises EngineError: if the answer is too large, or packed.
        """
        headers = {
            "Accept": request.accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
            "Content-Type": request.media_type,
            "User-Agent": "scgraph",
        }
        if login:
            headers["Authorization"] = login
        sent = httpx.Request(request.method, request.url, headers=headers, content=request.body)
        response = await transport.handle_async_request(sent)
        assert isinstance(response.stream, httpx.AsyncByteStream)
        is_answer = response.status_code in {200, 203}
        most = self.most_bytes if is_answer else _MOST_SAID
        body = bytearray()
        try:
            if is_answer and response.headers.get("content-encoding", "identity").lower() != "identity":
                raise EngineError(f"{place(self.url)}: answers packed, which was not asked for.")
            async for part in response.stream:
                body += part
                if len(body) > most:
                    break
        finally:
            await response.stream.aclose()
        if is_answer and len(body) > most:
            raise Oversized(place(self.url), f"{most:,} bytes")
        framed = "content-length" in response.headers or "transfer-encoding" in response.headers
        return response.status_code, response.headers, bytes(body), framed

    def _transport(self) -> httpx.AsyncHTTPTransport:
        """A way to the server for one request, through the proxy if there is one; no connection is kept."""
        return httpx.AsyncHTTPTransport(
            verify=self._certificates,
            trust_env=False,
            proxy=httpx.Proxy(self._proxy) if self._proxy else None,
        )

    @cached_property
    def _certificates(self) -> ssl.SSLContext | bool:
        """Whom to trust: whom this machine trusts."""
        return ssl.create_default_context() if f"{self.url} {self._proxy}".count("https:") else False

    def _login(self) -> str:
        """The login that goes with a request from the start."""
        if self._credentials.token:
            return f"Bearer {self._credentials.token}"
        if self._basic:
            login = f"{self._credentials.user}:{self._credentials.password}".encode()
            return f"Basic {base64.b64encode(login).decode()}"
        return ""

    def _digest(self, request: Request, headers: httpx.Headers) -> str:
        """The answer to a Digest challenge; empty where there is none, or none that can be answered."""
        asked = httpx.Request(request.method, request.url)
        flow = httpx.DigestAuth(self._credentials.user, self._credentials.password).auth_flow(asked)
        next(flow)
        try:
            answered = flow.send(httpx.Response(401, headers=headers, request=asked))
        except (StopIteration, httpx.ProtocolError, ValueError, KeyError, IndexError):
            return ""
        return str(answered.headers.get("authorization", ""))

    def _refused(self, status: int, headers: httpx.Headers, said: str) -> EngineError | BadQuery:
        """The error that a status says."""
        where = place(self.url)
        if status == 400:
            return Refused(where, said)
        if status in {401, 403, 407}:
            if self._credentials:
                return LoginNeeded(f"{where} refuses this login for this ({status}): {said}")
            advice = "Set SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN."
            return LoginNeeded(f"{where} asks for a login ({status}). {advice}")
        if status in {408, 504} or (status in {500, 503} and _TOO_LONG.search(said)):
            return QueryTimeout(f"{where} took too long ({status}): {said}. Ask for less.")
        if status in {429, 502, 503}:
            after = headers.get("retry-after", "").strip()
            wait = float(after[:9]) if re.fullmatch(r"[0-9]+", after) else 0.0
            return ServerBusy(f"{where} is busy or down ({status}", said, wait)
        if status in {404, 405, 415, 501}:
            return NotOffered(f"{where} does not offer this ({status}): {said}")
        if 300 <= status < 400 and (moved := headers.get("location")):
            return EngineError(
                f"{where}: this service has moved. Name its new address: {_line(place(moved))}"
            )
        return EngineError(f"{where} failed ({status}): {said}")

    def _lost(self, error: Exception) -> EngineError:
        """The error of a connection that gave no answer."""
        where, said = place(self.url), _line(str(error)) or type(error).__name__
        if isinstance(error, httpx.ProxyError):
            return EngineError(
                f"{where}: the proxy {place(self._proxy or '')} does not let us through: {said}"
            )
        if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in said:
            return EngineError(f"{where}: what it answers is not HTTP, or is cut: {said}")
        # A name that is not known or a certificate that is not trusted will not be so a second later.
        may_come_back = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError) and not isinstance(
            error.__cause__ and error.__cause__.__cause__, ssl.SSLError
        )
        if may_come_back:
            return ServerBusy(f"{where}: no connection ({said}", "Is it running?")
        return EngineError(f"{where}: no connection ({said}). Is it running?")


_loop_lock = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """The loop on which all requests run, in a thread of its own that ends with the process.

    There any step of a request can be given up when its time is over, which a blocking call cannot.
    """
    with _loop_lock:
        if not _loops:
            _loops.append(asyncio.new_event_loop())
            threading.Thread(target=_loops[0].run_forever, name="scgraph-http", daemon=True).start()
        return _loops[0]


def _wait(state: RetryCallState) -> float:
    """How long to wait before the next try: longer each time, and as long as the server asks."""
    error = state.outcome.exception() if state.outcome else None
    return max(_BACKOFF(state), getattr(error, "wait", 0.0))


def _give_up(state: RetryCallState) -> Any:
    """Raise the last error, with how often was asked."""
    assert state.outcome is not None
    error = state.outcome.exception()
    assert isinstance(error, ServerBusy)
    tried = f", asked {state.attempt_number} times" if state.attempt_number > 1 else ""
    raise ServerBusy(error.what + tried, error.said) from error


def _first_words(body: bytes, status: int) -> str:
    """What the server said, as one line of bounded length."""
    text = body[:_MOST_SAID].decode("utf-8", "replace")
    words = "" if "<html" in text[:500].lower() else _line(text)
    return words or http.client.responses.get(status, "no reason given")


def _line(text: str) -> str:
    """A text of others as one line of bounded length, without what a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]
