"""``scgraph path``, ``gap``, ``equivalents`` and ``compare``: what a workforce planner asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from scgraph.careers import reading
from scgraph.cli import careers_text, options
from scgraph.cli.options import Source, answer_options, choose_graph, say_project, source_options
from scgraph.errors import UsageError
from scgraph.graph import Graph, Node
from scgraph.questions.answers import notes_on
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables import careers as sheets
from scgraph.tables.table import Sheet
from scgraph.tables.writing import write_bytes_to, write_sheet

if TYPE_CHECKING:
    from scgraph.domain.likeness import Equivalents

Found = TypeVar("Found")

# A picture of more councils would be no map.
MOST_DRAWN = 8


def draw_option(what: str) -> Callable[[options.Command], options.Command]:
    """``--draw FILE``."""
    return click.option(
        "--draw", type=options.FILE, metavar="FILE", callback=options.check_picture, help=what
    )


def find_levels(graph: KnowledgeGraph, names: tuple[str, ...]) -> list[Node]:
    """Levels as people name them; what was taken for what is said on stderr.

    :raises UnknownName: with the nearest names.
    """
    nodes = reading.find_levels(graph, names)
    for name, node in zip(names, nodes, strict=True):
        options.say_notes(notes_on(name, node))
    return nodes


def write(
    graph: KnowledgeGraph,
    form: str,
    output: Path | None,
    found: Found,
    text: Callable[[Found], str],
    sheet: Callable[[Graph, Found], Sheet],
) -> None:
    """Write an answer: as text for reading, as JSON with all that was found, or as a table."""
    if form in {"table", "json"}:
        write_bytes_to((text(found) if form == "table" else careers_text.to_json(found)).encode(), output)
    else:
        write_sheet(sheet(graph, found), form, output)


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "--prefer",
    type=click.Choice(["hops", "learning", "stated"]),
    default="hops",
    show_default=True,
    help="The fewest moves, the least to learn, or the least to learn on moves that no source states.",
)
@click.option("--stated-only", is_flag=True, help="Only moves that a source states, and next rungs.")
@click.option(
    "--bound",
    type=click.FloatRange(0, 1, min_open=True),
    help="The share of the steps asked below which a computed move is a long step; else the graph's own.",
)
@click.option(
    "--ways", type=click.IntRange(1, 10), default=3, show_default=True, help="How many ways at most."
)
@draw_option(f"Draw it too, as {', '.join(options.PICTURES)}.")
@answer_options()
@source_options
def path(
    origin: str,
    target: str,
    prefer: str,
    stated_only: bool,
    bound: float | None,
    ways: int,
    draw: Path | None,
    form: str,
    output: Path | None,
    source: Source,
) -> None:
    """Find the ways from one level to another, and what is missing on each hop."""
    from scgraph.careers.paths import find_paths

    graph = choose_graph(source)
    start, end = find_levels(graph, (origin, target))
    paths = find_paths(graph, start, end, count=ways, prefer=prefer, stated_only=stated_only, bound=bound)
    if draw:
        from scgraph.drawing.paths import draw_paths

        options.write_picture(draw, partial(draw_paths, paths))
    say_project(graph, source)
    write(graph, form, output, paths, careers_text.paths_text, sheets.paths_sheet)


@click.command()
@click.argument("origin", metavar="FROM")
@click.argument("target", metavar="TO")
@answer_options()
@source_options
def gap(origin: str, target: str, form: str, output: Path | None, source: Source) -> None:
    """Show what level TO asks that level FROM does not bring, and what it does."""
    from scgraph.careers.gaps import gap as measure_gap

    graph = choose_graph(source)
    found = measure_gap(graph, *find_levels(graph, (origin, target)))
    say_project(graph, source)
    write(graph, form, output, found, careers_text.gap_text, sheets.gap_sheet)


@click.command()
@click.argument("level")
@click.option(
    "--first", type=click.IntRange(1), default=10, show_default=True, help="How many levels to show."
)
@click.option("--explain", type=click.IntRange(0), default=3, show_default=True, help="How many to explain.")
@click.option("--against", metavar="COUNCIL", help="Only the levels of this council.")
@click.option("--turtle", is_flag=True, help="Export the assessments as Turtle, with their provenance.")
@draw_option(
    "Draw which levels of the councils are alike, or, with --against, the two councils level by level."
)
@answer_options()
@source_options
def equivalents(
    level: str,
    first: int,
    explain: int,
    against: str | None,
    turtle: bool,
    draw: Path | None,
    form: str,
    output: Path | None,
    source: Source,
) -> None:
    """Rank the levels of other councils by how like LEVEL they are, and say what they share."""
    from scgraph.careers.assessments import to_turtle
    from scgraph.careers.equivalence import equivalents as rank_equivalents

    graph = choose_graph(source)
    (node,) = find_levels(graph, (level,))
    council = graph.find(against, "org:Organization") if against else None
    found = rank_equivalents(
        graph, node, limit=first, explained=explain, council=council.label if council else None
    )
    if draw:
        options.write_picture(draw, partial(draw_likeness, graph, found, council))
    if turtle:
        say_project(graph, source)
        write_bytes_to(to_turtle(graph, found).encode(), output)
        return
    say_project(graph, source)
    write(graph, form, output, found, careers_text.equivalents_text, sheets.equivalents_sheet)


def draw_likeness(graph: KnowledgeGraph, found: Equivalents, council: Node | None, form: str) -> bytes:
    """The council of a level drawn against one other, or which levels of the councils listed are alike.

    :raises UsageError: for a form that the picture does not come in.
    """
    from scgraph.drawing.equivalence import draw_equivalence_map, draw_heat_map

    own = found.level.organisation
    if council is not None:
        return draw_heat_map(graph, own, council, form)
    listed = dict.fromkeys([own, *(each.level.organisation for each in found.ranked)])
    return draw_equivalence_map(graph, form, list(listed)[:MOST_DRAWN])


@click.command()
@click.argument("levels", metavar="LEVEL…", nargs=-1, required=True)
@click.option("--all", "everything", is_flag=True, help="Show also what the levels have in common.")
@answer_options()
@source_options
def compare(
    levels: tuple[str, ...], everything: bool, form: str, output: Path | None, source: Source
) -> None:
    """Put two or three levels side by side; what differs is marked."""
    from scgraph.careers.comparison import compare as put_side_by_side

    if not 2 <= len(levels) <= 3:
        raise UsageError(f"compare takes two or three levels, not {len(levels)}.")
    graph = choose_graph(source)
    found = put_side_by_side(graph, find_levels(graph, levels))
    text = partial(careers_text.comparison_text, everything=everything)
    say_project(graph, source)
    write(graph, form, output, found, text, sheets.comparison_sheet)
