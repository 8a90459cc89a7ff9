"""A real server with tight bounds, for those who ask too much of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.serving import Served, serving


@pytest.fixture(scope="module")
def strict() -> Iterator[Served]:
    """The real graph, served with the bounds of ``tests/web/limited.py``."""
    with serving("tests.web.limited") as server:
        yield server
