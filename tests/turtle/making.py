"""Turtle made by chance: documents whose triples and lines are known, and graphs for writers to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

EX = "http://ex.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FIRST, REST, NIL = (ox.NamedNode(RDF + name) for name in ("first", "rest", "nil"))

_LOCAL = st.sampled_from(["a", "b", "c_1", "d-2", "x.y", "10", "9", "9-a", "é", "z..z"])
_TEXTS = st.text(st.sampled_from("ab é€😀\x07\"\\\n\r\t'.;,#[]()<>@^"), max_size=12)

_NUMBERS = [
    *(("1", "integer"), ("-02", "integer"), ("1.50", "decimal"), (".5", "decimal")),
    *(("1.e3", "double"), ("+4.2E-1", "double"), ("true", "boolean"), ("false", "boolean")),
]

# What a token says, and how it may be written.
Written = tuple[ox.NamedNode | ox.Literal, str]


def _named(local: str) -> st.SearchStrategy[Written]:
    node = ox.NamedNode(EX + local)
    return st.sampled_from([(node, f"ex:{local}"), (node, f"<{EX}{local}>"), (node, f"<{local}>")])


def _quoted(text: str) -> st.SearchStrategy[str]:
    """A string in each way to quote it."""
    short = "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}.get(c, c) for c in text)
    single = "".join({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r"}.get(c, c) for c in text)
    long = "".join({"\\": "\\\\", '"': '\\"', "\r": "\\r"}.get(c, c) for c in text)
    long_single = "".join({"\\": "\\\\", "'": "\\'", "\r": "\\r"}.get(c, c) for c in text)
    ways = [f'"{short}"', f"'{single}'", f'"""{long}"""', f"'''{long_single}'''"]
    return st.sampled_from([*ways, '"' + "".join(f"\\U{ord(c):08X}" for c in text) + '"'])


@st.composite
def literals(draw: st.DrawFn) -> Written:
    """A literal with one of its spellings."""
    kind = draw(st.sampled_from(["text", "tagged", "typed", "number"]))
    if kind == "number":
        spelling, datatype = draw(st.sampled_from(_NUMBERS))
        return ox.Literal(spelling, datatype=ox.NamedNode(XSD + datatype)), spelling
    text = draw(_TEXTS)
    spelling = draw(_quoted(text))
    if kind == "tagged":
        return ox.Literal(text, language="en-gb"), f"{spelling}@en-gb"
    if kind == "typed":
        return ox.Literal(text, datatype=ox.NamedNode(EX + "type")), f"{spelling}^^ex:type"
    return ox.Literal(text), spelling


names = _LOCAL.flatmap(_named)
gaps = st.sampled_from([" ", "\n", "\r\n", "\t", "\n\n", " # ex:no ex:p 1 .\n", "\n# \"'<[( \r\n", "  "])


@dataclass
class Made:
    """A text, and its triples with their lines; a blank node is told as ``None``."""

    text: str = ""
    truth: list[tuple[object, ox.NamedNode, object, int]] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line at the end of the text."""
        return self.text.count("\n") + 1


@st.composite
def documents(draw: st.DrawFn) -> Made:
    """A Turtle document in any layout."""
    made = Made()

    def write(*tokens: str) -> None:
        for token in tokens:
            made.text += draw(gaps) + token

    def start(token: str) -> int:
        made.text += draw(gaps)
        line = made.line
        made.text += token
        return line

    def says(subject: object, depth: int) -> None:
        for number in range(draw(st.integers(1, 3))):
            if number:
                write(*[";"] * draw(st.integers(1, 2)))
            predicate, spelling = draw(names)
            if draw(st.booleans()):
                predicate, spelling = ox.NamedNode(RDF + "type"), "a"
            write(spelling)
            for position in range(draw(st.integers(1, 3))):
                if position:
                    write(",")
                value(subject, predicate, depth)
        if draw(st.booleans()):
            write(";")

    def value(subject: object, predicate: ox.NamedNode, depth: int) -> None:
        kind = draw(st.sampled_from(["name", "literal", "[", "("] if depth < 3 else ["name", "literal"]))
        if kind in ("name", "literal"):
            term, spelling = draw(names if kind == "name" else literals())
            made.truth.append((subject, predicate, term, start(spelling)))
        elif kind == "[":
            made.truth.append((subject, predicate, None, start("[")))
            if draw(st.booleans()):
                says(None, depth + 1)
            write("]")
        else:
            size = draw(st.integers(0, 3))
            made.truth.append((subject, predicate, None if size else NIL, start("(")))
            for number in range(size):
                before = len(made.truth)
                value(None, FIRST, depth + 1)
                if number:
                    made.truth.append((None, REST, None, made.truth[before][3]))
            line = start(")")
            if size:
                made.truth.append((None, REST, NIL, line))

    made.text += f"@prefix ex: <{EX}> .\nBASE <{EX}>"
    for _ in range(draw(st.integers(0, 4))):
        subject, spelling = draw(names)
        write(spelling)
        says(subject, 0)
        write(".")
    made.text += draw(gaps)
    return made


_NODES = [ox.NamedNode(EX + name) for name in ("a", "b", "c/d", "9", "a.", "-x", "é")]
_nodes = st.sampled_from([*_NODES, ox.BlankNode("b1"), ox.BlankNode("b2")])
_PREDICATES = [ox.NamedNode(name) for name in (EX + "p", RDF + "type", "urn:o#r")]
_predicates = st.sampled_from([*_PREDICATES, FIRST, REST])
_values = _nodes | literals().map(lambda written: written[0]) | st.just(NIL)

graphs = st.lists(st.builds(ox.Triple, _nodes, _predicates, _values), max_size=8)


def same(one: Iterable[Any], other: Iterable[Any]) -> bool:
    """Whether two sets of triples are the same but for the names of blank nodes."""

    def dataset(triples: Iterable[Any]) -> ox.Dataset:
        quads = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        quads.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        return quads

    return dataset(one) == dataset(other)
