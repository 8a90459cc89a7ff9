"""What the graph says of an Act, a provision, a scheme, a judgment or a code, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.citations.address import split_identifier
from scgraph.citations.units import short
from scgraph.engine.protocol import Term
from scgraph.graph import Graph, Node
from scgraph.law.timeline import LegalEvent, events_of, load_events
from scgraph.namespaces import PREFIXES, contract
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.words import natural_key, sentence

NO_STATUS = "no status recorded"
_SCHEME = PREFIXES["scg"] + "StatutoryScheme"


@dataclass(frozen=True)
class Piece:
    """A piece of law that another is tied to; what is not recorded of it is empty."""

    iri: str
    label: str
    heading: str = ""
    status: str = ""
    in_force_from: str = ""


@dataclass(frozen=True)
class Grounding:
    """A topic or statutory role that rests on a provision, by our reading: why, and when reviewed."""

    iri: str
    label: str
    provision_iri: str
    provision: str
    reason: str = ""
    reviewed_on: str = ""


@dataclass(frozen=True)
class LawFacts:
    """What the graph knows of a piece of law. Dates are those of ISO 8601, empty where none is recorded.

    ``number`` is as lawyers cite it. A judgment has no status: events tell whether it was overruled.
    ``status_read_on`` and ``status_read_at`` are empty where nobody checked. ``statements`` counts those that
    name it or a part of it, or rest on it by this project's reading of their topics or of the statutory roles
    that they name: ``named``, ``read`` and ``by_role``; some may do several. What rests on a scheme is what
    rests on the provisions that set it out: ``counted_at``. ``events_on_whole`` touch what it is part of.
    """

    iri: str
    label: str
    title: str
    kind: str
    number: str
    status: str
    status_read_on: str
    status_read_at: tuple[str, ...]
    document_date: str
    in_force_from: str
    no_longer_in_force_from: str
    version_date: str
    definition: str
    notes: tuple[str, ...]
    names: tuple[str, ...]
    part_of: tuple[Piece, ...]
    parts: tuple[Piece, ...]
    schemes: tuple[Piece, ...]
    made_under: tuple[Piece, ...]
    instruments: tuple[Piece, ...]
    amends: tuple[Piece, ...]
    amended_by: tuple[Piece, ...]
    repeals: tuple[Piece, ...]
    repealed_by: tuple[Piece, ...]
    commences: tuple[Piece, ...]
    commenced_by: tuple[Piece, ...]
    events: tuple[LegalEvent, ...]
    events_on_whole: tuple[LegalEvent, ...]
    topics: tuple[Grounding, ...]
    counted_at: tuple[str, ...]
    named: int
    read: int
    by_role: int
    statements: int


def describe_law(graph: Graph, node: Node) -> LawFacts:
    """What the graph knows of one piece of law."""
    facts = _facts(graph, node.iri)
    links = _links(graph, node.iri)

    def pieces(how: str) -> tuple[Piece, ...]:
        return tuple(sorted(links.get(how, ()), key=lambda piece: natural_key(piece.label)))

    def one(curie: str) -> str:
        return next(iter(facts.get(curie, ())), "")

    is_scheme = any(piece.iri == _SCHEME for piece in pieces("class"))
    setting_out = pieces("set out in") if is_scheme else ()
    anchors = [node.iri, *(piece.iri for piece in setting_out)]
    named, read, by_role, statements = _counts(graph, anchors)
    events, on_whole = events_of(graph, node.iri, load_events(graph))
    statuses = [piece.label for piece in pieces("status")]
    return LawFacts(
        iri=node.iri,
        label=node.label,
        title=one("dcterms:title"),
        kind=_kind(node.iri, pieces("kind") or pieces("class")),
        number=one("scg:neutralCitation") or number_of(node.iri),
        status=statuses[0] if statuses else NO_STATUS,
        status_read_on=one("scg:statusReadOn"),
        status_read_at=tuple(facts.get("scg:statusReadAt", ())),
        document_date=one("eli:date_document"),
        in_force_from=one("eli:first_date_entry_in_force"),
        no_longer_in_force_from=one("eli:date_no_longer_in_force"),
        version_date=one("eli:version_date"),
        definition=one("skos:definition"),
        notes=tuple(facts.get("rdfs:comment", ())),
        names=tuple(sorted(facts.get("skos:altLabel", ()), key=natural_key)),
        part_of=_from_the_nearest(pieces("whole")),
        parts=pieces("part"),
        schemes=pieces("scheme"),
        made_under=pieces("power"),
        instruments=pieces("instrument"),
        amends=pieces("amends"),
        amended_by=pieces("amended by"),
        repeals=pieces("repeals"),
        repealed_by=pieces("repealed by"),
        commences=pieces("commences"),
        commenced_by=pieces("commenced by"),
        events=tuple(events),
        events_on_whole=tuple(on_whole),
        topics=_topics(graph, anchors),
        counted_at=tuple(piece.label for piece in setting_out),
        named=named,
        read=read,
        by_role=by_role,
        statements=statements,
    )


def number_of(iri: str) -> str:
    """How a work is numbered, or a provision in its work; empty for what legislation.gov.uk does not have.

    >>> number_of("http://www.legislation.gov.uk/id/ukpga/2014/23")
    '2014 c. 23'
    >>> number_of("http://www.legislation.gov.uk/id/uksi/2014/2827")
    'SI 2014/2827'
    >>> number_of("http://www.legislation.gov.uk/id/ukpga/2005/9/schedule/A1/paragraph/38")
    'Sch. A1 para. 38'
    """
    found = split_identifier(iri)
    if found is None:
        return ""
    if found[1]:
        return short(found[1])
    kind, year, number = found[0].removeprefix(PREFIXES["leg"]).split("/")
    forms = {"ukpga": f"{year} c. {number}", "uksi": f"SI {year}/{number}"}
    return forms.get(kind, f"{year}/{number}")


def _kind(iri: str, kinds: tuple[Piece, ...]) -> str:
    """What it is: the unit that a provision is, else the kind of document or the class that is stated."""
    found = split_identifier(iri)
    if found is not None and found[1]:
        return sentence(found[1][-1][0])
    return sentence(kinds[0].label) if kinds else ""


def _rows(graph: Graph, name: str, *iris: str) -> list[tuple[Term | None, ...]]:
    return graph.engine.select(bind(query_text(__package__, name), {"law": iris})).rows


def _facts(graph: Graph, iri: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in _rows(graph, "facts.rq", iri):
        if name is not None and value is not None:
            found.setdefault(contract(name.value), []).append(value.value)
    return found


def _links(graph: Graph, iri: str) -> dict[str, list[Piece]]:
    found: dict[str, dict[str, Piece]] = {}
    for row in _rows(graph, "links.rq", iri):
        how, other, name, heading, status, date = (term.value if term else "" for term in row)
        heading = "" if heading == name else heading
        piece = Piece(other, name or contract(other), heading, status, date)
        found.setdefault(how, {}).setdefault(other, piece)
    return {how: list(pieces.values()) for how, pieces in found.items()}


def _topics(graph: Graph, iris: list[str]) -> tuple[Grounding, ...]:
    rows = [tuple(term.value if term else "" for term in row) for row in _rows(graph, "topics.rq", *iris)]
    found = [Grounding(*row) for row in rows]
    return tuple(sorted(found, key=lambda each: (natural_key(each.label), natural_key(each.provision))))


def _counts(graph: Graph, iris: list[str]) -> tuple[int, int, int, int]:
    """How many statements name it, rest on it by our reading of topics and of roles, and do any of these."""
    ((named, read, by_role, all_of_them),) = _rows(graph, "statements.rq", *iris)
    counted = (named, read, by_role, all_of_them)
    return tuple(int(term.value) if term else 0 for term in counted)  # type: ignore[return-value]


def _from_the_nearest(wholes: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """What something is part of, the narrowest first."""
    return tuple(sorted(wholes, key=lambda whole: -len(whole.iri)))
