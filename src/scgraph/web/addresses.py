"""Where a node of the graph has its page: addresses repeat the part of the IRI behind the common root."""

from __future__ import annotations

from urllib.parse import quote

from scgraph.namespaces import BASE, PREFIXES

# Where others publish law, and under what it stands here.
_HOUSES = {
    PREFIXES["leg"]: "/legislation/",
    "https://caselaw.nationalarchives.gov.uk/": "/caselaw/",
}
# What may stand unescaped in a path, beside letters and digits.
_PLAIN = "/-._~:@!$&'()*+,;="


def address_of(iri: str) -> str | None:
    """The path of a node's page on this server, or ``None`` for a node that others describe.

    >>> address_of("https://w3id.org/scgraph/id/bexley/social-care-assistant_07")
    '/id/bexley/social-care-assistant_07'
    >>> address_of("http://www.legislation.gov.uk/id/ukpga/2014/23/section/42")
    '/legislation/ukpga/2014/23/section/42'
    >>> address_of("https://caselaw.nationalarchives.gov.uk/uksc/2026/16")
    '/caselaw/uksc/2026/16'
    >>> address_of("https://w3id.org/scgraph/ontology#Level")
    '/ontology#Level'
    >>> address_of("https://w3id.org/scgraph//example.org")
    '/%2Fexample.org'
    >>> address_of("http://example.org/x") is None
    True
    """
    for house, place in _HOUSES.items():
        if iri.startswith(house):
            return place + quote(iri.removeprefix(house), safe=_PLAIN)
    if not iri.startswith(BASE) or iri == BASE:
        return None
    path, hash_sign, term = iri.removeprefix(BASE).partition("#")
    whole = quote(path, safe=_PLAIN)
    if whole.startswith("/"):  # two strokes in front would be the address of another server
        whole = f"%2F{whole[1:]}"
    return f"/{whole}" + (hash_sign and f"#{quote(term, safe=_PLAIN)}")


def iri_of(path: str) -> str:
    """The IRI whose page an unescaped path is: the reverse of :func:`address_of`.

    >>> iri_of("/legislation/ukpga/2014/23")
    'http://www.legislation.gov.uk/id/ukpga/2014/23'
    >>> iri_of("/competency/risk-assessment")
    'https://w3id.org/scgraph/competency/risk-assessment'
    """
    for house, place in _HOUSES.items():
        if path.startswith(place):
            return house + path.removeprefix(place)
    return BASE + path.removeprefix("/")
