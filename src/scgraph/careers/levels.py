"""The levels of a graph as career paths know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scgraph.errors import UnknownName

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph


_MANY = 100


@dataclass(frozen=True)
class Level:
    """A rung of a ladder. ``title`` is the job's own title, where the source gives the level one."""

    iri: str
    name: str
    rank: int
    role: str
    council: str
    title: str | None
    ladder: str
    organisation: str

    @property
    def shown(self) -> str:
        """The name as a reader knows it: with the job's own title, where that says more than the role's name.

        >>> Level("", "SCI09", 6, "Social Care and Inclusion", "", "Team Leader", "", "").shown
        'SCI09 (Team Leader)'
        """
        plain = self.name.removesuffix(" (only level)")
        return f"{plain} ({self.title})" if self.title and self.title not in (self.role, plain) else plain


def load_levels(graph: KnowledgeGraph, iris: Sequence[str] | None = None) -> dict[str, Level]:
    """Every level of the graph by its IRI, or those of some IRIs.

    :raises UnknownName: if one of them is no level of the graph.
    """
    levels: dict[str, Level] = {}
    if iris is not None and not iris:
        return levels
    # Each name is looked up: to ask for very many by name costs more than to ask for all.
    for row in graph.ask("levels", level=iris if iris is None or len(iris) < _MANY else None):
        iri = str(row["level"])
        levels.setdefault(
            iri,
            Level(
                iri=iri,
                name=str(row["name"]),
                rank=int(row["rank"] or 0),
                role=str(row["role"]),
                council=str(row["council"]),
                title=None if row["title"] is None else str(row["title"]),
                ladder=str(row["ladder"]),
                organisation=str(row["organisation"]),
            ),
        )
    return levels


def pick(levels: dict[str, Level], iri: str) -> Level:
    """The level of an IRI.

    :raises UnknownName: if there is none.
    """
    if iri not in levels:
        raise UnknownName(iri, "level", [])
    return levels[iri]
