"""An answer as an Excel workbook: a sheet with the answer, and a sheet that says what to cite it with."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from scgraph.questions.answers import Scalar
from scgraph.tables.table import Sheet, Table, as_text

# Characters that XML cannot hold, so no workbook can; and what Excel itself allows in one cell.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767
_LONGEST_LINK = 2_000
_MOST_LINKS = 65_000
_WIDEST = 60
_BOLD = Font(bold=True)
_LINK = Font(color="0563C1", underline="single")
_WRAP = Alignment(vertical="top", wrap_text=True)


def to_workbook(sheet: Sheet) -> bytes:
    """A table as an .xlsx file: sheets 'Answer' (header frozen, filter on) and 'About'.

    No text becomes a formula: every text cell is written as text, whatever it starts with.
    """
    book = Workbook(write_only=True)
    _add_answer(book, sheet.table)
    _add_about(book, sheet.facts)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_answer(book: Workbook, table: Table) -> None:
    rows = table.rows
    sheet = book.create_sheet("Answer")
    sheet.freeze_panes = "A2"
    last = get_column_letter(max(len(table.columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    for number, column in enumerate(table.columns):
        texts = (as_text(row[number]) for row in rows)
        width = max([len(column.label) + 3, *map(len, texts)])
        sheet.column_dimensions[get_column_letter(number + 1)].width = min(width + 1, _WIDEST)
    sheet.append([_text_cell(sheet, column.label, _BOLD) for column in table.columns])
    links = 0
    for row in rows:
        cells: list[Any] = []
        for column, value in zip(table.columns, row, strict=True):
            link = column.kind == "iri" and isinstance(value, str) and links < _MOST_LINKS
            links += link
            cells.append(_cell(sheet, value, link))
        sheet.append(cells)


def _add_about(book: Workbook, facts: list[tuple[str, str]]) -> None:
    sheet = book.create_sheet("About")
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 100
    for label, value in facts:
        sheet.append([_text_cell(sheet, label, _BOLD), _text_cell(sheet, value)])


def _cell(sheet: Any, value: Scalar, link: bool) -> Any:
    """A cell of a write-only sheet, or ``None``. (openpyxl makes these cells with a function.)"""
    if value is None:
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        cell: Any = WriteOnlyCell(sheet, value=float(value) if isinstance(value, Decimal) else value)
        cell.alignment = _WRAP
        return cell
    cell = _text_cell(sheet, as_text(value))
    if link and len(cell.value) <= _LONGEST_LINK and cell.value.startswith(("http://", "https://")):
        text = cell.value
        cell.hyperlink = text
        cell.value, cell.data_type, cell.font = text, "s", _LINK
    return cell


def _text_cell(sheet: Any, text: str, font: Font | None = None) -> Any:
    """A cell that holds text and nothing else: it is not read as a formula, a number, a date or an error."""
    cell: Any = WriteOnlyCell(sheet, value=_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)[:_LONGEST_CELL])
    cell.data_type = "s"
    cell.alignment = _WRAP
    cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell
