"""A query that a user wrote, made safe to run: it reads this graph, and nothing else.

The text is parsed with rdflib's SPARQL 1.1 parser and the tree is walked, because the engines themselves
would follow ``SERVICE`` over the network. What runs is the very text that was parsed.
"""

from __future__ import annotations

import functools
import re
import sys
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scgraph.errors import BadQuery
from scgraph.namespaces import GRAPH_BASE, PREFIXES
from scgraph.project import Project
from scgraph.sparql.dataset import from_clauses, with_dataset
from scgraph.sparql.lexer import Token, declarations, line_and_column, prologue, solid, undeclared

# rdflib's parser takes up to a millisecond per token and cannot be interrupted; no question needs this many.
MOST_TOKENS = 2_000
# Oxigraph's parser is recursive and overruns its stack, which ends the process, at a few thousand.
DEEPEST = 24

# rdflib's grammar calls itself for every triple pattern, a dozen calls each.
_MOST_CALLS = 60_000

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff]")
# rdflib's parser is not thread-safe.
_parser_lock = threading.Lock()


class QueryFault(BadQuery):
    """A fault at a place of the user's text: ``line`` and ``column`` from 1, or 0 where it is not known."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason, self.line, self.column = reason, line, column
        where = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{where}{reason}")

    def __reduce__(self) -> tuple[type[QueryFault], tuple[object, ...]]:
        """How it travels between processes."""
        return type(self), (self.reason, self.line, self.column)


@dataclass(frozen=True)
class Prepared:
    """A query that may be run. ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE.

    ``added_lines`` is how many lines of ``sparql`` stand before the user's first. ``names_graphs`` tells that
    the query chooses its own graphs (FROM), so that its default graph is not the union of all.
    ``is_volatile`` tells that its answer changes though the data do not.
    """

    sparql: str
    form: str
    names_graphs: bool = False
    added_lines: int = 0
    is_volatile: bool = False

    @property
    def answers_triples(self) -> bool:
        """Whether the answer is RDF rather than rows or yes and no."""
        return self.form in {"CONSTRUCT", "DESCRIBE"}


def prepare(
    text: str,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
    graphs: Collection[str] | None = None,
    default_graphs: Collection[str] = (),
    named_graphs: Collection[str] = (),
    base: str = "",
) -> Prepared:
    """A user's query with the prefixes that it uses declared, once it is known only to read this graph.

    :param prefixes: those that need no declaration.
    :param graphs: the named graphs that FROM may name; without them, any under the project's own address.
    :param default_graphs: graphs that make up the default graph, in place of the query's own FROM.
    :param named_graphs: graphs that GRAPH can see, in place of the query's own FROM NAMED.
    :param base: what relative IRIs are relative to, where the query does not say; else they are a fault.
    :raises QueryFault: with line and column, if it is no query, is an update, or reaches outside the graph.
    """
    text = _plain_text(text)
    tokens = solid(text)
    _check_size(text, tokens)
    added = (f"BASE <{base}>\n" if base else "") + _declare(text, tokens, prefixes)
    form = _read(added, text, tokens)
    clauses = from_clauses(text, prefixes, base)
    given = [*default_graphs, *named_graphs]
    for graph in [*(clause.graph for clause in clauses), *given]:
        if not (graph in graphs if graphs is not None else graph.startswith(GRAPH_BASE)):
            place = next((clause.start for clause in clauses if clause.graph == graph), None)
            reason = f"<{graph}> is not one of the graphs here."
            raise QueryFault(reason) if place is None else _fault(reason, text, place)
    if given:
        text = with_dataset(text, default_graphs, named_graphs)
        _read(added, text, solid(text))
    return Prepared(added + text, form, bool(clauses or given), added.count("\n"), is_volatile(text))


def is_volatile(text: str) -> bool:
    """Whether a query's answer changes though the data do not: it asks for the time, or for chance."""
    return any(token.is_word("NOW", "RAND", "UUID", "STRUUID") for token in solid(text))


def prefixes_of(project: Project) -> dict[str, str]:
    """The prefixes that are ready: the graph's own, and one per council, which is that of its data file."""
    councils = {path.stem: f"{PREFIXES['id']}{path.stem}/" for path in project.data_files}
    return {**councils, **PREFIXES}


def place_in_user_text(error: BadQuery, prepared: Prepared) -> QueryFault:
    """An engine's complaint about a prepared query, with the line as the user counts it."""
    found = re.search(r"error at (\d+):(\d+)(?:: )?", str(error))
    if not found:
        return QueryFault(str(error))
    reason = str(error)[found.end() :].partition("expected one of")[2] or str(error)[found.end() :]
    reason = next(
        (part.strip() for part in reason.split(",") if "SELECT" in part or "ariable" in part),
        "this cannot be run",
    )
    return QueryFault(f"{reason.rstrip('.')}.", max(1, int(found[1]) - prepared.added_lines), int(found[2]))


def _plain_text(text: str) -> str:
    """The text with line ends and character escapes resolved, so that no two parsers read it differently."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")

    def character(found: re.Match[str]) -> str:
        code = int(found[1] or found[2], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise _fault(f"{found[0]} is no character.", text, found.start())
        return chr(code)

    plain = _ESCAPE.sub(character, text)
    if plain != text and (left := _ESCAPE.search(plain)):
        raise _fault("an escape that makes another escape; write the character itself.", plain, left.start())
    if control := _CONTROL.search(plain):
        raise _fault("a control character stands here; take it out.", plain, control.start())
    return plain


def _check_size(text: str, tokens: list[Token]) -> None:
    depth = 0
    for count, token in enumerate(tokens):
        depth += token.nesting
        if count >= MOST_TOKENS:
            raise _fault(f"the query has more than {MOST_TOKENS} words and signs.", text, token.offset)
        if depth > DEEPEST:
            raise _fault(f"brackets are nested too deeply: at most {DEEPEST} levels.", text, token.offset)


def _declare(text: str, tokens: list[Token], prefixes: Mapping[str, str]) -> str:
    """One line of declarations for the prefixes that the text uses and does not declare itself."""
    used = undeclared(tokens)
    for prefix, offset in used.items():
        if prefix not in prefixes:
            raise _fault(f"the prefix '{prefix}:' is not declared.", text, offset)
    return declarations(used, prefixes)


def _read(added: str, text: str, tokens: list[Token]) -> str:
    """The form of a query that only reads this graph.

    :raises QueryFault: if it is no query, is an update, or asks another server.
    """
    for token in tokens[prologue(tokens).length :][:1]:
        if token.is_word(*_UPDATES):
            raise _fault("this changes the graph, which can only be read.", text, token.offset)
    with _parser_lock:
        query = _parse(added, text)
    # The tokens are asked too: what the two readings do not agree on is not run.
    services = [token.offset for token in tokens if token.is_word("SERVICE")]
    if services or "ServiceGraphPattern" in _names(query):
        reason = "SERVICE would ask another server; only this graph can be asked."
        raise _fault(reason, text, services[0] if services else 0)
    if len(dict(query).get("datasetClause", ())) != sum(token.is_word("FROM") for token in tokens):
        raise _fault("the graphs that FROM names cannot be read.", text, 0)
    return str(query.name).removesuffix("Query").upper()


def _parse(added: str, text: str) -> Any:
    """The parse tree without its prologue. Only with the lock held."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query

    try:
        with _deep_calls():
            return Query.parse_string(added + text, parse_all=True)[1]
    except RecursionError as error:
        raise QueryFault("the query is nested too deeply.") from error
    except ParseBaseException as error:
        raise _syntax_fault(added, text) from error
    except Exception as error:  # rdflib's parse actions raise what they like; to a user it is one fault
        raise QueryFault(f"the query cannot be read: {' '.join(str(error).split())[:200]}") from error


@contextmanager
def _deep_calls() -> Iterator[None]:
    """Room for the calls of a query of the size allowed."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _MOST_CALLS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _syntax_fault(added: str, text: str) -> QueryFault:
    """The fault at the farthest place that any alternative reached; pyparsing tells the first."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query

    # Tabs count as one character only if they are none when pyparsing sees them.
    whole = (added + text).replace("\t", " ")
    farthest = 0

    def remember(_text: str, location: int, _element: object, _error: object) -> None:
        nonlocal farthest
        farthest = max(farthest, location)

    for terminal in _terminals():
        terminal.set_fail_action(remember)
    try:
        with _deep_calls():
            Query.parse_string(whole, parse_all=True)
    except (ParseBaseException, RecursionError) as error:
        farthest = max(farthest, getattr(error, "loc", 0))
    finally:
        for terminal in _terminals():
            terminal.set_fail_action(None)
    offset = max(0, farthest - len(added))
    found = solid(text[offset:])
    if not found:
        reason = "the query ends before it is complete; is a bracket or quotation mark still open?"
        return _fault(reason, text, offset)
    # A long string may run over several lines; a fault is told in one.
    shown = " ".join(found[0].text[:40].split()) or "a space"
    return _fault(f"'{shown}' is not expected here.", text, offset)


@functools.cache
def _terminals() -> list[Any]:
    """The words and signs of rdflib's grammar."""
    from pyparsing import Token
    from rdflib.plugins.sparql.parser import Query

    elements: Iterator[Any] = Query.visit_all()  # type: ignore[no-untyped-call]
    return [element for element in elements if isinstance(element, Token)]


def _names(tree: object) -> Iterator[str]:
    """The name of every node of a parse tree."""
    todo = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            continue
        if name := getattr(node, "name", None):
            yield str(name)
        if isinstance(node, Mapping):
            todo.extend(node.values())
        elif hasattr(node, "__iter__"):
            todo.extend(node)


def _fault(reason: str, text: str, offset: int) -> QueryFault:
    return QueryFault(reason, *line_and_column(text, offset))
