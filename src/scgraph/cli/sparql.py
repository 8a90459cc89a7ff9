"""``scgraph sparql``: any query, from the command line or a file."""

from __future__ import annotations

from pathlib import Path

import click

from scgraph.cli.options import choose_graph, source_options

_MEDIA = {
    "csv": ("text/csv", "application/n-triples"),
    "tsv": ("text/tab-separated-values", "application/n-triples"),
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "ttl": ("application/sparql-results+json", "text/turtle"),
}


@click.command()
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["table", *_MEDIA]), default="table", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write here instead of to the terminal.",
)
@source_options
def sparql(
    query: str, form: str, output: Path | None, project: Path | None, store: Path | None, endpoint: str | None
) -> None:
    """Run a SPARQL QUERY, given as text or as the name of a .rq file. The graph's own prefixes are ready to use.

    The query sees all named graphs as one; GRAPH tells them apart. It cannot change the graph or reach the network.
    """
    from scgraph.readonly import prepare
    from scgraph.tables import write_bytes_to, write_terms

    text = (
        Path(query).read_text(encoding="utf-8")
        if Path(query).suffix == ".rq" and Path(query).is_file()
        else query
    )
    prepared = prepare(text)
    graph = choose_graph(project, store, endpoint)
    if form == "table" and prepared.form == "SELECT":
        write_terms(graph.engine.select(prepared.sparql), output)
        return
    if form == "table" and prepared.form == "ASK":
        click.echo("yes" if graph.engine.ask(prepared.sparql) else "no")
        return
    media = _MEDIA["ttl" if form == "table" else form]
    write_bytes_to(
        graph.engine.raw(prepared.sparql, media[prepared.form in {"CONSTRUCT", "DESCRIBE"}]), output
    )
