"""Advisory locks on files: they end with the process that holds them, however it ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO


def try_lock(path: Path, shared: bool = False) -> IO[bytes] | None:
    """A file with a lock on it, made if need be; ``None`` where another process has it, or it cannot be made.

    The lock is held until the file is closed, or the process ends.

    :param shared: whether others may hold a shared lock too.
    """
    try:
        file = _open(path)
    except OSError:
        return None
    try:
        _lock(file, shared)
    except OSError:
        file.close()
        return None
    return file


def _open(path: Path) -> IO[bytes]:
    """The file, to write where that is allowed: a store may be shared with those who only read it."""
    try:
        return path.open("ab")
    except PermissionError:
        return path.open("rb")


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], shared: bool) -> None:
        # Windows has no shared locks here, and needs none: it does not delete a file that is open.
        if not shared:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes], shared: bool) -> None:
        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
