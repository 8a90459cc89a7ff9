"""Users' queries parsed in processes of their own: a parser cannot be stopped, and takes seconds for some.

Small queries do not wait for large ones: each of the two has its process.
"""

from __future__ import annotations

from typing import Any, cast

from scgraph.errors import QueryTimeout
from scgraph.processes import Broken, Processes, answer_requests
from scgraph.sparql.guard import Prepared, QueryFault, prepare
from scgraph.sparql.lexer import solid

# The words and signs of a query from which on it counts as large; the parser takes a millisecond for each.
LARGE = 250
_MOST_MEMORY = 1024 * 1024 * 1024


class Parsers:
    """Does what :func:`scgraph.sparql.guard.prepare` does, within a time, for several threads at once."""

    def __init__(self, seconds: float, most_waiting: int = 32) -> None:
        """:param seconds: how long the parser may take for one query, and how long to wait for it."""
        self._seconds = seconds
        command = ["-m", __name__]
        self._small, self._large = (
            Processes(lambda: command, 1, most_waiting, "reading the query") for _ in range(2)
        )

    def prepare(self, text: str, **choices: Any) -> Prepared:
        """The query, ready to run; for the choices see :func:`scgraph.sparql.guard.prepare`.

        :raises QueryFault: if it cannot be run, or not be read in time.
        :raises PoolBusy: if too many wait already.
        """
        chosen = self._large if is_large(text) else self._small
        try:
            return cast("Prepared", chosen.ask(text, choices, seconds=self._seconds))
        except QueryTimeout as error:
            reason = f"the query takes longer than {self._seconds:g} s to read. Write a shorter one."
            raise QueryFault(reason) from error
        except Broken as error:
            raise QueryFault("the query needs too much memory to read.") from error

    def close(self) -> None:
        """Stop the processes."""
        self._small.close()
        self._large.close()


def is_large(text: str) -> bool:
    """Whether a query is read among the large ones."""
    return len(solid(text)) > LARGE


def _prepare(text: str, choices: dict[str, Any]) -> Prepared:
    return prepare(text, **choices)


def _warm_up() -> None:
    """Build the grammar, which takes longer than most queries."""
    prepare("ASK {}")


if __name__ == "__main__":
    answer_requests(_prepare, _MOST_MEMORY, _warm_up)
