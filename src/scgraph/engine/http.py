"""One HTTP connection to a SPARQL server: login, time limit, retries, and errors as one line.

Credentials come from the environment alone (``SCGRAPH_USER`` and ``SCGRAPH_PASSWORD``, or ``SCGRAPH_TOKEN``).
They go to the server that was named and to no other: redirects are not followed. No password or token leaves
this machine in the clear; over plain HTTP only a Digest challenge is answered.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from scgraph.errors import BadQuery, EngineError, QueryTimeout, UsageError

ATTEMPTS = 5
_BACKOFF = wait_exponential(multiplier=0.2, max=5) + wait_random(0, 0.1)
_LONGEST_WAIT = 30.0


class ServerBusy(EngineError):
    """A server that cannot answer now and may later: 429, 502, 503, 504, or a lost connection."""

    wait: float = 0.0


class NotOffered(EngineError):
    """Something that a server does not offer: 404, 405, 415 or 501."""


class LoginNeeded(EngineError):
    """A server that wants a login, or refuses the one it got."""


@dataclass(frozen=True)
class Response:
    """What a server answered: the media type without its parameters, and the body."""

    media_type: str
    body: bytes


@dataclass(frozen=True)
class Credentials:
    """A login, as the environment gives it; empty where it gives none."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls) -> Credentials:
        """The login in SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN.

        :raises UsageError: if both are set, or a user without a password.
        """
        user, password, token = (
            os.environ.get(f"SCGRAPH_{name}", "") for name in ("USER", "PASSWORD", "TOKEN")
        )
        if token and (user or password):
            raise UsageError(
                "SCGRAPH_TOKEN and SCGRAPH_USER are both set; a server takes one login. Unset one."
            )
        if bool(user) != bool(password):
            raise UsageError("SCGRAPH_USER and SCGRAPH_PASSWORD go together; one of them is not set.")
        return cls(user, password, token)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is told, not followed: a POST would lose its query, and a login might go astray."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> NoReturn:
        raise EngineError(
            f"{_place(req.full_url)}: this service has moved. Name its new address: {_place(newurl)}"
        )


class Connection:
    """Sends requests to one server."""

    def __init__(self, url: str, timeout: float, credentials: Credentials | None = None) -> None:
        self.url, self.timeout = check_address(url), timeout
        self._credentials = Credentials.from_environment() if credentials is None else credentials
        handlers: list[urllib.request.BaseHandler] = [_NoRedirects()]
        if self._credentials.user:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            root = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
            known.add_password(None, root, self._credentials.user, self._credentials.password)
            handlers.append(urllib.request.HTTPDigestAuthHandler(known))
        self._opener = urllib.request.build_opener(*handlers)
        self._basic = bool(self._credentials.user) and is_private(url)
        if self._credentials.token and not is_private(url):
            raise UsageError(f"{_place(url)}: SCGRAPH_TOKEN would travel unencrypted. Use an https address.")

    def fetch(self, make: Callable[[], urllib.request.Request]) -> Response:
        """Send a request and read its answer, again where the server is busy; every try is made anew.

        :raises BadQuery: if the server finds fault with the query.
        :raises QueryTimeout: if no answer comes within the time limit.
        :raises EngineError: for all else, in one line.
        """
        again, last = retry_if_exception_type(ServerBusy), stop_after_attempt(ATTEMPTS)
        return Retrying(stop=last, wait=_wait, retry=again, reraise=True)(self._send, make)

    def _send(self, make: Callable[[], urllib.request.Request]) -> Response:
        request = make()
        self._log_in(request)
        try:
            with self._opener.open(request, timeout=self.timeout) as response:
                return Response(response.headers.get_content_type(), response.read())
        except urllib.error.HTTPError as error:
            if error.code == 401 and self._basic:
                # Virtuoso takes Digest alone, and says so only to those who have sent nothing.
                self._basic = False
                return self._send(make)
            raise self._refused(error) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._lost(getattr(error, "reason", error)) from error

    def _log_in(self, request: urllib.request.Request) -> None:
        """Add the login, as a header that stays with this request."""
        if self._credentials.token:
            request.add_unredirected_header("Authorization", f"Bearer {self._credentials.token}")
        elif self._basic:
            login = f"{self._credentials.user}:{self._credentials.password}".encode()
            request.add_unredirected_header("Authorization", f"Basic {base64.b64encode(login).decode()}")

    def _refused(self, error: urllib.error.HTTPError) -> EngineError | BadQuery:
        """The error that a status says."""
        where, said = _place(self.url), _first_words(error)
        if error.code == 400:
            return BadQuery(f"{where} cannot read the query: {said}")
        if error.code in {401, 403}:
            if self._credentials.token or self._credentials.user:
                return LoginNeeded(f"{where} refuses this login for this ({error.code}): {said}")
            advice = "Set SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN."
            return LoginNeeded(f"{where} asks for a login ({error.code}). {advice}")
        if error.code in {429, 502, 503, 504}:
            busy = ServerBusy(f"{where} is busy or down ({error.code}, asked {ATTEMPTS} times): {said}")
            after = error.headers.get("Retry-After", "") if error.headers else ""
            busy.wait = min(float(after), _LONGEST_WAIT) if after.isdecimal() else 0.0
            return busy
        if error.code in {404, 405, 415, 501}:
            return NotOffered(f"{where} does not offer this ({error.code}): {said}")
        return EngineError(f"{where} failed ({error.code}): {said}")

    def _lost(self, reason: object) -> EngineError:
        """The error of a connection that gave no answer."""
        where = _place(self.url)
        if isinstance(reason, TimeoutError):
            return QueryTimeout(f"{where}: no answer within {self.timeout:g} s. Ask for less, or allow more.")
        may_come_back = isinstance(reason, (ConnectionError, http.client.HTTPException))
        said = f"{where}: no connection ({reason or type(reason).__name__}). Is it running?"
        return ServerBusy(said) if may_come_back else EngineError(said)


def check_address(url: str) -> str:
    """The address, if it is one that can be asked.

    :raises UsageError: if it is not http(s), or holds a user name or password.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(
            f"'{url}' is not the address of a SPARQL server; it starts with http:// or https://."
        )
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{_place(url)}: a login does not go into the address. Set SCGRAPH_USER and SCGRAPH_PASSWORD."
        )
    return url


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent: it is encrypted, or does not leave this machine.

    >>> is_private("https://graph.example.org/sparql"), is_private("http://127.0.0.1:8890/sparql")
    (True, True)
    >>> is_private("http://graph.example.org/sparql")
    False
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _wait(state: RetryCallState) -> float:
    """How long to wait before the next try: longer each time, and as long as the server asks."""
    error = state.outcome.exception() if state.outcome else None
    return max(_BACKOFF(state), getattr(error, "wait", 0.0))


def _place(url: str) -> str:
    """An address without what might be secret in it: user, password, parameters."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _first_words(error: urllib.error.HTTPError) -> str:
    """What the server said, as one line of bounded length."""
    try:
        text = error.read(20_000).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        text = ""
    if "<html" in text[:500].lower():
        text = ""
    words = re.sub(r"[\x00-\x20\x7f]+", " ", text).strip()[:300]
    return words or str(error.reason or http.client.responses.get(error.code, "no reason given"))
