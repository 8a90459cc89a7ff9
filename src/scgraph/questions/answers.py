"""A saved question, its parameters looked up and bound, and its answer as typed rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from pyoxigraph import Literal

from scgraph.engine.protocol import Rows, Term
from scgraph.errors import BadParameter, BadQuery, UnfitValue, UnknownQuery
from scgraph.graph import LAW, Graph, Node
from scgraph.literals import read_literal
from scgraph.namespaces import contract
from scgraph.questions.catalogue import Column, Parameter, SavedQuery
from scgraph.questions.standing import law_notes
from scgraph.sparql.parameters import bind
from scgraph.words import SEPARATOR, as_line, natural_key, split_list

Scalar = str | int | Decimal | bool | None
Row = TypeVar("Row")

_FOUR_PLACES = Decimal("0.0001")
# No count, share or time in months is larger.
_MOST_RECKONED = 10**15
_WANTED: dict[type, str] = {int: "a whole number", Decimal: "a number", bool: "true or false"}
_LONGEST_TOLD = 60
# Cells of these kinds may be numbers; all others are names, words and places.
TYPED_KINDS = ("text", "integer", "decimal", "boolean")
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
class Answer:
    """The answer of a saved question. Iterating gives each row as a mapping from column to Python value."""

    bound: BoundQuery
    columns: tuple[Column, ...]
    terms: list[tuple[Term | None, ...]]

    def __iter__(self) -> Iterator[dict[str, Scalar]]:
        for row in self.terms:
            yield {c.name: _cell(term, c.kind) for c, term in zip(self.columns, row, strict=True)}

    def __len__(self) -> int:
        return len(self.terms)

    def read(self, kind: type[Row], **columns: str) -> list[Row]:
        """Each row as a dataclass: its field ``served_at`` is what stands in the column ``servedAt``.

        A field that may be ``None`` is so where its column is empty or has what is none of its type; a tuple
        takes the names that a cell lists; a decimal is a share, with four places whatever an engine makes of
        the end of it. A field with a default needs no column.

        :param columns: per field the column, where it goes by another name.
        :raises BadQuery: if a column is missing.
        :raises UnfitValue: if a value is none of the field's type, or nothing stands where something has to.
        """
        readers = _readers(kind, {column.name for column in self.columns}, columns)
        return [
            kind(**{name: self._read(row, column, read) for name, column, read in readers}) for row in self
        ]

    def _read(self, row: Mapping[str, Scalar], column: str, read: Callable[[Scalar], object]) -> object:
        try:
            return read(row[column])
        except _Unfit as error:
            nodes = [row[each.name] for each in self.columns if each.kind == "iri"]
            about = ", ".join(contract(as_line(str(node), _LONGEST_TOLD)) for node in nodes if node)
            raise UnfitValue(
                f"{about or 'one row'}: {error} in the column '{column}' of '{self.bound.query.name}', where"
                f" {error.wanted} has to stand. To see what is wrong with the data: scgraph validate."
            ) from error

    @property
    def rows(self) -> list[dict[str, Scalar]]:
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
        given_values = _given(query, parameter, parameters)
        pairs = [pair for value in given_values for pair in _look_up(graph, parameter, value, notes)]
        values[parameter.name] = [value for value, _ in pairs]
        given[parameter.name] = tuple(label for _, label in pairs)
        if parameter.of_class in LAW and pairs:
            laws = [(str(value), label) for value, label in pairs]
            notes += law_notes(graph, laws, follows="scg:reaches" in query.body)
    return BoundQuery(query, bind(query.sparql, values), given, tuple(notes))


def to_answer(bound: BoundQuery, answer: Rows) -> Answer:
    """The rows of an engine with the columns that the question describes, in the question's order.

    :raises BadQuery: if the engine answers other variables than the question describes.
    """
    columns = bound.query.columns
    try:
        order = [answer.variables.index(column.name) for column in columns]
    except ValueError as error:
        raise BadQuery(f"the engine answered the columns {', '.join(answer.variables)}.") from error
    lists = [column.kind in LIST_KINDS for column in columns]
    return Answer(
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


def to_python(term: Term | None) -> Scalar:
    """A term as the Python value it stands for: numbers and booleans typed, all else as text.

    What is no value of its datatype, or none that anybody reckons with, is a text too.
    """
    if not isinstance(term, Literal):
        return None if term is None else term.value
    return read_literal(term.value, term.datatype.value)


def _cell(term: Term | None, kind: str) -> Scalar:
    """A term as the value of a column: where names and words are told, a number is a word too."""
    value = to_python(term)
    if isinstance(value, bool) or value is None or kind in TYPED_KINDS:
        return value
    return term.value if term is not None else None


def _readers(
    kind: type[Any], known: set[str], columns: Mapping[str, str]
) -> list[tuple[str, str, Callable[[Scalar], object]]]:
    """(field, column, what reads a cell for it) of each field of a dataclass that has a column."""
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        column = columns.get(field.name) or re.sub(r"_(\w)", lambda match: match[1].upper(), field.name)
        if column in known:
            found.append((field.name, column, _reader(hints[field.name])))
        elif field.default is MISSING:
            raise BadQuery(f"the question has no column '{column}', which is needed here.")
    return found


class _Unfit(Exception):
    """A cell that is no value of a type. ``wanted`` is what has to stand there."""

    def __init__(self, stands: str, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(f"{stands} stands")


def _reader(hint: Any) -> Callable[[Scalar], object]:
    """What turns a cell into a value of a type."""
    may_be_empty = type(None) in get_args(hint)
    target = next((each for each in get_args(hint) if each is not type(None)), hint) if may_be_empty else hint

    def read(value: Scalar) -> object:
        if get_origin(target) is tuple:
            return tuple(split_list(value if isinstance(value, str) else None))
        if value is None:
            if may_be_empty:
                return None
            raise _Unfit("nothing", _WANTED.get(target, "a text"))
        found = _fitting(value, target)
        if found is None and not may_be_empty:
            raise _Unfit(f"'{as_line(str(value), _LONGEST_TOLD)}'", _WANTED[target])
        return found

    return read


def _fitting(value: str | int | Decimal | bool, target: type[Any]) -> object | None:
    """A value as a type; ``None`` where it is none of that type: a text is never taken for a number."""
    if target is str:
        return str(value)
    if isinstance(value, str):
        return None
    if target is bool:
        return bool(value)
    if isinstance(value, bool) or not -_MOST_RECKONED <= value <= _MOST_RECKONED:
        return None
    if target is Decimal:
        return Decimal(value).quantize(_FOUR_PLACES)
    return int(value) if value == int(value) else None


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
    for item in values:
        if not parameter.takes(item):
            raise BadParameter(
                f"'{item}' will not do for '{parameter.name}' of '{query.name}': {parameter.help}"
            )
    if len(values) > 1 and not parameter.many:
        raise BadParameter(f"'{parameter.name}' of '{query.name}' takes one value, not {len(values)}.")
    return values


def notes_on(name: str, found: Node) -> tuple[str, ...]:
    """What a user should be told about how a name was understood: nothing, where it names one thing."""
    if not found.others:
        return found.notes
    others = "; ".join(found.others)
    return (f"'{name}' names {len(found.others) + 1}; taken as '{found.label}', not {others}.", *found.notes)


def _look_up(
    graph: Graph, parameter: Parameter, value: object, notes: list[str]
) -> list[tuple[str | int, str]]:
    """(value to bind, label to show) of what a user gave: several for a range, where several may be."""
    if parameter.type != "iri" or parameter.of_class is None:
        return [((value if isinstance(value, int) else str(value)), str(value))]
    name = value if isinstance(value, Node) else str(value)
    kind = parameter.of_class
    found = graph.find_all(name, kind) if parameter.many else (graph.find(name, kind),)
    asked = name.label if isinstance(name, Node) else name
    notes += (note for node in found for note in notes_on(asked, node))
    return [(node.iri, node.label) for node in found]
