"""What is not covered, and terms as SPARQL writes and compares them."""

from __future__ import annotations

import re

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES

XSD = PREFIXES["xsd"]
TEXTS = (XSD + "string", XSD + "anyURI", PREFIXES["rdf"] + "langString")
# A variable that nothing binds: an expression that comes to it has no value, which tells that processors are
# known to judge the node differently.
DOUBT = "?doubt"
_PLAIN = {XSD + "integer": "0|[1-9][0-9]{,15}", XSD + "boolean": "true|false"}


class NotCovered(Exception):
    """The translator does not cover this (the message says what): its shape goes to the referee."""


def constant(node: Term) -> Term:
    """A term that a query can name and every processor compares alike.

    :raises NotCovered: for blank nodes, and for literals that may be rewritten to a canonical form.
    """
    if isinstance(node, BlankNode):
        raise NotCovered("a blank node as a constant")
    if isinstance(node, Literal) and node.datatype.value not in TEXTS:
        form = _PLAIN.get(node.datatype.value)
        if form is None or not re.fullmatch(form, node.value):
            raise NotCovered("a constant that is not plain text, a whole number or a truth value")
    return node


def same(variable: str, node: Term) -> str:
    """The test that a variable is bound to exactly this term (not merely to an equal value)."""
    if isinstance(node, NamedNode):
        return f"?{variable} = {node}"
    return f"sameTerm(?{variable}, {constant(node)})"


def whole_number(literal: Term) -> int:
    """The value of an integer parameter.

    :raises NotCovered: if it is not one.
    """
    if not isinstance(literal, Literal) or not literal.value.isascii() or not literal.value.isdigit():
        raise NotCovered("a count or length that is not a whole number")
    return int(literal.value)


def either(groups: list[str]) -> str:
    """The union of SPARQL groups."""
    return groups[0] if len(groups) == 1 else " UNION ".join(f"{{ {group} }}" for group in groups)
