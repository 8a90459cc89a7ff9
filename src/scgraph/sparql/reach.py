"""SPARQL that a project brings (saved questions, rules, shapes): it reads this graph, and nothing else.

It is asked often and is well formed in nearly all cases, so its tokens are looked at first. Only a text that
has a word for reaching out is given to the guard of users' queries, which reads it by a second parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from scgraph.sparql.guard import DEEPEST, MOST_TOKENS, QueryFault, prepare
from scgraph.sparql.lexer import Token, iterate_solid, line_and_column

# A line that begins so is a comment, or within a long string; neither is asked.
_COMMENT = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*#[^\r\n]*")
_NO_SERVICE = "SERVICE would ask another server; only this graph can be asked."
_NO_FROM = "FROM would name graphs to load; GRAPH asks those that are here."
# Written with escapes, any word may be one of these.
_REACHING = re.compile(r"service|\bfrom\b|\\u", re.IGNORECASE)


def refuse_reaching(sparql: str, prefixes: Mapping[str, str] | None = None, network: bool = False) -> None:
    """Refuse a query that asks another server, names graphs with FROM, or is too long or deep for an engine.

    :param prefixes: those that are declared elsewhere.
    :param network: whether it may ask other servers.
    :raises QueryFault: with line and column.
    """
    depth = 0
    for number, token in enumerate(iterate_solid(sparql), 1):
        depth += token.nesting
        if depth > DEEPEST:
            raise _fault(f"brackets are nested too deeply: at most {DEEPEST} levels.", sparql, token)
        if number > MOST_TOKENS:
            raise _fault(f"the query has more than {MOST_TOKENS} words and signs.", sparql, token)
        if token.is_word("SERVICE") and not network:
            raise _fault(_NO_SERVICE, sparql, token)
        if token.is_word("FROM"):
            raise _fault(_NO_FROM, sparql, token)
    if not network and _REACHING.search(_COMMENT.sub("", sparql)):
        prepare(sparql, prefixes=prefixes or {})


def _fault(reason: str, text: str, token: Token) -> QueryFault:
    return QueryFault(reason, *line_and_column(text, token.offset))
