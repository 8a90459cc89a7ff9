"""What a level carries on each competency, with the statements that ask it and their places in the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scgraph.questions.door import KnowledgeGraph


@dataclass(frozen=True)
class Place:
    """A statement that asks a competency: its kind, its words, the step asked, its place in the source."""

    kind: str
    says: str
    step: int
    proficiency: str
    terms: str
    locator: str
    document: str
    statement: str


@dataclass(frozen=True)
class Carried:
    """A competency as a level carries it: the highest step that its statements ask, and all of them."""

    competency: str
    topic: str
    group: str
    step: int
    proficiency: str
    places: tuple[Place, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the statements, each once, in order."""
        return tuple(dict.fromkeys(place.kind for place in self.places))


Profile = dict[str, Carried]


def load_profile(graph: KnowledgeGraph, level: str) -> Profile:
    """What a level carries, by the IRI of the competency, ordered by group and topic.

    :raises UnknownName: if the IRI is no level of the graph.
    """
    places: dict[str, list[Place]] = {}
    named: dict[str, tuple[str, str]] = {}
    for row in graph.ask("level-competencies", level=level):
        competency = str(row["competency"])
        named.setdefault(competency, (str(row["topic"]), str(row["group"])))
        place = Place(
            kind=str(row["kind"]),
            says=str(row["says"]),
            step=int(row["step"] or 0),
            proficiency=str(row["proficiency"]),
            terms=str(row["terms"]),
            locator=str(row["locator"]),
            document=str(row["document"]),
            statement=str(row["statement"]),
        )
        if all(place.statement != known.statement for known in places.setdefault(competency, [])):
            places[competency].append(place)
    profile: Profile = {}
    for competency, (topic, group) in named.items():
        stands = places[competency]
        highest = max(stands, key=lambda place: place.step)
        carried = Carried(competency, topic, group, highest.step, highest.proficiency, tuple(stands))
        profile[competency] = carried
    return profile
