"""What legislation.gov.uk publishes, as files or fetched: the text of an Act in XML, or a feed of changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scgraph.errors import BadSyntax, UsageError
from scgraph.law.clml import LEG, Act, read_act
from scgraph.law.effects import Effect, read_effects
from scgraph.law.markup import MOST_BYTES, Element, line_of, local, parse_markup, read_markup
from scgraph.words import as_line

_ATOM = "{http://www.w3.org/2005/Atom}"
_HOSTS = frozenset({"legislation.gov.uk", "www.legislation.gov.uk"})
_FORMS = ("/data.xml", "/data.feed")
_SECONDS = 60.0


@dataclass(frozen=True)
class Source:
    """What one file says. ``name`` is what the user calls it, ``address`` where it is from as it says itself.

    ``act`` is empty for a feed of changes. ``has_more`` tells that it is one page of several.
    """

    name: str
    address: str
    act: Act | None
    effects: tuple[Effect, ...]
    has_more: bool = False


def read_source(path: Path) -> Source:
    """What a file of legislation.gov.uk says.

    :raises UnreadableFile: if there is no such file or it cannot be read.
    :raises BadSyntax: if it is not XML, or in neither of the two formats; with the line.
    """
    return _source(read_markup(path), path)


def check_fetchable(address: str) -> str:
    """An address, if it is one that is fetched from.

    :raises UsageError: if it is not https://www.legislation.gov.uk/…/data.xml or …/data.feed.
    """
    shown = as_line(address, 200)
    try:
        parts = urlsplit(address)
        is_ours = parts.scheme == "https" and parts.netloc.lower() in _HOSTS
    except ValueError:
        is_ours = False
    if not is_ours or not re.fullmatch(r"[\x21-\x7e]+", address):
        raise UsageError(f"'{shown}' is not fetched: only https://www.legislation.gov.uk/… is.")
    if not parts.path.endswith(_FORMS):
        raise UsageError(
            f"'{shown}' is a page: add /data.xml for an Act's text or /data.feed for its changes."
        )
    return address


def fetch_source(address: str) -> Source:
    """What legislation.gov.uk answers at an address, within a minute and 64 MB.

    :raises UsageError: if it is not an address that is fetched from.
    :raises EngineError: if no whole answer comes.
    :raises BadSyntax: as ``read_source``.
    """
    from scgraph.engine.http import Connection, Credentials, Request  # only those who fetch wait for it

    check_fetchable(address)
    connection = Connection(address, _SECONDS, Credentials(), MOST_BYTES)
    wanted = "application/xml, application/atom+xml, text/xml"
    answer = connection.fetch(Request("GET", address, b"", "application/xml", wanted))
    return _source(parse_markup(answer.body, address), address)


def _source(root: Element, where: Path | str) -> Source:
    if root.tag == f"{LEG}Legislation":
        act = read_act(root, where)
        return Source(str(where), _own(act.address), act, act.effects)
    if root.tag == f"{_ATOM}feed":
        effects = tuple(read_effects(root, "Effect", where))
        if not effects and root.find(f"{_ATOM}entry") is not None:
            raise BadSyntax(where, "is a feed, but not of changes: no entry has a ukm:Effect.", line_of(root))
        links = {link.get("rel"): link.get("href", "") for link in root.iterfind(f"{_ATOM}link")}
        address = links.get("self") or (root.findtext(f"{_ATOM}id") or "").strip()
        return Source(str(where), _own(address), None, effects, "next" in links)
    raise BadSyntax(
        where, f"{_unknown(root)}; wanted is an Act's data.xml or a feed of changes.", line_of(root)
    )


def _unknown(root: Element) -> str:
    name, namespace = local(root), root.tag[1:].rpartition("}")[0] if "}" in root.tag else ""
    if name in ("Legislation", "feed"):
        wanted = LEG if name == "Legislation" else _ATOM
        return f"its <{name}> is in the namespace '{as_line(namespace, 100)}' and not in {wanted[1:-1]}"
    return f"its outermost element is <{as_line(name, 60)}>"


def _own(address: str) -> str:
    """An address of legislation.gov.uk as a file names it; empty for what is none."""
    try:
        is_theirs = (
            urlsplit(address).scheme in {"http", "https"} and urlsplit(address).netloc.lower() in _HOSTS
        )
    except ValueError:
        return ""
    return address if is_theirs and re.fullmatch(r"[\x21-\x7e]{1,500}", address) else ""
