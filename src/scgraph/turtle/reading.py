"""Turtle read with the line of every triple, the spelling of every term, and the comments.

Oxigraph's parser tells no places, and rdflib's would double the time of a validation. So what opens, parts
and closes statements is read here, and every other token is a term, for Oxigraph to read.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from scgraph.namespaces import PREFIXES, RDF_TYPE

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

FIRST, REST, NIL = (NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))

_IRI = r"<[^<>\"{}|^`\s]*+>"
# A dot inside a name belongs to it; one after it ends the statement.
_CHARACTER = r"[^\s<>\"'{}()\[\]#;,.\\^@|`~]"
_NAME = rf"(?:{_CHARACTER}|\\.|\.++(?={_CHARACTER}|\\))++"
_TOKEN = re.compile(
    r'(?:"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\')'
    rf"(?:\s*+@[A-Za-z0-9-]++|\s*+\^\^\s*+(?:{_IRI}|{_NAME}))?"
    r"|[+-]?(?:\d++\.\d*+|\.?\d++)[eE][+-]?\d++|[+-]?\d*+\.\d++|[+-]?\d++"
    rf"|@?(?P<directive>(?i:prefix\s++{_NAME}|base)\s*+{_IRI})|{_IRI}|{_NAME}"
    r"|(?P<mark>[;,.()\[\]])|(?P<comment>\#[^\n\r]*+)|(?P<strange>\S)",
    re.DOTALL,
)


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
    their order, each with the comments above, within and behind its statement; other comments stand above
    the prefixes (``head``) or at the end (``tail``). ``spelling`` has names and literals as the text has
    them, but for those that need its base; what has brackets for a name has none here.
    """

    triples: list[Placed] = field(default_factory=list)
    lines: dict[Node, int] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    spelling: dict[Term, str] = field(default_factory=dict)
    statements: list[tuple[Node, list[str]]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)


def read(text: str, base: str | None = None) -> Document:
    r"""The triples of a Turtle text with their lines. A text that is not Turtle is read as far as it is.

    >>> document = read("PREFIX ex: <http://ex.org/>\r\n\r\nex:a ex:p 1 ,\r\n  [ ex:q true ] .")
    >>> [(placed.object.value, placed.line) for placed in document.triples[:2]]
    [('1', 3), ('true', 4)]
    """
    reader = _Reader(base)
    reader.read(text)
    reader.resolve()
    return reader.document


class _Role(Enum):
    """What the next term of a text is."""

    SUBJECT, VERB, OBJECT, FIRST_ITEM, ITEM = range(5)


class _Reader:
    """A document as it grows: terms are words, and so are the nodes of brackets, until ``resolve``."""

    def __init__(self, base: str | None) -> None:
        self.document = Document()
        self._base, self._directives = base, ""
        self._role, self._subject, self._verb = _Role.SUBJECT, "", ""
        self._stack: list[tuple[_Role, str, str, str, int]] = []
        self._triples: list[tuple[str, str, str, int]] = []
        self._statements: list[tuple[str, list[str]]] = []
        self._lines: dict[str, int] = {}
        # The comments of the statement at hand, or the next; and of the last.
        self._comments = self._behind = list[str]()

    def read(self, text: str) -> None:
        """Take a text, word by word."""
        line, start, end = 1, 0, 0
        for found in _TOKEN.finditer(text):
            line += text.count("\n", start, found.start())
            word, start = found[0], found.start()
            if found.lastgroup == "comment":
                behind = self._role is _Role.SUBJECT and "\n" not in text[end:start]
                (self._behind if behind else self._comments).append(word.rstrip())
                continue
            if found.lastgroup is None:
                self._term(word, line)
            elif found.lastgroup == "mark":
                self._mark(word, line)
            elif found.lastgroup == "directive":
                self.resolve()
                self._directives += f"{found['directive']} "
                self.document.head += self._comments
                self._behind, self._comments = self.document.head, []
            else:
                break
            end = found.end()
        self.document.tail = self._comments

    def _mark(self, mark: str, line: int) -> None:
        if mark in ("[", "("):
            node = self._bracket(line)
            self._stack.append((self._role, self._subject, self._verb, node, line))
            self._subject, self._role = node, _Role.VERB if mark == "[" else _Role.FIRST_ITEM
        elif mark in ("]", ")") and self._stack:
            last, end = self._role, self._subject
            self._role, self._subject, self._verb, node, opened = self._stack.pop()
            if last is _Role.ITEM:
                self._triples.append((end, str(REST), str(NIL), line))
            self._term(str(NIL) if last is _Role.FIRST_ITEM else node, opened)
        elif mark == ";":
            self._role = _Role.VERB
        elif mark == "." and self._role is not _Role.SUBJECT:  # else it ends a directive
            self._role, self._behind, self._comments = _Role.SUBJECT, self._comments, []

    def _term(self, word: str, line: int) -> None:
        match self._role:
            case _Role.OBJECT:
                self._triples.append((self._subject, self._verb, word, line))
            case _Role.VERB:
                self._verb, self._role = f"<{RDF_TYPE}>" if word == "a" else word, _Role.OBJECT
            case _Role.SUBJECT:
                self._subject, self._role = word, _Role.VERB
                self._lines.setdefault(word, line)
                self._statements.append((word, self._comments))
            case _Role.FIRST_ITEM:
                self._triples.append((self._subject, str(FIRST), word, line))
                self._role = _Role.ITEM
            case _Role.ITEM:
                last, self._subject = self._subject, self._bracket(line)
                self._triples.append((last, str(REST), self._subject, line))
                self._triples.append((self._subject, str(FIRST), word, line))

    def _bracket(self, line: int) -> str:
        node = f"{BlankNode()} "  # the space tells it from a name of the text
        self._lines[node] = line
        return node

    def resolve(self) -> None:
        """Have Oxigraph read the words, as the directives above them define them."""
        document = self.document
        words = dict.fromkeys(word for *triple, _ in self._triples for word in triple)
        text = f"{self._directives}<x:> <x:> {' , '.join(words)} ."
        parser = parse(text, format=RdfFormat.TURTLE, base_iri=self._base)
        terms: dict[str, Any] = {}
        with suppress(SyntaxError):
            for word, quad in zip(words, parser, strict=False):
                terms[word] = quad.object
        if any(document.prefixes.get(name, iri) != iri for name, iri in parser.prefixes.items()):
            # A prefix has come to stand for something else.
            document.spelling = {t: s for t, s in document.spelling.items() if isinstance(t, BlankNode)}
        document.prefixes.update(parser.prefixes)
        for word, term in terms.items():
            if not word.endswith((">", " ")):
                document.spelling.setdefault(term, word)
        for node, line in self._lines.items():
            if node in terms:
                document.lines.setdefault(terms[node], line)
        document.statements += [(terms[node], told) for node, told in self._statements if node in terms]
        with suppress(KeyError):
            for s, p, o, line in self._triples:
                document.triples.append(Placed(terms[s], terms[p], terms[o], line))
        self._triples, self._statements, self._lines = [], [], {}
