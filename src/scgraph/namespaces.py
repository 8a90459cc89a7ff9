"""The prefixes of the graph and the few terms that Python itself has to name; where a node has its page."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

BASE: Final = "https://w3id.org/scgraph/"
GRAPH_BASE: Final = BASE + "graph/"
ONTOLOGY: Final = BASE + "ontology"

PREFIXES: Final[dict[str, str]] = {
    "scg": BASE + "ontology#",
    "comp": BASE + "competency/",
    "prof": BASE + "proficiency/",
    "srole": BASE + "statutory-role/",
    "scheme": BASE + "scheme/",
    "qual": BASE + "qualification/",
    "kmsab": BASE + "kmsab/",
    "body": BASE + "body/",
    "grade": BASE + "grade/",
    "law": BASE + "law/",
    "event": BASE + "law/event/",
    "grounding": BASE + "grounding/",
    "graph": GRAPH_BASE,
    "shape": BASE + "shapes#",
    "source": BASE + "source/",
    "id": BASE + "id/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "esco": "http://data.europa.eu/esco/occupation/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "leg": "http://www.legislation.gov.uk/id/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

RDF_TYPE: Final = PREFIXES["rdf"] + "type"
XSD_STRING: Final = PREFIXES["xsd"] + "string"
XSD_INTEGER: Final = PREFIXES["xsd"] + "integer"

INFERRED_GRAPH: Final = GRAPH_BASE + "inferred"
PROFILE_GRAPH: Final = GRAPH_BASE + "profile"
SUMMARY_GRAPH: Final = GRAPH_BASE + "summary"
# What no source states: computed from the other graphs, and computed anew when they change.
DERIVED_GRAPHS: Final = (INFERRED_GRAPH, PROFILE_GRAPH, SUMMARY_GRAPH)

# Where others publish law, and under what it stands in the explorer.
_HOUSES: Final = {
    PREFIXES["leg"]: "/legislation/",
    "https://caselaw.nationalarchives.gov.uk/": "/caselaw/",
}
# What may stand unescaped in a path, beside letters and digits.
_PLAIN: Final = "/-._~:@!$&'()*+,;="


def expand(curie: str) -> str | None:
    """The IRI that a CURIE stands for, or ``None`` where it is not one of ours.

    A council's slug is a prefix too: ``bexley:social-care-assistant_07`` is a name under
    ``https://w3id.org/scgraph/id/bexley/``.

    >>> expand("scg:Level")
    'https://w3id.org/scgraph/ontology#Level'
    >>> expand("bexley:social-care-assistant_07")
    'https://w3id.org/scgraph/id/bexley/social-care-assistant_07'
    >>> expand("no prefix here") is None
    True
    """
    prefix, colon, local = curie.partition(":")
    if not colon or not local or " " in curie or local.startswith("//"):
        return None
    if prefix in PREFIXES:
        return PREFIXES[prefix] + local
    if prefix and prefix == prefix.lower() and prefix.replace("-", "").isalnum():
        return f"{PREFIXES['id']}{prefix}/{local}"
    return None


def contract(iri: str) -> str:
    """The CURIE of an IRI of ours, or the IRI itself where no prefix fits.

    >>> contract("https://w3id.org/scgraph/id/bexley/social-care-assistant_07")
    'bexley:social-care-assistant_07'
    >>> contract("http://example.org/x")
    'http://example.org/x'
    """
    council, slash, local = iri.removeprefix(PREFIXES["id"]).partition("/")
    if iri.startswith(PREFIXES["id"]) and slash and local:
        return f"{council}:{local}"
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local and "/" not in local:
            return f"{prefix}:{local}"
    return iri


def address_of(iri: str) -> str | None:
    """The path of a node's page in the explorer, or ``None`` for a node that others describe.

    It repeats the part of the IRI behind the common root. Nothing else decides what has a page.

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
