"""Files written whole: under a temporary name beside the target, then renamed. Digests of files."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from scgraph.errors import EngineError, UnreadableFile, UsageError

# The machine is at fault and not the call.
_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}


def digest(paths: Iterable[Path]) -> str:
    """A digest of the names and contents of files.

    :raises UnreadableFile: if one cannot be read.
    """
    found = hashlib.sha256()
    for path in paths:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read: {error.strerror or error}.") from error
        found.update(os.fsencode(path.name) + f"\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    :raises UnreadableFile: if it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, f"cannot be read: {getattr(error, 'strerror', None) or error}.") from error


def read_small(path: Path, most: int = 64_000_000) -> bytes:
    """The bytes of a file that should be a small one; nothing that waits for ever or fills the memory.

    :raises OSError: if it cannot be read, is no file (a pipe, say) or has more bytes than ``most``.
    """
    # Without waiting for whoever might write to a pipe.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a file", str(path))
        if status.st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return file.read(most)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, as UTF-8 and without touching its line ends.

    :raises UsageError: if the directory is missing or may not be written to.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole. A symbolic link stays one; to a device or a pipe the bytes are just written.

    :raises UsageError: if the directory is missing or may not be written to.
    :raises EngineError: if the disk is full.
    """
    try:
        path = path.resolve()
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        temporary = path.parent / f".{path.name}.{os.urandom(4).hex()}"
        try:
            with temporary.open("xb") as file:
                file.write(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        fault = EngineError if error.errno in _MACHINE else UsageError
        raise fault(f"{path}: cannot be written: {error.strerror or error}.") from error
