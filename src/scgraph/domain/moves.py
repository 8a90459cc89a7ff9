"""Moves between levels that sources put on paper."""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.words import counted

# The basis of a move that is only the order of a ladder; no statement says more of it.
NEXT_RUNG = "next rung"
# By so much a difference of two shares may be off for want of digits: 0.75 - 0.6 is more than 0.15.
_ROUNDING = 1e-9


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


@dataclass(frozen=True)
class Direction:
    """Whether a move is 'up', 'level' or 'down', or leads to 'other work', and by what that is told."""

    word: str
    by: str

    @property
    def told(self) -> str:
        """Both in a few words."""
        return f"{self.word}, by {self.by}"


def direct(
    ranks: tuple[int, int] | None,
    gains_register: bool,
    leaves_register: bool,
    held: float,
    asked: float,
    within: float,
    comparable: float,
) -> Direction:
    """The direction of a move. The question 'career-moves' tells the same.

    :param ranks: the ranks of the two levels, where they are on one ladder.
    :param held: the share of the target's steps that the start holds.
    :param asked: the share of the start's steps that the target holds.
    :param within: how far the two shares may differ for a move that is level.
    :param comparable: below this share both ways, the two are other work.
    """
    if ranks is not None:
        return Direction("up" if ranks[1] > ranks[0] else "down", "the order of the ladder")
    if gains_register != leaves_register:
        return Direction("up" if gains_register else "down", "registration")
    if held < comparable and asked < comparable:
        word = "other work"
    elif abs(asked - held) <= within + _ROUNDING:
        word = "level"
    else:
        word = "up" if asked > held else "down"
    return Direction(word, "what each asks")
