"""What differs between the graph and legislation.gov.uk, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from scgraph.graph import Graph
from scgraph.law.check import Report
from scgraph.law.comparing import Difference
from scgraph.law.sources import Source
from scgraph.questions.about import describe_data
from scgraph.questions.answers import Scalar
from scgraph.questions.catalogue import Column
from scgraph.tables.table import Sheet, Table
from scgraph.words import listed

_COLUMNS = (
    Column("what", "What"),
    Column("where", "Where"),
    Column("graph_says", "The graph says"),
    Column("file_says", "The file says"),
    Column("day", "From"),
    Column("by", "By", "iri"),
    Column("file", "File"),
    Column("iri", "IRI", "iri"),
)
# What a reader of a screen needs of these.
_READ = 4


def differences_to_read(differences: Sequence[Difference]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of what differs, for a screen."""
    header = tuple(column.label.lower() for column in _COLUMNS[:_READ])
    return header, [(row.what, row.where, row.graph_says, row.file_says) for row in differences]


def law_check_sheet(graph: Graph, report: Report, sources: Sequence[Source]) -> Sheet:
    """One row for each thing that differs, to be taken away."""
    rows: list[tuple[Scalar, ...]] = [
        (row.what, row.where, row.graph_says, row.file_says, row.day or None, row.by or None,
         listed(row.files), row.iri)
        for row in report.differences
    ]  # fmt: skip
    title = f"What differs from {listed([source.address or source.name for source in sources])}"
    facts = [
        ("Question", title),
        *describe_data(graph, len(rows)),
        *(("Note", note) for note in report.notes),
    ]
    description = "What files of legislation.gov.uk say of law that the graph does not."
    return Sheet("law-check", title, description, Table(_COLUMNS, rows), facts)
