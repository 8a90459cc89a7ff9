"""``scgraph store``: stores on disk looked after."""

from __future__ import annotations

import time
from pathlib import Path

import click

from scgraph.cli.options import FILE, project_option
from scgraph.cli.streams import say
from scgraph.errors import UsageError
from scgraph.project import find_project
from scgraph.words import counted


@click.group()
def store() -> None:
    """Look after stores made by 'scgraph load'."""


@store.command()
@click.argument("directory", required=False, type=FILE, metavar="[DIR]")
@project_option
def check(directory: Path | None, project: Path | None) -> None:
    """Read the store in DIR through, byte by byte, and tell whether it holds what was written.

    Without DIR it is the store that commands keep of the project in the user's cache. The exit code is 3
    where it is damaged. Nothing is mended: 'scgraph load' does that.
    """
    from scgraph.store.cache import cached_place
    from scgraph.store.generations import NoStore, check_store

    place = directory or cached_place(find_project(project))
    if place is None:
        raise UsageError("nothing is kept in the user's cache (SCGRAPH_CACHE=off): name a store.")
    start = time.monotonic()
    try:
        manifest = check_store(place)
    except NoStore as error:
        if directory is not None:
            raise
        raise UsageError("no command has kept anything of this project in the user's cache yet.") from error
    size = sum(piece.size for piece in manifest.pieces.values())
    say(
        f"{place}: whole: {counted(manifest.quads, 'triple')} in {counted(len(manifest.pieces), 'file')},"
        f" {size / 1_000_000:,.1f} MB, read in {time.monotonic() - start:.1f} s."
    )
