"""What a process puts away before it ends, also where a signal ends it."""

from __future__ import annotations

import atexit
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Those that there are here of the ones that end a process.
_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)]
_lasting: list[Path] = []


@contextmanager
def temporary_directory(prefix: str = "scgraph-") -> Iterator[Path]:
    """A directory in the temporary folder that goes with the block, even where a signal ends the process."""
    from tempfile import TemporaryDirectory  # slow to import, and seldom needed

    with unwinding(), TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        yield Path(name)


def lasting_directory(prefix: str) -> Path:
    """A new directory in the temporary folder that goes with the process; see ``unwinding`` for signals."""
    from tempfile import mkdtemp  # slow to import, and seldom needed

    if not _lasting:
        atexit.register(put_away)
    _lasting.append(Path(mkdtemp(prefix=prefix)).resolve())
    return _lasting[-1]


def put_away() -> None:
    """Remove what lasts as long as the process does: called as it ends."""
    import shutil

    while _lasting:
        shutil.rmtree(_lasting.pop(), ignore_errors=True)


class Terminated(SystemExit):
    """A signal that ends this process, once it has put away what it was at. ``signal`` is its number."""

    def __init__(self, number: int) -> None:
        self.signal = number
        super().__init__(128 + number)


@contextmanager
def unwinding() -> Iterator[None]:
    """Within it, a signal that would end the process at once lets it tidy up first.

    Not for all that a process does: while an engine answers, Python hears no signal.

    :raises Terminated: when such a signal comes.
    """
    ours = _listen()
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _listen() -> list[int]:
    """Take the signals that would end the process at once; only its main thread can. Returns those taken."""
    if threading.current_thread() is not threading.main_thread():
        return []
    ours = [number for number in _ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, _terminate)
    return ours


def _terminate(number: int, _frame: object) -> None:
    for other in _ENDING:  # a second one shall not disturb the tidying
        if signal.getsignal(other) is _terminate:
            signal.signal(other, signal.SIG_IGN)
    raise Terminated(number)
