"""A project's own store in the user's cache, so that a command need not derive what has not changed.

It is a store like any other, loaded by the same code, one for each directory that holds a project. Whether it
still holds is told by the contents of all files that it was made from. Nobody has to know of it: it may be
removed at any time, and where it cannot be had the graph is made in memory.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from scgraph.errors import EngineError, ScgraphError
from scgraph.project import Project
from scgraph.store.generations import NoStore, StoreBusy, StoreReader, forget, open_store
from scgraph.store.manifest import StoreMismatch, plan_store

# A directory to keep the stores in instead of the user's cache, or 'off'.
VARIABLE = "SCGRAPH_CACHE"


def open_cached(project: Project) -> StoreReader | None:
    """A store of a project's files as they are now, made if need be; ``None`` where none can be kept."""
    if os.environ.get(VARIABLE) == "off":
        return None
    try:
        path = _place(project)
        version = plan_store(project, project.data_files).version
        return _open(path, version) or _make(project, path, version)
    except (ScgraphError, OSError, RuntimeError):
        # Where a file is at fault, whoever makes the graph in memory says so.
        return None


def _open(path: Path, version: str) -> StoreReader | None:
    """The store there, if it holds what it should."""
    try:
        reader = open_store(path)
    except (NoStore, StoreMismatch):
        return None
    except EngineError:
        forget(path)
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
    except (EngineError, OSError, RuntimeError):  # what it starts from may be damaged
        forget(path)
        return None
    return _open(path, version)


def _place(project: Project) -> Path:
    """Where the store of a project is kept."""
    root = project.root.resolve()
    name = f"{root.name}-{hashlib.sha256(os.fsencode(root)).hexdigest()[:12]}"
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen, name)
    from platformdirs import user_cache_path

    return user_cache_path("scgraph") / name
