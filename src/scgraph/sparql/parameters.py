"""Values put into a saved question as whole terms, token by token, so that none can change its shape.

A parameter is a variable named ``?_name_iri``, ``?_name`` or ``?_name_integer``. One that may be left out, or
take several values, stands only as ``BIND(?_name_iri AS ?variable)``: with values that becomes
``VALUES ?variable { … }``, without any it disappears, and the variable is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from scgraph.errors import BadParameter, BadQuery
from scgraph.namespaces import XSD_INTEGER
from scgraph.sparql.lexer import solid, spliced

_PARAMETER = re.compile(r"[?$]_(?P<name>[A-Za-z0-9]+)(?:_(?P<type>iri|integer))?\Z")


@dataclass(frozen=True)
class _Place:
    """Where a parameter stands, or a ``BIND(?_name AS ?variable)`` around it with its ``variable``.

    ``type`` is 'iri', 'integer' or 'text'.
    """

    start: int
    end: int
    name: str
    type: str
    variable: str | None = None


def find_parameters(sparql: str) -> dict[str, str]:
    """The type of each parameter that stands in a query: 'iri', 'integer' or 'text'.

    :raises BadQuery: if a variable starts with an underscore but is no parameter, or a name has two types.
    """
    found: dict[str, str] = {}
    for place in _places(sparql):
        if found.setdefault(place.name, place.type) != place.type:
            raise BadQuery(f"the parameter '{place.name}' stands in the query with two types.")
    return found


def bind(sparql: str, values: Mapping[str, Sequence[str | int]]) -> str:
    """The query with every parameter replaced by its values as terms.

    :param values: per parameter its values (an IRI, a text or an integer); an empty sequence leaves it out.
    :raises BadParameter: if a parameter that needs exactly one value has none or several, or one is no term.
    """
    edits = []
    for place in _places(sparql):
        terms = [_term(place, value) for value in values.get(place.name, ())]
        if place.variable is not None:
            text = f"VALUES {place.variable} {{ {' '.join(terms)} }}" if terms else ""
        elif len(terms) == 1:
            text = terms[0]
        else:
            raise BadParameter(f"the parameter '{place.name}' takes exactly one value, not {len(terms)}.")
        edits.append((place.start, place.end, text))
    return spliced(sparql, edits)


def is_only_bound(sparql: str, name: str) -> bool:
    """Whether a parameter stands only as ``BIND(?_name AS ?variable)``, so may be left out or many."""
    uses = [place.variable is not None for place in _places(sparql) if place.name == name]
    return bool(uses) and all(uses)


def _places(sparql: str) -> Iterator[_Place]:
    """The places of the parameters, in their order."""
    tokens = solid(sparql)
    for at, token in enumerate(tokens):
        if token.kind != "variable" or token.text[1] != "_":
            continue
        found = _PARAMETER.match(token.text)
        if not found:
            raise BadQuery(
                f"{token.text} is no parameter: write ?_name, ?_name_iri or ?_name_integer, the name one word"
                " of letters and digits."
            )
        name, type_ = found["name"], found["type"] or "text"
        near = tokens[max(0, at - 2) : at + 4]  # BIND ( ?_name AS ?variable )
        is_bound = len(near) == 6 and near[0].is_word("BIND") and near[3].is_word("AS")
        if is_bound and near[4].kind == "variable" and near[4].text[1] != "_":
            yield _Place(near[0].offset, near[5].end, name, type_, near[4].text)
        else:
            yield _Place(token.offset, token.end, name, type_)


def _term(place: _Place, value: str | int) -> str:
    """A value as the SPARQL text of the one term that it is.

    :raises BadParameter: if it is not an IRI, or not an integer, where the parameter is one.
    """
    try:
        if place.type == "iri":
            return str(NamedNode(str(value)))
        if place.type == "integer":
            return str(Literal(str(int(value)), datatype=NamedNode(XSD_INTEGER)))
    except ValueError as error:
        wanted = "an IRI" if place.type == "iri" else "a whole number"
        raise BadParameter(f"the parameter '{place.name}' has to be {wanted}, not '{value}'.") from error
    return quote(str(value))


def quote(text: str) -> str:
    """A plain string literal of SPARQL that every engine reads as exactly this text.

    Some engines expand ``\\uXXXX`` before they look for the ends of strings, so no ``\\u`` may arise from the
    text: a ``u`` behind a backslash is written as an escape itself; with eight digits, since rdflib reads
    eight wherever it can.

    :raises BadParameter: if the text holds half a surrogate pair, which no RDF literal can.
    """
    if any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise BadParameter("a text parameter holds half a character (a lone surrogate).")
    return '"' + _UNSAFE.sub(lambda match: _escape(match.group()), text) + '"'


def _escape(unsafe: str) -> str:
    if len(unsafe) == 2:  # a backslash and a u
        return f"\\\\\\U{ord(unsafe[1]):08X}"
    return _ESCAPES[unsafe]


_UNSAFE = re.compile(r"""\\[uU]|["\\\n\r\t\x08\f\0]""")
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
    "\0": "\\U00000000",
}
