"""Answers as tables: on a terminal, as plain text, CSV, TSV or Markdown, and in files."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from scgraph.errors import UsageError
from scgraph.files import write_bytes
from scgraph.namespaces import contract
from scgraph.words import counted

if TYPE_CHECKING:
    from rich.console import Console

    from scgraph.engine.protocol import Answer, Term
    from scgraph.graph import Graph
    from scgraph.questions.answers import QueryAnswer, Value

# A spreadsheet takes a text that starts so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What a terminal would obey instead of show: control characters, but for white space.
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Below this many characters per column a table on a terminal is narrower than its words.
_NARROW = 16


@dataclass(frozen=True)
class Table:
    """A header and rows of Python values; ``numeric`` tells which columns are numbers."""

    header: tuple[str, ...]
    rows: list[tuple[Value, ...]]
    numeric: tuple[bool, ...] = ()
    caption: tuple[tuple[str, str], ...] = ()


def write_answer(graph: Graph, answer: QueryAnswer, form: str, output: Path | None) -> None:
    """Write the answer of a saved question as 'table', 'csv', 'tsv', 'md' or 'xlsx'.

    A CSV or TSV file gets a companion ``FILE-metadata.json`` (W3C CSV on the Web) that says what was asked,
    of which version of the data, and when; a workbook says so on its second sheet.

    :param output: the file to write; without one the answer goes to stdout.
    :raises UsageError: if the file cannot be written, or a workbook would go to a terminal.
    """
    if form == "xlsx":
        from scgraph.tables.workbook import to_workbook

        if output is None and sys.stdout.isatty():
            raise UsageError("a workbook cannot be shown on a terminal: name a file with -o FILE.xlsx.")
        write_bytes_to(to_workbook(graph, answer), output)
        return
    if form in {"csv", "tsv"}:
        write_bytes_to(to_separated(full_table(answer), form), output)
        if output is not None:
            from scgraph.tables.companion import to_companion

            companion = output.with_name(f"{output.name}-metadata.json")
            write_bytes(companion, to_companion(graph, answer, output.name, form))
        return
    if form == "md":
        write_bytes_to(to_markdown(full_table(answer)).encode(), output)
        return
    _show(readable_table(answer), output, counted(len(answer), "row"))


def write_table(header: Sequence[str], rows: Iterable[Sequence[Value]], output: Path | None = None) -> None:
    """Write any table: coloured on a terminal, plain text elsewhere."""
    kept = [tuple(row) for row in rows]
    numeric = tuple(
        bool(kept) and all(isinstance(row[i], int | Decimal) for row in kept) for i in range(len(header))
    )
    _show(Table(tuple(header), kept, numeric), output, "")


def write_terms(answer: Answer, output: Path | None) -> None:
    """Write the answer of any SELECT as a table: IRIs by their prefixes, literals as their text."""
    rows: list[tuple[Value, ...]] = [tuple(map(_term_text, row)) for row in answer.rows]
    _show(Table(answer.variables, rows), output, counted(len(rows), "row"))


def write_bytes_to(content: bytes, output: Path | None) -> None:
    """Write bytes to a file, whole, or to stdout."""
    if output is not None:
        write_bytes(output, content)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def full_table(answer: QueryAnswer) -> Table:
    """All columns of an answer under their headings."""
    header = tuple(column.label for column in answer.columns)
    numeric = tuple(column.kind in {"integer", "decimal"} for column in answer.columns)
    return Table(header, [tuple(row.values()) for row in answer], numeric)


def readable_table(answer: QueryAnswer) -> Table:
    """An answer for reading: without IRIs, and with what is the same in all rows said once, above."""
    rows = answer.rows
    shown = [column for column in answer.columns if column.kind != "iri"]
    caption = []
    if len(rows) > 1:
        for column in list(shown[1:]):
            values = {row[column.name] for row in rows}
            if len(values) == 1:
                shown.remove(column)
                caption.append((column.label, as_text(values.pop()) or "–"))
    return Table(
        tuple(column.label for column in shown),
        [tuple(row[column.name] for column in shown) for row in rows],
        tuple(column.kind in {"integer", "decimal"} for column in shown),
        tuple(caption),
    )


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

    rules = ("---:" if numeric else "---" for numeric in table.numeric or (False,) * len(table.header))
    rows = (line(_markdown_cell(value) for value in row) for row in table.rows)
    return line(map(_markdown_cell, table.header)) + line(rules) + "".join(rows)


def to_plain(table: Table) -> str:
    """An aligned table as plain text, however wide its cells are."""
    cells = [[_one_line(value) for value in row] for row in (table.header, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)] if table.header else []
    numeric = table.numeric or (False,) * len(widths)

    def line(row: Sequence[str]) -> str:
        fitted = (c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric, strict=True))
        return "  ".join(fitted).rstrip() + "\n"

    above = "".join(f"{label}: {_one_line(value)}\n" for label, value in table.caption)
    head = [line(cells[0]), line(["─" * width for width in widths])] if any(table.header) else []
    return "".join([above, "\n" if above else "", *head, *(line(row) for row in cells[1:])])


def as_text(value: Value) -> str:
    """A value as a reader sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _show(table: Table, output: Path | None, count: str) -> None:
    """A table with colours on a terminal, and as plain text in a file or a pipe."""
    foot = f"\n{count}\n" if count else ""
    if output is None and sys.stdout.isatty():
        from rich.console import Console

        console = Console()
        show_rich(table, console)
        console.print(foot, end="", style="dim", highlight=False)
        return
    write_bytes_to((to_plain(table) + foot).encode(), output)


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
    for label, numeric in zip(table.header, table.numeric or (False,) * len(table.header), strict=True):
        drawn.add_column(Text(label), justify="right" if numeric else "left", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(_one_line(value)) for value in row))
    console.print(drawn)


def _show_record(header: Sequence[str], row: Sequence[Value], number: int, console: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Text.assemble((f"{number}  ", "dim"), (_one_line(row[0]), "bold")))
    for label, value in zip(header[1:], row[1:], strict=True):
        if value is not None and value != "":
            console.print(
                Padding(Text.assemble((f"{label}: ", "dim"), _one_line(value)), (0, 0, 0, 4), expand=False)
            )


def _one_line(value: Value) -> str:
    """A value on one line, without characters that a terminal would obey."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", " ".join(as_text(value).split()))


def _term_text(term: Term | None) -> str | None:
    from pyoxigraph import Literal, NamedNode

    if term is None or isinstance(term, Literal):
        return None if term is None else term.value
    return contract(term.value) if isinstance(term, NamedNode) else str(term)


def _inert(value: Value) -> str | int | Decimal:
    """A value that no spreadsheet takes for a formula."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    text = as_text(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _markdown_cell(value: Value) -> str:
    return re.sub(r"[\\|*_`\[\]<]", lambda match: f"\\{match.group()}", _one_line(value))
