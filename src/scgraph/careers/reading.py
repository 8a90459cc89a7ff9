"""What careers read of the graph by saved questions: levels, what they carry, their hard conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scgraph.domain.conditions import Condition
from scgraph.domain.demands import Carried, Place, Profile
from scgraph.domain.gap import LevelDemands
from scgraph.domain.levels import Level, Rung
from scgraph.domain.moves import StatedMove
from scgraph.errors import UsageError
from scgraph.graph import Name, Node
from scgraph.questions.door import KnowledgeGraph

LEVEL = "scg:Level"
_MANY = 100


def find_levels(graph: KnowledgeGraph, names: Iterable[Name]) -> list[Node]:
    """The levels that names mean, in their order; each name is looked up once.

    :raises UnknownName: with the nearest names, if one is no level of the graph.
    """
    return [graph.find(name, LEVEL) for name in names]


def node_of(level: Level) -> Node:
    """A level that was read, as a name that needs no look-up."""
    return Node(level.iri, level.name)


def pick(levels: Mapping[str, Level], node: Node) -> Level:
    """The level that a node is.

    :raises UsageError: if no council offers a ladder on which it stands.
    """
    if node.iri not in levels:
        raise UsageError(f"'{node.label}' stands on no ladder that a council offers.")
    return levels[node.iri]


def load_levels(graph: KnowledgeGraph, levels: Sequence[Name] | None = None) -> dict[str, Level]:
    """Every level of the graph by its IRI, or some of them.

    :raises UnknownName: if one of them is no level of the graph.
    """
    if levels is not None and not levels:
        return {}
    # To ask for very many by name costs more than to ask for all.
    wanted = levels if levels is None or len(levels) < _MANY else None
    found: dict[str, Level] = {}
    for level in graph.ask("levels", level=wanted).read(Level, iri="level"):
        found.setdefault(level.iri, level)
    return found


def load_ladder(graph: KnowledgeGraph, ladder: Name) -> list[Level]:
    """The levels of a ladder from the lowest up.

    :raises UnknownName: if no ladder is called so.
    """
    node = graph.find(ladder, "scg:Ladder")
    rungs = (level for level in load_levels(graph).values() if level.ladder == node.iri)
    return sorted(rungs, key=lambda level: level.rank)


def load_rungs(graph: KnowledgeGraph, ladder: Name) -> list[Rung]:
    """The rungs of a ladder from the lowest up, with what stands at each.

    :raises UnknownName: if no ladder is called so.
    """
    return graph.ask("ladder", role=ladder).read(Rung, iri="levelIri", name="level")


def load_stated_moves(graph: KnowledgeGraph) -> list[StatedMove]:
    """All moves that sources put on paper, the next rungs among them."""
    return graph.ask("stated-moves").read(StatedMove, origin="level")


def load_profile(graph: KnowledgeGraph, level: Name) -> Profile:
    """What a level carries, by the IRI of the competency, ordered by group and topic.

    :raises UnknownName: if there is no such level.
    """
    answer = graph.ask("level-competencies", level=level)
    places: dict[_Topic, dict[str, Place]] = {}
    for topic, place in zip(answer.read(_Topic), answer.read(Place), strict=True):
        places.setdefault(topic, {}).setdefault(place.statement, place)
    profile: Profile = {}
    for topic, stands in places.items():
        highest = max(stands.values(), key=lambda place: place.step)
        profile[topic.competency] = Carried(
            topic.competency,
            topic.topic,
            topic.group,
            highest.step,
            highest.proficiency,
            tuple(stands.values()),
        )
    return profile


def load_conditions(
    graph: KnowledgeGraph, levels: Name | Sequence[Name] | None = None
) -> dict[str, tuple[Condition, ...]]:
    """The hard conditions of a level, of several, or of all, by the level's IRI."""
    answer = graph.ask("hard-conditions", level=levels)
    found: dict[str, dict[tuple[str, str], Condition]] = {}
    for owner, condition in zip(answer.read(_Owner), answer.read(Condition), strict=True):
        own = found.setdefault(owner.level, {})
        own.setdefault((condition.kind, condition.statement), condition)
    return {iri: tuple(conditions.values()) for iri, conditions in found.items()}


def load_demands(
    graph: KnowledgeGraph, levels: Sequence[Name], known: Mapping[str, Level] | None = None
) -> dict[str, LevelDemands]:
    """Some levels with all that they ask, by their IRIs, in the order given.

    :param known: the levels of the graph, where they have been read.
    :raises UnknownName: if one of them is no level of the graph.
    """
    nodes = {node.iri: node for node in find_levels(graph, levels)}
    known = load_levels(graph, list(nodes.values())) if known is None else known
    conditions = load_conditions(graph, list(nodes.values())) if nodes else {}
    return {
        iri: LevelDemands(pick(known, node), load_profile(graph, node), conditions.get(iri, ()))
        for iri, node in nodes.items()
    }


@dataclass(frozen=True)
class _Topic:
    """A competency as an answer names it: IRI, label, and the label of its group."""

    competency: str
    topic: str
    group: str


@dataclass(frozen=True)
class _Owner:
    """The level that a row is about."""

    level: str
