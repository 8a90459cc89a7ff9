"""Where a server is, and the login for it: what may go over which wire, and what is never said aloud.

Credentials come from the environment alone (``SCGRAPH_USER`` and ``SCGRAPH_PASSWORD``, or ``SCGRAPH_TOKEN``).
They go to the server that was named and to no other. No password or token leaves this machine in the clear;
over plain HTTP only a Digest challenge is answered, and none through a proxy.
"""

from __future__ import annotations

import ipaddress
import os
import re
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scgraph.errors import UsageError


@dataclass(frozen=True)
class Credentials:
    """A login, as the environment gives it; empty where it gives none."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    @classmethod
    def from_environment(cls) -> Credentials:
        """The login in SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN.

        :raises UsageError: if both are set, a user without a password, or what no header can hold.
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
        if not re.fullmatch(r"[\x21-\x7e]*", token):
            raise UsageError("SCGRAPH_TOKEN holds a space, a line end or another sign that no token has.")
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", user + password) or ":" in user:
            raise UsageError("SCGRAPH_USER or SCGRAPH_PASSWORD holds a sign that no login can have.")
        return cls(user, password, token)


def check_address(url: str) -> str:
    """The address, if it is one that can be asked. No message repeats a login that stands in it.

    :raises UsageError: if it is not http(s), or holds a user name or password.
    """
    where = place(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UsageError(f"'{where}' is not the address of a SPARQL server: it has no such form.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise UsageError(
            f"'{where}' is not the address of a SPARQL server; it starts with http:// or https://."
        )
    if "@" in parts.netloc:
        raise UsageError(
            f"{where}: a login does not go into the address. Set SCGRAPH_USER and SCGRAPH_PASSWORD."
        )
    if not re.fullmatch(r"[\w.:\[\]%-]+", parts.netloc) or not re.fullmatch(r"[\x21-\x7e]+", url):
        raise UsageError(f"'{where}' is not the address of a SPARQL server: a sign in it is none of one.")
    return url


def place(url: str) -> str:
    """An address without what might be secret in it: user, password, parameters. It need not be one.

    >>> place("https://anna:s3cret@example.org/sparql?key=1"), place("htps//anna:s3/cr?et@example.org/x")
    ('https://example.org/sparql', 'htps//example.org/x')
    """
    head, at, rest = url.rpartition("@")
    scheme = re.match(r"[a-zA-Z][\w+.-]*:?//?", head) if at else None
    shown = (scheme[0] if scheme else "") + re.split(r"[?#;]", rest, maxsplit=1)[0]
    return "".join(character if character.isprintable() else "?" for character in shown)


def is_private(url: str) -> bool:
    """Whether nobody on the way can read what is sent: it is encrypted, or does not leave this machine.

    >>> is_private("https://graph.example.org/sparql"), is_private("http://127.0.0.1:8890/sparql")
    (True, True)
    >>> is_private("http://graph.example.org/sparql")
    False
    """
    return urlsplit(url).scheme == "https" or _is_here(url)


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for an address (``https_proxy`` and so on), or ``None``.

    What does not leave this machine goes through none: its names mean others there.

    :raises UsageError: if it names something that is no HTTP proxy.
    """
    parts = urlsplit(url)
    if _is_here(url) or urllib.request.proxy_bypass(parts.netloc):
        return None
    named = urllib.request.getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = f"http://{proxy}"
    try:
        shape = urlsplit(proxy)
        is_proxy = shape.scheme in {"http", "https"} and bool(shape.hostname) and shape.port != 0
    except ValueError:
        is_proxy = False
    if not is_proxy:
        raise UsageError(f"'{place(proxy)}' is not the address of an HTTP proxy. See {parts.scheme}_proxy.")
    return proxy


def check_way(url: str, credentials: Credentials, proxy: str | None) -> None:
    """See that a login can go to its server with nobody reading it.

    :raises UsageError: if it cannot.
    """
    if is_private(url) or not credentials:
        return
    if proxy is not None:
        raise UsageError(
            f"{place(url)}: a login would go unencrypted through the proxy {place(proxy)}. Use an https"
            " address, name the server in no_proxy, or unset the login."
        )
    if credentials.token:
        raise UsageError(f"{place(url)}: SCGRAPH_TOKEN would travel unencrypted. Use an https address.")


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
