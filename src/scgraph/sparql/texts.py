"""The package's own queries: ``.rq`` files beside the module that asks them."""

from __future__ import annotations

import functools
from importlib import resources


@functools.cache
def query_text(package: str | None, name: str) -> str:
    """The text of a query in a package's folder ``queries``; ``package`` is the caller's ``__package__``."""
    return resources.files(package or "scgraph").joinpath("queries", name).read_text(encoding="utf-8")
