"""``scgraph load``: files into a store on disk or onto a server."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scgraph.cli.options import FILE, Seconds, project_option, say_notes
from scgraph.cli.streams import say
from scgraph.errors import UsageError
from scgraph.project import find_project
from scgraph.words import counted

if TYPE_CHECKING:
    from scgraph.store.load import Loaded
    from scgraph.store.parallel import Progress


@click.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option("--store", type=FILE, metavar="DIR", help="Load into a store on disk.")
@click.option("--endpoint", metavar="URL", help="Load onto a SPARQL 1.1 server.")
@click.option("--update", is_flag=True, help="Keep the store's other graphs; replace those of FILES.")
@click.option("--force", is_flag=True, help="Make the store anew, even where nothing has changed.")
@click.option(
    "--timeout",
    type=Seconds(),
    default=600.0,
    show_default=True,
    help="Seconds a server has for one request.",
)
@project_option
def load(
    files: tuple[Path, ...],
    store: Path | None,
    endpoint: str | None,
    update: bool,
    force: bool,
    timeout: float,
    project: Path | None,
) -> None:
    """Load data FILES, the ontology, and all that follows; the project's own files if none are named.

    Each file becomes a named graph. A store is always whole: those who read it see the old one until the new
    one is complete. Files that a store holds already, unchanged, are not read again; a damaged store is made
    anew. A server's login comes from the environment: SCGRAPH_USER and SCGRAPH_PASSWORD, or SCGRAPH_TOKEN.
    """
    from scgraph.store.load import load_store
    from scgraph.store.server import load_endpoint

    if (store is None) == (endpoint is None):
        raise UsageError("name a --store or an --endpoint to load into.")
    chosen = find_project(project, files)
    start = time.monotonic()
    with _progress() as report:
        if store is not None:
            loaded = load_store(chosen, store, files or None, update, report, force)
        elif update or force:
            raise UsageError(
                f"a server is loaded as a whole; {'--update' if update else '--force'} is for a --store."
            )
        else:
            from scgraph.engine.endpoint import EndpointEngine

            assert endpoint is not None
            loaded = load_endpoint(chosen, EndpointEngine(endpoint, timeout), files or None, report)
    say(f"project: {chosen.title} ({chosen.root.resolve()})", err=True)
    if loaded.damage is not None:
        say_notes([f"the store was damaged ({loaded.damage}) and has been made anew."])
    say(_summary(loaded, time.monotonic() - start, store))


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar with the rate of triples, where a person looks on."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    start = time.monotonic()
    columns = (*Progress.get_default_columns(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("loading", total=None, rate="")

        def report(done: int, total: int, triples: int) -> None:
            rate = triples / max(time.monotonic() - start, 0.001)
            # Behind the last file a store is merged and checked, which takes a while for a large one.
            doing = "loading" if done < total else "finishing"
            bar.update(task, description=doing, completed=done, total=total, rate=f"{rate:,.0f} triples/s")

        yield report


def _summary(loaded: Loaded, seconds: float, store: Path | None) -> str:
    if loaded.is_incremental and not loaded.graphs:
        return "nothing has changed since the store was made."
    triples = loaded.stated + loaded.derived
    kind = "changed" if loaded.is_incremental else "loaded"
    text = (
        f"{counted(len(loaded.graphs), 'graph')} {kind}: {loaded.stated:,} triples stated and"
        f" {loaded.derived:,} derived in {seconds:.1f} s ({triples / max(seconds, 0.001):,.0f} triples/s)"
    )
    if store is None:
        return f"{text}."
    from scgraph.store.generations import store_size

    return f"{text}; {store_size(store) / 1_000_000:,.1f} MB on disk."
