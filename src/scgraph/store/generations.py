"""A store on disk that is always whole: a load writes a new generation beside the old, then points to it.

::

    national.db/CURRENT               the name of the generation that answers; replaced in one step
    national.db/generations/NAME/     one generation: never written to again once CURRENT has named it
        store/                        Oxigraph's own files
        manifest.json                 what it was made from
        lease                         locked by those who read it, so that nobody removes it under them

A reader opens a finished generation read-only, so any number of processes may read while another loads.
Whatever ends a load (a fault in a file, a full disk, ``kill -9``), CURRENT still names the old generation.
What is left over goes with the next load.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat, Store

from scgraph.engine.embedded import EmbeddedReader, open_store_files
from scgraph.errors import EngineError, UsageError
from scgraph.store.locks import try_lock
from scgraph.store.manifest import NAME, Manifest, StoreMismatch, sync, write_through

_CURRENT = "CURRENT"
_TRIES = 5
# How many quads a copy in memory may have: some 1.4 GB.
_MOST_IN_MEMORY = 2_000_000


class NoStore(UsageError):
    """No store where one was named."""


class StoreBusy(EngineError):
    """A store that another process is loading."""


class StoreReader(EmbeddedReader):
    """A finished store on disk. ``path`` is Oxigraph's own directory."""

    def __init__(self, path: Path, manifest: Manifest, lease: IO[bytes]) -> None:
        """:raises EngineError: if Oxigraph cannot open it."""
        super().__init__(open_store_files(path), manifest.version)
        self.path, self.manifest, self._lease = path, manifest, lease

    def in_memory(self) -> EmbeddedReader:
        """A copy that answers faster and needs the files no more."""
        copy = Store()
        copy.bulk_extend(self.store)
        return EmbeddedReader(copy, self.version)

    def for_many_questions(self) -> EmbeddedReader:
        """What answers many questions over all of it soonest: a copy in memory, unless it is too large."""
        return self.in_memory() if self.manifest.quads <= _MOST_IN_MEMORY else self

    def close(self) -> None:
        """Let others remove this generation, once it is not the current one."""
        self._lease.close()


def open_store(path: Path, ontology: str | None = None) -> StoreReader:
    """A store made by 'scgraph load', to read from. Nothing is derived again.

    :param ontology: the digest of the ontology and rules that the store has to be made with, if that matters.
    :raises NoStore: if there is none.
    :raises StoreMismatch: if another version of the program, the ontology or the rules made it.
    :raises EngineError: if it is damaged.
    """
    for _ in range(_TRIES):
        generation = path / "generations" / _current(path)
        lease = try_lock(generation / "lease", shared=True)
        # A load may have removed the generation between the two steps above; then CURRENT names another.
        if lease is not None and (generation / NAME).is_file():
            manifest = Manifest.read(generation)
            if ontology is not None and manifest.ontology != ontology:
                lease.close()
                raise StoreMismatch(
                    f"{path}: made with another version of the ontology or its rules."
                    " Load it again with 'scgraph load', or name its own --project."
                )
            return StoreReader(generation / "store", manifest, lease)
        if lease is not None:
            lease.close()
    raise EngineError(f"{path}: the store is damaged: its current generation is not there. Load it again.")


class _Joined:
    """Several files read as one: Oxigraph writes fewer and larger files so."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._rest = iter(paths)
        self._file: IO[bytes] = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        """The next bytes, or none at the end of the last file."""
        while not (piece := self._file.read(size)):
            path = next(self._rest, None)
            if path is None:
                return b""
            self._file.close()
            self._file = path.open("rb")
        return piece


class Generation:
    """A generation being written.

    Nobody else may keep its ``store``: Oxigraph closes one with its last reference, and it has to be closed
    before it is read.
    """

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path, self.manifest = path, manifest
        self.store = Store(str(path / "store"))

    def bulk_load(self, quads_files: Sequence[Path]) -> None:
        """Add the quads of N-Quads files, by way of Oxigraph's fast loader, and remove the files."""
        # They are ours, and were checked when they were read.
        self.store.bulk_load(cast("IO[bytes]", _Joined(quads_files)), RdfFormat.N_QUADS, lenient=True)
        for path in quads_files:
            path.unlink()

    def finish(self) -> None:
        """Write all out, and see that it opens and holds what it should.

        :raises EngineError: if it does not.
        """
        self.store.flush()
        self.manifest.quads = len(self.store)
        del self.store
        self.manifest.write(self.path)
        found = len(Store.read_only(str(self.path / "store")))
        if found != self.manifest.quads:
            raise EngineError(f"{self.path}: {self.manifest.quads} quads were written and {found} are there.")


@contextmanager
def new_generation(path: Path, base: Manifest | None = None) -> Iterator[Generation]:
    """A new generation to write to, which becomes the current one when the block ends without an error.

    :param base: the manifest of the current generation, to start from a copy of it instead of from nothing.
    :raises StoreBusy: if another process is loading this store.
    :raises UsageError: if the directory holds something else.
    :raises EngineError: if the disk is full or cannot be written to.
    """
    _make_directory(path)
    lock = try_lock(path / "lock")
    if lock is None:
        raise StoreBusy(f"{path}: another process is loading this store. Wait until it is done.")
    directory = path / "generations" / os.urandom(6).hex()
    try:
        _remove_leftovers(path)
        directory.mkdir()
        if base is not None:
            _link_store(path / "generations" / _current(path) / "store", directory / "store")
        generation = Generation(directory, Manifest() if base is None else base)
        (directory / "lease").touch()
        yield generation
        generation.finish()
        sync(directory)
        write_through(path / _CURRENT, directory.name + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        old = " The old store still answers." if (path / _CURRENT).exists() else ""
        raise EngineError(f"{path}: cannot be written: {reason}.{old}") from error
    finally:
        _remove_leftovers(path)
        lock.close()


def read_manifest(path: Path) -> Manifest | None:
    """The manifest of a store's current generation, or ``None`` where this program can read none."""
    try:
        return Manifest.read(path / "generations" / _current(path))
    except (NoStore, StoreMismatch, EngineError, OSError):
        return None


def forget(path: Path) -> None:
    """Have the next load of a store that is damaged start from nothing."""
    with suppress(OSError):
        (path / _CURRENT).unlink()


def store_size(path: Path) -> int:
    """The bytes on disk of the current generation of a store."""
    generation = path / "generations" / _current(path)
    return sum(file.stat().st_size for file in generation.rglob("*") if file.is_file())


def _make_directory(path: Path) -> None:
    if path.exists() and not (path / "generations").is_dir() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(
            f"{path}: holds something that is not a store of ours. Name another --store directory."
        )
    try:
        (path / "generations").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: no store can be made here ({error.strerror}).") from error


def _current(path: Path) -> str:
    """:raises NoStore: if the store has no generation yet."""
    try:
        name = (path / _CURRENT).read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoStore(f"{path}: no store here. Make one with 'scgraph load --store {path}'.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(f"{path}: the store cannot be read: {error}") from error
    if not name.isalnum():
        raise EngineError(f"{path / _CURRENT}: damaged. Load the store again.")
    return name


def _remove_leftovers(path: Path) -> None:
    """Remove all generations but the current one, save those that somebody still reads."""
    current = None
    with suppress(UsageError, EngineError):
        current = _current(path)
    for generation in (path / "generations").iterdir():
        if generation.name == current:
            continue
        lease = try_lock(generation / "lease")
        if lease is not None:
            # The manifest first: who opens the lease from now on sees that the generation is gone.
            (generation / NAME).unlink(missing_ok=True)
            lease.close()
            import shutil  # slow to import, and only for those who load

            shutil.rmtree(generation, ignore_errors=True)


def _link_store(source: Path, target: Path) -> None:
    """Copy a finished store: its data files, which never change, as links, and its small ones as copies."""
    import shutil

    target.mkdir()
    for file in source.iterdir():
        if file.name == "LOCK":
            continue
        with suppress(OSError):  # a file system without links
            if file.suffix == ".sst":
                os.link(file, target / file.name)
                continue
        shutil.copy2(file, target / file.name)
