"""What is known of law, as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scgraph.graph import Graph
from scgraph.law.about import NO_STATUS, LawFacts, Piece
from scgraph.law.timeline import LegalEvent
from scgraph.questions.about import describe_data
from scgraph.questions.answers import Scalar
from scgraph.questions.catalogue import Column
from scgraph.tables.table import Sheet, Table
from scgraph.words import listed

_COLUMNS = (
    Column("law", "Law"),
    Column("what", "What"),
    Column("value", "Value"),
    Column("heading", "Heading or provision"),
    Column("status", "Status"),
    Column("date", "First in force, or when"),
    Column("iri", "IRI", "iri"),
)
NO_DATE = "no date recorded"


def status_text(law: LawFacts) -> str:
    """The status with its dates, and when and where it was read; what nobody checked is told as that.

    Of a judgment, which has no status, the events tell what became of it.
    """
    dates = []
    if law.in_force_from:
        dates.append(f"first in force on {law.in_force_from}")
    if law.no_longer_in_force_from:
        dates.append(f"no longer in force from {law.no_longer_in_force_from}")
    if law.status == NO_STATUS and not dates:
        return NO_STATUS
    told = f"{law.status}; {' and '.join(dates) or NO_DATE}"
    if law.status_read_on:
        told += f"; read on {law.status_read_on} at {listed(law.status_read_at)}"
    return told


def law_facts(law: LawFacts) -> list[tuple[str, str]]:
    """(what, value) of what is said of a piece of law itself."""
    facts = [
        ("Title", law.title if law.title != law.label else ""),
        ("Kind", law.kind),
        ("Number", law.number),
        ("What it is", law.definition),
        ("Status", status_text(law)),
        ("Newest version seen", law.version_date),
        ("Made or passed", law.document_date),
        *(("Note", note) for note in law.notes),
        ("Also called", "; ".join(law.names)),
        ("Identifier", law.iri),
    ]
    return [(what, value) for what, value in facts if value]


def law_links(law: LawFacts) -> list[tuple[str, tuple[Piece, ...]]]:
    """(heading, pieces) of what a piece of law is tied to; what it is part of first, its own parts last."""
    links = [("Part of", law.part_of), *law_ties(law), ("Parts", law.parts)]
    return [(heading, pieces) for heading, pieces in links if pieces]


def law_ties(law: LawFacts) -> list[tuple[str, tuple[Piece, ...]]]:
    """(heading, pieces) of the other law that a piece of law is tied to; only what there is."""
    ties = [
        ("Made under", law.made_under),
        ("Amends", law.amends),
        ("Amended by", law.amended_by),
        ("Repeals", law.repeals),
        ("Repealed by", law.repealed_by),
        ("Brings into force", law.commences),
        ("Brought into force by", law.commenced_by),
        ("Made or issued under it", law.instruments),
        ("Schemes that it sets out", law.schemes),
    ]
    return [(heading, pieces) for heading, pieces in ties if pieces]


def law_events(law: LawFacts) -> list[tuple[str, tuple[LegalEvent, ...]]]:
    """(heading, events) of what happened to a piece of law, and to what it is part of."""
    found = [("Events", law.events), ("Events on what it is part of", law.events_on_whole)]
    return [(heading, events) for heading, events in found if events]


def law_counts(law: LawFacts) -> list[tuple[str, int]]:
    """(what, how many) of the statements that rest on a piece of law, the two kinds apart."""
    where = listed(("it", *law.counted_at), "or")
    return [
        (f"Statements that name {where}", law.named),
        (f"Statements on a topic that we read as resting on {where}", law.read),
        (f"Statements that name a statutory role that we read as resting on {where}", law.by_role),
        ("Statements in all, each counted once", law.statements),
    ]


def law_sheet(graph: Graph, laws: Sequence[LawFacts]) -> Sheet:
    """One row for each thing that is known."""
    rows = [row for law in laws for row in _rows(law)]
    title = f"What is known of {listed([law.label for law in laws])}"
    facts = [("Question", title), *describe_data(graph, len(rows))]
    return Sheet(
        "law", title, "What the graph says of law, and what rests on it.", Table(_COLUMNS, rows), facts
    )


def _rows(law: LawFacts) -> Iterable[tuple[Scalar, ...]]:
    for what, value in law_facts(law):
        yield (law.label, what, value, None, None, None, law.iri)
    for heading, pieces in law_links(law):
        for piece in pieces:
            said = (each or None for each in (piece.heading, piece.status, piece.in_force_from))
            yield (law.label, heading, piece.label, *said, piece.iri)
    for heading, events in law_events(law):
        for event in events:
            told = (event.label, event.definition, event.standing.label, " ".join(event.when).strip())
            yield (law.label, heading, *told, event.iri)
    for topic in law.topics:
        yield (
            law.label,
            "Topic or role that rests on it",
            topic.label,
            topic.provision,
            None,
            None,
            topic.iri,
        )
    for what, number in law_counts(law):
        yield (law.label, what, number, None, None, None, law.iri)
