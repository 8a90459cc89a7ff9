"""What every answer is told as: a table with typed columns, and what it has to be cited with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scgraph.graph import Graph
from scgraph.questions.about import Facts, describe_answer
from scgraph.questions.answers import Answer, Scalar
from scgraph.questions.catalogue import Column


@dataclass(frozen=True)
class Table:
    """Typed columns and rows of Python values; ``caption`` is what is said once, above."""

    columns: tuple[Column, ...]
    rows: list[tuple[Scalar, ...]]
    caption: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, header: Sequence[str], rows: Iterable[Sequence[Scalar]]) -> Table:
        """A table with plain headings; a column of numbers alone is one of numbers."""
        kept = [tuple(row) for row in rows]
        kinds = (
            "decimal" if kept and all(isinstance(row[i], int | Decimal) for row in kept) else "text"
            for i in range(len(header))
        )
        return cls(tuple(Column(label, label, kind) for label, kind in zip(header, kinds, strict=True)), kept)

    @property
    def header(self) -> tuple[str, ...]:
        """The headings."""
        return tuple(column.label for column in self.columns)

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Which columns are numbers."""
        return tuple(column.kind in {"integer", "decimal"} for column in self.columns)


@dataclass(frozen=True)
class Sheet:
    """A table that can be taken away: with its name, title and description, and the facts to cite it with."""

    name: str
    title: str
    description: str
    table: Table
    facts: Facts


def sheet_of(graph: Graph, answer: Answer) -> Sheet:
    """The answer of a saved question, whole, with what to cite it with."""
    query = answer.bound.query
    facts = describe_answer(graph, answer)
    return Sheet(query.name, query.summary, query.description, full_table(answer), facts)


def full_table(answer: Answer) -> Table:
    """All columns of an answer under their headings."""
    return Table(answer.columns, [tuple(row.values()) for row in answer])


def readable_table(answer: Answer) -> Table:
    """An answer for reading: without IRIs, and with what is the same in all rows said once, above."""
    rows = answer.rows
    named = [column for column in answer.columns if column.kind != "iri"]
    same = said_once(named[1:], rows)
    shown = tuple(column for column in named if column.name not in same)
    return Table(shown, [tuple(row[column.name] for column in shown) for row in rows], tuple(same.values()))


def said_once(columns: Iterable[Column], rows: list[dict[str, Scalar]]) -> dict[str, tuple[str, str]]:
    """(label, value) of each column that says the same in all rows, where there are several."""
    same = {}
    for column in columns:
        values = {row[column.name] for row in rows}
        if len(rows) > 1 and len(values) == 1:
            same[column.name] = (column.label, as_text(values.pop()) or "–")
    return same


def as_text(value: Scalar) -> str:
    """A value as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
