"""Values judged by their spelling: what a reader cannot see, and what a datatype does not have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, Store

from scgraph.literals import WHOLE, is_whole, read_literal
from scgraph.namespaces import PREFIXES, XSD_INTEGER, XSD_STRING, contract

_XSD = PREFIXES["xsd"]
_CAST = (
    *("boolean", "date", "dateTime", "dayTimeDuration", "decimal", "double", "duration", "float"),
    *("time", "yearMonthDuration"),
)
_NUMBERS = frozenset(f"{_XSD}{name}" for name in ("decimal", "double", "float"))
_FREE = frozenset(
    (
        *(XSD_STRING, PREFIXES["rdf"] + "langString", PREFIXES["rdf"] + "HTML"),
        *(f"{_XSD}{name}" for name in ("token", "normalizedString", "language")),
    )
)
_FORMS = {
    f"{_XSD}anyURI": r"[^\s<>\"{}|\\^`]*",
    f"{_XSD}gYear": r"-?(?:[1-9]\d{3,}|0\d{3})",
    f"{_XSD}gYearMonth": r"-?(?:[1-9]\d{3,}|0\d{3})-(?:0[1-9]|1[0-2])",
    f"{_XSD}gMonthDay": r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])",
    f"{_XSD}gMonth": r"--(?:0[1-9]|1[0-2])",
    f"{_XSD}gDay": r"---(?:0[1-9]|[12]\d|3[01])",
}
# What stands in a line; all else is a sentence or a few.
_IN_A_LINE = frozenset(
    (
        *(PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")),
        *(PREFIXES["scg"] + name for name in ("locator", "jobTitle", "decidedBy", "evidence")),
        *(PREFIXES["rdfs"] + "label", PREFIXES["dcterms"] + "title", PREFIXES["dcterms"] + "identifier"),
    )
)
LONGEST_LINE, LONGEST_TEXT = 300, 3000


@cache
def _empty() -> Store:
    """A store to ask about values alone."""
    return Store()


@cache
def is_well_formed(text: str, datatype: str) -> bool:
    """Whether a datatype has a value of this spelling; no engine can read a datatype that is unknown.

    >>> is_well_formed("2025-13-45", PREFIXES["xsd"] + "date")
    False
    """
    if datatype in _FREE:
        return True
    if datatype in _FORMS:
        return re.fullmatch(_FORMS[datatype], text) is not None
    if datatype in WHOLE:
        return is_whole(text, datatype)
    if datatype.removeprefix(_XSD) not in _CAST:
        return False
    if datatype in _NUMBERS and isinstance(read_literal(text, datatype), str):
        return False  # as NaN, which is in no order, or what is beyond all that anybody reckons with
    return bool(
        _empty().query(f"ASK {{ BIND(<{datatype}>({Literal(text)}) AS ?value) FILTER(BOUND(?value)) }}")
    )


def faults(predicate: str, value: Literal) -> Iterator[tuple[str, dict[str, str]]]:
    """The rules that the spelling of a value breaks, each with what its message quotes.

    >>> [rule for rule, _ in faults(PREFIXES["skos"] + "prefLabel", Literal("Social\\u00a0Worker"))]
    ['text-clean']
    """
    text, datatype = value.value, value.datatype.value
    if not text.strip():
        yield "text-given", {}
    elif not is_well_formed(text, datatype):
        yield "literal-well-formed", {"fault": misfit(text, datatype)}
    limit = LONGEST_LINE if predicate in _IN_A_LINE else LONGEST_TEXT
    if datatype in _FREE:
        if len(text) > limit:
            yield "text-size", {"length": str(len(text)), "limit": str(limit)}
        if not text.isascii() or not text.isprintable():
            if what := _unseen(text):
                yield "text-clean", {"what": what}
            if not unicodedata.is_normalized("NFC", text):
                yield "text-normal-form", {"what": _apart(text)}


def is_out_of_range(text: str, datatype: str) -> bool:
    """Whether a text is a whole number, and one that a datatype of whole numbers does not have.

    >>> is_out_of_range("300", PREFIXES["xsd"] + "byte")
    True
    """
    return datatype in WHOLE and is_whole(text, XSD_INTEGER) and not is_whole(text, datatype)


def misfit(text: str, datatype: str) -> str:
    """Why a value is none that can be counted with, as the end of a sentence about it."""
    if is_out_of_range(text, datatype):
        return f"is out of the range of {contract(datatype)}"
    if datatype in WHOLE and re.fullmatch(r"[+-]?[0-9]+", text):
        return "is larger than the numbers that can be counted with"
    return f"cannot be read as {contract(datatype)}"


def _unseen(text: str) -> str | None:
    """The first character that a reader cannot see, or a sign that the text was read in a wrong encoding."""
    for character in text:
        kind = unicodedata.category(character)
        odd = kind in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") and character not in "\t\n\r"
        if odd or (kind == "Zs" and character != " ") or character == "\N{REPLACEMENT CHARACTER}":
            name = unicodedata.name(character, "control or unassigned character")
            return f"the character U+{ord(character):04X} ({name.lower()})"
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return "letters that were read in a wrong encoding" if meant != text else None


def _apart(text: str) -> str:
    """Where a text and its normal form first differ."""
    normal = unicodedata.normalize("NFC", text)
    at = next((n for n, pair in enumerate(zip(text, normal, strict=False)) if pair[0] != pair[1]), 0)
    return f"'{normal[max(0, at - 8) : at + 8]}' is written with other characters"


_PARTS = re.compile(
    r"\^\^[^\s;,]*\b(?:byte|int|long|short|unsigned[A-Z][a-z]+|(?:negative|positive|nonNegative|nonPositive)Integer)\b"
)


def may_be_out_of_range(text: str) -> bool:
    """Whether a Turtle file types numbers as a part of the whole numbers, which engines read as any of them.

    >>> may_be_out_of_range('ex:a scg:minimumMonths "300"^^xsd:byte .')
    True
    """
    return "^^" in text and _PARTS.search(text) is not None
