"""``scgraph draw``: ladders, one role's topics, and how alike councils' levels are, as pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from scgraph.cli.options import (
    FILE,
    Source,
    check_picture,
    choose_graph,
    say_project,
    source_options,
    write_picture,
)
from scgraph.errors import UsageError
from scgraph.questions.door import KnowledgeGraph

KINDS = ("ladder", "topics", "map", "heatmap")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("names", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=FILE,
    metavar="FILE",
    required=True,
    callback=check_picture,
    help="The picture to write.",
)
@source_options
def draw(kind: str, names: tuple[str, ...], output: Path, source: Source) -> None:
    """Draw a picture of what NAMES name; the ending of FILE tells the form.

    \b
    ladder ROLE              the rungs of a role
    topics ROLE              its levels against its topics, with the steps
    map [COUNCIL…]           levels of councils that are alike
    heatmap COUNCIL COUNCIL  every level of one against every level of the other
    """
    graph = choose_graph(source)
    write_picture(output, partial(_picture, graph, kind, names))
    say_project(graph, source)


def _picture(graph: KnowledgeGraph, kind: str, names: tuple[str, ...], form: str) -> bytes:
    from scgraph.drawing.competencies import draw_competency_matrix
    from scgraph.drawing.equivalence import draw_equivalence_map, draw_heat_map
    from scgraph.drawing.ladders import draw_ladder

    if kind == "map":
        return draw_equivalence_map(graph, form, names or None)
    wanted = 2 if kind == "heatmap" else 1
    if len(names) != wanted:
        raise UsageError(
            f"draw {kind} takes {'two councils' if wanted == 2 else 'one role'}, not {len(names)} names."
        )
    if kind == "heatmap":
        here, there = (graph.find(name, "org:Organization") for name in names)
        return draw_heat_map(graph, here, there, form)
    ladder = graph.find(names[0], "scg:Ladder")
    return (draw_ladder if kind == "ladder" else draw_competency_matrix)(graph, ladder, form)
