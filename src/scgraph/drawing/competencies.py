"""What the levels of a ladder ask on each topic, as a matrix of proficiency steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from scgraph.careers.comparison import ComparedRow, side_by_side
from scgraph.careers.reading import node_of
from scgraph.domain.demands import EXCEEDED, LOWER, MISSING, Carried
from scgraph.domain.levels import Level
from scgraph.drawing.grid import Cell, Grid, Heading, draw_grid
from scgraph.drawing.ladders import ladder_levels
from scgraph.drawing.style import RAMP
from scgraph.errors import UsageError
from scgraph.graph import Name
from scgraph.questions.door import KnowledgeGraph
from scgraph.words import counted

# How a level stands to the rung below: what is missing there is new here, and so on.
_SIGNS = {MISSING: "+", LOWER: "▲", EXCEEDED: "▼"}
_UNSTATED = "?"


def draw_competency_matrix(graph: KnowledgeGraph, ladder: Name, form: str = "svg", root: str = "") -> bytes:
    """The levels of a role or job family against its topics, the proficiency steps in the cells.

    :raises UsageError: for another form, or a name that no ladder bears.
    :raises MissingDependency: if matplotlib is not installed.
    """
    levels = ladder_levels(graph, ladder)
    compared = side_by_side(graph, [node_of(level) for level in levels]).rows
    if not compared:
        raise UsageError(f"'{levels[0].role}' asks nothing on any topic, so there is nothing to draw.")
    carried = [cell for row in compared for cell in row.cells if cell]
    steps = {cell.step: cell.proficiency for cell in carried if cell.is_stated}
    notes = []
    if not all(cell.is_stated for cell in carried):
        notes.append(f"{_UNSTATED} The level asks the topic; its source does not say how far.")
    if len(levels) > 1:
        notes.append("Against the rung below: + not asked there; ▲ raised; ▼ lower.")
    rows: list[Heading] = []
    cells: list[tuple[Cell | None, ...]] = []
    for group, members in groupby(compared, key=lambda row: row.group):
        rows.append(Heading(group, is_group=True))
        cells.append((None,) * len(levels))
        for row in members:
            rows.append(Heading(row.topic))
            cells.append(tuple(map(_cell, row.cells, row.marks)))
    size = f"{counted(len(compared), 'topic')} in {counted(len(levels), 'level')}"
    grid = Grid(
        title=f"What {levels[0].role} asks, level by level ({levels[0].council})",
        description=f"{size}. {_describe(levels, compared)}",
        rows=tuple(rows),
        columns=tuple(Heading(_short(level), level.iri) for level in levels),
        cells=tuple(cells),
        bands=tuple(f"{step} {steps[step]}" if step in steps else "" for step in range(1, len(RAMP) + 1)),
        key="Each number is the highest proficiency step that the level asks on the topic.",
        notes=tuple(notes),
    )
    return draw_grid(grid, form, root)


def _short(level: Level) -> str:
    return level.name.removeprefix(f"{level.role}, ")


def _cell(carried: Carried | None, mark: str) -> Cell | None:
    if carried is None:
        return None
    sign = _SIGNS.get(mark, "")
    if not carried.is_stated:
        return Cell(None, f"{_UNSTATED}{sign}")
    return Cell(carried.step - 1, f"{carried.step}{sign}")


def _describe(levels: list[Level], rows: Sequence[ComparedRow]) -> str:
    """How many topics each level asks, of how many it says how far, and the change against the rung below."""
    parts = []
    for place, level in enumerate(levels):
        marks = Counter(row.marks[place] for row in rows if row.cells[place])
        stated = sum(cell.is_stated for row in rows if (cell := row.cells[place]))
        change = f", {marks[MISSING]} new, {marks[LOWER]} raised, {marks[EXCEEDED]} lower" if place else ""
        parts.append(f"{level.name}: {marks.total()} asked, {stated} with a step{change}")
    return "; ".join(parts) + "."
