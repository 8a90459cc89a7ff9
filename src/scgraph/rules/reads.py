"""Which properties rules and questions read, told from their words.

Only through those can what follows from one graph depend on another, and only rules that conclude what a
question reads have to run before it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Engine
from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.project import Project
from scgraph.rules.materialise import read_rule
from scgraph.sparql.lexer import solid

_SUB_PROPERTY = PREFIXES["rdfs"] + "subPropertyOf"
_SUB_PROPERTIES = f"SELECT DISTINCT ?property {{ ?property <{_SUB_PROPERTY}> ?wider }}"
# Stands for all classes where one is left open.
_ANY_CLASS = "any class"
_NAME = re.compile(r"(?P<prefix>[A-Za-z][\w.-]*)?:(?P<local>.*)\Z", re.DOTALL)
# Behind these, as far as the next brace, stand variables that are no part of a triple.
_LISTS = {"SELECT", "BY", "VALUES"}


class _Everything(Exception):
    """A rule or question that reads whatever property there is."""


@dataclass(frozen=True)
class Reads:
    """The IRIs of the properties that the rules and profiles read, or ``None`` if they may read any."""

    properties: frozenset[str] | None

    @classmethod
    def of(cls, project: Project, ontology: Engine) -> Reads:
        """What the rules of a project read, and perhaps a little more.

        A rule may leave a property open where it asks for sub-properties of another: the ontology has them.

        :raises UnreadableFile: if a rule cannot be read.
        """
        found: set[str] = set()
        try:
            for path in (*project.rule_files, *project.profile_files):
                words = _Words(read_rule(path))
                found |= _read_iris(words, _narrowed(words))
        except _Everything:
            return cls(None)
        rows = ontology.select(_SUB_PROPERTIES).rows
        return cls(frozenset(found | {row[0].value for row in rows if row[0] is not None}))

    def covers(self, predicate: NamedNode) -> bool:
        """Whether rules read this property."""
        return self.properties is None or predicate.value in self.properties


def needed_rules(files: Sequence[Path], question: str, also: Iterable[str] = ()) -> list[Path]:
    """The rules, of those given in the order in which they run, that a question's answer may depend on.

    Those are the rules that conclude what the question reads, or what a later rule that is needed reads. What
    gets properties of its own besides a class, as the entries of a profile do, is looked for by those alone.

    :param also: IRIs of further properties and classes that are read.
    :raises UnreadableFile: if a rule cannot be read.
    """
    needed: list[Path] = []
    read: set[str] | None = set(also)
    for file in (None, *reversed(files)):
        words = _Words(question if file is None else read_rule(file))
        if file is not None:
            if read is not None and not _concludes(words, read):
                continue
            needed.append(file)
        try:
            if read is not None:
                read |= _read_iris(words)
        except _Everything:
            read = None
    return needed[::-1]


def _read_iris(words: _Words, narrowed: Collection[str] = ()) -> set[str]:
    """All IRIs that a query names behind its template, the properties and classes that it reads among them.

    :param narrowed: variables that may be left open where a property stands.
    :raises _Everything: if it leaves another open, or names a property by what it is not.
    """
    tokens = words.tokens[len(words.template) :]
    opened = {text for text in _properties(tokens, words) if text[0] in "?$"}
    if opened.difference(narrowed) or _negates(tokens, words):
        raise _Everything
    found = {iri for _, text in tokens if (iri := words.iri(text))}
    for (_, text), (_, after) in pairwise(tokens):
        if text == "a" or words.iri(text) == RDF_TYPE:
            found |= {RDF_TYPE} if words.iri(after) else {RDF_TYPE, _ANY_CLASS}
    return found


def _narrowed(words: _Words) -> set[str]:
    """The variables that stand for sub-properties of something."""
    return {
        text
        for (kind, text), (_, after) in pairwise(words.tokens)
        if kind == "variable" and words.iri(after) == _SUB_PROPERTY
    }


def _concludes(words: _Words, read: Collection[str]) -> bool:
    """Whether a CONSTRUCT concludes one of these properties or, if it has no others, one of these classes."""
    properties = set(_properties(words.template, words))
    if any(text[0] in "?$" for text in properties):
        return True
    if named := properties - {"a"}:
        return any(words.iri(text) in read for text in named)
    classes = {words.iri(after) for (_, text), (_, after) in pairwise(words.template) if text == "a"}
    return _ANY_CLASS in read or any((iri or RDF_TYPE) in read for iri in classes)


def _negates(tokens: Sequence[tuple[str, str]], words: _Words) -> bool:
    """Whether a property is named by what it is not: ``!ex:p``, ``!^ex:p`` or ``!(ex:p|^ex:q)``."""
    texts = [text for _, text in tokens] + [" "] * 3
    for position, text in enumerate(texts):
        if text == "!":
            is_group = texts[position + 1] == "("
            first, second = texts[position + 1 + is_group : position + 3 + is_group]
            if first == "^" or (
                (words.iri(first) or first == "a") and (not is_group or second in {"|", ")"})
            ):
                return True
    return False


def _properties(tokens: Sequence[tuple[str, str]], words: _Words) -> Iterator[str]:
    """The tokens that stand where a property does: between two terms, or behind a bracket or semicolon."""
    listing = False
    for before, (kind, text), after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if kind == "word" and text.upper() in _LISTS:
            listing = True
        elif text in {"{", "}"}:
            listing = False
        if listing or not words.is_term(text):
            continue
        follows = words.is_term(before[1]) or before[1] in {";", "[", "]"}
        if follows and (words.is_term(after[1]) or after[1] in {"[", "(", "+"}):
            yield text


class _Words:
    """The words of a query, and the names among them by its own prefixes.

    ``template`` are the words as far as the end of the template of a CONSTRUCT; of another query, none.
    """

    def __init__(self, sparql: str) -> None:
        self.tokens = [(token.kind, token.text) for token in solid(sparql)]
        texts = [text.upper() for _, text in self.tokens]
        start = texts.index("CONSTRUCT") if "CONSTRUCT" in texts else None
        self.template = [] if start is None else self.tokens[: texts.index("}", start) + 1]
        self.prefixes = {
            name: iri[1:-1]
            for (_, word), (_, name), (_, iri) in zip(
                self.tokens, self.tokens[1:], self.tokens[2:], strict=False
            )
            if word.upper() == "PREFIX"
        }

    def iri(self, text: str) -> str | None:
        """The IRI that a token is, if it is one."""
        if text.startswith("<") and text.endswith(">") and len(text) > 2:
            return text[1:-1]
        match = _NAME.match(text)
        if match is None:
            return None
        prefix = f"{match['prefix'] or ''}:"
        return self.prefixes[prefix] + match["local"] if prefix in self.prefixes else None

    def is_term(self, text: str) -> bool:
        """Whether a token is a variable, an IRI, a blank node or a literal."""
        is_named = text in {"a", "true", "false"} or text.startswith("_:") or self.iri(text) is not None
        return is_named or text[0] in "?$\"'" or text.removeprefix("-")[:1].isdigit()
