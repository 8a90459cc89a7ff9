"""The constraints that judge a value by itself: each as a SPARQL expression that is true of a bad value.

Where processors are known to judge a value differently, the expression has no value (``DOUBT``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.shapes import ShapesGraph, sh
from scgraph.validation.translation.terms import DOUBT, TEXTS, XSD, NotCovered, constant, same, whole_number

_NODE_KINDS = {
    sh("IRI"): "isIRI(?{0})",
    sh("BlankNode"): "isBlank(?{0})",
    sh("Literal"): "isLiteral(?{0})",
    sh("BlankNodeOrIRI"): "!isLiteral(?{0})",
    sh("BlankNodeOrLiteral"): "!isIRI(?{0})",
    sh("IRIOrLiteral"): "!isBlank(?{0})",
}
# Forms that every processor calls well formed. Any other literal of these datatypes is doubtful.
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31"
_WELL_FORMED = {
    XSD + "integer": "-?(?:0|[1-9][0-9]*)",
    XSD + "boolean": "true|false",
    XSD + "decimal": "-?[0-9]+(?:[.][0-9]+)?",
    XSD + "date": f"{_YEAR}-(?:{_DAY})",
}
# The parts of regular expressions that Python, by which the referee matches, and all engines read alike; but
# for $, which to Python also stands before a last line break.
_REGEX_PART = re.compile(
    r"""[^\\^$|?*+()\[\]{}]                       # a character
      | \\[.^$*+?()\[\]{}|\\/\-tnr]               # an escaped one
      | \[\^?(?:(?!--)[^\\\[\]&~|]|\\[.^$*+?()\[\]{}|\\/\-tnr])+\]   # a choice of characters
      | (?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?!\+)  # how often
      | \(\?: | \((?!\?) | \) | \| | \^ | \$(?=\)*\Z)""",
    re.VERBOSE,
)


def _node_kind(shapes: ShapesGraph, value: str, kind: Term) -> str:
    if not isinstance(kind, NamedNode) or kind not in _NODE_KINDS:
        raise NotCovered("an unknown sh:nodeKind")
    return f"!({_NODE_KINDS[kind].format(value)})"


def _datatype(shapes: ShapesGraph, value: str, wanted: Term) -> str:
    """A bad value is no literal, or one of another datatype, or ill typed."""
    bad = f"(!isLiteral(?{value}) || DATATYPE(?{value}) != {constant(wanted)})"
    if wanted.value in TEXTS:
        return bad
    if wanted.value not in _WELL_FORMED:
        raise NotCovered(f"sh:datatype <{wanted.value}>")
    return f'({bad} || IF(REGEX(STR(?{value}), "^(?:{_WELL_FORMED[wanted.value]})$"), false, {DOUBT}))'


def _range(operator: str, shapes: ShapesGraph, value: str, bound: Term) -> str:
    if not isinstance(bound, Literal) or bound.datatype.value not in (XSD + "integer", XSD + "decimal"):
        raise NotCovered("a range that is not one of whole or decimal numbers")
    numbers = f"<{XSD}integer>, <{XSD}decimal>"
    plain = f"{numbers}, <{XSD}string>, <{PREFIXES['rdf']}langString>"
    large = f"(isNumeric(?{value}) && STRLEN(STR(?{value})) > 17)"
    odd = f"(!isNumeric(?{value}) && DATATYPE(?{value}) IN ({numbers}))"
    doubt = f"isLiteral(?{value}) && (DATATYPE(?{value}) NOT IN ({plain}) || {large} || {odd})"
    return f"IF({doubt}, {DOUBT}, !COALESCE(?{value} {operator} {bound}, false))"


def _of_text(value: str, bad: str) -> str:
    """Literals other than text may be written in a canonical form by one processor, as found by the other."""
    texts = ", ".join(f"<{each}>" for each in TEXTS)
    doubt = f"isLiteral(?{value}) && DATATYPE(?{value}) NOT IN ({texts})"
    return f"IF({doubt}, {DOUBT}, isBlank(?{value}) || {bad})"


def _length(operator: str, shapes: ShapesGraph, value: str, length: Term) -> str:
    limit = whole_number(length)
    if (operator, limit) == ("<", 0):
        return "false"
    return _of_text(value, f"STRLEN(STR(?{value})) {operator} {limit}")


def pattern(value: str, wanted: Term, flags: str) -> str:
    """``sh:pattern`` with ``sh:flags``.

    :raises NotCovered: for what engines read differently.
    """
    if not isinstance(wanted, Literal) or flags not in ("", "i"):
        raise NotCovered("a pattern with these flags")
    options = ', "i"' if flags else ""
    return _of_text(value, f"!REGEX(STR(?{value}), {Literal(portable_regex(wanted.value))}{options})")


def portable_regex(wanted: str) -> str:
    """A regular expression as every engine reads it.

    >>> portable_regex("^[a-z]+$")
    '^[a-z]+\\n?$'

    :raises NotCovered: if it has parts that engines read differently, as they do word characters and spaces.
    """
    parts = _REGEX_PART.findall(wanted)
    if "".join(parts) != wanted:
        raise NotCovered("a pattern that engines may read differently")
    try:
        re.compile(wanted)
    except re.error as error:
        raise NotCovered("a pattern that is not a regular expression") from error
    return "".join("\n?$" if part == "$" else part for part in parts)


def _language_in(shapes: ShapesGraph, value: str, languages: Term) -> str:
    ranges = [str(item) for item in shapes.items(languages) if isinstance(item, Literal)]
    found = " || ".join(f"LANGMATCHES(LANG(?{value}), {each})" for each in ranges) or "false"
    return f"(!isLiteral(?{value}) || !({found}))"


def _member(shapes: ShapesGraph, value: str, members: Term) -> str:
    listed = [same(value, each) for each in shapes.items(members)]
    return f"!({' || '.join(listed) or 'false'})"


TESTS: dict[str, Callable[[ShapesGraph, str, Term], str]] = {
    "nodeKind": _node_kind,
    "datatype": _datatype,
    "minInclusive": partial(_range, ">="),
    "maxInclusive": partial(_range, "<="),
    "minExclusive": partial(_range, ">"),
    "maxExclusive": partial(_range, "<"),
    "minLength": partial(_length, "<"),
    "maxLength": partial(_length, ">"),
    "languageIn": _language_in,
    "in": _member,
    "hasValue": lambda shapes, value, wanted: f"!({same(value, wanted)})",
}
