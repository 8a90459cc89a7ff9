"""Files written whole: under a temporary name beside the target, then renamed. Digests of files."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from scgraph.ending import unwinding
from scgraph.errors import EngineError, UnreadableFile, UsageError

# The call is at fault and not the machine.
_CALL = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EINVAL}
# The names under which a system gives a process its own open files.
_OPEN = re.compile(r"/dev/(std\w+|fd/.*)|/proc/.*")
_BINARY = getattr(os, "O_BINARY", 0)
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def digest(paths: Iterable[Path]) -> str:
    """A digest of the names and contents of files.

    :raises UnreadableFile: if one cannot be read.
    """
    found = hashlib.sha256()
    for path in paths:
        refuse_pipe(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UnreadableFile(path, f"cannot be read: {error.strerror or error}.") from error
        found.update(os.fsencode(path.name) + f"\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def refuse_pipe(path: Path) -> None:
    """:raises UnreadableFile: for what may never come to an end: a pipe, a socket or a device."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise UnreadableFile(path, "is a pipe or a device, not a file.")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8.

    :raises UnreadableFile: if it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, "cannot be read: it is not in UTF-8; save it as UTF-8.") from error


def read_small(path: Path, most: int = 64_000_000) -> bytes:
    """The bytes of a file that should be a small one; nothing that waits for ever or fills the memory.

    :raises OSError: if it cannot be read, is no file (a pipe, say) or has more bytes than ``most``.
    """
    # Without waiting for whoever might write to a pipe.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a file", str(path))
        if status.st_size > most:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        return file.read(most)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, as UTF-8 and without touching its line ends; see ``write_all``."""
    write_all({path: text.encode("utf-8")})


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole; see ``write_all``."""
    write_all({path: content})


def write_all(contents: Mapping[Path, bytes]) -> None:
    """Write files whole, and none of them before all could be. Bytes for a device or a pipe are just written.

    A symbolic link stays one. A file that is there keeps its mode and, where the system allows, its owner.
    One that nobody may write to is not replaced, not even for those whom the system would let.

    :raises UsageError: if there can be no file of that name: its directory is missing, say.
    :raises EngineError: if a file or its directory may not be written to, or the disk is full.
    """
    with unwinding(), ExitStack() as held:
        ready = [held.enter_context(_prepared(path, content)) for path, content in contents.items()]
        for put in ready:
            put()


def is_stream(path: Path) -> bool:
    """Whether a path leads to a device, a pipe or what a process has open: no place to put files beside.

    >>> is_stream(Path("/dev/stdout")), is_stream(Path("answer.csv"))
    (True, False)
    """
    if _OPEN.fullmatch(os.path.abspath(path)):
        return True
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def fault_of(error: OSError) -> type[UsageError | EngineError]:
    """Who is at fault where something cannot be written: the call, or the machine and its rights."""
    return UsageError if error.errno in _CALL else EngineError


@contextmanager
def _prepared(path: Path, content: bytes) -> Iterator[Callable[[], None]]:
    """A file's content, written beside it; what is given puts it in the file's place."""
    with _writing(path):
        try:
            before = os.stat(path)  # before any link is followed by us: they may lead in a circle
        except FileNotFoundError:
            before = None
        if is_stream(path):
            yield lambda: _send(path, content)
            return
        if before is not None and stat.S_ISDIR(before.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if before is not None and not (before.st_mode & _WRITABLE and os.access(path, os.W_OK)):
            raise PermissionError(errno.EACCES, "it is there and read-only")
        target = path.resolve()
        beside = target.with_name(f".scgraph-{os.urandom(6).hex()}")  # a name may be as long as names can be
    try:
        with _writing(path):
            _write_beside(beside, content, before)
        yield lambda: _rename(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """:raises ScgraphError: instead of the system's own errors, save that a reader has gone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise fault_of(error)(f"{path}: cannot be written: {error.strerror or error}.") from error


def _send(path: Path, content: bytes) -> None:
    with _writing(path):
        path.write_bytes(content)


def _rename(beside: Path, target: Path) -> None:
    with _writing(target):
        beside.replace(target)


def _write_beside(beside: Path, content: bytes, before: os.stat_result | None) -> None:
    """Write a new file that is to take the place of another."""
    # Nobody else may read what is to be private, not even for a moment.
    mode = 0o666 if before is None else 0o600
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "wb") as file:
        file.write(content)
    if before is not None:
        _take_after(beside, before)


def _take_after(path: Path, before: os.stat_result) -> None:
    """Give a file the owner and the mode of another."""
    mode = before.st_mode & 0o777
    now = path.stat()
    if hasattr(os, "chown") and (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(path, before.st_uid, before.st_gid)
        except OSError:
            # What the old group might do, ours may not: it gets what all others have.
            mode = mode & ~0o070 | (mode & 0o007) << 3
    path.chmod(mode)
