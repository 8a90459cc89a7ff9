"""Addresses and IRIs are each other's reverse."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from scgraph.namespaces import address_of, iri_of
from scgraph.questions.door import KnowledgeGraph


def test_every_node_of_ours_and_every_law_has_an_address_that_leads_back(graph: KnowledgeGraph) -> None:
    subjects = graph.engine.select("SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) }").rows
    iris = [subject.value for (subject,) in subjects if subject]
    addresses = {iri: address_of(iri) for iri in iris}
    placed = {iri: address for iri, address in addresses.items() if address and "#" not in address}
    assert len(placed) > 1_000
    for iri, address in placed.items():
        assert iri_of(unquote(address)) == iri
    assert len(set(placed.values())) == len(placed)


@pytest.mark.parametrize(
    "iri", ["http://example.org/x", "https://w3id.org/scgraph/", "urn:x", "", "javascript:alert(1)"]
)
def test_what_others_describe_has_no_address_here(iri: str) -> None:
    assert address_of(iri) is None


def test_an_address_is_safe_in_a_link() -> None:
    assert address_of('https://w3id.org/scgraph/id/"><script>') == "/id/%22%3E%3Cscript%3E"
