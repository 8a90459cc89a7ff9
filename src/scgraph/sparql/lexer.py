"""SPARQL text as tokens: the one place that knows where a string, a comment or a variable ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin

# The lexical grammar of SPARQL 1.1 as far as it decides where a variable can stand: in the order of the
# alternatives, a token is an IRI, a string (long ones first), a comment, a variable, white space, a word
# (which may hold escaped characters, as in ex:it\'s) or a single character.
_TOKEN = re.compile(
    r"""(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
                  |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
      | (?P<comment>\#[^\n\r]*)
      | (?P<variable>[?$]\w+)
      | (?P<space>\s+)
      | (?P<word>(?:[\w:%-]|\\.)(?:[\w:.%-]|\\.)*)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")


class Token(NamedTuple):
    """A token: ``kind`` is 'iri', 'string', 'comment', 'variable', 'space', 'word' or 'mark'."""

    kind: str
    text: str
    offset: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + len(self.text)

    @property
    def nesting(self) -> int:
        """1 for an opening bracket, -1 for a closing one, else 0."""
        return (self.text in _OPENING) - (self.text in _CLOSING)

    def is_word(self, *words: str) -> bool:
        """Whether the token is one of these keywords, given in capitals."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True)
class Prologue:
    """What stands before the first statement: the base, the prefixes, and how many tokens they take."""

    base: str
    prefixes: dict[str, str]
    length: int

    def iri(self, token: Token) -> str:
        """The IRI that a token stands for; empty where its prefix is not known."""
        if token.kind == "iri":
            return _resolved(self.base, token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        return self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if prefix in self.prefixes else ""


def tokenize(sparql: str) -> Iterator[Token]:
    """Every token of a query; the texts joined are the query."""
    for match in _TOKEN.finditer(sparql):
        yield Token(match.lastgroup or "mark", match.group(), match.start())


def solid(sparql: str) -> list[Token]:
    """The tokens of a query without space and comments."""
    return list(iterate_solid(sparql))


def iterate_solid(sparql: str) -> Iterator[Token]:
    """The same one by one, for those who need not see the end of the query."""
    for match in _TOKEN.finditer(sparql):
        kind = match.lastgroup or "mark"
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), match.start())


def prologue(tokens: list[Token], base: str = "") -> Prologue:
    """The declarations that the tokens (without space) of a query begin with.

    :param base: what its own base may be relative to.
    """
    prefixes, at = {}, 0
    while at + 1 < len(tokens):
        if tokens[at].is_word("BASE"):
            base = _resolved(base, tokens[at + 1].text[1:-1])
            at += 2
        elif tokens[at].is_word("PREFIX") and at + 2 < len(tokens):
            prefixes[tokens[at + 1].text.removesuffix(":")] = _resolved(base, tokens[at + 2].text[1:-1])
            at += 3
        else:
            break
    return Prologue(base, prefixes, at)


def undeclared(tokens: list[Token]) -> dict[str, int]:
    """The prefixes that a query uses and does not declare, each with the offset where it first stands."""
    declared = prologue(tokens)
    used: dict[str, int] = {}
    for token in tokens[declared.length :]:
        prefix, colon, _ = token.text.partition(":")
        if token.kind == "word" and colon and prefix != "_" and prefix not in declared.prefixes:
            used.setdefault(prefix, token.offset)
    return used


def declarations(names: Iterable[str], prefixes: Mapping[str, str]) -> str:
    """One line that declares some prefixes; nothing where there are none."""
    line = " ".join(f"PREFIX {name}: <{prefixes[name]}>" for name in names)
    return f"{line}\n" if line else ""


def _resolved(base: str, iri: str) -> str:
    found = iri if ":" in iri else urljoin(base, iri)
    return f"{found}#" if iri.endswith("#") and not found.endswith("#") else found  # urljoin drops it


def spliced(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """The text with some stretches, given in their order as (start, end, new text), written anew."""
    parts, position = [], 0
    for start, end, new in edits:
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Where an offset is, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
