"""Stores checked before they are opened: small ones byte by byte, large ones so once and then at a glance.

To read a small store through takes a few milliseconds; a national one takes seconds, which a command cannot
spend each time. So it is remembered in the user's cache, one line a store, what the system knew of its files
when they were read through and found whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from scgraph.errors import ScgraphError
from scgraph.files import read_small, write_text
from scgraph.store.pieces import Piece, glance, read_through

# A directory to use instead of the user's cache, or 'off'.
VARIABLE = "SCGRAPH_CACHE"
# Stores with no more bytes are read through each time: twenty milliseconds.
_SMALL = 16_000_000


def check_pieces(directory: Path, pieces: Mapping[str, Piece], thorough: bool = False) -> None:
    """See that a generation's files are what was written.

    :param directory: Oxigraph's own, ``STORE/generations/NAME/store``.
    :param thorough: whether every byte is read even of a large store that was found whole before.
    :raises Damaged: if they are not.
    :raises EngineError: if they cannot be read.
    """
    state = glance(directory, pieces)
    if thorough or _is_small(pieces) or not _is_verified(directory, state):
        read_through(directory, pieces)
        remember(directory, pieces, state)


def remember(directory: Path, pieces: Mapping[str, Piece], state: str) -> None:
    """Note that files were found whole in this state. Where nothing can be kept, they are read again."""
    if _is_small(pieces):
        return
    with suppress(OSError, ScgraphError):
        place = _place(directory)
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_text(place, state)


def cache_directory() -> Path | None:
    """Where this program may keep what it can make again; ``None`` where it may keep nothing."""
    chosen = os.environ.get(VARIABLE)
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("scgraph")


def _is_small(pieces: Mapping[str, Piece]) -> bool:
    return sum(piece.size for piece in pieces.values()) <= _SMALL


def _is_verified(directory: Path, state: str) -> bool:
    place = _place(directory)
    with suppress(OSError):
        return place is not None and read_small(place) == state.encode()
    return False


def _place(directory: Path) -> Path | None:
    """Where it is kept of a store: one place for all its generations."""
    cache = cache_directory()
    name = hashlib.sha256(os.fsencode(directory.parents[2].resolve())).hexdigest()[:24]
    return None if cache is None else cache / "verified" / name
