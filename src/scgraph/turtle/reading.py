"""Turtle read with the line of every triple, the spelling of every term, and the comments.

Oxigraph's parser tells no places, and rdflib's would double the time of a validation. So what opens, parts
and closes statements is read here, and every other token is a term, for Oxigraph to read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.turtle.excerpt import excerpt
from scgraph.turtle.likeness import Node, Term, as_stored, likenesses

NIL = NamedNode(PREFIXES["rdf"] + "nil")
_FIRST, _REST = (f"<{PREFIXES['rdf']}{name}>" for name in ("first", "rest"))

_IRI = r"<[^<>\"{}|^`\s]*+>"
# A dot inside a name belongs to it; one after it ends the statement.
_CHARACTER = r"[^\s<>\"'{}()\[\]#;,.\\^@|`~]"
_NAME = rf"(?:{_CHARACTER}|\\.|\.++(?={_CHARACTER}|\\))++"


def _triple_term(depth: int) -> str:
    """A triple in the place of a term (RDF 1.2), read as one word, with others in it down to a depth."""
    inner = f"|{_triple_term(depth - 1)}" if depth else ""
    texts = r"\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+'"
    return rf"<<\(?(?:[^\"'<>]|{_IRI}|{texts}{inner})*+\)?>>"


_TOKEN = re.compile(
    r'(?:"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\')'
    rf"(?:\s*+@[A-Za-z0-9-]++|\s*+\^\^\s*+(?:{_IRI}|{_NAME}))?"
    r"|[+-]?(?:\d++\.\d*+|\.?\d++)[eE][+-]?\d++|[+-]?\d*+\.\d++|[+-]?\d++"
    rf"|{_triple_term(5)}"
    # The version of RDF, which changes nothing of what is said.
    r"|(?P<version>@?(?i:version)\s*+(?:\"[^\"\n\r]*+\"|'[^'\n\r]*+'))"
    rf"|@?(?P<directive>(?i:prefix\s++{_NAME}|base)\s*+{_IRI})|{_IRI}|{_NAME}"
    r"|(?P<mark>[;,.()\[\]])|(?P<comment>\#[^\n\r]*+)"
    r"|\S.*+",  # what is no Turtle, and all behind it
    re.DOTALL,
)


# What the next term of a text is.
_Role = Literal["subject", "verb", "object", "first item", "item"]


class Placed(NamedTuple):
    """A triple, and the lines on which its object begins and its subject stands."""

    subject: Node
    predicate: NamedNode
    object: Term
    line: int
    subject_line: int


@dataclass
class Document:
    """What a Turtle text says.

    ``statements`` are the subjects in their order, each with the comments above, within and behind its
    statement; other comments stand above the prefixes (``head``) or at the end (``tail``). ``spelling`` has
    names and literals as the text has them, but for those that may need its base. ``lists`` are the members
    of what has round brackets.
    """

    said: dict[Term, list[Placed]] = field(default_factory=lambda: defaultdict(list))
    prefixes: dict[str, str] = field(default_factory=dict)
    spelling: dict[Term, str] = field(default_factory=dict)
    lists: dict[Term, list[Term]] = field(default_factory=dict)
    statements: list[tuple[Term, list[str]]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    @property
    def triples(self) -> list[Placed]:
        """The triples of one subject after those of another."""
        return [placed for said in self.said.values() for placed in said]

    @cached_property
    def alike(self) -> dict[int, Term]:
        """The first blank node of each likeness."""
        found = likenesses(placed[:3] for placed in self.triples)
        return {likeness: node for node, likeness in reversed(found.items())}

    def line_of(self, node: Term) -> int | None:
        """The line where something is first said of a node; else where it is first said of something."""
        if node in self.said:
            return self.said[node][0].subject_line
        return next((placed.line for placed in self.triples if placed.object == node), None)

    def line_of_triple(
        self, subject: Term, predicates: Container[Term] | None, value: Term | None = None
    ) -> int | None:
        """The line of the first triple with one of these predicates (or any) and, if given, the value."""
        for placed in self.said.get(subject, ()):
            if predicates is not None and placed.predicate not in predicates:
                continue
            if value is None or placed.object == value or as_stored(placed.object) == value:
                return placed.line
        return None


def read_file(path: Path, about: Iterable[Term] | None = None) -> Document:
    """A Turtle file; if it cannot be read, it says nothing.

    :param about: the nodes that matter, if not all; what speaks of no one of them may be missing.
    """
    text = ""
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_bytes().decode("utf-8-sig")
    return read(text if about is None else excerpt(text, about), path.resolve().as_uri())


def read(text: str, base: str | None = None) -> Document:
    r"""The triples of a Turtle text with their lines. A text that is not Turtle is read as far as it is.

    >>> document = read("PREFIX ex: <http://ex.org/>\r\n\r\nex:a ex:p 1 ,\r\n  [ ex:q true ] .")
    >>> [(placed.line, placed.subject_line) for placed in document.triples]
    [(3, 3), (4, 3), (4, 4)]
    """
    return _Reader(base).read(text)


class _Reader:
    """A document as it grows: terms are words, and so are the nodes of brackets, until they are resolved."""

    def __init__(self, base: str | None) -> None:
        self.document = Document()
        self._base, self._directives = base, ""
        self._role: _Role = "subject"
        self._subject, self._verb = ("", 0), ""
        # What is being told where brackets open, and their node, which has a line as subjects have.
        self._stack: list[tuple[_Role, tuple[str, int], str, tuple[str, int]]] = []
        self._triples: list[tuple[tuple[str, int], str, str, int]] = []
        self._lists: dict[str, list[str]] = {}
        self._statements: list[tuple[str, list[str]]] = []
        # The comments of the statement at hand, or the next; and of the last.
        self._comments = self._behind = list[str]()

    def read(self, text: str) -> Document:
        """Take a text, word by word."""
        line, start, end = 1, 0, 0
        for found in _TOKEN.finditer(text):
            line += text.count("\n", start, found.start())
            word, start = found[0], found.start()
            if found.lastgroup == "comment":
                behind = self._role == "subject" and "\n" not in text[end:start]
                (self._behind if behind else self._comments).append(word.rstrip())
            elif found.lastgroup == "mark":
                self._mark(word, line)
            elif found.lastgroup == "directive":
                self._resolve()
                self._directives += f"{found['directive']} "
                self.document.head += self._comments
                self._behind, self._comments = self.document.head, []
            elif found.lastgroup != "version":
                self._term(word, line)
            end = found.end()
        self._resolve()
        self.document.tail = self._comments
        return self.document

    def _mark(self, mark: str, line: int) -> None:
        if mark in ("[", "("):
            node = (f"{BlankNode()} ", line)  # the space tells it from the names of the text
            self._stack.append((self._role, self._subject, self._verb, node))
            self._subject, self._role = node, "verb" if mark == "[" else "first item"
        elif mark in ("]", ")") and self._stack:
            within = self._role
            if within == "item":
                self._triples.append((self._subject, _REST, str(NIL), line))
            self._role, self._subject, self._verb, (word, opened) = self._stack.pop()
            self._term(str(NIL) if within == "first item" else word, opened)
        elif mark == ";":
            self._role = "verb"
        elif mark == "." and self._role != "subject":  # else it ends a directive
            self._role, self._behind, self._comments = "subject", self._comments, []

    def _term(self, word: str, line: int) -> None:
        match self._role:
            case "object":
                self._triples.append((self._subject, self._verb, word, line))
            case "verb":
                self._verb, self._role = f"<{RDF_TYPE}>" if word == "a" else word, "object"
            case "subject":
                self._subject, self._role = (word, line), "verb"
                self._statements.append((word, self._comments))
            case "first item" | "item":
                if self._role == "item":
                    last, self._subject = self._subject, (f"{BlankNode()} ", line)
                    self._triples.append((last, _REST, self._subject[0], line))
                self._triples.append((self._subject, _FIRST, word, line))
                self._role = "item"
                head, _ = self._stack[-1][-1]
                self._lists.setdefault(head, []).append(word)

    def _resolve(self) -> None:
        """Have Oxigraph read the words, as the directives above them define them."""
        document = self.document
        words = dict.fromkeys(word for (s, _), p, o, _ in self._triples for word in (s, p, o))
        text = f"{self._directives}<x:> <x:> {' , '.join(words)} ."
        parser = parse(text, format=RdfFormat.TURTLE, base_iri=self._base)
        terms: dict[str, Any] = {}
        with suppress(SyntaxError):
            terms.update((word, quad.object) for word, quad in zip(words, parser, strict=False))
        if any(document.prefixes.get(name, iri) != iri for name, iri in parser.prefixes.items()):
            # A prefix has come to stand for something else.
            document.spelling = {t: s for t, s in document.spelling.items() if isinstance(t, BlankNode)}
        document.prefixes.update(parser.prefixes)
        for word, term in terms.items():
            if not word.endswith((">", " ")):
                document.spelling.setdefault(term, word)
        document.statements += [(terms[node], told) for node, told in self._statements if node in terms]
        with suppress(KeyError):  # what is behind the first word that is no Turtle
            for (subject, subject_line), verb, value, line in self._triples:
                triple = (terms[subject], terms[verb], terms[value])
                document.said[triple[0]].append(Placed(*triple, line, subject_line))
            for head, items in self._lists.items():
                document.lists[terms[head]] = [terms[item] for item in items]
        self._triples, self._lists, self._statements = [], {}, []
