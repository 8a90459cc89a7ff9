"""Moves between levels that sources put on paper."""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.words import counted

# The basis of a move that is only the order of a ladder; no statement says more of it.
NEXT_RUNG = "next rung"


@dataclass(frozen=True)
class StatedMove:
    """A move from one level to another by a 'rule', 'experience' (time at the first), or as 'next rung'.

    The next rung alone has no statement, and so no words and no place.
    """

    origin: str
    target: str
    basis: str
    says: str | None
    months: int | None
    evidence: str | None
    decides: str | None
    locator: str | None
    document: str | None
    statement: str | None

    @property
    def told(self) -> str:
        """What the source says about the move, with the months it asks for."""
        return f"{self.says} ({counted(self.months, 'month')})" if self.months else self.says or self.basis
