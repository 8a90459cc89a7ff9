"""The W3C's tests of the SPARQL 1.1 Protocol, by their names there, as far as they fit a read-only endpoint.

Their data sets are on the network, which this endpoint does not fetch: the same requests name its own graphs.
docs/web.md lists what differs and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx
import pytest

from tests.examples import ROOT
from tests.web.serving import Served

GRAPHS = [f"https://w3id.org/scgraph/graph/{name}" for name in ("bexley", "county", "derbyshire")]
ROWS = r"application/sparql-results\+(json|xml)|text/(csv|tab-separated-values)"
TRIPLES = r"text/turtle|application/(n-triples|ld\+json|rdf\+xml)"
FORM, QUERY, UPDATE = (
    f"application/{kind}" for kind in ("x-www-form-urlencoded", "sparql-query", "sparql-update")
)
IN_NAMED = "ASK { GRAPH ?g { ?s ?p ?o } }"
ASK_ONE, ASK_TWO, ASK_FULL = (
    "ASK { ?c scg:offers ?l }",
    f"ASK {{ GRAPH <{GRAPHS[0]}> {{ ?a scg:offers ?b }} GRAPH <{GRAPHS[1]}> {{ ?c scg:offers ?d }} }}",
    f"ASK {{ ?c scg:offers ?l GRAPH <{GRAPHS[1]}> {{ ?d scg:offers ?m }} }}",
)
OTHER = f"ASK FROM <{GRAPHS[2]}> {{ FILTER NOT EXISTS {{ <https://w3id.org/scgraph/id/derbyshire> ?p ?o }} }}"


@dataclass(frozen=True)
class Case:
    """A request, and what has to come of it."""

    name: str
    method: str = "POST"
    content_type: str = ""
    body: bytes = b""
    address: tuple[tuple[str, str], ...] = ()
    status: int = 200
    answers: str = ""
    says: str = field(default="")


def form(name: str, *pairs: tuple[str, str], **expected: object) -> Case:
    """A request whose parameters stand in its body."""
    return Case(name, "POST", FORM, str(httpx.QueryParams(list(pairs))).encode(), **expected)  # type: ignore[arg-type]


def direct(name: str, query: str, *pairs: tuple[str, str], kind: str = QUERY, **expected: object) -> Case:
    """A request whose body is the query."""
    return Case(name, "POST", kind, query.encode(), pairs, **expected)  # type: ignore[arg-type]


def get(name: str, *pairs: tuple[str, str], **expected: object) -> Case:
    """A request whose parameters stand in its address."""
    return Case(name, "GET", address=pairs, **expected)  # type: ignore[arg-type]


DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
TWO_DEFAULT = tuple((DEFAULT, graph) for graph in GRAPHS[:2])
TWO_NAMED = tuple((NAMED, graph) for graph in GRAPHS[:2])
FULL = ((DEFAULT, GRAPHS[0]), (NAMED, GRAPHS[1]))
CASES = [
    get("query_get", ("query", "ASK {}"), answers=ROWS, says="true"),
    form("query_post_form", ("query", "ASK {}"), answers=ROWS, says="true"),
    direct("query_post_direct", "ASK {}", answers=ROWS, says="true"),
    get("query_dataset_default_graph", ("query", ASK_ONE), (DEFAULT, GRAPHS[0]), says="true"),
    get("query_dataset_default_graphs_get", ("query", ASK_ONE), *TWO_DEFAULT, says="true"),
    direct("query_dataset_default_graphs_post", ASK_ONE, *TWO_DEFAULT, says="true"),
    get("query_dataset_named_graphs_get", ("query", ASK_TWO), *TWO_NAMED, says="true"),
    direct("query_dataset_named_graphs_post", ASK_TWO, *TWO_NAMED, says="true"),
    form("query_dataset_full", ("query", ASK_FULL), *FULL, says="true"),
    form("query_multiple_dataset", ("query", OTHER), (DEFAULT, GRAPHS[0]), says="true"),
    form("query_content_type_select", ("query", "SELECT (1 AS ?value) {}"), answers=ROWS),
    form("query_content_type_ask", ("query", "ASK {}"), answers=ROWS),
    form("query_content_type_describe", ("query", "DESCRIBE <http://example.org/>"), answers=TRIPLES),
    form("query_content_type_construct", ("query", "CONSTRUCT { <s> <p> 1 } WHERE {}"), answers=TRIPLES,
         says="<{url}/s>"),
    Case("bad_query_method", "PUT", FORM, b"", (("query", "ASK {}"),), 405),
    form("bad_multiple_queries", ("query", "ASK {}"), ("query", "SELECT * {}"), status=400),
    direct("bad_query_wrong_media_type", "ASK {}", kind="text/plain", status=415),
    Case("bad_query_missing_form_type", body=b"query=ASK%20%7B%7D", status=415),
    Case("bad_query_missing_direct_type", body=b"ASK {}", status=415),
    Case("bad_query_non_utf8", "POST", QUERY + "; charset=UTF-16", "ASK {}".encode("utf-16"), status=400),
    form("bad_query_syntax", ("query", "ASK {"), status=400),
    # Updates: all are refused, and nothing is changed.
    form("update_post_form", ("update", "CLEAR ALL"), status=400),
    direct("update_post_direct", "CLEAR ALL", kind=UPDATE, status=400),
    form("update_dataset_default_graph", ("update", "CLEAR ALL"), ("using-graph-uri", GRAPHS[0]), status=400),
    form("update_dataset_named_graphs", ("update", "DROP ALL"), ("using-named-graph-uri", "x"), status=400),
    get("bad_update_get", ("update", "CLEAR ALL"), status=400),
    form("bad_multiple_updates", ("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT"), status=400),
    direct("bad_update_wrong_media_type", "CLEAR NAMED", kind="text/plain", status=415),
    Case("bad_update_missing_form_type", body=b"update=CLEAR%20NAMED", status=415),
    Case("bad_update_non_utf8", "POST", UPDATE + "; charset=UTF-16", "DROP ALL".encode("utf-16"), status=400),
    direct("bad_update_syntax", "CLEAR XYZ", kind=UPDATE, status=400),
    form("bad_update_dataset_conflict", ("update", "CLEAR ALL"), ("using-named-graph-uri", "x"), status=400),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_protocol(strict: Served, case: Case) -> None:
    headers = {"content-type": case.content_type} if case.content_type else {}
    answer = httpx.request(
        case.method,
        f"{strict.url}/sparql",
        params=case.address,
        content=case.body,
        headers=headers,
        timeout=30,
    )
    assert answer.status_code == case.status, answer.text
    assert re.match(case.answers, answer.headers["content-type"])
    assert case.says.format(url=strict.url) in answer.text


def test_what_differs_is_said() -> None:
    said = (ROOT / "docs/web.md").read_text()
    for name in ("query_content_type_construct", "query_dataset_*", "update_*"):
        assert f"`{name}`" in said
