"""What a term of a file is to an engine, which names blank nodes and writes numbers in its own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal
# So many nodes are looked at in all turns together: a few seconds.
_MOST_TOLD = 1_000_000


def likenesses(triples: Iterable[tuple[Term, Term, Term]]) -> dict[Term, int]:
    """What tells blank nodes from each other in any reading of the same text, where they have other names.

    That is what is said of a node and what it is said of, with the likeness of blank nodes for their names:
    so it is told anew until that tells no more of them apart.
    """
    about: dict[Term, list[tuple[bool, Term, Term]]] = defaultdict(list)
    for subject, predicate, value in triples:
        if isinstance(subject, BlankNode):
            about[subject].append((True, predicate, as_stored(value)))
        if isinstance(value, BlankNode):
            about[value].append((False, predicate, subject))
    found, told_apart = dict.fromkeys(about, 0), 0
    # Along a list of very many members each turn tells but two more apart: then some are left alike.
    turns = max(1, _MOST_TOLD // max(1, len(about)))
    while turns and len(set(found.values())) > told_apart:
        turns -= 1
        told_apart = len(set(found.values()))
        found = {
            node: hash((found[node], frozenset((way, p, found.get(term, term)) for way, p, term in said)))
            for node, said in about.items()
        }
    return found


def as_stored(term: Term) -> Term:
    """A literal as an Oxigraph store tells it, which writes numbers and dates in one way.

    >>> as_stored(Literal("01.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))).value
    '1.5'
    """
    if isinstance(term, Triple):  # as answers show it
        return Literal(str(term))
    if not isinstance(term, Literal) or term.language or term.datatype.value.endswith("#string"):
        return term
    store, node = Store(), NamedNode("urn:x")
    store.add(Quad(node, node, term))
    return cast("Term", next(iter(store)).object)
