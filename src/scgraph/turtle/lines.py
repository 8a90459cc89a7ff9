"""Where in a Turtle file each subject stands."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

_STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\''
)
_IRI = r"<[^<>\"{}|^`\s]*+>"
_COMMENT = r"\#[^\n\r]*+"
# A dot inside a name or a number; any other ends a statement.
_INNER_DOT = r"(?<=[\w:%-])\.(?=[\w:%\\-])"
_NAME = rf"(?:\\.|{_INNER_DOT}|[^\s<>\"'\[\](){{}}\#;,.\\])++"

_BETWEEN = re.compile(rf"(?:\s++|{_COMMENT})*+")
_START = re.compile(rf"(?P<iri>{_IRI})|(?P<name>{_NAME})|[\[(]")
_PREFIX = re.compile(rf"\s*+(?P<name>[^\s<]*):\s*+(?P<iri>{_IRI})(?:\s*+\.)?")
_BASE = re.compile(rf"\s*+(?P<iri>{_IRI})(?:\s*+\.)?")
_REST = re.compile(rf"(?:[^\"'<\#.]++|{_STRING}|{_IRI}|{_COMMENT}|{_INNER_DOT})*+\.", re.DOTALL)


def lines_of_file(path: Path) -> dict[str, int]:
    """The line on which each subject of a Turtle file first stands; empty if the file cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return subject_lines(text, path.resolve().as_uri())


def subject_lines(text: str, base: str = "") -> dict[str, int]:
    r"""The line on which each subject, by its IRI, first stands in a Turtle text.

    Names are understood with the prefixes that the text declares before them. A text that is not Turtle is
    read as far as it is.

    >>> subject_lines("PREFIX ex: <http://ex.org/>\r\n\r\nex:a a ex:B .\n<http://ex.org/c> a ex:B .")
    {'http://ex.org/a': 3, 'http://ex.org/c': 4}
    """
    lines: dict[str, int] = {}
    prefixes: dict[str, str] = {}
    at, line, counted = 0, 1, 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # it always matches, if only nothing
        start = _START.match(text, at)
        if not start:
            return lines
        word = (start["name"] or "").lower().removeprefix("@")
        directive = {"prefix": _PREFIX, "base": _BASE}.get(word)
        if directive and (found := directive.match(text, start.end())):
            iri = urljoin(base, found["iri"][1:-1])
            if word == "prefix":
                prefixes[found["name"]] = iri
            else:
                base = iri
            at = found.end()
            continue
        line += text.count("\n", counted, at)
        counted = at
        if subject := _subject(start, prefixes, base):
            lines.setdefault(subject, line)
        rest = _REST.match(text, start.end())
        if not rest:
            return lines
        at = rest.end()


def _subject(start: re.Match[str], prefixes: dict[str, str], base: str) -> str | None:
    if start["iri"]:
        return urljoin(base, _unescape(start["iri"][1:-1]))
    if start["name"] is None:
        return None
    prefix, colon, local = start["name"].partition(":")
    if not colon or prefix not in prefixes:
        return None
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)


def _unescape(iri: str) -> str:
    escape = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"
    return re.sub(escape, lambda found: chr(int(found[1] or found[2], 16)), iri)
