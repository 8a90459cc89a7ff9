"""What a SELECT answers with."""

from __future__ import annotations

from scgraph.sparql.lexer import iterate_solid


def projected(sparql: str) -> tuple[str, ...]:
    """The variables that the outermost SELECT projects, in order; ``*`` where it projects all.

    >>> projected("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }")
    ('a', 'n')
    """
    names: list[str] = []
    tokens, depth = iterate_solid(sparql), 0
    before = next((token for token in tokens if token.is_word("SELECT")), None)
    for token in tokens:
        if depth == 0 and (token.text == "{" or token.is_word("WHERE", "FROM")):
            break
        depth += token.nesting
        if token.kind == "variable" and (depth == 0 or (before and before.is_word("AS"))):
            names.append(token.text[1:])
        elif token.text == "*" and depth == 0:
            names.append("*")
        before = token
    return tuple(names)
