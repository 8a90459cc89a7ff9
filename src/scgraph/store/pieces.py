"""The files that Oxigraph keeps a generation in: what each held when it was finished, and holds now.

Oxigraph believes its files. From a damaged one it may answer wrongly, take all memory or never come back, so
they are checked before it is let at them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scgraph.errors import EngineError
from scgraph.words import counted

# Read by nobody, and changed by whoever opens a store.
_IDLE = ("LOG", "LOCK")
# What keeps a file from being read without a fault of the file.
_NO_DAMAGE = {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_THREADS_PAY = 32_000_000  # bytes


class Damaged(EngineError):
    """A store that does not hold what was written. ``what`` is wrong with it."""

    def __init__(self, store: Path, what: str) -> None:
        self.what = what
        super().__init__(f"{store}: the store is damaged: {what}. Load it again with --force.")


@dataclass(frozen=True)
class Piece:
    """A file as a manifest notes it: its size in bytes and the SHA-256 digest of them."""

    size: int
    digest: str


def note_pieces(directory: Path) -> dict[str, Piece]:
    """The files in a directory of Oxigraph's by their names.

    :raises OSError: if one cannot be read.
    """
    sizes = {name: status.st_size for name, status in _statuses(directory).items()}
    digests = _digests(directory, sizes)
    return {name: Piece(sizes[name], digests[name]) for name in sorted(sizes)}


def glance(directory: Path, pieces: Mapping[str, Piece]) -> str:
    """A digest of all that the system knows of files that have the names and sizes that they should.

    As long as it is the same, nobody has changed a file by way of the system, whatever the disk may do.

    :raises Damaged: if a file is missing, does not belong there or has another size.
    """
    with _reading(directory):
        found = _statuses(directory)
    for name in sorted(pieces.keys() | found.keys()):
        if name not in found:
            raise _damaged(directory, f"{name} is missing")
        if name not in pieces:
            raise _damaged(directory, f"{name} does not belong to it")
        size = found[name].st_size
        if size != pieces[name].size:
            raise _damaged(directory, f"{name} has {counted(size, 'byte')} instead of {pieces[name].size:,}")
    known = sorted(
        (name, s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for name, s in found.items()
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()


def read_through(directory: Path, pieces: Mapping[str, Piece]) -> None:
    """Read every byte of files that are as large as they should be.

    :raises Damaged: if one does not hold what was written.
    """
    with _reading(directory):
        digests = _digests(directory, {name: piece.size for name, piece in pieces.items()})
    for name in sorted(pieces):
        if digests[name] != pieces[name].digest:
            raise _damaged(directory, f"{name} does not hold what was written")


def unreadable(store: Path, name: str, error: OSError) -> EngineError:
    """What it means that a file cannot be read: damage, unless the machine or its rights forbid it."""
    reason = error.strerror or str(error)
    if error.errno in _NO_DAMAGE:
        return EngineError(f"{store}: {name} cannot be read: {reason}.")
    return Damaged(store, f"{name}: {reason}")


@contextmanager
def _reading(directory: Path) -> Iterator[None]:
    """:raises EngineError: instead of the system's own errors."""
    try:
        yield
    except OSError as error:
        name = Path(error.filename or directory).name
        raise unreadable(directory.parents[2], name, error) from error


def _damaged(directory: Path, what: str) -> Damaged:
    """The damage of a file in ``STORE/generations/NAME/store``."""
    return Damaged(directory.parents[2], what)


def _statuses(directory: Path) -> dict[str, os.stat_result]:
    """The files in a directory that matter; a link counts as what it leads to.

    :raises OSError: if the directory or an entry cannot be read.
    """
    names = [name for name in os.listdir(directory) if not name.startswith((*_IDLE, "."))]
    found = {name: os.stat(directory / name) for name in names}
    for name, status in found.items():
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a file", str(directory / name))
    return found


def _digests(directory: Path, sizes: Mapping[str, int]) -> dict[str, str]:
    """:raises OSError: if a file cannot be read."""
    paths = [directory / name for name in sizes]
    if sum(sizes.values()) < _THREADS_PAY:
        return dict(zip(sizes, map(_digest, paths), strict=True))
    from concurrent.futures import ThreadPoolExecutor  # slow to import, and only large stores need it

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return dict(zip(sizes, threads.map(_digest, paths), strict=True))


def _digest(path: Path) -> str:
    try:
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        error.filename = error.filename or str(path)  # a disk that fails names no file
        raise
