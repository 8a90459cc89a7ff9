"""``scgraph draw``: ladders, one role's topics, and how alike councils' levels are, as pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from scgraph.cli.careers import picture_form
from scgraph.cli.options import choose_graph, source_options
from scgraph.errors import UsageError
from scgraph.questions.door import KnowledgeGraph

KINDS = ("ladder", "topics", "map", "heatmap")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("names", nargs=-1)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The picture to write.",
)
@source_options
def draw(
    kind: str,
    names: tuple[str, ...],
    output: Path,
    project: Path | None,
    store: Path | None,
    endpoint: str | None,
) -> None:
    """Draw a picture of what NAMES name; the ending of FILE tells the form.

    \b
    ladder ROLE              the rungs of a role
    topics ROLE              its levels against its topics, with the steps
    map [COUNCIL…]           levels of councils that are alike
    heatmap COUNCIL COUNCIL  every level of one against every level of the other
    """
    from scgraph.files import write_bytes

    form = picture_form(output)
    graph = choose_graph(project, store, endpoint)
    write_bytes(output, _pictures(graph, kind, names)(form))
    click.echo(f"drawn: {output}", err=True)


def _pictures(graph: KnowledgeGraph, kind: str, names: tuple[str, ...]) -> Callable[[str], bytes]:
    from scgraph.drawing.competencies import draw_competency_matrix
    from scgraph.drawing.equivalence import draw_equivalence_map, draw_heat_map
    from scgraph.drawing.ladders import draw_ladder

    if kind == "map":
        return lambda form: draw_equivalence_map(graph, form, names or None)
    wanted = 2 if kind == "heatmap" else 1
    if len(names) != wanted:
        raise UsageError(
            f"draw {kind} takes {'two councils' if wanted == 2 else 'one role'}, not {len(names)} names."
        )
    if kind == "heatmap":
        here, there = (graph.find(name, "org:Organization") for name in names)
        return lambda form: draw_heat_map(graph, here, there, form)
    ladder = graph.find(names[0], "scg:Ladder")
    if kind == "ladder":
        return lambda form: draw_ladder(graph, ladder, form)
    return lambda form: draw_competency_matrix(graph, ladder, form)
