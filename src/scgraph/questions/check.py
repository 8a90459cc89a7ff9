"""Saved questions checked in full: ``python -m scgraph.questions.check FILE.rq …``.

Asking a question reads only what it needs of the metadata. Here every key is known, every parameter described
is used, and the columns described are those that the query projects.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from scgraph.errors import UnreadableFile
from scgraph.questions.catalogue import COLUMN_KINDS, SavedQuery, to_query
from scgraph.questions.head import Head, read_head
from scgraph.sparql.parameters import is_only_bound
from scgraph.sparql.projection import projected

_QUERY_KEYS = {"summary", "description", "tags", "defaults", "enumerate", "parameters", "columns", "expects"}
_PARAMETER_KEYS = {"label", "help", "class", "default", "example", "optional", "many", "form"}
_COLUMN_KEYS = {"label", "kind"}


def check_query(path: Path) -> SavedQuery:
    """A saved question of whose metadata all is right.

    :raises UnreadableFile: with file and line, for the first fault.
    """
    head = read_head(path)
    head.refuse_twice()
    _check_keys(head, head.data, _QUERY_KEYS)
    for name, raw in head.mapping("parameters").items():
        _check_keys(head, raw, _PARAMETER_KEYS, "parameters", name)
    for name, raw in head.mapping("columns").items():
        _check_keys(head, raw, _COLUMN_KEYS, "columns", name)
    _check_sparql(head)
    query = to_query(head)
    _check_parameters(head, query)
    _check_columns(head, query)
    if query.expects not in ("rows", "none"):
        raise head.fault("'expects' is 'rows' or 'none'", "expects")
    return query


def _check_sparql(head: Head) -> None:
    """:raises UnreadableFile: with line and column, for a text that the engine in the package cannot read."""
    try:
        Store().query(head.sparql)
    except SyntaxError as error:
        found = re.match(r"error at (\d+):(\d+): ?(.*)", str(error), re.DOTALL)
        line, column, why = (int(found[1]), int(found[2]), found[3]) if found else (None, None, str(error))
        reason = f"the query is not SPARQL: {' '.join(why.split())}."
        raise UnreadableFile(head.path, reason, line, column) from error


def _check_keys(head: Head, found: Iterable[str], known: set[str], *keys: str) -> None:
    for key in found:
        if key not in known:
            place = f" of the {keys[0].removesuffix('s')} '{keys[1]}'" if keys else ""
            reason = f"unknown key '{key}'{place}; known: {', '.join(sorted(known))}"
            raise head.fault(reason, *keys, str(key))


def _check_parameters(head: Head, query: SavedQuery) -> None:
    for name in head.mapping("parameters"):
        parameter = query.parameters.get(name)
        if parameter is None:
            forms = f"?_{name}, ?_{name}_iri or ?_{name}_integer"
            reason = f"the parameter '{name}' is described and never used as {forms}"
            raise head.fault(reason, "parameters", name)
        if (parameter.optional or parameter.many) and not is_only_bound(query.sparql, name):
            reason = f"'{name}' may be left out or be many, so it may stand only as BIND(?_{name}… AS ?…)"
            raise head.fault(reason, "parameters", name)


def _check_columns(head: Head, query: SavedQuery) -> None:
    names = projected(query.sparql)
    for column in query.columns:
        if column.kind not in COLUMN_KINDS:
            known = ", ".join(COLUMN_KINDS)
            reason = f"the column '{column.name}' has the unknown kind '{column.kind}'; known: {known}"
            raise head.fault(reason, "columns", column.name, "kind")
        if column.name not in names:
            reason = f"the column '{column.name}' is described and not projected"
            raise head.fault(reason, "columns", column.name)
    described = {column.name for column in query.columns}
    for name in names:
        if name not in described:
            raise head.fault(f"the query projects ?{name}, which 'columns' does not describe", "columns")


def main(arguments: list[str]) -> int:
    """Print the first fault of each file; 1 if there is any."""
    code = 0
    for argument in arguments:
        try:
            check_query(Path(argument))
        except UnreadableFile as fault:
            print(fault, file=sys.stderr)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
