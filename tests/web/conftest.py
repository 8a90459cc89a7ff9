"""One server for all tests of the web: started once, asked over HTTP like by anybody else."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.web.serving import Served, serving


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """The real graph, served."""
    with serving() as server:
        yield server


@pytest.fixture(scope="session")
def strict() -> Iterator[Served]:
    """The real graph, served with tight bounds (see ``limited.py``), for those who test them."""
    with serving("tests.web.limited") as server:
        yield server


@pytest.fixture(scope="session")
def client(served: Served) -> Iterator[httpx.Client]:
    """A client that asks as a browser does and follows no redirect."""
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    with httpx.Client(base_url=served.url, timeout=60, headers={"accept": accept}) as opened:
        yield opened
