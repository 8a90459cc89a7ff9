"""Tables as text: plain, for a terminal, Markdown, CSV and TSV; nothing in a cell acts."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from scgraph.questions.answers import Scalar
from scgraph.tables.table import Table, as_text
from scgraph.words import visible

if TYPE_CHECKING:
    from rich.console import Console

# A spreadsheet takes a text that starts so for a formula, in any width, and whatever blank is in front.
_FORMULA_SIGNS = frozenset("=+-@")
_LINE_STARTS = ("\t", "\r", "\n")
# Below this many characters per column a table on a terminal is narrower than its words.
_NARROW = 16


def to_separated(table: Table, form: str) -> bytes:
    """CSV or TSV in UTF-8. Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, dialect="excel" if form == "csv" else "excel-tab")
    writer.writerow([_inert(label) for label in table.header])
    writer.writerows([_inert(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8")


def to_markdown(table: Table) -> str:
    """A table of Markdown, as GitHub reads it."""

    def line(cells: Iterable[str]) -> str:
        return f"| {' | '.join(cells)} |\n"

    rules = ("---:" if numeric else "---" for numeric in table.numeric)
    rows = (line(_markdown_cell(value) for value in row) for row in table.rows)
    return line(map(_markdown_cell, table.header)) + line(rules) + "".join(rows)


def to_plain(table: Table) -> str:
    """An aligned table as plain text, however wide its cells are."""
    cells = [[_one_line(value) for value in row] for row in (table.header, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if table.header else []

    def line(row: Sequence[str]) -> str:
        fitted = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, table.numeric, strict=True))
        return "  ".join(fitted).rstrip() + "\n"

    above = "".join(f"{label}: {_one_line(value)}\n" for label, value in table.caption)
    head = [line(cells[0]), line(["─" * width for width in widths])] if any(table.header) else []
    return "".join([above, "\n" if above else "", *head, *(line(row) for row in cells[1:])])


def show_rich(table: Table, console: Console) -> None:
    """A table on a terminal; where that is too narrow for its columns, one block of lines per row."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable
    from rich.text import Text

    for label, value in table.caption:
        console.print(Text.assemble((f"{label}: ", "bold"), _one_line(value)))
    columns = ([_one_line(row[i]) for row in table.rows] for i in range(len(table.header)))
    widths = [max(map(len, column), default=0) for column in columns]
    if sum(min(width, _NARROW) + 2 for width in widths) > console.width:
        for number, row in enumerate(table.rows, 1):
            _show_record(table.header, row, number, console)
        return
    drawn = RichTable(box=SIMPLE_HEAD, show_header=any(table.header))
    for label, numeric in zip(table.header, table.numeric, strict=True):
        drawn.add_column(Text(label), justify="right" if numeric else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(_one_line(value)) for value in row))
    console.print(drawn)


def _show_record(header: Sequence[str], row: Sequence[Scalar], number: int, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text.assemble((f"{number}  ", "dim"), (_one_line(row[0]), "bold")))
    for label, value in zip(header[1:], row[1:], strict=True):
        if value is not None and value != "":
            console.print(
                Padding(Text.assemble((f"{label}: ", "dim"), _one_line(value)), (0, 0, 0, 4), expand=False)
            )


def _one_line(value: Scalar) -> str:
    """A value on one line, in which what a terminal would obey is shown as its number."""
    return visible(" ".join(as_text(value).split()))


def _inert(value: Scalar) -> str | int | Decimal:
    """A value that no spreadsheet takes for a formula."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    text = as_text(value)
    return f"'{text}" if acts(text) else text


def acts(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula.

    >>> acts("=1"), acts(" \uff0b1"), acts("social care")
    (True, True, False)
    """
    first = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")
    return text.startswith(_LINE_STARTS) or unicodedata.normalize("NFKC", first) in _FORMULA_SIGNS


def _markdown_cell(value: Scalar) -> str:
    return re.sub(r"[\\|*_`\[\]<]", lambda match: f"\\{match.group()}", _one_line(value))
