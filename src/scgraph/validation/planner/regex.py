"""Regular expressions that every engine reads as the referee does.

The referee matches with Python's ``re``; SPARQL engines use XPath's dialect, or Rust's, or Java's. Most of
what
people write means the same everywhere. The few escapes that do not are spelt out; the rest is not covered.
"""

from __future__ import annotations

import re

from scgraph.validation.planner.scope import NotCovered

# What Python's \s matches, spelt out; other engines know fewer or more characters.
_SPACE_CHARACTERS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PUNCTUATION = frozenset(".^$*+?()[]{}|\\-")
_LITERAL_ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")


def sparql_regex(pattern: str) -> str:
    """The pattern as SPARQL engines understand it.

    >>> sparql_regex("^[a-z]+$")
    '^[a-z]+\\n?$'

    :raises NotCovered: for constructs that engines read differently: look-around, back references, word
        boundaries, word characters, flags inside the pattern, set operations.
    """
    try:
        text = _Reader(pattern).read()
        re.compile(pattern)
    except (re.error, IndexError) as error:
        raise NotCovered("a pattern that is not a regular expression") from error
    return text


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at, self.depth = pattern, 0, 0

    def read(self) -> str:
        parts = []
        while self.at < len(self.pattern):
            parts.append(self._part())
        return "".join(parts)

    def _take(self) -> str:
        self.at += 1
        return self.pattern[self.at - 1]

    def _part(self) -> str:
        character = self._take()
        if character == "\\":
            return self._escape(in_class=False)
        if character == "[":
            return self._class()
        if character == "(":
            return self._open()
        if character == ")":
            self.depth -= 1
        elif character == "{":
            return self._quantifier()
        elif character == "$":
            return self._end()
        elif character in "*+?" and self.pattern[self.at : self.at + 1] == "+":
            raise NotCovered("a possessive quantifier")
        return character

    def _open(self) -> str:
        self.depth += 1
        if self.pattern.startswith("?", self.at) and not self.pattern.startswith("?:", self.at):
            raise NotCovered("a pattern with look-around, names or flags")
        return "("

    def _quantifier(self) -> str:
        found = _QUANTIFIER.match(self.pattern, self.at - 1)
        if not found:
            raise NotCovered("a brace in a pattern that counts nothing")
        self.at = found.end()
        if self.pattern.startswith("+", self.at):
            raise NotCovered("a possessive quantifier")
        return found.group()

    def _end(self) -> str:
        """``$``: in Python also before a last line break."""
        rest = self.pattern[self.at :]
        if rest.strip(")") and not (self.depth == 0 and rest.startswith("|")):
            raise NotCovered("a pattern with $ in its middle")
        return "\n?$"

    def _escape(self, in_class: bool) -> str:
        character = self._take()
        if character in _PUNCTUATION:
            return "\\" + character
        if character in _LITERAL_ESCAPES:
            return _LITERAL_ESCAPES[character]
        if character == "d":
            return r"\p{Nd}"
        if character == "s":
            return _SPACE_CHARACTERS if in_class else f"[{_SPACE_CHARACTERS}]"
        if character == "S" and not in_class:
            return f"[^{_SPACE_CHARACTERS}]"
        if not character.isalnum():
            return character
        raise NotCovered(f"the escape \\{character} in a pattern")

    def _class(self) -> str:
        parts = ["["]
        if self.pattern.startswith("^", self.at):
            parts.append(self._take())
        if self.pattern.startswith("]", self.at):
            raise NotCovered("a character class that begins with ]")
        while (character := self._take()) != "]":
            if character == "[" or (character in "&~-|" and self.pattern.startswith(character, self.at)):
                raise NotCovered("a set operation in a character class")
            parts.append(self._escape(in_class=True) if character == "\\" else character)
        return "".join((*parts, "]"))
