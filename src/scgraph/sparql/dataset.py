"""The data set of a query: which graphs its FROM clauses name, and others put in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scgraph.sparql.lexer import Prologue, prologue, solid, spliced

_BEHIND = ("WHERE", "ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES")


@dataclass(frozen=True)
class FromClause:
    """One FROM or FROM NAMED: the IRI of its graph, and from where to where it stands in the text."""

    graph: str
    start: int
    end: int


def from_clauses(sparql: str, prefixes: Mapping[str, str], base: str = "") -> list[FromClause]:
    """The FROM clauses of a query that is well formed.

    :param prefixes: those that need no declaration.
    :param base: what relative IRIs are relative to, where the query does not say.
    """
    tokens = solid(sparql)
    declared = prologue(tokens, base)
    names = Prologue(declared.base, {**prefixes, **declared.prefixes}, declared.length)
    clauses = []
    for at, token in enumerate(tokens):
        if token.is_word("FROM"):
            graph = tokens[at + 2 if tokens[at + 1].is_word("NAMED") else at + 1]
            clauses.append(FromClause(names.iri(graph), token.offset, graph.end))
    return clauses


def with_dataset(sparql: str, default_graphs: Iterable[str], named_graphs: Iterable[str]) -> str:
    """A query that is well formed, with these FROM clauses in the place of its own."""
    clauses = [f"FROM <{graph}>" for graph in default_graphs]
    clauses += [f"FROM NAMED <{graph}>" for graph in named_graphs]
    own = from_clauses(sparql, {})
    place = own[0].start if own else _place(sparql)
    edits = [(place, place, f"\n{' '.join(clauses)} "), *((clause.start, clause.end, "") for clause in own)]
    return spliced(sparql, edits)


def _place(sparql: str) -> int:
    """The offset at which FROM may stand: before WHERE, the pattern (not the template) or the modifiers."""
    tokens = solid(sparql)
    form, *rest = tokens[prologue(tokens).length :]
    in_template, depth = form.is_word("CONSTRUCT"), 0
    for token in rest:
        if depth == 0 and (token.is_word(*_BEHIND) or (token.text == "{" and not in_template)):
            return token.offset
        depth += token.nesting
        if depth == 0 and token.text == "}":
            in_template = False
    return len(sparql)
