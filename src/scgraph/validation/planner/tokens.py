"""SPARQL text as tokens: enough to tell where a variable stands, and to put something else in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scgraph.validation.planner.scope import NotCovered

_TOKEN = re.compile(
    r"""(?P<space>[\s]+|\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
                  |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$][A-Za-z0-9_]+)
      | (?P<blank>_:[A-Za-z0-9_](?:[\w.-]*[\w-])?)
      | (?P<name>(?:[A-Za-z](?:[\w.-]*[\w-])?)?:(?:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])
                 (?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%]))?)?)
      | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+)
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<mark>\^\^|&&|\|\||!=|<=|>=|[{}()\[\].;,*+?/|^=<>!-])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """One token: ``kind`` is a group of the token pattern; ``text`` of a variable is without its mark."""

    kind: str
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether the token is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words

    def is_mark(self, *marks: str) -> bool:
        """Whether the token is one of these marks."""
        return self.kind == "mark" and self.text in marks


def tokenize(text: str) -> list[Token]:
    """The tokens of a SPARQL text without spaces and comments.

    :raises NotCovered: where the text is not SPARQL.
    """
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise NotCovered(f"a query that cannot be read at '{text[at : at + 20]}'")
        at = found.end()
        kind = found.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, found.group().lstrip("?$") if kind == "variable" else found.group()))
    return tokens


def expand_names(tokens: list[Token], prefixes: Mapping[str, str]) -> list[Token]:
    """The tokens with every prefixed name written out, so that they mean the same in any query.

    :raises NotCovered: for a prefix that is not declared.
    """
    expanded = []
    for token in tokens:
        if token.kind != "name":
            expanded.append(token)
            continue
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes:
            raise NotCovered(f"a query with the undeclared prefix '{prefix}:'")
        unescaped = re.sub(r"\\(.)", r"\1", local)
        expanded.append(Token("iri", f"<{prefixes[prefix]}{unescaped}>"))
    return expanded


def rename(tokens: list[Token], old: str, new: str) -> list[Token]:
    """The tokens with one variable renamed.

    :raises NotCovered: if the new name is taken.
    """
    if old == new:
        return tokens
    if Token("variable", new) in tokens:
        raise NotCovered(f"a query that uses the variable ?{new}")
    return [replace(token, text=new) if token == Token("variable", old) else token for token in tokens]


def written(tokens: list[Token]) -> str:
    """The tokens as text, a space between any two but a word and the parenthesis after it.

    (Oxigraph's parser does not take ``COALESCE (``, nor any other function of several arguments written so.)
    """
    parts: list[str] = []
    for token, after in zip(tokens, [*tokens[1:], Token("end", "")], strict=True):
        parts.append(f"?{token.text}" if token.kind == "variable" else token.text)
        if not (token.kind == "word" and after.is_mark("(")):
            parts.append(" ")
    return "".join(parts).strip()
