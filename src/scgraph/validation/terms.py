"""The words that shapes are written in: a misspelt one says nothing, and its rule would find nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pyoxigraph import NamedNode

from scgraph.namespaces import PREFIXES, contract
from scgraph.validation.shapes import (
    CONSEQUENCE_OF,
    FILE_RULE,
    MADE_OF,
    MISSES_LOST,
    NOTED_FORM_OF,
    REMEDY,
    SET_BASED,
    SYMMETRIC,
    ShapesGraph,
)

_SHACL = PREFIXES["sh"]
_WORDS = (CONSEQUENCE_OF, FILE_RULE, MADE_OF, MISSES_LOST, NOTED_FORM_OF, REMEDY, SET_BASED, SYMMETRIC)
_OURS = [term.value for term in _WORDS]
# What the shapes of the package use: so much is known without a look at the whole vocabulary.
_USUAL = frozenset(
    _SHACL + name
    for name in (
        *("NodeShape", "PropertyShape", "Violation", "Warning", "Info", "IRI", "Literal"),
        *(
            "targetClass",
            "targetNode",
            "targetObjectsOf",
            "targetSubjectsOf",
            "property",
            "path",
            "inversePath",
        ),
        *("name", "description", "message", "severity", "declare", "prefix", "namespace", "prefixes"),
        *("sparql", "select", "and", "or", "not", "xone", "node", "class", "datatype", "nodeKind", "in"),
        *(
            "minCount",
            "maxCount",
            "minInclusive",
            "minLength",
            "maxLength",
            "pattern",
            "hasValue",
            "disjoint",
        ),
        *("qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShape", "uniqueLang", "languageIn"),
        *("alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "flags", "deactivated"),
    )
)


def refuse_unknown_terms(shapes: ShapesGraph) -> None:
    """Refuses shapes that use a word of SHACL, or of ours about shapes, that there is not.

    :raises BadShapes: for the first such word; with the rule, its file and the likeliest word.
    """
    for triple in shapes.triples:
        for term, is_predicate in ((triple.predicate, True), (triple.object, False)):
            if isinstance(term, NamedNode) and (known := _instead_of(term, is_predicate)):
                nearest = difflib.get_close_matches(
                    contract(term.value), [contract(each) for each in known], n=1
                )
                hint = f" Did you mean {nearest[0]}?" if nearest else ""
                why = f"there is no {contract(term.value)}.{hint}"
                raise shapes.fault(triple.subject, why)  # type: ignore[arg-type]


def _instead_of(term: NamedNode, is_predicate: bool) -> list[str]:
    """The words that there are instead of one that there is not; none where it is one."""
    if term.value.startswith(_SHACL) and term.value not in _USUAL:
        return [] if term.value in (known := list(_shacl())) else known
    is_ours = is_predicate and term.value.startswith(PREFIXES["shape"])
    return _OURS if is_ours and term.value not in _OURS else []


def _shacl() -> Iterator[str]:
    """All words of SHACL, with those of its extensions."""
    from rdflib.namespace import SH  # takes a while to import, and is rarely needed

    return (str(term) for term in dir(SH) if str(term).startswith(_SHACL))
