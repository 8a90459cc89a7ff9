"""What the levels of a ladder ask on each topic, as a matrix of proficiency steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scgraph.careers.levels import Level
from scgraph.careers.profile import Carried, load_profile
from scgraph.drawing.grid import Cell, Grid, Heading, draw_grid
from scgraph.drawing.ladders import ladder_levels
from scgraph.drawing.style import RAMP
from scgraph.errors import UsageError
from scgraph.tables.text import Table
from scgraph.words import counted

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph

Topic = tuple[str, str, str]
_NEW, _RAISED, _LOWER = "+", "▲", "▼"


def draw_competency_matrix(
    graph: KnowledgeGraph, ladder_iri: str, form: str = "svg", root: str = ""
) -> bytes:
    """The levels of a role or job family against its topics, the proficiency steps in the cells.

    :param ladder_iri: the ladder, as an IRI, a CURIE or a label.
    :param form: 'svg', 'png' or 'pdf'.
    :param root: what stands before the addresses of the levels' pages.
    :raises UsageError: for another form, or a name that no ladder bears.
    :raises MissingDependency: if matplotlib is not installed.
    """
    levels, topics, held = _load(graph, ladder_iri)
    steps = {carried.step: carried.proficiency for row in held.values() for carried in row if carried}
    rows: list[Heading] = []
    cells: list[tuple[Cell | None, ...]] = []
    group = None
    for topic in topics:
        if topic[0] != group:
            group = topic[0]
            rows.append(Heading(group, is_group=True))
            cells.append((None,) * len(levels))
        rows.append(Heading(topic[1]))
        cells.append(tuple(_cell(held[topic], place) for place in range(len(levels))))
    size = f"{counted(len(topics), 'topic')} in {counted(len(levels), 'level')}"
    grid = Grid(
        title=f"What {levels[0].role} asks, level by level ({levels[0].council})",
        description=f"{size}. {_describe(levels, held)}",
        rows=tuple(rows),
        columns=tuple(Heading(_short(level), level.iri) for level in levels),
        cells=tuple(cells),
        bands=tuple(f"{step} {steps[step]}" if step in steps else "" for step in range(1, len(RAMP) + 1)),
        key="Each number is the highest proficiency step that the level asks on the topic.",
        notes=(f"Against the rung below: {_NEW} not asked there; {_RAISED} raised; {_LOWER} lower.",)
        if len(levels) > 1
        else (),
    )
    return draw_grid(grid, form, root)


def tabulate_competency_matrix(graph: KnowledgeGraph, ladder_iri: str) -> Table:
    """What the matrix shows, one row per topic, with the step that each level asks."""
    levels, topics, held = _load(graph, ladder_iri)
    rows = [
        (group, name, *(c.step if c else None for c in held[group, name, iri])) for group, name, iri in topics
    ]
    return Table(
        ("Group", "Topic", *(level.name for level in levels)),
        list(rows),
        (False, False, *(True for _ in levels)),
    )


def _load(
    graph: KnowledgeGraph, ladder_iri: str
) -> tuple[list[Level], list[Topic], dict[Topic, tuple[Carried | None, ...]]]:
    """The levels, the topics (group, name, IRI) in their order, and what each level carries on each."""
    levels = ladder_levels(graph, ladder_iri)
    profiles = [load_profile(graph, level.iri) for level in levels]
    topics = sorted({(c.group, c.topic, c.competency) for profile in profiles for c in profile.values()})
    if not topics:
        raise UsageError(f"'{levels[0].role}' asks nothing on any topic, so there is nothing to draw.")
    return levels, topics, {topic: tuple(profile.get(topic[2]) for profile in profiles) for topic in topics}


def _short(level: Level) -> str:
    return level.name.removeprefix(f"{level.role}, ")


def _cell(row: tuple[Carried | None, ...], place: int) -> Cell | None:
    carried = row[place]
    if carried is None:
        return None
    below = row[place - 1] if place else carried
    if below is None:
        mark = _NEW
    else:
        mark = _RAISED if below.step < carried.step else _LOWER if below.step > carried.step else ""
    return Cell(carried.step - 1, f"{carried.step}{mark}")


def _describe(levels: list[Level], held: dict[Topic, tuple[Carried | None, ...]]) -> str:
    """How many topics each level asks, and what that changes against the rung below."""
    parts = []
    for place, level in enumerate(levels):
        texts = [cell.text for row in held.values() if (cell := _cell(row, place))]
        new, raised, lower = (sum(text.endswith(mark) for text in texts) for mark in (_NEW, _RAISED, _LOWER))
        change = f", {new} new, {raised} raised, {lower} lower" if place else ""
        parts.append(f"{level.name}: {len(texts)} asked{change}")
    return "; ".join(parts) + "."
