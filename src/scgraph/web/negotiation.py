"""Which representation of a page a client wants: by the ending of the address, else by its Accept header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import RdfFormat
from starlette.requests import Request


@dataclass(frozen=True)
class Form:
    """A representation: the ending of its address, its media type, and what a link to it is called."""

    ending: str
    media_type: str
    name: str
    rdf: RdfFormat | None = None


HTML = Form("html", "text/html", "web page")
RDF_FORMS = (
    Form("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML),
)
CSV = Form("csv", "text/csv", "CSV")
TSV = Form("tsv", "text/tab-separated-values", "TSV")
JSON = Form("json", "application/sparql-results+json", "JSON")
XML = Form("xml", "application/sparql-results+xml", "XML")
EXCEL = Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel")
TABLE_FORMS = (CSV, EXCEL, JSON, TSV)
ROW_FORMS = (JSON, XML, CSV, TSV)
BY_ENDING = {form.ending: form for form in (HTML, *RDF_FORMS, *TABLE_FORMS, *ROW_FORMS)}
# Media types that mean one of the above.
_SYNONYMS = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "application/xhtml+xml": "text/html",
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
}


def wanted(request: Request, offers: Sequence[Form]) -> Form:
    """The form that a request asks for: by the ending of its address, by what it accepts, or the first."""
    if ending := request.scope.get("ending"):
        return BY_ENDING[ending]
    return choose(request.headers.get("accept"), offers) or offers[0]


def choose(accept: str | None, offers: Sequence[Form]) -> Form | None:
    """The offer that an Accept header likes best, the earlier one among equals; ``None`` if it takes none.

    >>> choose("text/turtle;q=0.5, application/ld+json", RDF_FORMS).ending
    'jsonld'
    >>> choose("*/*", (HTML, *RDF_FORMS)).ending
    'html'
    >>> choose("image/png", RDF_FORMS) is None
    True
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",")]
    best, liking = None, 0.0
    for offer in offers:
        matches = [(exact, q) for media, q in ranges if (exact := _match(media, offer))]
        quality = max(matches)[1] if matches else 0.0
        if quality > liking:
            best, liking = offer, quality
    return best


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    try:
        return media, min(1.0, max(0.0, float(quality)))
    except ValueError:
        return media, 0.0


def _match(media: str, offer: Form) -> int:
    """How exactly a media range names an offer: 4 its type, 3 a synonym, 2 its kind, 1 anything, 0 not."""
    if media == offer.media_type:
        return 4
    if _SYNONYMS.get(media) == offer.media_type:
        return 3
    kind, _, rest = media.partition("/")
    if rest == "*" and kind == offer.media_type.partition("/")[0]:
        return 2
    return 1 if media == "*/*" else 0
