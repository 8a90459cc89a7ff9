"""A project's own store in the user's cache, so that a command need not derive what has not changed.

It is a store like any other, loaded by the same code, one for each directory that holds a project. Whether it
still holds is told by the contents of all files that it was made from. Nobody has to know of it: it may be
removed at any time, and where it cannot be had the graph is made in memory.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from scgraph.errors import EngineError, ScgraphError, UsageError
from scgraph.project import Project
from scgraph.store.generations import NoStore, StoreBusy, StoreReader, open_store
from scgraph.store.manifest import StoreMismatch, plan_store
from scgraph.store.verified import cache_directory


def open_cached(project: Project) -> StoreReader | None:
    """A store of a project's files as they are now, made if need be; ``None`` where none can be kept."""
    path = cached_place(project)
    if path is None:
        return None
    try:
        version = plan_store(project, project.data_files).version
        return _open(path, version) or _make(project, path, version)
    except (ScgraphError, OSError, RuntimeError):
        # Where a file is at fault, whoever makes the graph in memory says so.
        return None


def cached_place(project: Project) -> Path | None:
    """Where the store of a project is kept; ``None`` where none is."""
    directory = cache_directory()
    root = project.root.resolve()
    name = f"{root.name}-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"
    return None if directory is None else directory / name


def _open(path: Path, version: str) -> StoreReader | None:
    """The store there, if it holds what it should. One that cannot be opened is thrown away."""
    try:
        reader = open_store(path)
    except (NoStore, StoreMismatch, StoreBusy):
        return None
    except EngineError:
        _discard(path)
        return None
    if reader.version == version:
        return reader
    reader.close()
    return None


def _make(project: Project, path: Path, version: str) -> StoreReader | None:
    """The store there, loaded anew."""
    from scgraph.store.load import load_store  # slow to import, and seldom needed

    try:
        load_store(project, path)
    except StoreBusy:
        return None
    except (UsageError, EngineError, OSError, RuntimeError):  # something there stands in the way
        _discard(path)
        return None
    return _open(path, version)


def _discard(path: Path) -> None:
    """Throw a store away whatever is left of it; whoever reads it still has its files open."""
    aside = path.with_name(f".{path.name}-{os.urandom(4).hex()}")
    with suppress(OSError):
        path.rename(aside)
        if aside.is_dir() and not aside.is_symlink():
            import shutil  # slow to import, and seldom needed

            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.unlink()
