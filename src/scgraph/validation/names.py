"""The file rules about names: those that nobody describes, and those that belong to the vocabulary."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import BASE, contract
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.validation.described import Tell
from scgraph.validation.results import Result

# How like a misspelt name is to the right one, from 0 to 1.
_ALIKE = 0.9


def unknown_names(engine: Reader, graphs: list[str], tell: Tell) -> Iterator[Result | None]:
    """Each name that some files use and no file describes, once, where it is first used."""
    query = bind(query_text(__package__, "unknown_names.rq"), {"files": graphs, "base": [BASE]})
    rows = engine.select(query).rows
    known = _described(engine) if rows else []
    users: dict[Term | None, list[Sequence[Term | None]]] = {}
    for row in rows:
        users.setdefault(row[1], []).append(row)
    for (file, node, user, predicate), *more in users.values():
        if file is None or node is None or predicate is None:
            continue
        near = _nearest(node.value, known)
        advice = f" Is {contract(near)} meant?" if near else ""
        quoted = {"property": contract(predicate.value), "advice": advice}
        result = tell("name-known", file.value, node, None, user, **quoted)
        # All that use the name, and what is likely meant by it, can only be judged once it is known.
        concerned = [("near", NamedNode(near))] if near else []
        concerned += [("user", each[2]) for each in more if isinstance(each[2], NamedNode)]
        yield result and replace(result, bindings=(*result.bindings, *concerned))


def axioms(engine: Reader, graphs: list[str], tell: Tell) -> Iterator[Result | None]:
    """What files of data say of the vocabulary's own terms."""
    if not graphs:
        return
    query = bind(query_text(__package__, "axioms.rq"), {"files": graphs})
    for file, subject, predicate, value in engine.select(query).rows:
        if file is not None and subject is not None and predicate is not None:
            axiom = contract(predicate.value)
            yield tell("axiom-in-ontology", file.value, subject, predicate, value, axiom=axiom)


def _described(engine: Reader) -> list[str]:
    """The names of this project that are of some class."""
    rows = engine.select("SELECT DISTINCT ?node { ?node a ?class FILTER(isIRI(?node)) }").rows
    return sorted(node.value for (node,) in rows if node is not None and node.value.startswith(BASE))


def _nearest(name: str, known: list[str]) -> str | None:
    """The name that another one is most likely a misspelling of; what only differs in a number is none."""
    start = name.rpartition("/")[0] + "/"
    alike = difflib.get_close_matches(name, [each for each in known if each.startswith(start)], 3, _ALIKE)
    letters = _letters(name)
    return next((each for each in alike if _letters(each) != letters and not _within(each, name)), None)


def _letters(name: str) -> str:
    return "".join(character for character in name if not character.isdigit())


def _within(one: str, other: str) -> bool:
    return one.startswith(f"{other}_") or other.startswith(f"{one}_")
