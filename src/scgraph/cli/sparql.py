"""``scgraph sparql``: any query, from the command line or a file."""

from __future__ import annotations

from pathlib import Path

import click

from scgraph.cli.options import Source, answer_options, choose_graph, say_project, source_options
from scgraph.cli.streams import say
from scgraph.errors import BadQuery, UnreadableFile
from scgraph.project import find_project
from scgraph.questions.door import KnowledgeGraph
from scgraph.sparql.guard import Prepared, place_in_user_text, prefixes_of, prepare
from scgraph.tables.writing import write_bytes_to, write_terms

_MEDIA = {
    "csv": ("text/csv", "application/n-triples"),
    "tsv": ("text/tab-separated-values", "application/n-triples"),
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "ttl": ("application/sparql-results+json", "text/turtle"),
}


@click.command()
@click.argument("query")
@answer_options(("table", *_MEDIA))
@source_options
def sparql(query: str, form: str, output: Path | None, source: Source) -> None:
    """Run a SPARQL QUERY, given as text or as the name of a .rq file. The graph's prefixes are ready to use.

    The query sees all named graphs as one; GRAPH and FROM tell them apart. It cannot change the graph or
    reach the network.
    """
    prepared = prepare(_read_query(query), prefixes=prefixes_of(find_project(source.project)))
    graph = choose_graph(source)
    try:
        _answer(graph, prepared, form, output)
    except BadQuery as error:
        raise place_in_user_text(error, prepared) from error
    say_project(graph, source)


def _answer(graph: KnowledgeGraph, prepared: Prepared, form: str, output: Path | None) -> None:
    union = not prepared.names_graphs
    if form == "table" and prepared.form == "SELECT":
        write_terms(graph.engine.select(prepared.sparql, union), output)
    elif form == "table" and prepared.form == "ASK":
        say("yes" if graph.engine.ask(prepared.sparql, union) else "no")
    else:
        media = _MEDIA["ttl" if form == "table" else form][prepared.answers_triples]
        write_bytes_to(graph.engine.raw(prepared.sparql, media, union), output)


def _read_query(query: str) -> str:
    if not query.endswith(".rq"):
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(query, "no such file, or not text in UTF-8.") from error
