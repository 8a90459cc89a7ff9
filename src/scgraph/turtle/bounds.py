"""How much of a kind a file may hold: what is over it is a fault of the file, and no parser is given it.

Parsers of others abort, or take all memory, where a few hundred bytes stand for gigabytes or thousands of
brackets stand within each other.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat

from pyoxigraph import RdfFormat

# How deep brackets, or the elements of XML, may stand within each other.
DEEPEST = 200
# How many bytes one text may have, and the texts of all entities together.
LONGEST_TEXT = 16 * 1024 * 1024
_MOST_EXPANDED = 1_000_000
_TEXTUAL = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)
# Strings, names in angle brackets and comments are passed over; what is left of them unclosed is one sign.
_PASSED_OVER = (
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    rb'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\'|#[^\n\r]*+|<[^<>\s]++>|\\.'
)
_SIGN = re.compile(_PASSED_OVER + rb"|(?P<open>[\[({]|<<)|(?P<close>[\])}]|>>)", re.DOTALL)
# What makes a statement the subject of another (RDF 1.2); a triple as a value is `<<( … )>>`.
_ABOUT_STATEMENT = re.compile(_PASSED_OVER + rb"|(?P<about>\{\||~|(?<!<)<<(?![(<]))", re.DOTALL)
_ABOUT = (
    "says something about a statement (RDF 1.2), which no answer reads. Give what it is said of a name of its"
    " own, and say it of that."
)


class Excess(NamedTuple):
    """What a file has too much of or may not have, and where."""

    reason: str
    line: int
    column: int | None = None


def excess_of(content: bytes, kind: RdfFormat) -> Excess | None:
    """What a file has that no parser is given; ``None`` where it has no such thing."""
    if kind == RdfFormat.RDF_XML:
        return _excess_of_xml(content)
    if kind not in _TEXTUAL:
        return None
    if any(sign in content for sign in (b"{|", b"~", b"<<")):
        for sign in _ABOUT_STATEMENT.finditer(content):
            if sign.lastgroup == "about":
                return _at(content, sign.start(), f"'{sign[0].decode()}' {_ABOUT}")
    opening = content.count(b"[") + content.count(b"(") + content.count(b"{") + content.count(b"<<")
    if opening > DEEPEST and (found := _too_deep(content)) is not None:
        return found
    return _too_long(content) if len(content) > LONGEST_TEXT else None


def _too_deep(content: bytes) -> Excess | None:
    depth = 0
    for found in _SIGN.finditer(content):
        depth += (found.lastgroup == "open") - (found.lastgroup == "close")
        if depth > DEEPEST:
            reason = f"brackets are nested too deeply: at most {DEEPEST} levels."
            return _at(content, found.start(), reason)
    return None


def _too_long(content: bytes) -> Excess | None:
    for found in _SIGN.finditer(content):
        if found.end() - found.start() > LONGEST_TEXT:
            reason = f"a text is longer than {LONGEST_TEXT >> 20} MB; leave the document out and name it."
            return _at(content, found.start(), reason)
    return None


def _at(content: bytes, offset: int, reason: str) -> Excess:
    line_start = content.rfind(b"\n", 0, offset) + 1
    return Excess(reason, content.count(b"\n", 0, offset) + 1, offset - line_start + 1)


class _Refused(Exception):
    """Ends the reading of a file of XML."""


def _excess_of_xml(content: bytes) -> Excess | None:
    """What XML has too much of. What is not well formed is left to the parser of RDF, which says so."""
    parser = expat.ParserCreate()
    depth = expanded = 0
    sizes: dict[str, int] = {}

    def refuse(reason: str) -> None:
        raise _Refused(reason)

    def declared(name: str, is_parameter: bool, value: str | None, *rest: object) -> None:
        if value is None or is_parameter:
            refuse("an entity of XML that is read from elsewhere; write out what it stands for.")
        elif "&" in value:
            refuse("entities of XML within others; write out what they stand for.")
        else:
            sizes[name] = len(value)

    def opened(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            refuse(f"elements are nested too deeply: at most {DEEPEST} levels.")
        told(*attributes.values())

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def told(*texts: str) -> None:
        nonlocal expanded
        if sizes:
            expanded += sum(map(len, texts))
            if expanded > _MOST_EXPANDED + len(content):
                refuse("entities of XML that stand for far more than the file has; write out what they mean.")

    parser.EntityDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = opened, closed, told
    try:
        parser.Parse(content, True)
    except _Refused as error:
        return Excess(str(error), parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
    except expat.ExpatError as error:
        if "amplification" in expat.ErrorString(error.code):
            return Excess("entities of XML that stand for far more than the file has.", error.lineno)
    return None
