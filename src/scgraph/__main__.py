"""The ``scgraph`` command, also as ``python -m scgraph``: how its process starts and ends."""

from __future__ import annotations

import gc
import signal
import sys

# What modules and graphs are made of lives until the process ends, so looking for garbage among it finds
# nothing: the collector's passes are a tenth of a short command. They still come, for those that run on.
_ALLOCATIONS_BETWEEN_PASSES = 100_000


def main() -> None:
    """Run the command of this process's arguments, and leave with its exit code."""
    gc.set_threshold(_ALLOCATIONS_BETWEEN_PASSES)
    # An engine's query cannot be interrupted from Python, so Ctrl-C ends the process itself, at once.
    if sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from scgraph.cli import run  # behind the line that spares its imports the collector

    exit_code = run()
    gc.freeze()  # nor is there anything to find at the end
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
