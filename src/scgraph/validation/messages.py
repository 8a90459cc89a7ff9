"""The messages of shapes with the values put in, told by label rather than by identifier."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES, contract
from scgraph.validation.results import Result
from scgraph.validation.shapes import ShapesGraph, sh

# What is longer tells no reader more.
LONGEST_QUOTED = 300
_VALUE = re.compile(r"\{[?$](\w+)\}")


def values_of(result: Result) -> dict[str, Term]:
    """The values that a message may quote, by the names of their variables."""
    values = dict(result.bindings)
    values["this"] = result.focus
    if result.value is not None:
        values["value"] = result.value
    if isinstance(result.path, NamedNode):
        values["path"] = result.path
    return values


def template(result: Result, shapes: ShapesGraph) -> str:
    """The message of the constraint, else of its shape, else of its rule, else one made of what broke.

    Where a message quotes values that are not known here, it is what the processor made of it.
    """
    for node in (result.constraint, result.shape, shapes.rule_of(result.shape).node):
        messages = shapes.objects(node, sh("message")) if node is not None else []
        texts = [each for each in messages if isinstance(each, Literal)]
        if texts:
            english = [each for each in texts if (each.language or "en").startswith("en")]
            text = min(each.value for each in english or texts)
            known = set(_VALUE.findall(text)) <= set(values_of(result))
            return text if known or result.said is None else result.said
    component = result.component.value.removeprefix(PREFIXES["sh"]).removesuffix("ConstraintComponent")
    value = ": {?value}" if result.value is not None and result.value != result.focus else ""
    return f"{{$this}} does not meet sh:{component[:1].lower()}{component[1:]}{value}"


def filled(text: str, values: Mapping[str, Term], labels: Mapping[str, str]) -> str:
    """A message with its values; a name that has none stays as it is written.

    Nodes that have one label are told by their identifiers, too.
    """

    spoken_of = {values[name] for name in _VALUE.findall(text) if name in values}
    called = Counter(labels.get(term.value) for term in spoken_of if isinstance(term, NamedNode))

    def spoken(found: re.Match[str]) -> str:
        term = values.get(found[1])
        if term is None:
            return found[0]
        if isinstance(term, NamedNode):
            label = labels.get(term.value)
            if label and called[label] > 1:  # by its label alone nobody could tell it from the other
                return f"{label} ({contract(term.value)})"
            return label or contract(term.value)
        if isinstance(term, BlankNode):
            return "a node without a name"
        return term.value if len(term.value) <= LONGEST_QUOTED else f"{term.value[:LONGEST_QUOTED]}…"

    return " ".join(_VALUE.sub(spoken, text).split())
