"""The options that commands share, and the graph that they choose."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scgraph.cli.streams import say
from scgraph.ending import unwinding
from scgraph.errors import UsageError
from scgraph.files import write_bytes
from scgraph.project import Project, find_project
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.words import counted

if TYPE_CHECKING:
    from scgraph.store.generations import StoreReader

# The forms that every answer comes in.
FORMATS = ("table", "csv", "tsv", "json", "xlsx", "md")
PICTURES = (".svg", ".png", ".pdf", ".mmd", ".graphml")
Command = Callable[..., Any]


class _Place(click.Path):
    """A file or directory by its name; nothing is no name, and does not mean the working directory."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path."""
        if value == "":  # a variable of a script that was not set
            self.fail("names nothing. Is the variable empty that should hold it?", param, ctx)
        return super().convert(value, param, ctx)


FILE = _Place()


class Seconds(click.FloatRange):
    """A number of seconds that something may take."""

    def __init__(self) -> None:
        super().__init__(min=0.1, max=3_600)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; what is none (``nan``) lies in no range."""
        seconds = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value!r} is not a number of seconds.", param, ctx)
        return float(seconds)


project_option = click.option("--project", type=FILE, metavar="DIR", help="The project to work on.")


@dataclass(frozen=True)
class Source:
    """Which graph a command reads, as its options say."""

    project: Path | None = None
    store: Path | None = None
    endpoint: str | None = None


def source_options(command: Command) -> Command:
    """Add ``--project``, ``--store`` and ``--endpoint``; the command is given them as ``source``."""

    @project_option
    @click.option("--store", type=FILE, metavar="DIR", help="Ask a store made by 'scgraph load'.")
    @click.option("--endpoint", metavar="URL", help="Ask a SPARQL 1.1 server.")
    @functools.wraps(command)
    def with_source(
        *args: Any, project: Path | None, store: Path | None, endpoint: str | None, **options: Any
    ) -> Any:
        return command(*args, source=Source(project, store, endpoint), **options)

    return with_source


def answer_options(forms: Iterable[str] = FORMATS) -> Callable[[Command], Command]:
    """Add ``--format`` (as ``form``) and ``--output`` to a command that writes an answer."""
    choice = click.Choice(list(forms))
    form = click.option("--format", "form", type=choice, default="table", show_default=True)
    output = click.option(
        "-o", "--output", type=FILE, metavar="FILE", help="Write here instead of to the terminal."
    )
    return lambda command: form(output(command))


def check_picture(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """The callback of an option that names a picture to write.

    :raises UsageError: for an ending that names no form of a picture.
    """
    if path is not None and path.suffix not in PICTURES:
        raise UsageError(f"{path}: a picture ends in {', '.join(PICTURES)}.")
    return path


def write_picture(path: Path, draw: Callable[[str], bytes]) -> None:
    """Write what ``draw`` makes of the form that the file's ending names, and say so on stderr."""
    with unwinding():  # what draws may keep files of its own
        write_bytes(path, draw(path.suffix.removeprefix(".")))
    say(f"drawn: {path}", err=True)


def choose_graph(
    source: Source, cached: bool = True, many: bool = False, server_bounds: Mapping[str, Any] | None = None
) -> KnowledgeGraph:
    """The graph that the source options name: a store on disk, a server, or the project itself.

    :param cached: whether the project may be asked through a store in the user's cache.
    :param many: whether many questions will be asked over all of it, so that a store is copied into memory.
    :param server_bounds: what a server's answers may cost, where that is not what a command may; see
        ``EndpointEngine``.
    :raises UsageError: if both a store and an endpoint are named.
    """
    if source.store is not None and source.endpoint is not None:
        raise UsageError("name a --store or an --endpoint, not both.")
    project = find_project(source.project)
    say_fallback(project, source)
    if source.endpoint is not None:
        from scgraph.engine.endpoint import EndpointEngine

        return KnowledgeGraph(project, EndpointEngine(source.endpoint, **(server_bounds or {})))
    if source.store is not None:
        reader = open_named(project, source.store)
        return KnowledgeGraph(project, reader.for_many_questions() if many else reader)
    if cached:
        from scgraph.store.cache import open_cached

        kept = open_cached(project)
        if kept is not None:
            return KnowledgeGraph(project, kept)
    return open_graph(project)


def say_project(graph: KnowledgeGraph, source: Source) -> None:
    """Tell on stderr what was read: nobody shall take the data of others for their own.

    That nothing of the user's was found is told already where the graph is opened.
    """
    if not graph.project.is_fallback:
        say(_read(graph.project, source), err=True)


def say_fallback(project: Project, source: Source) -> None:
    """Tell on stderr that nothing of the user's was found, and what is read in its place."""
    if project.is_fallback:
        say(_read(project, source), err=True)


def _read(project: Project, source: Source) -> str:
    place = f"{project.root.resolve()}: {counted(len(project.data_files), 'file')}"
    if source.endpoint is not None:
        from scgraph.engine.login import place as place_of

        place = f"asked of {place_of(source.endpoint)}"
    elif source.store is not None:
        place = f"asked of {source.store}"
    return f"project: {project.title} ({place})"


def open_named(project: Project, path: Path, thorough: bool = False) -> StoreReader:
    """The store that ``--store`` names; that its files have changed since is said on stderr.

    :param thorough: whether every byte is read even of a large store that was found whole before.
    :raises UsageError: if there is none, or one of another version of the program or the ontology.
    """
    from scgraph.store.generations import open_store
    from scgraph.store.manifest import changed_files, reasoning_digest

    reader = open_store(path, reasoning_digest(project), thorough)
    say_notes(
        f"{file} has changed since {path} was made. Load it again to ask the new one."
        for file in changed_files(reader.manifest)
    )
    return reader


def say_notes(notes: Iterable[str]) -> None:
    """Tell notes on stderr, such as how names were understood."""
    for note in notes:
        say(f"note: {note}", err=True)
