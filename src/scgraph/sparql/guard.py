"""A query that a user wrote, made safe to run: it reads this graph, and nothing else.

The text is parsed with rdflib's SPARQL 1.1 parser and the tree is walked, because the engines themselves
would follow ``SERVICE`` over the network. What runs is the very text that was parsed.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scgraph.errors import BadQuery
from scgraph.namespaces import GRAPH_BASE, PREFIXES
from scgraph.project import Project
from scgraph.sparql.parameters import tokenize

# rdflib's parser takes up to a millisecond per token and cannot be interrupted; no question needs this many.
MOST_TOKENS = 2_000
# Oxigraph's parser is recursive and overruns its stack, which ends the process, at a few thousand.
DEEPEST = 24

_FORMS = {
    "SelectQuery": "SELECT",
    "AskQuery": "ASK",
    "ConstructQuery": "CONSTRUCT",
    "DescribeQuery": "DESCRIBE",
}
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# rdflib's parser is not thread-safe.
_parser_lock = threading.Lock()


class QueryFault(BadQuery):
    """A fault at a place of the user's text: ``line`` and ``column`` from 1, or 0 where it is not known."""

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason, self.line, self.column = reason, line, column
        where = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{where}{reason}")


@dataclass(frozen=True)
class Prepared:
    """A query that may be run. ``form`` is SELECT, ASK, CONSTRUCT or DESCRIBE.

    ``added_lines`` is how many lines of ``sparql`` stand before the user's first. ``names_graphs`` tells that
    the query chooses its own graphs (FROM), so that its default graph is not the union of all.
    """

    sparql: str
    form: str
    names_graphs: bool = False
    added_lines: int = 0

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
) -> Prepared:
    """A user's query with the prefixes that it uses declared, once it is known only to read this graph.

    :param prefixes: those that need no declaration.
    :param graphs: the named graphs that FROM may name; without them, any under the project's own address.
    :param default_graphs: graphs that make up the default graph, in place of the query's own FROM.
    :param named_graphs: graphs that GRAPH can see, in place of the query's own FROM NAMED.
    :raises QueryFault: with line and column, if it is no query, is an update, or reaches outside the graph.
    """
    text = _plain_text(text)
    _check_size(text)
    prologue = _declare(text, prefixes)
    form, own_default, own_named = _read(prologue, text)
    _check_graphs(text, [*own_default, *own_named], [*default_graphs, *named_graphs], graphs)
    if default_graphs or named_graphs:
        text = _replace_dataset(text, default_graphs, named_graphs)
        form, own_default, own_named = _read(prologue, text)
    return Prepared(prologue + text, form, bool(own_default or own_named), prologue.count("\n"))


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
            raise QueryFault(f"{found[0]} is no character.", *_position(text, found.start()))
        return chr(code)

    plain = _ESCAPE.sub(character, text)
    if plain != text and (left := _ESCAPE.search(plain)):
        place = _position(plain, left.start())
        raise QueryFault("an escape that makes another escape; write the character itself.", *place)
    for offset, char in enumerate(plain):
        if (char < " " and char not in "\t\n") or 0xD800 <= ord(char) <= 0xDFFF:
            raise QueryFault("a control character stands here; take it out.", *_position(plain, offset))
    return plain


def _check_size(text: str) -> None:
    depth = 0
    for count, (offset, kind, token) in enumerate(_solid(text)):
        if count >= MOST_TOKENS:
            place = _position(text, offset)
            raise QueryFault(f"the query has more than {MOST_TOKENS} words and signs.", *place)
        if kind == "other":
            depth += {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}.get(token, 0)
        if depth > DEEPEST:
            place = _position(text, offset)
            raise QueryFault(f"brackets are nested too deeply: at most {DEEPEST} levels.", *place)


def _declare(text: str, prefixes: Mapping[str, str]) -> str:
    """One line of declarations for the prefixes that the text uses and does not declare itself."""
    used: dict[str, int] = {}
    declared: set[str] = set()
    previous = ""
    for offset, kind, token in _solid(text):
        if kind == "word" and ":" in token:
            prefix = token.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            else:
                used.setdefault(prefix, offset)
        previous = token.upper()
    missing = [prefix for prefix in used if prefix not in declared and prefix != "_"]
    for prefix in missing:
        if prefix not in prefixes:
            raise QueryFault(f"the prefix '{prefix}:' is not declared.", *_position(text, used[prefix]))
    line = " ".join(f"PREFIX {prefix}: <{prefixes[prefix]}>" for prefix in missing)
    return f"{line}\n" if line else ""


def _read(prologue: str, text: str) -> tuple[str, list[str], list[str]]:
    """(form, FROM graphs, FROM NAMED graphs) of a query that only reads this server."""
    offset, word = _first_statement(text)
    if word in _UPDATES:
        raise QueryFault("this changes the graph, which can only be read.", *_position(text, offset))
    with _parser_lock:
        prologue_tree, query = _parse(prologue, text)
    # The tokens are asked too: what the two readings do not agree on is not run.
    services = _places(text, "SERVICE")
    if services or "ServiceGraphPattern" in _names(query):
        place = _position(text, services[0] if services else 0)
        raise QueryFault("SERVICE would ask another server; only this graph can be asked.", *place)
    from rdflib.plugins.sparql.algebra import translatePrologue

    names = translatePrologue(prologue_tree, None)
    clauses = dict(query).get("datasetClause", [])
    default = [str(names.absolutize(clause["default"])) for clause in clauses if "default" in clause]
    named = [str(names.absolutize(clause["named"])) for clause in clauses if "named" in clause]
    return _FORMS[query.name], default, named


def _parse(prologue: str, text: str) -> tuple[Any, Any]:
    """The prologue and the query of the parse tree. Only with the lock held."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query

    try:
        parsed = Query.parse_string(prologue + text, parse_all=True)
        return parsed[0], parsed[1]
    except RecursionError as error:
        raise QueryFault("the query is nested too deeply.") from error
    except ParseBaseException as error:
        raise _syntax_fault(prologue, text) from error
    except Exception as error:  # rdflib's parse actions raise what they like; to a user it is one fault
        raise QueryFault(f"the query cannot be read: {' '.join(str(error).split())[:200]}") from error


def _syntax_fault(prologue: str, text: str) -> QueryFault:
    """The fault at the farthest place that any alternative reached; pyparsing tells the first."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import Query

    # Tabs count as one character only if they are none when pyparsing sees them.
    whole = (prologue + text).replace("\t", " ")
    farthest = 0

    def remember(_text: str, location: int, _element: object, _error: object) -> None:
        nonlocal farthest
        farthest = max(farthest, location)

    for terminal in _terminals():
        terminal.set_fail_action(remember)
    try:
        Query.parse_string(whole, parse_all=True)
    except (ParseBaseException, RecursionError) as error:
        farthest = max(farthest, getattr(error, "loc", 0))
    finally:
        for terminal in _terminals():
            terminal.set_fail_action(None)
    offset = max(0, farthest - len(prologue))
    found = next((token for _, _, token in _solid(text[offset:])), "")
    line, column = _position(text, offset)
    if not found:
        reason = "the query ends before it is complete; is a bracket or quotation mark still open?"
        return QueryFault(reason, line, column)
    # A long string may run over several lines; a fault is told in one.
    shown = " ".join(found[:40].split()) or "a space"
    return QueryFault(f"'{shown}' is not expected here.", line, column)


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


def _check_graphs(text: str, own: list[str], given: list[str], graphs: Collection[str] | None) -> None:
    places = [offset for offset, kind, token in _solid(text) if kind == "word" and token.upper() == "FROM"]
    for number, graph in enumerate([*own, *given]):
        if graph in graphs if graphs is not None else graph.startswith(GRAPH_BASE):
            continue
        place = _position(text, places[number]) if number < min(len(own), len(places)) else (0, 0)
        raise QueryFault(f"<{graph}> is not one of the graphs here.", *place)


def _replace_dataset(text: str, default_graphs: Collection[str], named_graphs: Collection[str]) -> str:
    """The query with these FROM clauses in the place of its own."""
    clauses = " ".join(
        [
            *(f"FROM <{graph}>" for graph in default_graphs),
            *(f"FROM NAMED <{graph}>" for graph in named_graphs),
        ]
    )
    tokens = list(_solid(text))
    start, cut = _dataset_place(tokens), []
    for number, (offset, _, token) in enumerate(tokens):
        if token.upper() == "FROM":
            last = tokens[number + 2] if tokens[number + 1][2].upper() == "NAMED" else tokens[number + 1]
            cut.append((offset, last[0] + len(last[2])))
    insert = start if start is not None else len(text)
    pieces, position = [], 0
    for begin, end in sorted([*cut, (insert, insert)]):
        pieces.append(text[position:begin])
        if begin == end == insert:
            pieces.append(f"\n{clauses} ")
        position = end
    return "".join([*pieces, text[position:]])


def _dataset_place(tokens: list[tuple[int, str, str]]) -> int | None:
    """The offset at which FROM clauses may stand: before WHERE, the pattern, or the modifiers."""
    depth = 0
    form = template_closed = ""
    for offset, kind, token in tokens:
        word = token.upper() if kind == "word" else token
        if not form:
            form = word if word in _FORMS.values() else ""
            continue
        is_template = form == "CONSTRUCT" and not template_closed and word == "{"
        if (
            depth == 0
            and not is_template
            and word in {"WHERE", "{", "ORDER", "LIMIT", "OFFSET", "GROUP", "HAVING", "VALUES"}
        ):
            return offset
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(word, 0)
        if word == "}" and depth == 0:
            template_closed = word
    return None


def _first_statement(text: str) -> tuple[int, str]:
    """(offset, word in capitals) of what stands behind the prologue."""
    skip = 0
    for offset, kind, token in _solid(text):
        if skip:
            skip -= 1
            continue
        word = token.upper() if kind == "word" else token
        skip = {"PREFIX": 2, "BASE": 1}.get(word, 0)
        if not skip:
            return offset, word
    return len(text), ""


def _places(text: str, word: str) -> list[int]:
    """The offsets at which a keyword stands."""
    return [offset for offset, kind, token in _solid(text) if kind == "word" and token.upper() == word]


def _solid(text: str) -> Iterator[tuple[int, str, str]]:
    """(offset, kind, text) of every token that is not space or a comment."""
    offset = 0
    for kind, token in tokenize(text):
        if kind not in {"space", "comment"}:
            yield offset, kind, token
        offset += len(token)


def _position(text: str, offset: int) -> tuple[int, int]:
    """(line, column) of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
