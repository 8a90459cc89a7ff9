"""The constraints that judge each value by itself, as SPARQL expressions.

Every test yields an expression that is true of a bad value and, where processors are known to judge some
values differently, one that is true of a doubtful value.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.planner.regex import sparql_regex
from scgraph.validation.planner.scope import NotCovered, ValueTest, same, term, whole_number
from scgraph.validation.shapes import ShapesGraph, sh

XSD = PREFIXES["xsd"]
_NODE_KINDS = {
    sh("IRI"): "isIRI(?{0})",
    sh("BlankNode"): "isBlank(?{0})",
    sh("Literal"): "isLiteral(?{0})",
    sh("BlankNodeOrIRI"): "!isLiteral(?{0})",
    sh("BlankNodeOrLiteral"): "!isIRI(?{0})",
    sh("IRIOrLiteral"): "!isBlank(?{0})",
}
_TEXTS = (XSD + "string", XSD + "anyURI", PREFIXES["rdf"] + "langString")
# Forms that every processor calls well formed. Any other literal of these datatypes is doubtful.
_YEAR = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
_DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31"
_WELL_FORMED = {
    XSD + "integer": "-?(?:0|[1-9][0-9]*)",
    XSD + "boolean": "true|false",
    XSD + "decimal": "-?[0-9]+(?:[.][0-9]+)?",
    XSD + "date": f"{_YEAR}-(?:{_DAY})",
    XSD + "gYear": _YEAR,
    XSD + "gYearMonth": f"{_YEAR}-(?:0[1-9]|1[0-2])",
}


def node_kind(shapes: ShapesGraph, value: str, kind: Term) -> ValueTest:
    """``sh:nodeKind``."""
    if not isinstance(kind, NamedNode) or kind not in _NODE_KINDS:
        raise NotCovered("an unknown sh:nodeKind")
    return ValueTest(f"!({_NODE_KINDS[kind].format(value)})")


def datatype(shapes: ShapesGraph, value: str, wanted: Term) -> ValueTest:
    """``sh:datatype``: a bad value is no literal, or one of another datatype, or ill typed."""
    bad = f"(!isLiteral(?{value}) || DATATYPE(?{value}) != {term(wanted)})"
    if wanted.value in _TEXTS:
        return ValueTest(bad)
    if wanted.value not in _WELL_FORMED:
        raise NotCovered(f"sh:datatype <{wanted.value}>")
    form = f"^(?:{_WELL_FORMED[wanted.value]})$"
    return ValueTest(
        bad, f'(isLiteral(?{value}) && DATATYPE(?{value}) = {wanted} && !REGEX(STR(?{value}), "{form}"))'
    )


def _range(operator: str) -> Callable[[ShapesGraph, str, Term], ValueTest]:
    def test(shapes: ShapesGraph, value: str, bound: Term) -> ValueTest:
        if not isinstance(bound, Literal) or bound.datatype.value not in (XSD + "integer", XSD + "decimal"):
            raise NotCovered("a range that is not one of whole or decimal numbers")
        numbers = f"<{XSD}integer>, <{XSD}decimal>"
        plain = f"{numbers}, <{XSD}string>, <{PREFIXES['rdf']}langString>"
        large = f"(isNumeric(?{value}) && STRLEN(STR(?{value})) > 17)"
        odd = f"(!isNumeric(?{value}) && DATATYPE(?{value}) IN ({numbers}))"
        return ValueTest(
            f"!COALESCE(?{value} {operator} {bound}, false)",
            f"(isLiteral(?{value}) && (DATATYPE(?{value}) NOT IN ({plain}) || {large} || {odd}))",
        )

    return test


def _text_doubt(value: str) -> str:
    """Literals other than text may be written in a canonical form by one processor, as found by the other."""
    texts = ", ".join(f"<{each}>" for each in _TEXTS)
    return f"(isLiteral(?{value}) && DATATYPE(?{value}) NOT IN ({texts}))"


def min_length(shapes: ShapesGraph, value: str, length: Term) -> ValueTest:
    """``sh:minLength``."""
    if whole_number(length) == 0:
        return ValueTest("false")
    return ValueTest(
        f"(isBlank(?{value}) || STRLEN(STR(?{value})) < {whole_number(length)})", _text_doubt(value)
    )


def max_length(shapes: ShapesGraph, value: str, length: Term) -> ValueTest:
    """``sh:maxLength``."""
    return ValueTest(
        f"(isBlank(?{value}) || STRLEN(STR(?{value})) > {whole_number(length)})", _text_doubt(value)
    )


def pattern(value: str, wanted: Term, flags: str) -> ValueTest:
    """``sh:pattern`` with ``sh:flags``."""
    if not isinstance(wanted, Literal) or flags not in ("", "i"):
        raise NotCovered("a pattern with these flags")
    text = Literal(sparql_regex(wanted.value))
    options = ', "i"' if flags else ""
    return ValueTest(f"(isBlank(?{value}) || !REGEX(STR(?{value}), {text}{options}))", _text_doubt(value))


def language_in(shapes: ShapesGraph, value: str, languages: Term) -> ValueTest:
    """``sh:languageIn``: a bad value has no language tag, or one whose range is not listed."""
    ranges = [item.value.lower() for item in shapes.items(languages) if isinstance(item, Literal)]
    tag = f"LCASE(LANG(?{value}))"
    if "*" in ranges:
        return ValueTest(f'(!isLiteral(?{value}) || {tag} = "")')
    listed = ", ".join(str(Literal(each)) for each in ranges) or '""'
    # Most tags are listed as they stand; only the others need more than a look.
    found = f'(LANG(?{value}) IN ({listed}) || {tag} IN ({listed}) || STRBEFORE({tag}, "-") IN ({listed}))'
    return ValueTest(f"(!isLiteral(?{value}) || !{found})")


def member(shapes: ShapesGraph, value: str, members: Term) -> ValueTest:
    """``sh:in``."""
    listed = [same(value, constant(each)) for each in shapes.items(members)]
    return ValueTest(f"!({' || '.join(listed)})" if listed else "true")


def constant(node: Term) -> Term:
    """A term that every processor compares alike.

    :raises NotCovered: for blank nodes, and for literals that may be rewritten to a canonical form.
    """
    if isinstance(node, Literal) and node.datatype.value not in _TEXTS:
        form = {XSD + "integer": "0|[1-9][0-9]{,15}", XSD + "boolean": "true|false"}.get(node.datatype.value)
        if form is None or not re.fullmatch(form, node.value):
            raise NotCovered("a constant that is not plain text, a whole number or a truth value")
    term(node)
    return node


BY_PARAMETER: dict[str, Callable[[ShapesGraph, str, Term], ValueTest]] = {
    "nodeKind": node_kind,
    "datatype": datatype,
    "minInclusive": _range(">="),
    "maxInclusive": _range("<="),
    "minExclusive": _range(">"),
    "maxExclusive": _range("<"),
    "minLength": min_length,
    "maxLength": max_length,
    "languageIn": language_in,
    "in": member,
}
