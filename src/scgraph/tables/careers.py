"""Ways, gaps, comparisons and levels alike as tables: one table each, for every surface and form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from scgraph.domain.conditions import Condition, Totals
from scgraph.domain.demands import Place
from scgraph.domain.gap import Gap, GapRow
from scgraph.domain.likeness import Equivalents
from scgraph.graph import Graph
from scgraph.questions.about import Facts, describe_data
from scgraph.questions.answers import Scalar
from scgraph.questions.catalogue import Column
from scgraph.tables.table import Sheet, Table
from scgraph.words import SEPARATOR, counted, listed

if TYPE_CHECKING:  # networkx stands behind the ways
    from scgraph.careers.comparison import Comparison
    from scgraph.careers.paths import Paths

_TOPIC_COLUMNS = (
    Column("mark", "mark"),
    Column("topic", "topic"),
    Column("needed", "asked", "proficiency"),
    Column("held", "held", "proficiency"),
    Column("terms", "terms"),
    Column("kinds", "kinds", "list"),
    Column("places", "places", "list"),
    Column("heldPlaces", "held at", "list"),
)
_LIKENESS_COLUMNS = (
    Column("level", "level"),
    Column("council", "council"),
    Column("likeness", "likeness", "decimal"),
    Column("covers", "it covers", "decimal"),
    Column("coveredBy", "covered by this one", "decimal"),
    Column("unstated", "rests on no stated step", "decimal"),
    Column("verdict", "verdict"),
)
# What stands in the mark column for what is no topic to learn.
CONDITION, CONDITION_MET, CHOICE, CHOICE_MET = (
    "condition",
    "condition met",
    "one of several",
    "one of several, met",
)
LIKENESS = (
    "Likeness is the weaker of the two shares that one level holds of what the other asks: two jobs are alike"
    " only as far as each holds what the other asks. Each difference that bars equivalence lowers the place."
)
LEGEND = (
    "A demand whose source does not say how far stands with working where one step has to be above another,"
    " and is never shown as met."
)


def learning(to_learn: int, to_extend: int) -> str:
    """What there is to learn, in words.

    >>> learning(12, 3), learning(1, 0)
    ('12 topics to learn, 3 to take further', '1 topic to learn, none to take further')
    """
    return f"{counted(to_learn, 'topic')} to learn, {to_extend or 'none'} to take further"


def open_text(gap: Gap) -> str:
    """On how many topics that both ask the sources leave open how far, in words."""
    both = sum(row.held is not None for row in gap.rows)
    if not gap.open:
        return "both say how far on every topic that they share"
    return f"on {gap.open} of the {counted(both, 'topic')} that both ask, one of them does not say how far"


def months_text(totals: Totals) -> str:
    """The time that sources ask for, in words: at least and at most where they leave it open."""
    least, most = totals.least_months, totals.most_months
    if not most:
        return "no stated time"
    if least == most:
        return f"at least {counted(most, 'month')}, time served already included"
    return (
        f"at least {counted(least, 'month')}, or {most} if no time counts twice, time served already included"
    )


def totals_text(totals: Totals) -> str:
    """The hard conditions of a way, summed up."""
    qualification = [f"qualification: {totals.qualification}"] if totals.qualification else []
    if totals.off_scale:
        qualification.append(
            f"{counted(totals.off_scale, 'qualification')} without a level on the national scale"
        )
    said = [
        f"registration with {', '.join(totals.registrations)}"
        if totals.registrations
        else "no new registration",
        *(qualification or ["no new qualification"]),
        *([f"{counted(totals.choices, 'condition')} with a choice"] if totals.choices else []),
        *totals.others,
        months_text(totals),
    ]
    return "; ".join(said)


def paths_sheet(graph: Graph, paths: Paths) -> Sheet:
    """The ways found, one row per way, hop and topic."""
    columns = (
        Column("way", "way", "integer"),
        Column("hop", "hop", "integer"),
        Column("from", "from"),
        Column("to", "to"),
        Column("basis", "rests on", "list"),
        Column("direction", "direction"),
        Column("warning", "take care", "list"),
        *_TOPIC_COLUMNS,
    )
    rows: list[tuple[Scalar, ...]] = [
        (
            number,
            position,
            hop.origin.shown,
            hop.target.shown,
            SEPARATOR.join(hop.kinds),
            hop.direction.told,
            SEPARATOR.join(hop.marks) or None,
            *cells,
        )
        for number, way in enumerate(paths.paths, 1)
        for position, hop in enumerate(way.hops, 1)
        for cells in gap_rows(hop.gap)
    ]
    title = f"Ways from {paths.origin.shown} to {paths.target.shown}"
    described = f"What each level asks, marked by what was held or gained on the way before. {LEGEND}"
    facts = [("From", paths.origin.shown), ("To", paths.target.shown)]
    return _sheet(graph, "path", title, described, Table(columns, rows), facts)


def gap_sheet(graph: Graph, gap: Gap) -> Sheet:
    """A gap, one row per topic, condition and choice of the level aimed at."""
    title = f"The gap from {gap.origin.shown} to {gap.target.shown}"
    described = f"All that the level aimed at asks, marked by what the other brings. {LEGEND}"
    table = Table(_TOPIC_COLUMNS, gap_rows(gap))
    facts = [("From", gap.origin.shown), ("To", gap.target.shown)]
    return _sheet(graph, "gap", title, described, table, facts)


def comparison_sheet(graph: Graph, comparison: Comparison) -> Sheet:
    """Levels side by side, one row per topic, those included on which they do not differ."""
    names = [level.shown for level in comparison.levels]
    described = "The highest step that each level states on each topic it asks; ≠ marks a difference."
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
    described = LIKENESS
    facts = [("Level", found.level.shown)]
    return _sheet(graph, "equivalents", title, described, equivalents_table(found), facts)


def equivalents_table(found: Equivalents) -> Table:
    """One row per level, best first; the shares run from 0 to 1."""
    rows: list[tuple[Scalar, ...]] = [
        (
            item.level.shown,
            item.level.council,
            item.likeness,
            item.coverage_there,
            item.coverage_here,
            item.unstated,
            item.verdict,
        )
        for item in found.ranked
    ]
    return Table(_LIKENESS_COLUMNS, rows)


def gap_rows(gap: Gap) -> list[tuple[Scalar, ...]]:
    """The cells of a gap: topics asked, topics only named, conditions and choices; each with its mark."""
    rows = [_topic_cells(row) for row in gap.rows]
    for named in gap.named:
        places = _locators(named.places)
        kinds = SEPARATOR.join(dict.fromkeys(place.kind for place in named.places))
        held = "held" if named.is_held else None
        rows.append(
            (named.terms, named.topic, named.places[0].proficiency, held, named.terms, kinds, places, None)
        )
    for condition in gap.conditions:
        rows.append(_condition_cells(CONDITION, condition, None))
    for shown in gap.shown:
        rows.append(_condition_cells(CONDITION_MET, shown.condition, shown.by))
    for row in gap.choices:
        mark = CHOICE_MET if row.by else CHOICE
        choice = row.choice
        rows.append((mark, choice.told, None, row.by, choice.terms, None, choice.locator, None))
    return rows


def _condition_cells(mark: str, condition: Condition, by: str | None) -> tuple[Scalar, ...]:
    return (mark, condition.short, None, by, condition.terms, condition.kind, condition.locator, None)


def _topic_cells(row: GapRow) -> tuple[Scalar, ...]:
    held = row.held or (f"in part: {SEPARATOR.join(row.narrower)}" if row.narrower else None)
    kinds = SEPARATOR.join(row.kinds)
    return (
        row.mark,
        row.topic,
        row.needed,
        held,
        row.terms,
        kinds,
        _locators(row.places),
        _locators(row.held_places),
    )


def _locators(places: Iterable[Place]) -> str:
    return SEPARATOR.join(dict.fromkeys(place.locator for place in places))


def _sheet(graph: Graph, name: str, title: str, described: str, table: Table, asked: Facts) -> Sheet:
    facts = [("Question", title), ("What it asks", described), *asked, *describe_data(graph, len(table.rows))]
    return Sheet(name, title, described, table, facts)
