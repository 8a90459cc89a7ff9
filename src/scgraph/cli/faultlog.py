"""The log of faults: what went wrong in a way that nobody foresaw, with where it happened."""

from __future__ import annotations

import os
import secrets
import time
import traceback
from pathlib import Path

# A fault that comes again and again must not fill the disk.
_LONGEST_LOG = 1_000_000
_LONGEST_ENTRY = 20_000


def note_fault(error: BaseException) -> tuple[str, Path] | None:
    """Write a fault and its traceback to the user's log.

    :returns: the reference under which it stands there, and the log; ``None`` where none can be kept.
    """
    reference = secrets.token_hex(4)
    try:
        from platformdirs import user_log_path

        path = user_log_path("scgraph") / "faults.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        told = "".join(traceback.format_exception(error))[-_LONGEST_ENTRY:]
        entry = f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {reference}\n{told}\n"
        is_long = path.exists() and path.stat().st_size > _LONGEST_LOG
        mode = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if is_long else os.O_APPEND)
        with os.fdopen(os.open(path, mode, 0o600), "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(entry)
    except (OSError, MemoryError, RecursionError, ImportError):
        return None
    return reference, path
