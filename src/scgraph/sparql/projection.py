"""What a SELECT answers with."""

from __future__ import annotations

from scgraph.sparql.lexer import solid


def projected(sparql: str) -> tuple[str, ...]:
    """The variables that the outermost SELECT projects, in order; ``*`` where it projects all.

    >>> projected("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }")
    ('a', 'n')
    """
    names: list[str] = []
    tokens, depth = solid(sparql), 0
    start = next((at for at, token in enumerate(tokens) if token.is_word("SELECT")), len(tokens))
    for before, token in zip(tokens[start:], tokens[start + 1 :], strict=False):
        if depth == 0 and (token.text == "{" or token.is_word("WHERE", "FROM")):
            break
        depth += token.nesting
        if token.kind == "variable" and (depth == 0 or before.is_word("AS")):
            names.append(token.text[1:])
        elif token.text == "*" and depth == 0:
            names.append("*")
    return tuple(names)
