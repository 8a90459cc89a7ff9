"""What careers read of the graph by saved questions: levels, what they carry, their hard conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scgraph.domain.conditions import Choice, Condition, Option
from scgraph.domain.demands import Carried, Nesting, Place, Profile
from scgraph.domain.holder import LevelDemands
from scgraph.domain.levels import Level, Rung
from scgraph.domain.moves import StatedMove
from scgraph.errors import UsageError
from scgraph.graph import Name, Node
from scgraph.questions.answers import Scalar, to_python
from scgraph.questions.door import KnowledgeGraph
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text

LEVEL = "scg:Level"
_MANY = 100
_UNREACHED = 1_000_000


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
    return sorted(rungs, key=lambda level: level.order)


def load_rungs(graph: KnowledgeGraph, ladder: Name) -> list[Rung]:
    """The rungs of a ladder from the lowest up, with what stands at each.

    :raises UnknownName: if no ladder is called so.
    """
    return graph.ask("ladder", role=ladder).read(Rung, iri="levelIri", name="level")


def load_stated_moves(graph: KnowledgeGraph) -> list[StatedMove]:
    """All moves that sources put on paper, the next rungs among them."""
    return graph.ask("stated-moves").read(StatedMove, origin="level")


def load_profiles(graph: KnowledgeGraph, level: Name) -> tuple[Profile, Profile]:
    """(what a level asks, what it only names), by the IRI of the topic, ordered by group and topic.

    A topic is only named where all demands on it are optional, desirable, an example or one of several.

    :raises UnknownName: if there is no such level.
    """
    answer = graph.ask("level-competencies", level=level)
    places: dict[_Topic, dict[str, Place]] = {}
    for topic, place in zip(answer.read(_Topic), answer.read(Place), strict=True):
        places.setdefault(topic, {}).setdefault(place.statement, place)
    asked: Profile = {}
    named: Profile = {}
    for topic, found in places.items():
        binding = tuple(place for place in found.values() if place.binds)
        own = asked if binding else named
        own[topic.competency] = Carried(
            topic.competency, topic.topic, topic.group, binding or tuple(found.values())
        )
    return asked, named


def load_profile(graph: KnowledgeGraph, level: Name) -> Profile:
    """What a level asks, by the IRI of the topic.

    :raises UnknownName: if there is no such level.
    """
    return load_profiles(graph, level)[0]


def load_conditions(
    graph: KnowledgeGraph,
    levels: Name | Sequence[Name] | None = None,
    choices: Mapping[str, Sequence[Choice]] | None = None,
) -> dict[str, tuple[Condition, ...]]:
    """The hard conditions of a level, of several, or of all, by the level's IRI.

    :param choices: the choices of these levels, where they have been read.
    """
    answer = graph.ask("hard-conditions", level=levels)
    found: dict[str, dict[tuple[str, str, str | None], Condition]] = {}
    for row, condition in zip(answer.read(_Row), answer.read(Condition), strict=True):
        own = found.setdefault(row.level, {})
        if row.option is not None:
            options = _options(choices, row.level, condition.statement) or (
                Option(row.option, condition.kind),
            )
            known = own.get(("one of", condition.statement, None))
            if known is not None and choices is None:
                options = (*known.options, *options)
            # Where working towards one of the options is enough, it need not be for the others.
            terms = min(known.terms, condition.terms, key=len) if known else condition.terms
            condition = replace(
                condition,
                kind="one of",
                asks=None,
                amount=None,
                body=None,
                place=None,
                terms=terms,
                options=options,
            )
        key = (condition.kind, condition.statement, condition.asks)
        if row.option is not None or key not in own:
            own[key] = condition
    return {iri: tuple(conditions.values()) for iri, conditions in found.items()}


def load_choices(graph: KnowledgeGraph, levels: Sequence[Node]) -> dict[str, tuple[Choice, ...]]:
    """The statements of some levels that offer a choice, by the level's IRI."""
    if not levels:
        return {}
    bound = bind(query_text(__package__, "choices.rq"), {"level": [node.iri for node in levels]})
    answer = graph.engine.select(bound)
    rows = [dict(zip(answer.variables, map(to_python, row), strict=True)) for row in answer.rows]
    found: dict[str, dict[str, Choice]] = {}
    for (level, statement), own in _grouped(rows, "level", "statement").items():
        first = own[0]
        options = tuple(_option(each) for each in _grouped(own, "option").values())
        says, locator, document, terms = (str(first[k]) for k in ("says", "locator", "document", "terms"))
        choice = Choice(says, locator, document, str(statement), terms, options)
        found.setdefault(str(level), {})[str(statement)] = choice
    return {level: tuple(choices.values()) for level, choices in found.items()}


def load_nesting(graph: KnowledgeGraph) -> Nesting:
    """The topics within others: per topic the wider ones, top concepts left out."""
    found: dict[str, set[str]] = {}
    for narrower, wider in graph.engine.select(query_text(__package__, "nesting.rq")).rows:
        if narrower and wider:
            found.setdefault(narrower.value, set()).add(wider.value)
    return {narrower: frozenset(wider) for narrower, wider in found.items()}


def load_demands(
    graph: KnowledgeGraph, levels: Sequence[Name], known: Mapping[str, Level] | None = None
) -> dict[str, LevelDemands]:
    """Some levels with all that they ask, by their IRIs, in the order given.

    :param known: the levels of the graph, where they have been read.
    :raises UnknownName: if one of them is no level of the graph.
    """
    nodes = {node.iri: node for node in find_levels(graph, levels)}
    known = load_levels(graph, list(nodes.values())) if known is None else known
    choices = load_choices(graph, list(nodes.values()))
    conditions = load_conditions(graph, list(nodes.values()), choices) if nodes else {}
    found = {}
    for iri, node in nodes.items():
        asked, named = load_profiles(graph, node)
        own = conditions.get(iri, ())
        on_paper = {condition.statement for condition in own if condition.options}
        others = tuple(each for each in choices.get(iri, ()) if each.statement not in on_paper)
        found[iri] = LevelDemands(pick(known, node), asked, named, own, others)
    return found


def _options(
    choices: Mapping[str, Sequence[Choice]] | None, level: str, statement: str
) -> tuple[Option, ...]:
    own = (choices or {}).get(level, ())
    return next((choice.options for choice in own if choice.statement == statement), ())


def _option(rows: Sequence[Mapping[str, Scalar]]) -> Option:
    first = rows[0]
    # A step that cannot be read is one that nobody is known to reach.
    topics = tuple(
        (str(row["topic"]), _UNREACHED if (step := _whole(row["step"])) is None else step)
        for row in rows
        if row["topic"] is not None
    )
    return Option(
        option=str(first["label"]),
        kind=str(first["kind"]),
        asks=None if first["asks"] is None else str(first["asks"]),
        amount=_whole(first["amount"]),
        body=None if first["body"] is None else str(first["body"]),
        topics=topics,
    )


def _whole(value: Scalar) -> int | None:
    """A whole number, where a value is one."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _grouped(
    rows: Sequence[Mapping[str, Scalar]], *keys: str
) -> dict[tuple[Scalar, ...], list[Mapping[str, Scalar]]]:
    """The rows by their values in some columns."""
    found: dict[tuple[Scalar, ...], list[Mapping[str, Scalar]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append(row)
    return found


@dataclass(frozen=True)
class _Topic:
    """A competency as an answer names it: IRI, label, and the label of its group."""

    competency: str
    topic: str
    group: str


@dataclass(frozen=True)
class _Row:
    """The level that a row is about, and the option, where the row is one of several."""

    level: str
    option: str | None
