"""CURIEs and IRIs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scgraph.namespaces import PREFIXES, contract, expand


@pytest.mark.parametrize(
    ("curie", "iri"),
    [
        ("comp:reviews", "https://w3id.org/scgraph/competency/reviews"),
        (
            "richmond-wandsworth:social-care-assessor",
            "https://w3id.org/scgraph/id/richmond-wandsworth/social-care-assessor",
        ),
        ("kmsab:8", "https://w3id.org/scgraph/kmsab/8"),
    ],
)
def test_expand(curie: str, iri: str) -> None:
    assert expand(curie) == iri


@pytest.mark.parametrize(
    "text", ["Bexley 07", "http://example.org/x", "scg:", ":x", "Range 4: Level C", "SCI09", ""]
)
def test_what_is_no_curie(text: str) -> None:
    assert expand(text) is None


@given(
    st.sampled_from(sorted(set(PREFIXES) - {"id", "graph", "leg"})),
    st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True),
)
def test_contract_undoes_expand(prefix: str, local: str) -> None:
    assert contract(expand(f"{prefix}:{local}") or "") == f"{prefix}:{local}"
