"""The options that read commands share, and the graph that they choose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scgraph.errors import UsageError
from scgraph.project import find_project
from scgraph.questions.door import KnowledgeGraph, open_graph

if TYPE_CHECKING:
    from scgraph.questions.catalogue import SavedQuery

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
    project: Path | None,
    store: Path | None,
    endpoint: str | None,
    profiles: bool = True,
    question: SavedQuery | None = None,
) -> KnowledgeGraph:
    """The graph that the source options name: a store on disk, a server, or the project loaded into memory.

    :param profiles: whether a graph in memory needs the competency profiles (see ``open_graph``).
    :param question: the one question that a graph in memory is opened for, if it is one.
    :raises UsageError: if both a store and an endpoint are named.
    """
    if store is not None and endpoint is not None:
        raise UsageError("name a --store or an --endpoint, not both.")
    chosen = find_project(project)
    if store is not None:
        from scgraph.store.generations import open_store
        from scgraph.store.manifest import changed_files, reasoning_digest

        engine = open_store(store, reasoning_digest(chosen))
        for path in changed_files(engine.manifest):
            click.echo(
                f"note: {path} has changed since {store} was made. Load it again to ask the new one.",
                err=True,
            )
        return KnowledgeGraph(chosen, engine)
    if endpoint is not None:
        from scgraph.engine.endpoint import EndpointEngine

        return KnowledgeGraph(chosen, EndpointEngine(endpoint))
    return open_graph(chosen, profiles=profiles, question=question)


def say_notes(notes: tuple[str, ...]) -> None:
    """Tell on stderr how names were understood."""
    for note in notes:
        click.echo(f"note: {note}", err=True)
