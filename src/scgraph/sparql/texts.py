"""The package's own queries: ``.rq`` files beside the module that asks them."""

from __future__ import annotations

import functools
from importlib import resources

from scgraph.namespaces import PREFIXES
from scgraph.sparql.lexer import declarations, solid, undeclared


@functools.cache
def query_text(package: str | None, name: str) -> str:
    """The text of a query in a package's folder ``queries``; ``package`` is the caller's ``__package__``.

    The prefixes of the graph need no declaration in these files.
    """
    text = resources.files(package or "scgraph").joinpath("queries", name).read_text(encoding="utf-8")
    return declarations(undeclared(solid(text)), PREFIXES) + text
