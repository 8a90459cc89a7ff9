"""Ways, gaps, comparisons and levels alike as tables: one table each, for every surface and form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scgraph.domain.gap import Gap, GapRow
from scgraph.domain.likeness import Equivalents
from scgraph.graph import Graph
from scgraph.questions.about import Facts, describe_data
from scgraph.questions.answers import Scalar
from scgraph.questions.catalogue import Column
from scgraph.tables.table import Sheet, Table
from scgraph.words import SEPARATOR, listed

if TYPE_CHECKING:  # networkx stands behind the ways
    from scgraph.careers.comparison import Comparison
    from scgraph.careers.paths import Paths

_TOPIC_COLUMNS = (
    Column("mark", "mark"),
    Column("topic", "topic"),
    Column("needed", "needed", "proficiency"),
    Column("held", "held", "proficiency"),
    Column("kinds", "kinds", "list"),
    Column("places", "places", "list"),
)
_LIKENESS_COLUMNS = (
    Column("level", "level"),
    Column("council", "council"),
    Column("mutual", "mutual", "decimal"),
    Column("covers", "it covers", "decimal"),
    Column("coveredBy", "covered by this one", "decimal"),
    Column("jaccard", "Jaccard", "decimal"),
    Column("verdict", "verdict"),
)


def paths_sheet(graph: Graph, paths: Paths) -> Sheet:
    """The ways found, one row per way, hop and topic."""
    columns = (
        Column("way", "way", "integer"),
        Column("hop", "hop", "integer"),
        Column("from", "from"),
        Column("to", "to"),
        Column("basis", "rests on", "list"),
        *_TOPIC_COLUMNS,
    )
    rows: list[tuple[Scalar, ...]] = [
        (number, position, hop.origin.shown, hop.target.shown, SEPARATOR.join(hop.kinds), *_topic_cells(row))
        for number, way in enumerate(paths.paths, 1)
        for position, hop in enumerate(way.hops, 1)
        for row in hop.gap.rows
    ]
    title = f"Ways from {paths.origin.shown} to {paths.target.shown}"
    described = "Way by way and hop by hop: what each level asks, marked by what the one before it brings."
    facts = [("From", paths.origin.shown), ("To", paths.target.shown)]
    return _sheet(graph, "path", title, described, Table(columns, rows), facts)


def gap_sheet(graph: Graph, gap: Gap) -> Sheet:
    """A gap, one row per topic of the level aimed at."""
    title = f"The gap from {gap.origin.shown} to {gap.target.shown}"
    described = "All that the level aimed at asks, topic by topic, marked by what the other brings."
    table = Table(_TOPIC_COLUMNS, [_topic_cells(row) for row in gap.rows])
    facts = [("From", gap.origin.shown), ("To", gap.target.shown)]
    return _sheet(graph, "gap", title, described, table, facts)


def comparison_sheet(graph: Graph, comparison: Comparison) -> Sheet:
    """Levels side by side, one row per topic, those included on which they do not differ."""
    names = [level.shown for level in comparison.levels]
    described = "The proficiency step that each level asks on each topic; ≠ marks a difference."
    table = comparison_table(comparison, everything=True)
    return _sheet(graph, "compare", listed(names), described, table, [("Levels", SEPARATOR.join(names))])


def comparison_table(comparison: Comparison, everything: bool) -> Table:
    """One row per topic: the step at each level."""
    levels = (Column(f"level{n}", level.shown, "proficiency") for n, level in enumerate(comparison.levels, 1))
    columns = (Column("differs", "differs"), Column("group", "group"), Column("topic", "topic"), *levels)
    rows: list[tuple[Scalar, ...]] = [
        (
            "≠" if row.differs else "",
            row.group,
            row.topic,
            *(cell.proficiency if cell else "–" for cell in row.cells),
        )
        for row in (comparison.rows if everything else comparison.differing)
    ]
    return Table(columns, rows)


def equivalents_sheet(graph: Graph, found: Equivalents) -> Sheet:
    """Levels of other councils, the most like one first."""
    title = f"Levels of other councils most like {found.level.shown}"
    described = "The shares run from 0 to 1; 'mutual' is the weaker of the two that one holds of the other."
    facts = [("Level", found.level.shown)]
    return _sheet(graph, "equivalents", title, described, equivalents_table(found), facts)


def equivalents_table(found: Equivalents) -> Table:
    """One row per level, best first; the shares run from 0 to 1."""
    rows: list[tuple[Scalar, ...]] = [
        (
            item.level.shown,
            item.level.council,
            item.mutual,
            item.coverage_there,
            item.coverage_here,
            item.jaccard,
            item.verdict,
        )
        for item in found.ranked
    ]
    return Table(_LIKENESS_COLUMNS, rows)


def _topic_cells(row: GapRow) -> tuple[Scalar, ...]:
    places = SEPARATOR.join(dict.fromkeys(place.locator for place in row.places))
    return (row.mark, row.topic, row.needed, row.held, SEPARATOR.join(row.kinds), places)


def _sheet(graph: Graph, name: str, title: str, described: str, table: Table, asked: Facts) -> Sheet:
    facts = [("Question", title), ("What it asks", described), *asked, *describe_data(graph, len(table.rows))]
    return Sheet(name, title, described, table, facts)
