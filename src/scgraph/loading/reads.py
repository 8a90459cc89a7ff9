"""Which properties the rules read: only through those can what follows from one graph depend on another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import UnreadableFile
from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.project import Project
from scgraph.queries.tokens import tokenize

_SUB_PROPERTY = PREFIXES["rdfs"] + "subPropertyOf"
_SUB_PROPERTIES = f"SELECT DISTINCT ?property {{ ?property <{_SUB_PROPERTY}> ?wider }}"
_NAME = re.compile(r"(?P<prefix>[A-Za-z][\w.-]*)?:(?P<local>.*)\Z", re.DOTALL)
# Behind these stand variables that are no part of a triple.
_LISTS = {"SELECT", "BY", "VALUES"}


class _Everything(Exception):
    """A rule that reads whatever property there is."""


@dataclass(frozen=True)
class Reads:
    """The IRIs of the properties that the rules and profiles read, or ``None`` if they may read any."""

    properties: frozenset[str] | None

    @classmethod
    def of(cls, project: Project, ontology: EmbeddedEngine) -> Reads:
        """What the rules of a project read, and perhaps a little more.

        A rule may leave a property open where it asks for sub-properties of another: the ontology has them.

        :raises UnreadableFile: if a rule cannot be read.
        """
        found: set[str] = set()
        try:
            for path in (*project.rule_files, *project.profile_files):
                found |= _rule_reads(path)
        except _Everything:
            return cls(None)
        rows = ontology.select(_SUB_PROPERTIES).rows
        return cls(frozenset(found | {row[0].value for row in rows if row[0] is not None}))

    def covers(self, predicate: NamedNode) -> bool:
        """Whether rules read this property."""
        return self.properties is None or predicate.value in self.properties


def _rule_reads(path: Path) -> set[str]:
    """All IRIs that a rule names: its properties are among them.

    :raises _Everything: if it leaves a property open, or names one by what it is not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, f"cannot be read: {error}.") from error
    tokens = [token for token in tokenize(text) if token[0] not in {"space", "comment"}]
    names = _Names(tokens)
    pairs = list(pairwise(tokens))
    narrowed = {
        text for (kind, text), (_, after) in pairs if names.iri(after) == _SUB_PROPERTY and kind == "variable"
    }
    if _negates(tokens, names):
        raise _Everything
    if set(_open_properties(tokens, names)) - narrowed:
        raise _Everything
    found = {iri for _, text in tokens if (iri := names.iri(text))}
    return found | ({RDF_TYPE} if any(text == "a" for _, text in tokens) else set())


def _negates(tokens: Sequence[tuple[str, str]], names: _Names) -> bool:
    """Whether a property is named by what it is not: ``!ex:p``, ``!^ex:p`` or ``!(ex:p|^ex:q)``."""
    words = [text for _, text in tokens] + [" "] * 3
    for position, text in enumerate(words):
        if text == "!":
            is_group = words[position + 1] == "("
            first, second = words[position + 1 + is_group : position + 3 + is_group]
            if first == "^" or (
                (names.iri(first) or first == "a") and (not is_group or second in {"|", ")"})
            ):
                return True
    return False


def _open_properties(tokens: Sequence[tuple[str, str]], names: _Names) -> Iterator[str]:
    """The variables that stand where a property does: between two terms, or behind a semicolon."""
    listing = False
    for before, (kind, text), after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if kind == "word" and ":" not in text:
            listing = text.upper() in _LISTS or (listing and text.upper() in {"DISTINCT", "REDUCED", "AS"})
        elif text in {"{", "}"}:
            listing = False
        if kind != "variable" or listing:
            continue
        follows = names.is_term(before[1]) or before[1] in {";", "]"}
        if follows and (names.is_term(after[1]) or after[1] in {"[", "("}):
            yield text


class _Names:
    """The names in a query, with its own prefixes."""

    def __init__(self, tokens: Sequence[tuple[str, str]]) -> None:
        self.prefixes = {
            name: iri[1:-1]
            for (_, word), (_, name), (_, iri) in zip(tokens, tokens[1:], tokens[2:], strict=False)
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
        """Whether a token is a variable, an IRI or a literal."""
        return text == "a" or text[0] in "?$\"'" or text[0].isdigit() or self.iri(text) is not None
