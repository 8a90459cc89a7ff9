"""The package's own queries, with the prefixes that they use declared for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

import scgraph
from scgraph.sparql.texts import query_text

PACKAGE = Path(scgraph.__file__).parent
QUERIES = sorted(PACKAGE.rglob("queries/*.rq"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_every_query_of_our_own_is_sparql_once_its_prefixes_are_declared(path: Path) -> None:
    room = path.parents[1].relative_to(PACKAGE).as_posix().replace("/", ".")
    prepareQuery(query_text(f"scgraph.{room}".rstrip("."), path.name))


def test_there_are_such_queries() -> None:
    assert len(QUERIES) > 20
