"""Addresses of legislation.gov.uk, in any of the forms in which people copy them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scgraph.citations.units import UNITS, Path, normal
from scgraph.namespaces import PREFIXES

_HOST = re.compile(r"(?<![\w./-])(?:https?://)?(?:www\.)?legislation\.gov\.uk(?=[/?#\s]|\Z)", re.IGNORECASE)
_WORK = re.compile(r"/?(?:id/)?([a-z]{2,6})/([0-9]{4})/([0-9]+)(?=[/?#]|\Z)(.*)", re.IGNORECASE | re.DOTALL)
# What is not the text of the law: everything behind it is about something else.
_BESIDE = frozenset({"notes", "pdfs", "impacts", "resources", "images", "crossheading"})
_BELOW = re.compile(r"[0-9]{1,3}[a-z]{0,2}|[a-z]|[ivx]{1,5}", re.IGNORECASE)
_UNITS = frozenset(UNITS.values()) - {"below"}


@dataclass(frozen=True)
class Address:
    """A work by its identifier, and the provision in it that the address names."""

    work: str
    path: Path
    has_below: bool


def is_address(text: str) -> bool:
    """Whether a text is or holds an address, of whatever house, or is the identifier behind it."""
    return "://" in text or _HOST.search(text) is not None or _WORK.fullmatch(text.strip()) is not None


def read_address(text: str) -> Address | None:
    """The work and provision that an address names; ``None`` for an address of another house.

    Versions, formats, views and parts of the kingdom are left out: they are of the same law.

    >>> found = read_address("https://www.legislation.gov.uk/ukpga/2014/23/section/42/1/enacted?view=plain")
    >>> found.work, found.path, found.has_below
    ('http://www.legislation.gov.uk/id/ukpga/2014/23', (('section', '42'),), True)
    """
    host = _HOST.search(text)
    own, *_ = [*text[host.end() :].split(), ""] if host else [text.strip()]  # words may stand around it
    found = _WORK.fullmatch(own.rstrip("<>()[].,;'\"’”"))
    if found is None:
        return None
    kind, year, number, rest = found.groups()
    try:
        parts = urlsplit(rest)
    except ValueError:
        return None
    path, has_below = _read(unquote(parts.path).split("/"))
    inner, inner_below = _read(unquote(parts.fragment).split("-"))
    if inner[: len(path)] == path:
        path, has_below = inner, has_below or inner_below
    work = f"{PREFIXES['leg']}{kind.lower()}/{year}/{number.lstrip('0') or number}"
    return Address(work, path, has_below)


def split_identifier(iri: str) -> tuple[str, Path] | None:
    """The work of an identifier as legislation.gov.uk gives them, and the path in it; else ``None``.

    >>> split_identifier("http://www.legislation.gov.uk/id/ukpga/2005/9/schedule/A1/paragraph/38")[1]
    (('schedule', 'A1'), ('paragraph', '38'))
    """
    found = read_address(iri) if iri.startswith(PREFIXES["leg"]) else None
    return (found.work, found.path) if found else None


def _read(segments: list[str]) -> tuple[Path, bool]:
    """The units with their numbers, and whether anything stands below them."""
    path: list[tuple[str, str]] = []
    has_below = False
    at = 0
    while at < len(segments):
        segment = segments[at].casefold()
        if segment in _BESIDE:
            break
        following = segments[at + 1] if at + 1 < len(segments) else ""
        if segment in _UNITS and re.fullmatch(r"[0-9A-Za-z]{1,6}", following):
            path.append((segment, normal(segment, following)))
            at += 1
        elif path and _BELOW.fullmatch(segment):
            has_below = True
        at += 1
    return tuple(path), has_below
