"""What can still be read of a Turtle file that is at fault: every statement but those with a mistake.

Lines stay where they are: a statement that cannot be read is left blank. So all else can be checked, and what
is found stands on its line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from scgraph.errors import BadSyntax
from scgraph.namespaces import PREFIXES, expand
from scgraph.turtle.bounds import excess_of
from scgraph.turtle.disguise import Disguise, disguise_of, has_conflict, without_mark
from scgraph.turtle.syntax import UNDECLARED, bad_syntax, excessive

# A file with more mistakes than this is read up to there.
LIMIT = 20

_DIRECTIVE = re.compile(r"^\s*@?prefix\s+([^\s:<]*)", re.IGNORECASE | re.MULTILINE)
_DECLARED = re.compile(r"@?prefix\s+([^\s:<]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_NAME = re.compile(r"<([^<>\"{}|^`\\\s]+)>|([\w.-]*):((?:[\w%-]|\.(?=[\w%-]))+)")
_ENDS = ("Unexpected end", "Unexpected end of file")
_STOP = re.compile(r"\.\s*(?:#.*)?$")
# Terms of these say what something is, and are not what a statement is about.
_COMMON = tuple(
    PREFIXES[name] for name in ("rdf", "rdfs", "owl", "sh", "skos", "dcterms", "foaf", "org", "xsd")
)


@dataclass
class Salvage:
    """What is left of a file.

    ``faults`` are its mistakes, ``quads`` what it says for all that, ``text`` the Turtle of that on its
    lines. ``lost`` are the nodes that the unread parts speak of, ``subjects`` those that they describe;
    ``breaks_off`` tells that there may have been more, ``is_lost`` that nothing is known.
    """

    faults: list[BadSyntax] = field(default_factory=list)
    quads: list[Quad] = field(default_factory=list)
    text: str = ""
    lost: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    breaks_off: bool = False
    is_lost: bool = False


def salvage(path: Path) -> Salvage:
    """What can be read of a file that should be Turtle, with each of its mistakes."""
    content, found = path.read_bytes(), Salvage()
    if (fault := excessive(path, content, RdfFormat.TURTLE)) is not None:
        return Salvage(faults=[fault], is_lost=True)
    disguise: Disguise | None = None
    try:
        found.quads = list(parse(without_mark(content), format=RdfFormat.TURTLE))
        found.text = without_mark(content).decode("utf-8")
        if has_conflict(content):
            disguise = disguise_of(content)
    except (SyntaxError, UnicodeDecodeError):
        disguise = disguise_of(content)
    else:
        if disguise is None:
            return found
    if disguise is None:
        return _Reader(path, without_mark(content).decode("utf-8"), found).read()
    found.faults = [BadSyntax(path, disguise.reason, disguise.line, disguise.column)]
    if disguise.text is None:
        found.is_lost = True
    elif disguise.kind == RdfFormat.TURTLE:
        return _Reader(path, disguise.text, found).read()
    elif excess_of(disguise.text.encode("utf-8", "replace"), disguise.kind) is not None:
        found.is_lost = True
    else:
        try:
            found.quads = list(parse(disguise.text, format=disguise.kind))
        except SyntaxError:
            found.is_lost = True
    return found


class _Reader:
    """A text that is read again and again, each time without the first thing that cannot be read."""

    def __init__(self, path: Path, text: str, found: Salvage) -> None:
        self._path, self._found = path, found
        self._lines = text.split("\n")
        self._prefixes = dict(_DECLARED.findall(text))
        # A text that was cut off ends anywhere but behind a full stop.
        last = next((line for line in reversed(self._lines) if line.strip()), "")
        self._is_torn = not (_STOP.search(last) or last.lstrip().startswith("#") or _DIRECTIVE.match(last))
        # Prefixes that are given a meaning here, and those whose own line is at fault already.
        self._supplied: dict[str, str] = {}
        self._untold: set[str] = set()

    def read(self) -> Salvage:
        error = self._parse()
        for _ in range(LIMIT):
            if error is None:
                return self._found
            self._found.breaks_off |= self._is_torn or error.msg.endswith(_ENDS)
            if (undeclared := UNDECLARED.search(error.msg)) and undeclared[1] not in self._supplied:
                self._supply(undeclared[1], error)
            else:
                fault = bad_syntax(self._path, error)
                advice = self._blank(error.lineno or 1)
                self._found.faults.append(
                    BadSyntax(self._path, fault.reason + advice, fault.line, fault.column)
                )
            error = self._parse()
        if error is not None:
            self._blank(error.lineno or 1, whole=True)
            self._found.is_lost = self._parse() is not None
        return self._found

    def _parse(self) -> SyntaxError | None:
        """Read the text as it is by now; what is supplied stands on its first line, as far to the left."""
        supplied = "".join(f"PREFIX {name}: <{iri}> " for name, iri in self._supplied.items())
        text = "\n".join(self._lines)
        try:
            self._found.quads = list(parse(supplied + text, format=RdfFormat.TURTLE))
        except SyntaxError as error:
            if error.lineno == 1 and error.offset is not None:
                error.offset -= len(supplied)
            return error
        self._found.text = supplied + text
        return None

    def _supply(self, name: str, error: SyntaxError) -> None:
        """Take a prefix that is not declared for what it is likely to mean."""
        namespace = _namespace_of(name)
        if name not in self._untold:
            fault = bad_syntax(self._path, error)
            reason = fault.reason.replace("<…>", f"<{namespace or '…'}>")
            self._found.faults.append(BadSyntax(self._path, reason, fault.line, fault.column))
        self._supplied[name] = namespace or f"urn:undeclared:{name}:"
        if name not in PREFIXES:
            self._found.lost |= {
                self._supplied[name] + found[3]
                for found in _NAME.finditer("\n".join(self._lines))
                if found[2] == name
            }

    def _blank(self, line: int, whole: bool = False) -> str:
        """Leave out the statement on a line, or with ``whole`` all from there on.

        Where the one above has no end it is that one which is at fault, and what is returned says so.
        """
        starts = self._starts()
        position = bisect_right(starts, (line - 1, True)) - 1
        first, is_behind = starts[position] if position >= 0 else (0, True)
        end = starts[position + 1][0] if position + 1 < len(starts) else len(self._lines)
        if not is_behind and position > 0:
            first, end = starts[position - 1][0], first
        if whole:
            end = len(self._lines)
        out = "\n".join(self._lines[first:end])
        self._untold |= set(_DIRECTIVE.findall(out))
        for iri, prefix, local in _NAME.findall(out):
            name = self._whole(iri, prefix, local)
            if not name.startswith(_COMMON):
                self._found.lost.add(name)
        for subject in re.finditer(rf"^(?:{_NAME.pattern})", out, re.MULTILINE):
            self._found.subjects.add(self._whole(*subject.groups("")))
        self._lines[first:end] = [""] * (end - first)
        return "" if is_behind else " The statement above lacks its full stop."

    def _whole(self, iri: str, prefix: str, local: str) -> str:
        return iri or self._prefixes.get(prefix, _namespace_of(prefix) or "") + local

    def _starts(self) -> list[tuple[int, bool]]:
        """The lines on which a statement may begin, at the edge behind a gap, and whether a full stop ends
        what is above; behind one it may begin anywhere.
        """
        starts, is_behind, is_gap = [], True, False
        for number, line in enumerate(self._lines):
            bare = line.strip()
            if not bare:
                is_gap = True
            elif not bare.startswith("#"):
                is_directive = bool(_DIRECTIVE.match(line))
                if is_behind or is_directive or (is_gap and not line[0].isspace()):
                    starts.append((number, is_behind))
                is_behind, is_gap = is_directive or bool(_STOP.search(bare)), False
        return starts


def _namespace_of(prefix: str) -> str | None:
    """What a prefix stands for where it is one of ours, or a council's."""
    return (expand(f"{prefix}:_") or "").removesuffix("_") or None
