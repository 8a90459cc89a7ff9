"""The ``scgraph`` command, also as ``python -m scgraph``: how its process starts and ends."""

from __future__ import annotations

import signal
import sys

from scgraph.cli import run
from scgraph.cli.streams import prepare_streams
from scgraph.ending import Terminated, put_away


def main() -> None:
    """Run the command of this process's arguments, and leave with its exit code."""
    prepare_streams()
    # An engine's query cannot be interrupted from Python, so Ctrl-C ends the process itself, at once.
    if sys.stdin is not None and sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        sys.exit(run())
    except Terminated as ended:
        # Whoever waits for this process shall see what ended it.
        put_away()
        signal.signal(ended.signal, signal.SIG_DFL)
        signal.raise_signal(ended.signal)


if __name__ == "__main__":
    main()
