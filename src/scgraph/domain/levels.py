"""The levels of ladders, as careers know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """A rung of a ladder. ``title`` is the job's own title, where the source gives the level one.

    ``rank`` is ``None`` where the data have no whole number for it.
    """

    iri: str
    name: str
    rank: int | None
    role: str
    council: str
    title: str | None
    ladder: str
    organisation: str

    @property
    def order(self) -> tuple[bool, int]:
        """Sorts the levels of a ladder from the lowest up; those without a rank behind the others."""
        return self.rank is None, self.rank or 0

    @property
    def shown(self) -> str:
        """The name as a reader knows it: with the job's own title, where that says more than the role's name.

        >>> Level("", "SCI09", 6, "Social Care and Inclusion", "", "Team Leader", "", "").shown
        'SCI09 (Team Leader)'
        """
        plain = self.name.removesuffix(" (only level)")
        return f"{plain} ({self.title})" if self.title and self.title not in (self.role, plain) else plain


def ranks_of(one: Level, other: Level) -> tuple[int, int] | None:
    """The ranks of two levels of one ladder, where both are known."""
    if one.ladder != other.ladder or one.rank is None or other.rank is None:
        return None
    return one.rank, other.rank


@dataclass(frozen=True)
class Rung:
    """A level as its ladder shows it: pay grades, titles, and how much it carries."""

    iri: str
    name: str
    grades: tuple[str, ...]
    titles: tuple[str, ...]
    relation: str | None
    carried: int
    topics: int
