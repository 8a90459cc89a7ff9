"""Which representation a client gets."""

from __future__ import annotations

import pytest

from scgraph.web.negotiation import HTML, RDF_FORMS, ROW_FORMS, choose

PAGE = (HTML, *RDF_FORMS)


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle;q=0.9, text/html;q=0.1", "ttl"),
        ("text/*;q=0.5, application/rdf+xml;q=0.4", "html"),
        ("text/html;q=0, */*", "ttl"),
        ("TEXT/TURTLE", "ttl"),
        ("text/turtle;q=nonsense, application/n-triples;q=0.1", "nt"),
    ],
)
def test_a_page_has_the_form_that_is_liked_best(accept: str | None, ending: str) -> None:
    chosen = choose(accept, PAGE)
    assert chosen is not None
    assert chosen.ending == ending


def test_what_nobody_offers_is_nothing() -> None:
    assert choose("image/png", PAGE) is None
    assert choose("text/html;q=0", (HTML,)) is None


def test_plain_json_means_the_json_of_sparql() -> None:
    chosen = choose("application/json", ROW_FORMS)
    assert chosen is not None
    assert chosen.ending == "json"
