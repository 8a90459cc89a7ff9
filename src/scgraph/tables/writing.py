"""Answers written: to a terminal, a pipe or a file, in the form asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Rows, Term
from scgraph.errors import UsageError
from scgraph.files import is_stream, write_all, write_bytes
from scgraph.graph import Graph
from scgraph.namespaces import contract
from scgraph.questions.answers import Answer, Scalar
from scgraph.tables.table import Sheet, Table, readable_table, sheet_of
from scgraph.tables.text import show_rich, to_markdown, to_plain, to_separated
from scgraph.words import counted, visible


def write_answer(graph: Graph, answer: Answer, form: str, output: Path | None) -> None:
    """Write the answer of a saved question as 'table', 'csv', 'tsv', 'md' or 'xlsx'.

    :param output: the file to write; without one the answer goes to stdout.
    :raises UsageError: if the file cannot be written, or a workbook would go to a terminal.
    """
    if form == "table":
        _show(readable_table(answer), output, counted(len(answer), "row"))
    else:
        write_sheet(sheet_of(graph, answer), form, output)


def write_sheet(sheet: Sheet, form: str, output: Path | None) -> None:
    """Write a table that can be taken away as 'csv', 'tsv', 'md' or 'xlsx'.

    A CSV or TSV file gets a companion ``FILE-metadata.json`` (W3C CSV on the Web) that says what was asked,
    of which version of the data, and when; a workbook says so on its second sheet.

    :raises UsageError: if the file cannot be written, or a workbook would go to a terminal.
    """
    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageError("a workbook cannot be shown on a terminal: name a file with -o FILE.xlsx.")
    content = to_bytes(sheet, form)
    if form not in {"csv", "tsv"} or output is None or is_stream(output):
        write_bytes_to(content, output)
        return
    from scgraph.tables.companion import to_companion  # only those who write such a file wait for json

    companion = output.with_name(f"{output.name}-metadata.json")
    write_all({output: content, companion: to_companion(sheet, output.name, form)})


def to_bytes(sheet: Sheet, form: str) -> bytes:
    """A table that can be taken away as 'csv', 'tsv', 'md' or 'xlsx'."""
    if form == "xlsx":
        from scgraph.tables.workbook import to_workbook  # openpyxl takes a tenth of a second to import

        return to_workbook(sheet)
    return to_markdown(sheet.table).encode() if form == "md" else to_separated(sheet.table, form)


def write_table(
    header: Sequence[str], rows: Iterable[Sequence[Scalar]], output: Path | None = None, count: str = ""
) -> None:
    """Show any table: coloured on a terminal, plain text elsewhere; ``count`` is told below it."""
    _show(Table.of(header, rows), output, count)


def write_terms(answer: Rows, output: Path | None) -> None:
    """Write the answer of any SELECT as a table: IRIs by their prefixes, literals as their text."""
    rows = [tuple(map(_term_text, row)) for row in answer.rows]
    _show(Table.of(answer.variables, rows), output, counted(len(rows), "row"))


def write_bytes_to(content: bytes, output: Path | None) -> None:
    """Write bytes to a file, whole, or to stdout."""
    if output is not None:
        write_bytes(output, content)
        return
    sys.stdout.flush()
    if sys.stdout.isatty():  # a terminal would obey what a label holds
        content = visible(content.decode("utf-8", "replace").replace("\r\n", "\n")).encode()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _show(table: Table, output: Path | None, count: str) -> None:
    """A table with colours on a terminal, and as plain text in a file or a pipe."""
    foot = f"\n{count}\n" if count else ""
    if output is None and sys.stdout.isatty():
        from rich.console import Console  # only a terminal needs it

        console = Console()
        show_rich(table, console)
        console.print(foot, end="", style="dim", highlight=False)
        return
    write_bytes_to((to_plain(table) + foot).encode(), output)


def _term_text(term: Term | None) -> str | None:
    if term is None or isinstance(term, Literal):
        return None if term is None else term.value
    return contract(term.value) if isinstance(term, NamedNode) else str(term)
