"""Advisory locks on files: they end with the process that holds them, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import IO


def try_lock(path: Path, shared: bool = False) -> IO[bytes] | None:
    """A file with a lock on it, made if need be; ``None`` where another process has it.

    The lock is held until the file is closed, or the process ends.

    :param shared: whether others may hold a shared lock too.
    :raises OSError: if the file cannot be made or opened, or the file system has no locks.
    """
    file = _open(path)
    try:
        _lock(file, shared)
    except BlockingIOError:
        file.close()
        return None
    except OSError:
        file.close()
        raise
    return file


def _open(path: Path) -> IO[bytes]:
    """The file, to write where that is allowed: a store may be shared with those who only read it."""
    at_once = getattr(os, "O_NONBLOCK", 0)  # never waits for the other end of a pipe
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | at_once, 0o666), "r+b", buffering=0)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        return os.fdopen(os.open(path, os.O_RDONLY | at_once), "rb", buffering=0)


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes], shared: bool) -> None:
        # Windows has no shared locks here, and needs none: it does not delete a file that is open.
        if not shared:
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            except PermissionError as error:
                raise BlockingIOError(error.errno, error.strerror) from error

else:
    import fcntl

    def _lock(file: IO[bytes], shared: bool) -> None:
        fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
