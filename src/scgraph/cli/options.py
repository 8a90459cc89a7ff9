"""The options that read commands share, and the graph that they choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scgraph.errors import UsageError
from scgraph.project import Project, find_project
from scgraph.questions.door import KnowledgeGraph, open_graph

if TYPE_CHECKING:
    from scgraph.store.generations import StoreReader

# The forms that every answer comes in.
FORMATS = ("table", "csv", "tsv", "json", "xlsx", "md")
Command = TypeVar("Command", bound=Callable[..., Any])


def source_options(command: Command) -> Command:
    """Add ``--project``, ``--store`` and ``--endpoint`` to a command that reads a graph."""
    for option in (
        click.option("--endpoint", metavar="URL", help="Ask a SPARQL 1.1 server."),
        click.option(
            "--store",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Ask a store made by 'scgraph load'.",
        ),
        click.option(
            "--project", type=click.Path(path_type=Path), metavar="DIR", help="The project to work on."
        ),
    ):
        command = option(command)
    return command


def choose_graph(
    project: Path | None, store: Path | None, endpoint: str | None, cached: bool = True
) -> KnowledgeGraph:
    """The graph that the source options name: a store on disk, a server, or the project itself.

    :param cached: whether the project may be asked through a store in the user's cache.
    :raises UsageError: if both a store and an endpoint are named.
    """
    if store is not None and endpoint is not None:
        raise UsageError("name a --store or an --endpoint, not both.")
    chosen = find_project(project)
    if endpoint is not None:
        from scgraph.engine.endpoint import EndpointEngine

        return KnowledgeGraph(chosen, EndpointEngine(endpoint))
    if store is not None:
        return KnowledgeGraph(chosen, open_named(chosen, store))
    if cached:
        from scgraph.store.cache import open_cached

        reader = open_cached(chosen)
        if reader is not None:
            return KnowledgeGraph(chosen, reader)
    return open_graph(chosen)


def open_named(project: Project, path: Path) -> StoreReader:
    """The store that ``--store`` names; that its files have changed since is said on stderr.

    :raises UsageError: if there is none, or one of another version of the program or the ontology.
    """
    from scgraph.store.generations import open_store
    from scgraph.store.manifest import changed_files, reasoning_digest

    reader = open_store(path, reasoning_digest(project))
    for file in changed_files(reader.manifest):
        click.echo(
            f"note: {file} has changed since {path} was made. Load it again to ask the new one.", err=True
        )
    return reader


def say_notes(notes: tuple[str, ...]) -> None:
    """Tell on stderr how names were understood."""
    for note in notes:
        click.echo(f"note: {note}", err=True)
