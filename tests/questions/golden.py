"""Golden answers: what a saved question has to answer, as read in the sources, and where an answer differs.

A golden file gives a question, its parameters, why the answer is so, and any of: ``rows`` (how many there
are), ``counts`` (column, value, how many rows have it there), ``exactly`` (how many rows match several cells
at once), ``contains`` and ``absent`` (parts of rows). The order of rows does not matter. A wanted value of
``null`` is an empty cell; a list of values asks for each of them among the names of a cell that lists
several, or within the text of any other; all else compares as the text of the cell, numbers by value, and
``true`` or ``false`` with no number. That no row stands twice goes without saying.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from scgraph.questions.answers import LIST_KINDS, SEPARATOR

FOLDER = Path(__file__).resolve().parents[1] / "golden"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Golden:
    """One golden file."""

    name: str
    question: str
    why: str
    parameters: dict[str, str] = field(default_factory=dict)
    rows: int | None = None
    counts: dict[str, dict[str | None, int]] = field(default_factory=dict)
    exactly: list[dict[str, Any]] = field(default_factory=list)
    contains: list[dict[str, Any]] = field(default_factory=list)
    absent: list[dict[str, Any]] = field(default_factory=list)

    def columns(self) -> set[str]:
        """Every column that the file speaks of."""
        partial = [*self.contains, *self.absent, *(each["where"] for each in self.exactly)]
        return {*self.counts, *(column for row in partial for column in row)}


def read(path: Path) -> Golden:
    """A golden file. A key that no golden file has is a :class:`TypeError`."""
    return Golden(name=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8")))


def read_all() -> list[Golden]:
    """All golden files, by name."""
    return [read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def differences(golden: Golden, rows: Sequence[Row], kinds: Mapping[str, str]) -> Iterator[str]:
    """What is otherwise in the answer, one line each; nothing where the answer is golden.

    :param kinds: the kind of each column, as the question declares it.
    """
    if unknown := sorted(golden.columns() - set(kinds)):
        yield f"columns: the question has no {', '.join(unknown)}"
        return
    if golden.rows is not None and golden.rows != len(rows):
        yield f"rows: expected {golden.rows}, got {len(rows)}"
    twice = [dict(row) for row, number in Counter(tuple(row.items()) for row in rows).items() if number > 1]
    if twice:
        yield f"rows: {len(twice)} stand more than once, such as {shown(twice[0])}"
    for column, numbers in golden.counts.items():
        for value, number in numbers.items():
            found = _count({column: value}, rows, kinds)
            if found != number:
                yield f"counts: {column} {value!r}: expected {number}, got {found}"
    for each in golden.exactly:
        found = _count(each["where"], rows, kinds)
        if found != each["rows"]:
            yield f"exactly: {shown(each['where'])}: expected {each['rows']}, got {found}"
    for wanted in golden.contains:
        if not _count(wanted, rows, kinds):
            yield f"missing {shown(wanted)}; nearest {shown(nearest(wanted, rows, kinds))}"
    for unwanted in golden.absent:
        found = _count(unwanted, rows, kinds)
        if found:
            yield f"must not be there: {shown(unwanted)}: got {found}"


def holds(wanted: object, cell: object, kind: str) -> bool:
    """Whether a cell is as wanted."""
    if wanted is None:
        return cell is None or cell == ""
    if cell is None:
        return False
    if isinstance(wanted, list):
        parts = str(cell).split(SEPARATOR) if kind in LIST_KINDS else None
        return all(str(each) in (str(cell) if parts is None else parts) for each in wanted)
    if isinstance(cell, bool) or isinstance(wanted, bool):
        return cell is wanted
    if isinstance(cell, int | Decimal) and isinstance(wanted, int | float):
        return Decimal(str(cell)) == Decimal(str(wanted))
    return str(cell) == str(wanted)


def nearest(wanted: Row, rows: Sequence[Row], kinds: Mapping[str, str]) -> dict[str, Any]:
    """The cells of the row that comes nearest to a wanted one; nothing where there are no rows.

    The first cell of a wanted row is the one that names it, so a row that has that counts before all others.
    """

    def likeness(row: Row) -> tuple[bool, int, float]:
        same = [holds(value, row[column], kinds[column]) for column, value in wanted.items()]
        cells = (
            SequenceMatcher(None, str(value), str(row[column])).ratio() for column, value in wanted.items()
        )
        return same[0], sum(same), sum(cells)

    best = max(rows, key=likeness, default=None)
    return {} if best is None else {column: best[column] for column in wanted}


def shown(row: Row) -> str:
    """Part of a row on one line."""
    return "{" + ", ".join(f"{column}: {value}" for column, value in row.items()) + "}"


def _count(wanted: Row, rows: Sequence[Row], kinds: Mapping[str, str]) -> int:
    return sum(
        all(holds(value, row[column], kinds[column]) for column, value in wanted.items()) for row in rows
    )
