"""A store on disk that is always whole: a load writes a new generation beside the old, then points to it.

::

    national.db/CURRENT               the name of the generation that answers, and a digest of its manifest;
                                      replaced in one step
    national.db/generations/NAME/     one generation: never written to again once CURRENT has named it
        store/                        Oxigraph's own files
        manifest.json                 what it was made from, and a digest of each of those files
        lease                         locked by those who read it, so that nobody removes it under them

A reader opens a finished generation read-only, so any number of processes may read while another loads.
Whatever ends a load (a fault in a file, a full disk, ``kill -9``), CURRENT still names the old generation.
What is left over goes with the next load.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat, Store

from scgraph.engine.embedded import EmbeddedReader, open_store_files
from scgraph.errors import EngineError, UsageError
from scgraph.files import fault_of, read_small
from scgraph.store.locks import try_lock
from scgraph.store.manifest import NAME, Manifest, StoreMismatch, sync, write_through
from scgraph.store.pieces import Damaged, glance, note_pieces, unreadable
from scgraph.store.verified import check_pieces, remember

_CURRENT, _LOCK, _LEASE = "CURRENT", "lock", "lease"
_TRIES = 5
# How many quads a copy in memory may have: some 1.4 GB.
_MOST_IN_MEMORY = 2_000_000


class NoStore(UsageError):
    """No store where one was named."""


class StoreBusy(EngineError):
    """A store that another process is loading."""


class StoreReader(EmbeddedReader):
    """A finished store on disk. ``path`` is Oxigraph's own directory."""

    def __init__(self, path: Path, manifest: Manifest, lease: IO[bytes] | None) -> None:
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
        if self._lease is not None:
            self._lease.close()


def open_store(path: Path, ontology: str | None = None, thorough: bool = False) -> StoreReader:
    """A store made by 'scgraph load', to read from. It is seen to be whole first; nothing is derived again.

    :param ontology: the digest of the ontology and rules that the store has to be made with, if that matters.
    :param thorough: whether every byte is read even of a large store that was found whole before.
    :raises NoStore: if there is none.
    :raises StoreMismatch: if another version of the program, the ontology or the rules made it.
    :raises Damaged: if it does not hold what was written.
    :raises EngineError: if it cannot be read.
    """
    for _ in range(_TRIES):
        current = _current(path)
        try:
            return _open_generation(path, current, ontology, thorough)
        except EngineError:
            # A load may have removed the generation meanwhile; then CURRENT names another.
            if _current(path) == current:
                raise
    raise StoreBusy(f"{path}: this store is loaded over and over. Try again later.")


def _open_generation(path: Path, current: _Current, ontology: str | None, thorough: bool) -> StoreReader:
    generation = path / "generations" / current.name
    lease = _take_lease(path, generation)
    try:
        manifest = Manifest.read(generation, current.seal)
        if ontology is not None and manifest.ontology != ontology:
            raise StoreMismatch(
                f"{path}: made with another version of the ontology or its rules."
                " Load it again with 'scgraph load', or name its own --project."
            )
        check_pieces(generation / "store", manifest.pieces, thorough)
        return StoreReader(generation / "store", manifest, lease)
    except BaseException:
        if lease is not None:
            lease.close()
        raise


def _take_lease(path: Path, generation: Path) -> IO[bytes] | None:
    """A lock that keeps a generation from being removed; ``None`` where a read-only disk lets none be."""
    try:
        lease = try_lock(generation / _LEASE, shared=True)
    except OSError:
        return None
    if lease is None:
        raise StoreBusy(f"{path}: another process is removing this store. Try again in a moment.")
    return lease


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

    def finish(self) -> str:
        """Write all out, and see that it opens and holds what it should. Returns the manifest's seal.

        :raises EngineError: if it does not.
        """
        self.store.flush()
        self.manifest.quads = len(self.store)
        del self.store
        directory = self.path / "store"
        found = len(Store.read_only(str(directory)))
        if found != self.manifest.quads:
            raise EngineError(f"{self.path}: {self.manifest.quads} quads were written and {found} are there.")
        self.manifest.pieces = note_pieces(directory)
        remember(directory, self.manifest.pieces, glance(directory, self.manifest.pieces))
        return self.manifest.write(self.path)


@contextmanager
def new_generation(path: Path, base: Manifest | None = None) -> Iterator[Generation]:
    """A new generation to write to, which becomes the current one when the block ends without an error.

    :param base: the manifest of the current generation, to start from a copy of it instead of from nothing.
    :raises StoreBusy: if another process is loading this store, or has loaded it since ``base`` was read.
    :raises UsageError: if the directory holds something else.
    :raises EngineError: if the disk is full or cannot be written to.
    """
    with _writing(path), _only_loader(path):
        directory = path / "generations" / os.urandom(6).hex()
        try:
            _remove_leftovers(path)
            directory.mkdir()
            if base is not None:
                if read_manifest(path) != base:
                    raise StoreBusy(f"{path}: another process has loaded this store meanwhile. Try again.")
                _link_store(path / "generations" / _current(path).name / "store", directory / "store")
            # Not the manifest given: that is its caller's.
            generation = Generation(directory, Manifest() if base is None else replace(base))
            (directory / _LEASE).touch()
            yield generation
            seal = generation.finish()
            sync(directory)
            write_through(path / _CURRENT, f"{directory.name} {seal}\n")
        finally:
            _remove_leftovers(path)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Make the directory of a store if need be, and tell in our words what keeps it from being written."""
    _make_directory(path)
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        old = " The old store still answers." if (path / _CURRENT).exists() else ""
        raise EngineError(f"{path}: cannot be written: {reason}.{old}") from error


@contextmanager
def _only_loader(path: Path) -> Iterator[None]:
    """:raises StoreBusy: if another process is loading the store."""
    lock = try_lock(path / _LOCK)
    if lock is None:
        raise StoreBusy(f"{path}: another process is loading this store. Wait until it is done.")
    with lock:
        yield


def read_manifest(path: Path) -> Manifest | None:
    """The manifest of a store's current generation; ``None`` where there is none, or one of another program.

    :raises Damaged: if it is not what was written.
    """
    try:
        current = _current(path)
        return Manifest.read(path / "generations" / current.name, current.seal)
    except (NoStore, StoreMismatch):
        return None


def holds_store(path: Path) -> bool:
    """Whether a directory holds a store, though one that this version of scgraph may not be able to read.

    :raises Damaged: if what says so is not what was written.
    """
    try:
        _current(path)
    except NoStore:
        return False
    return True


def check_store(path: Path) -> Manifest:
    """Read a store through, byte by byte, and count its quads. Returns its manifest.

    :raises NoStore: if there is none.
    :raises StoreMismatch: if another version of the program made it.
    :raises Damaged: if it does not hold what was written.
    """
    with closing(open_store(path, thorough=True)) as reader:
        found = len(reader.store)
        if found != reader.manifest.quads:
            raise Damaged(path, f"{found:,} quads are there instead of {reader.manifest.quads:,}")
        return reader.manifest


def store_size(path: Path) -> int:
    """The bytes on disk of the current generation of a store."""
    generation = path / "generations" / _current(path).name
    return sum(file.stat().st_size for file in generation.rglob("*") if file.is_file())


def _make_directory(path: Path) -> None:
    """:raises ScgraphError: if the directory holds something else, or cannot be made."""
    try:
        is_ours = not path.exists() or (path.is_dir() and _is_ours({file.name for file in path.iterdir()}))
        if is_ours:
            (path / "generations").mkdir(parents=True, exist_ok=True)
            return
    except OSError as error:
        raise fault_of(error)(f"{path}: no store can be made here ({error.strerror}).") from error
    raise UsageError(f"{path}: holds something that is not a store of ours. Name another --store directory.")


def _is_ours(names: set[str]) -> bool:
    """Whether a directory with these entries is a store, or what damage has left of one."""
    return "generations" in names or names <= {_CURRENT, _LOCK}


@dataclass(frozen=True)
class _Current:
    """What CURRENT says: the generation that answers, and its manifest's seal (none in older formats)."""

    name: str
    seal: str | None


def _current(path: Path) -> _Current:
    """:raises NoStore: if the store has no generation yet.
    :raises Damaged: if CURRENT is not what was written.
    """
    try:
        text = read_small(path / _CURRENT, 1000)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoStore(f"{path}: no store here. Make one with 'scgraph load --store {path}'.") from error
    except OSError as error:
        raise unreadable(path, _CURRENT, error) from error
    said = re.fullmatch(rb"([0-9a-f]{12})(?: ([0-9a-f]{64}))?\s*", text)
    if said is None:
        raise Damaged(path, f"{_CURRENT} does not hold what was written")
    return _Current(said[1].decode(), said[2].decode() if said[2] else None)


def _remove_leftovers(path: Path) -> None:
    """Remove all generations but the current one, save those that somebody still reads."""
    current = None
    with suppress(UsageError, EngineError):
        current = _current(path).name
    for generation in (path / "generations").iterdir():
        if generation.name != current and _withdraw(generation):
            import shutil  # slow to import, and only for those who load

            shutil.rmtree(generation, ignore_errors=True)


def _withdraw(generation: Path) -> bool:
    """Take a generation from those who would open it. Whether it may be removed: nobody reads it."""
    try:
        lease = try_lock(generation / _LEASE)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return True  # no generation, or what damage has left of one
    if lease is None:
        return False
    with lease:
        # The manifest first: who opens the lease from now on sees that the generation is gone.
        (generation / NAME).unlink(missing_ok=True)
    return True


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
