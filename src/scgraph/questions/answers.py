"""A saved question, its parameters looked up and bound, and its answer as typed rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from scgraph.engine.protocol import Answer, Term
from scgraph.errors import BadParameter, BadQuery, UnknownQuery
from scgraph.namespaces import XSD_INTEGER, XSD_STRING
from scgraph.questions.catalogue import Column, Parameter, SavedQuery
from scgraph.sparql import parameters as tokens
from scgraph.words import SEPARATOR, natural_key

if TYPE_CHECKING:
    from scgraph.graph import Graph

Value = str | int | Decimal | bool | None

# Cells of these kinds list several names.
LIST_KINDS = ("list", "citation")


@dataclass(frozen=True)
class BoundQuery:
    """A saved question with its parameters bound: ``sparql`` is what every engine is sent.

    ``given`` holds per parameter the labels of the values it was given; ``notes`` what a user should be told
    about how names were understood.
    """

    query: SavedQuery
    sparql: str
    given: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class QueryAnswer:
    """The answer of a saved question. Iterating gives each row as a mapping from column to Python value."""

    bound: BoundQuery
    columns: tuple[Column, ...]
    terms: list[tuple[Term | None, ...]]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        names = [column.name for column in self.columns]
        for row in self.terms:
            yield dict(zip(names, map(to_python, row), strict=True))

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def rows(self) -> list[dict[str, Value]]:
        """All rows, each as a mapping from column to Python value."""
        return list(self)


def get_query(queries: Mapping[str, SavedQuery], name: str) -> SavedQuery:
    """A saved question by name.

    :raises UnknownQuery: with the nearest names.
    """
    if name not in queries:
        import difflib

        raise UnknownQuery(name, difflib.get_close_matches(name, queries, n=3, cutoff=0.4))
    return queries[name]


def bind_query(graph: Graph, query: SavedQuery, parameters: Mapping[str, object]) -> BoundQuery:
    """A question with its parameters looked up in the graph and bound as terms.

    :raises UsageError: for an unknown or missing parameter, or a value that names nothing.
    """
    for name in parameters:
        if name not in query.parameters:
            known = ", ".join(query.parameters) or "none"
            raise BadParameter(f"'{query.name}' has no parameter '{name}'; it takes: {known}.")
    values: dict[str, list[str | int]] = {}
    given: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for parameter in query.parameters.values():
        pairs = [_look_up(graph, parameter, value, notes) for value in _given(query, parameter, parameters)]
        values[parameter.name] = [value for value, _ in pairs]
        given[parameter.name] = tuple(label for _, label in pairs)
    return BoundQuery(query, tokens.bind(query.sparql, values), given, tuple(notes))


def to_answer(bound: BoundQuery, answer: Answer) -> QueryAnswer:
    """The rows of an engine with the columns that the question describes, in the question's order.

    :raises BadQuery: if the engine answers other variables than the question describes.
    """
    columns = bound.query.columns
    try:
        order = [answer.variables.index(column.name) for column in columns]
    except ValueError as error:
        raise BadQuery(f"the engine answered the columns {', '.join(answer.variables)}.") from error
    lists = [column.kind in LIST_KINDS for column in columns]
    return QueryAnswer(
        bound,
        columns,
        [
            tuple(in_order(row[i]) if is_list else row[i] for i, is_list in zip(order, lists, strict=True))
            for row in answer.rows
        ],
    )


def in_order(term: Term | None) -> Term | None:
    """A cell that lists several names, with the names in their natural order; ``None`` where it lists none.

    SPARQL leaves the order inside ``GROUP_CONCAT`` to the engine, so every engine gives another.

    >>> in_order(Literal("Care Act 2014, s.19; Care Act 2014, s.2")).value
    'Care Act 2014, s.2; Care Act 2014, s.19'
    """
    if term is None or not term.value:
        return None
    if SEPARATOR not in term.value:
        return term
    return Literal(SEPARATOR.join(sorted(term.value.split(SEPARATOR), key=natural_key)))


def to_python(term: Term | None) -> Value:
    """A term as the Python value it stands for: numbers and booleans typed, all else as text."""
    if not isinstance(term, Literal):
        return None if term is None else term.value
    datatype = term.datatype.value
    if datatype == XSD_STRING:
        return term.value
    kind = datatype.rpartition("#")[2]
    if datatype == XSD_INTEGER or kind in {"int", "long", "nonNegativeInteger", "positiveInteger"}:
        return int(term.value)
    if kind in {"decimal", "double", "float"}:
        return Decimal(term.value)
    if kind == "boolean":
        return term.value in {"true", "1"}
    return term.value


def _given(query: SavedQuery, parameter: Parameter, parameters: Mapping[str, object]) -> list[Any]:
    """The values a parameter was given, or its default, or none where it may be left out."""
    value = parameters.get(parameter.name)
    values: list[Any] = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]
    values = [item for item in values if item is not None and item != ""]
    if not values and parameter.default is not None:
        values = [parameter.default]
    if not values and not parameter.optional:
        example = f' For example --{parameter.name} "{parameter.example}".' if parameter.example else ""
        needed = f"the parameter '{parameter.name}' ({parameter.label})"
        raise BadParameter(f"'{query.name}' needs {needed}.{example}")
    if len(values) > 1 and not parameter.many:
        raise BadParameter(f"'{parameter.name}' of '{query.name}' takes one value, not {len(values)}.")
    return values


def _look_up(graph: Graph, parameter: Parameter, value: object, notes: list[str]) -> tuple[str | int, str]:
    """(value to bind, label to show) of what a user gave."""
    if parameter.type != "iri" or parameter.of_class is None:
        return (value if isinstance(value, int) else str(value)), str(value)
    found = graph.find(str(value), parameter.of_class)
    if found.others:
        others = "; ".join(found.others)
        notes.append(f"'{value}' names {len(found.others) + 1}; taken as '{found.label}', not {others}.")
    return found.iri, found.label
