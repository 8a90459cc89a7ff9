"""Turtle read with the line of every triple.

A reader of our own: Oxigraph's parser tells no places, and rdflib's would double the time of a validation
(0.9 s for the five councils, with its import, where this takes 0.1 s). In the tests Oxigraph judges it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urljoin

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.namespaces import PREFIXES

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

_SPACE = r"(?:\s++|\#[^\n\r]*+)"
_STRING = (
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\''
)
_IRI = r"<[^<>\"{}|^`\s]*+>"
_NUMBER = {
    "double": r"[+-]?(?:\d++\.\d*+|\.?\d++)[eE][+-]?\d++",
    "decimal": r"[+-]?\d*+\.\d++",
    "integer": r"[+-]?\d++",
}
_TAG = r"@[A-Za-z0-9-]++"
_CHARACTER = r"[^\s<>\"'{}()\[\]#;,.\\^@|`]"
# A dot inside a name belongs to it; one after it ends the statement.
_NAME = rf"(?:{_CHARACTER}|\\.|\.++(?={_CHARACTER}|\\))++"
_MARK = r"\^\^|[;,()\[\]]"

_TOKEN = re.compile(
    rf"{_SPACE}*+(?:(?P<string>{_STRING})|(?P<iri>{_IRI})|"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _NUMBER.items())
    + rf"|(?P<tag>{_TAG})|(?P<name>{_NAME})|(?P<mark>{_MARK}|\.))",
    re.DOTALL,
)
_REST_OF_STATEMENT = re.compile(
    rf"(?:{_SPACE}|{_STRING}|{_IRI}|{'|'.join(_NUMBER.values())}|{_TAG}|{_NAME}|{_MARK})*+\.", re.DOTALL
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}

_TYPE, _FIRST, _REST, _NIL = (NamedNode(PREFIXES["rdf"] + name) for name in ("type", "first", "rest", "nil"))
_DATATYPES = {kind: NamedNode(PREFIXES["xsd"] + kind) for kind in (*_NUMBER, "boolean")}
_END = ("end", "", -1)


class Placed(NamedTuple):
    """A triple, and the line on which its object begins."""

    subject: Node
    predicate: NamedNode
    object: Term
    line: int


@dataclass
class Document:
    """What a Turtle text says.

    ``lines`` has the first line of each node that something is said of. ``statements`` are the subjects in
    their order (``None`` for a directive), each with the start and the end of its statement in the text.
    """

    triples: list[Placed] = field(default_factory=list)
    lines: dict[Node, int] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    statements: list[tuple[Node | None, int, int]] = field(default_factory=list)


def read(text: str, only: Container[Node] | None = None, base: str = "") -> Document:
    r"""The triples of a Turtle text with their lines. A text that is not Turtle is read as far as it is.

    :param only: leave out what is said of other named subjects.

    >>> document = read("PREFIX ex: <http://ex.org/>\r\n\r\nex:a ex:p 1 ,\r\n  [ ex:q true ] .")
    >>> [(placed.object.value, placed.line) for placed in document.triples[:2]]
    [('1', 3), ('true', 4)]
    """
    reader = _Reader(text, only, base)
    try:
        while reader.statement():
            pass
    except (_NotTurtle, ValueError, RecursionError):  # ValueError: a name that Oxigraph does not take
        pass
    return reader.document


class _NotTurtle(Exception):
    """The text is not Turtle from here on."""


class _Reader:
    """A recursive descent: one method for each thing of the grammar."""

    def __init__(self, text: str, only: Container[Node] | None, base: str) -> None:
        self.document = Document()
        self._text, self._only, self._base = text, only, base
        self._line_ends = list(accumulate(map(len, text.split("\n")), lambda end, length: end + length + 1))
        self._names: dict[str, Term] = {}
        self._go_to(0)

    def statement(self) -> bool:
        """Read a directive or what is said of one subject; whether there was one."""
        kind, text, offset = token = self._next()
        if kind == "end":
            return False
        word = text.lower()
        if kind in ("name", "tag") and word.lstrip("@") in ("prefix", "base"):
            self.document.statements.append((None, offset, self._directive(word)))
            return True
        subject = self._term(*token)
        if isinstance(subject, Literal):
            raise _NotTurtle
        if self._only is None or isinstance(subject, BlankNode) or subject in self._only:
            self.document.lines.setdefault(subject, self._line(offset))
            if not (text == "[" and self._token[1] == "."):
                self._predicates(subject)
            end = self._token[2] + 1
            self._expect(".")
        else:
            rest = _REST_OF_STATEMENT.match(self._text, self._token[2])
            if not rest:
                raise _NotTurtle
            end = rest.end()
            self._go_to(end)
        self.document.statements.append((subject, offset, end))
        return True

    def _directive(self, word: str) -> int:
        of_prefix = word.endswith("prefix")
        name = self._next()[1].removesuffix(":") if of_prefix else ""
        kind, text, offset = self._next()
        if kind != "iri":
            raise _NotTurtle
        if of_prefix:
            self.document.prefixes[name] = self._resolved(text)
        else:
            self._base = self._resolved(text)
        self._names.clear()
        if not word.startswith("@"):
            return offset + len(text)
        end = self._token[2] + 1
        self._expect(".")
        return end

    def _predicates(self, subject: Node) -> None:
        while True:
            kind, text, offset = self._next()
            predicate = _TYPE if text == "a" and kind == "name" else self._term(kind, text, offset)
            if not isinstance(predicate, NamedNode):
                raise _NotTurtle
            self._objects(subject, predicate)
            if self._token[1] != ";":
                return
            while self._token[1] == ";":
                self._next()
            if self._token[1] in (".", "]"):
                return

    def _objects(self, subject: Node, predicate: NamedNode) -> None:
        while True:
            self._say(subject, predicate, self._token)
            if self._token[1] != ",":
                return
            self._next()

    def _say(self, subject: Node, predicate: NamedNode, token: tuple[str, str, int]) -> None:
        line = self._line(token[2])
        self.document.triples.append(Placed(subject, predicate, self._term(*self._next()), line))

    def _term(self, kind: str, text: str, offset: int) -> Term:
        if kind == "name":
            return self._names.get(text) or self._named(text)
        if kind == "string":
            return self._literal(text)
        if kind == "iri":
            return self._names.get(text) or self._names.setdefault(text, NamedNode(self._resolved(text)))
        if kind in _NUMBER:
            return Literal(text, datatype=_DATATYPES[kind])
        if text == "[":
            return self._described(offset)
        if text == "(":
            return self._items(offset)
        raise _NotTurtle

    def _named(self, text: str) -> Term:
        if text in ("true", "false"):
            return Literal(text, datatype=_DATATYPES["boolean"])
        prefix, colon, local = text.partition(":")
        term: Term
        if prefix == "_" and local:
            term = BlankNode(local)
        elif colon and prefix in self.document.prefixes:
            term = NamedNode(self.document.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
        else:
            raise _NotTurtle
        return self._names.setdefault(text, term)

    def _literal(self, text: str) -> Literal:
        quotes = 3 if text.startswith(('"""', "'''")) else 1
        value = _unescaped(text[quotes:-quotes])
        if self._token[0] == "tag":
            return Literal(value, language=self._next()[1][1:])
        if self._token[1] == "^^":
            self._next()
            datatype = self._term(*self._next())
            if not isinstance(datatype, NamedNode):
                raise _NotTurtle
            return Literal(value, datatype=datatype)
        return Literal(value)

    def _described(self, offset: int) -> Node:
        """What stands in square brackets."""
        node = self._blank(offset)
        if self._token[1] != "]":
            self._predicates(node)
        self._expect("]")
        return node

    def _items(self, offset: int) -> Node:
        """What stands in round brackets."""
        head = last = None
        while self._token[1] != ")":
            at = self._token[2]
            node = self._blank(at if head else offset)
            if last:
                self.document.triples.append(Placed(last, _REST, node, self._line(at)))
            self._say(node, _FIRST, self._token)
            head, last = head or node, node
        if last:
            self.document.triples.append(Placed(last, _REST, _NIL, self._line(self._token[2])))
        self._expect(")")
        return head or _NIL

    def _blank(self, offset: int) -> BlankNode:
        node = BlankNode()
        self.document.lines[node] = self._line(offset)
        return node

    def _go_to(self, offset: int) -> None:
        self._match = _TOKEN.scanner(self._text, offset).match  # type: ignore[attr-defined]  # not in typeshed
        self._token = _END
        self._next()

    def _next(self) -> tuple[str, str, int]:
        """The token at hand; the one after it comes to hand."""
        token, found = self._token, self._match()
        if found:
            kind = found.lastgroup
            self._token = (kind, found[kind], found.start(kind))
        else:
            self._token = _END
        return token

    def _expect(self, mark: str) -> None:
        if self._next()[1] != mark:
            raise _NotTurtle

    def _line(self, offset: int) -> int:
        return bisect_right(self._line_ends, offset) + 1

    def _resolved(self, iri: str) -> str:
        text = _unescaped(iri[1:-1])
        return text if _ABSOLUTE.match(text) else urljoin(self._base, text)


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    return chr(int(number, 16)) if number else _ESCAPED.get(escape[3], escape[3])
