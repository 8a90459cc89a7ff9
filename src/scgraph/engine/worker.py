"""A process that answers queries from a finished store, one after the other: the far end of ``pool.py``."""

from __future__ import annotations

import functools
import io
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from scgraph.engine.embedded import EmbeddedReader, open_store_files
from scgraph.engine.protocol import AnswerTooLarge, well_formed
from scgraph.errors import EngineError
from scgraph.processes import Unfit, answer_requests


class Bounded(io.BytesIO):
    """Keeps what is written to it, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, part: Any) -> int:
        """:raises AnswerTooLarge: when the limit is passed."""
        if self.tell() + len(part) > self.limit:
            raise AnswerTooLarge(
                f"the answer has more than {self.limit:,} bytes. Add a LIMIT, or ask for less."
            )
        return super().write(part)


@functools.cache
def _open(path: str) -> EmbeddedReader:
    try:
        return EmbeddedReader(open_store_files(Path(path)))
    except EngineError as error:
        raise Unfit(str(error), path) from error


def _answer(path: str, max_bytes: int, sparql: str, media_type: str, union: bool) -> bytes:
    output = Bounded(max_bytes)
    _open(path).write(sparql, media_type, output, union)
    return well_formed(output.getvalue(), media_type)


def main(path: str, max_bytes: str, max_memory: str) -> None:
    """Answer until the input ends."""

    def open_store() -> None:
        with suppress(EngineError):  # who asks is told
            _open(path)

    answer_requests(functools.partial(_answer, path, int(max_bytes)), int(max_memory), open_store)


if __name__ == "__main__":
    main(*sys.argv[1:])
