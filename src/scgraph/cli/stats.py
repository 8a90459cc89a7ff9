"""``scgraph stats``: how much is in the graph, and how the competencies are used."""

from __future__ import annotations

import click

from scgraph.cli.options import Source, choose_graph, say_project, source_options
from scgraph.statistics import competency_use, count_things
from scgraph.tables.writing import write_table


@click.command()
@click.option("--competencies", is_flag=True, help="Use of each competency, by council.")
@source_options
def stats(competencies: bool, source: Source) -> None:
    """Count what the graph holds."""
    graph = choose_graph(source)
    say_project(graph, source)
    if competencies:
        write_table(*competency_use(graph.engine))
    else:
        write_table(("", "number"), count_things(graph.engine))
