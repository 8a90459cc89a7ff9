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
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_PARAMETER = re.compile(r"[?$]_(?P<name>[A-Za-z0-9]+)(?:_(?P<type>iri|integer))?\Z")


@dataclass(frozen=True)
class ParameterToken:
    """A parameter as it stands in a query: ``?_name_iri`` has the name ``name`` and the type ``iri``."""

    name: str
    type: str  # 'iri', 'integer' or 'text'


def tokenize(sparql: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of every token of a query; the texts joined are the query."""
    for match in _TOKEN.finditer(sparql):
        yield match.lastgroup or "other", match.group()


def find_parameters(sparql: str) -> dict[str, ParameterToken]:
    """The parameters that stand in a query, by name.

    :raises BadQuery: if a variable starts with an underscore but is no parameter, or a name has two types.
    """
    found: dict[str, ParameterToken] = {}
    for kind, text in tokenize(sparql):
        if kind != "variable" or text[1] != "_":
            continue
        token = _parameter(text)
        if found.setdefault(token.name, token) != token:
            raise BadQuery(f"the parameter '{token.name}' stands in the query with two types.")
    return found


def bind(sparql: str, values: Mapping[str, Sequence[str | int]]) -> str:
    """The query with every parameter replaced by its values as terms.

    :param values: per parameter its values (an IRI, a text or an integer); an empty sequence leaves it out.
    :raises BadParameter: if a parameter that needs exactly one value has none or several, or one is no term.
    """
    tokens = list(tokenize(sparql))
    out: list[str] = []
    position = 0
    while position < len(tokens):
        kind, text = tokens[position]
        bound = _bind_clause(tokens, position)
        if bound:
            token, variable, position = bound
            out.append(_values_clause(variable, [to_term(token, v) for v in values.get(token.name, ())]))
            continue
        if kind == "variable" and text[1] == "_":
            token = _parameter(text)
            given = values.get(token.name, ())
            if len(given) != 1:
                raise BadParameter(f"the parameter '{token.name}' takes exactly one value, not {len(given)}.")
            text = to_term(token, given[0])
        out.append(text)
        position += 1
    return "".join(out)


def is_only_bound(sparql: str, name: str) -> bool:
    """Whether a parameter stands only as ``BIND(?_name AS ?variable)``, so may be left out or many."""
    tokens = list(tokenize(sparql))
    clauses = [bound[0].name for i in range(len(tokens)) if (bound := _bind_clause(tokens, i))]
    uses = [_parameter(text).name for kind, text in tokens if kind == "variable" and text[1] == "_"]
    return clauses.count(name) == uses.count(name) > 0


def to_term(token: ParameterToken, value: str | int) -> str:
    """A value as the SPARQL text of the one term that it is.

    :raises BadParameter: if it is not an IRI, or not an integer, where the parameter is one.
    """
    if token.type == "iri":
        try:
            return str(NamedNode(str(value)))
        except ValueError as error:
            raise BadParameter(f"the parameter '{token.name}' has to be an IRI, not '{value}'.") from error
    if token.type == "integer":
        try:
            return str(Literal(str(int(value)), datatype=NamedNode(XSD_INTEGER)))
        except ValueError as error:
            raise BadParameter(
                f"the parameter '{token.name}' has to be a whole number, not '{value}'."
            ) from error
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


def _parameter(variable: str) -> ParameterToken:
    match = _PARAMETER.match(variable)
    if not match:
        raise BadQuery(
            f"{variable} is no parameter: write ?_name, ?_name_iri or ?_name_integer, the name one word of "
            "letters and digits."
        )
    return ParameterToken(match["name"], match["type"] or "text")


def _bind_clause(tokens: list[tuple[str, str]], start: int) -> tuple[ParameterToken, str, int] | None:
    """(parameter, variable, position behind) of a ``BIND(?_parameter AS ?variable)`` that starts here."""
    if tokens[start][1].upper() != "BIND":
        return None
    near = enumerate(tokens[start : start + 14], start)
    solid = [(i, *token) for i, token in near if token[0] not in {"space", "comment"}]
    if len(solid) < 6:
        return None
    (_, _, opening), (_, kind, text), (_, _, word), (_, target, variable), (end, _, closing) = solid[1:6]
    fits = opening == "(" and kind == target == "variable" and word.upper() == "AS" and closing == ")"
    if not fits or text[1] != "_":
        return None
    return _parameter(text), variable, end + 1


def _values_clause(variable: str, terms: list[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(terms)} }}" if terms else ""
