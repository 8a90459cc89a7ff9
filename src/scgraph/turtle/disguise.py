"""What a file is that is called Turtle and is none: told for what it is, with what to do.

A parser says of such a file that its first character may not stand there, which helps nobody.
"""

from __future__ import annotations

import codecs
import json
import re
from typing import NamedTuple

from pyoxigraph import RdfFormat, parse

_UTF8 = codecs.BOM_UTF8
# A mark of UTF-16 begins one of UTF-32, so the longer ones come first.
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_PACKED = {
    b"PK\x03\x04": "a Word, Excel or zip file: save what it says as text",
    b"\x1f\x8b": "packed with gzip: unpack it",
    b"BZh": "packed with bzip2: unpack it",
    b"\xfd7zXZ": "packed with xz: unpack it",
    b"%PDF": "a PDF: save what it says as text",
    b"\xd0\xcf\x11\xe0": "a Word or Excel file: save what it says as text",
}
_CONFLICT = re.compile(rb"^<{7}(?:[ \t][^\r\n]*)?\r?$", re.MULTILINE)
_SECOND_MARK = re.compile(rb"^(?:={7}|>{7}(?:[ \t][^\r\n]*)?)\r?$", re.MULTILINE)
_TOP = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
_PAGE = re.compile(r"<!doctype\s+html|<html\b", re.IGNORECASE)
_QUERY = re.compile(
    r"(?:\s|#[^\n]*\n|(?:prefix\s+\S+|base)\s*<[^>]*>)*"
    r"(?:select|construct|ask|describe|insert|delete|with\s+<[^>]*>)\b",
    re.IGNORECASE,
)


class Disguise(NamedTuple):
    """What a file really is, and where that shows.

    ``text`` is what it says if it is written otherwise, ``kind`` the other format that it is in.
    """

    reason: str
    line: int = 1
    column: int = 1
    text: str | None = None
    kind: RdfFormat = RdfFormat.TURTLE


def without_mark(content: bytes) -> bytes:
    """The content of a file without the byte order mark that some editors put in front of UTF-8."""
    return content.removeprefix(_UTF8)


def has_conflict(content: bytes) -> re.Match[bytes] | None:
    """Where the first mark of a merge conflict stands; a text in quotation marks may hold one unnoticed."""
    if b"<<<<<<<" not in content:
        return None
    found = _CONFLICT.search(content)
    return found if found and _SECOND_MARK.search(content, found.end()) else None


def disguise_of(content: bytes) -> Disguise | None:
    """What a file is that should be Turtle and cannot be read; ``None`` where it is Turtle with a mistake."""
    for mark, packed in _PACKED.items():
        if content.startswith(mark):
            return Disguise(f"not Turtle but {packed}.")
    if (written := _written(content)) is not None:
        return written
    content = without_mark(content)
    if (found := has_conflict(content)) is not None:
        line = content.count(b"\n", 0, found.start()) + 1
        mark_text = found[0].decode("utf-8", "replace").strip()
        reason = f"holds an unfinished merge ({mark_text}): keep one side and remove the marks."
        return Disguise(reason, line, 1, _one_side(content.decode("utf-8")))
    return _other_format(content.decode("utf-8"))


def _written(content: bytes) -> Disguise | None:
    """A text that is not written in UTF-8, or none at all."""
    name = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    if name is not None:
        return _decoded(content, name, name)
    start = content[:1000]
    for parity, ending in ((1, "le"), (0, "be")):
        # Latin letters in UTF-16 without a mark: every other byte is zero.
        if len(start) > 3 and start[parity::2].count(0) > len(start) // 2 * 0.8:
            return _decoded(content, "UTF-16", f"utf-16-{ending}")
    try:
        without_mark(content).decode("utf-8")
    except UnicodeDecodeError as error:
        before = without_mark(content)[: error.start]
        line, column = before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8")) + 1
        if b"\0" in content:
            return Disguise("not text: it holds bytes that no text has. Save what it says as UTF-8 text.")
        text = content.decode("cp1252", errors="replace")
        reason = "not saved as UTF-8 (perhaps as Windows-1252 or Latin-1); save it as UTF-8."
        return Disguise(reason, line, column, text)
    return None


def _decoded(content: bytes, name: str, encoding: str) -> Disguise:
    text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
    return Disguise(f"saved as {name}; save it as UTF-8.", text=text)


def _one_side(text: str) -> str:
    """What our side of each conflict says, on the lines on which it stands."""
    kept, is_inside, is_ours = [], False, True
    for line in text.split("\n"):
        mark = line[:7] if not line[7:8].strip() else ""
        if mark in ("<<<<<<<", ">>>>>>>"):
            is_inside, is_ours = mark == "<<<<<<<", True
        elif is_inside and mark in ("=======", "|||||||"):
            is_ours = False
        else:
            kept.append(line if is_ours else "")
            continue
        kept.append("")
    return "\n".join(kept)


def _other_format(text: str) -> Disguise | None:
    start = text[_TOP.match(text).end() :]  # type: ignore[union-attr]
    if text.startswith("version https://git-lfs."):
        return Disguise("a pointer of Git LFS and not the file itself: run 'git lfs pull'.")
    if _PAGE.match(start):
        return Disguise("a web page (HTML), not Turtle: download the file itself.")
    if text.lstrip().startswith("<?xml") or re.match(r"<(?:\w+:)?RDF\b", start):
        if "http://www.w3.org/1999/02/22-rdf-syntax-ns#" in text:
            return Disguise("RDF/XML, not Turtle: convert it to Turtle.", text=text, kind=RdfFormat.RDF_XML)
        return Disguise("XML, not Turtle: save what it says as Turtle.")
    if start.startswith(("{", "[")) and (found := _json(start)) is not None:
        return found
    if _QUERY.match(text):
        return Disguise("a SPARQL query or update, not Turtle: keep it in a .rq file elsewhere.")
    for kind, name in ((RdfFormat.TRIG, "TriG"), (RdfFormat.N_QUADS, "N-Quads")):
        if _parses(text, kind):
            reason = f"{name}, not Turtle: each file is a graph of its own, so take out the names of graphs."
            return Disguise(reason, text=text, kind=kind)
    return None


def _json(text: str) -> Disguise | None:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        if not re.match(r"[\[{]\s*(?:\{\s*)?\"[^\"]*\"\s*:", text):
            return None
    if '"@' in text:
        return Disguise("JSON-LD, not Turtle: convert it to Turtle.", text=text, kind=RdfFormat.JSON_LD)
    return Disguise("JSON, not Turtle: save what it says as Turtle.")


def _parses(text: str, kind: RdfFormat) -> bool:
    try:
        return sum(1 for _ in parse(text, format=kind)) > 0
    except SyntaxError:
        return False
