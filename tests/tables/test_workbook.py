"""Workbooks: the answer, what to cite it with, and no cell that acts."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyoxigraph import Literal, NamedNode

from scgraph.questions.answers import Answer
from scgraph.questions.catalogue import Column
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.table import full_table, sheet_of
from scgraph.tables.text import to_separated
from scgraph.tables.workbook import to_workbook
from tests.programs import find, needs

INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://a/","x")',
    "=cmd|' /C calc'!A0",
]
Made = Callable[..., Answer]


@pytest.fixture(scope="module")
def ladder(graph: KnowledgeGraph) -> Answer:
    return graph.ask("ladder", role="Social Care Assistant")


@pytest.fixture
def made(ladder: Answer) -> Made:
    """An answer with one text column, and one of another kind."""

    def make(*texts: str, kind: str = "text", other: str = "x") -> Answer:
        term = (
            Literal(other, datatype=INTEGER)
            if kind == "integer"
            else NamedNode(other)
            if kind == "iri"
            else Literal(other)
        )
        columns = (Column("text", "=Text"), Column("other", "Other", kind))
        return replace(ladder, columns=columns, terms=[(Literal(text), term) for text in texts])

    return make


def read(graph: KnowledgeGraph, answer: Answer) -> Any:
    return load_workbook(io.BytesIO(to_workbook(sheet_of(graph, answer))))


def test_the_answer_is_on_the_first_sheet(graph: KnowledgeGraph, ladder: Answer) -> None:
    book = read(graph, ladder)
    assert book.sheetnames == ["Answer", "About"]
    sheet = book["Answer"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(column.label for column in ladder.columns)
    assert rows[1:] == [tuple(row.values()) for row in ladder]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(3, len(ladder.columns)).coordinate}"


def test_columns_are_as_wide_as_what_they_hold(graph: KnowledgeGraph, made: Made) -> None:
    sheet = read(graph, made("x" * 30, "y" * 500))["Answer"]
    assert sheet.column_dimensions["A"].width == 60
    assert 8 <= sheet.column_dimensions["B"].width <= 12


def test_iris_are_links(graph: KnowledgeGraph, ladder: Answer) -> None:
    sheet = read(graph, ladder)["Answer"]
    cell = sheet.cell(2, len(ladder.columns))
    assert cell.value == ladder.rows[0]["levelIri"]
    assert cell.hyperlink.target == cell.value


def test_only_web_addresses_are_links(graph: KnowledgeGraph, made: Made) -> None:
    for iri in ("javascript:alert(1)", "file:///etc/passwd"):
        assert read(graph, made("a", kind="iri", other=iri))["Answer"]["B2"].hyperlink is None


def test_the_second_sheet_says_what_to_cite(graph: KnowledgeGraph, ladder: Answer) -> None:
    facts = dict(read(graph, ladder)["About"].iter_rows(values_only=True))
    assert facts["Question"] == ladder.bound.query.summary
    assert facts["Role or job family"] == "Social Care Assistant"
    assert facts["Rows"] == "2"
    assert set(facts) >= {"Saved question", "What it asks", "Data version", "Data last changed", "Asked on"}


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(graph: KnowledgeGraph, made: Made, text: str) -> None:
    answer = made(text, "plain")
    book = read(graph, replace(answer, bound=replace(answer.bound, given={"role": (text,)})))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert sum(str(cell.value).strip() == text.strip() for cell in cells) == 2
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    sheets = zipfile.ZipFile(io.BytesIO(to_workbook(sheet_of(graph, answer))))
    assert b"<f>" not in sheets.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["3", "1e5", "2026-11-22", "TRUE", "#N/A", "007"])
def test_text_that_looks_like_something_else_stays_text(graph: KnowledgeGraph, made: Made, text: str) -> None:
    cell = read(graph, made(text))["Answer"]["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_numbers_are_numbers(graph: KnowledgeGraph, made: Made) -> None:
    cell = read(graph, made("a", kind="integer", other="-7"))["Answer"]["B2"]
    assert (cell.value, cell.data_type) == (-7, "n")


def test_what_a_workbook_cannot_hold_does_not_break_it(graph: KnowledgeGraph, made: Made) -> None:
    sheet = read(graph, made("a\x00b\x1bc\uffff", "long " * 10_000))["Answer"]
    assert sheet["A2"].value == "a�b�c�"
    assert len(sheet["A3"].value) == 32_767


def test_an_answer_without_rows_is_a_workbook_too(graph: KnowledgeGraph, made: Made) -> None:
    sheet = read(graph, made())["Answer"]
    assert [cell.value for cell in sheet[1]] == ["=Text", "Other"]
    assert sheet.auto_filter.ref == "A1:B1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], list[list[str]]]:
    """LibreOffice, which reads a file and writes the sheet of a name (or the only one) as CSV."""
    soffice = find("LibreOffice")
    assert soffice is not None
    profile = tmp_path_factory.mktemp("office")

    def convert(path: Path, sheets: str) -> list[list[str]]:
        out = path.parent / "converted"
        # Comma, quote, UTF-8, from row 1, all as shown; -1 writes every sheet to a file of its own.
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
                   f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheets}",
                   "--outdir", str(out), str(path)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=True)
        assert "Error" not in done.stderr, done.stderr
        name = f"{path.stem}-Answer.csv" if sheets == "-1" else f"{path.stem}.csv"
        with (out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    return convert


@needs("LibreOffice")
def test_libreoffice_opens_a_workbook_with_the_right_cells(
    graph: KnowledgeGraph, office: Callable[[Path, str], list[list[str]]], tmp_path: Path
) -> None:
    answer = graph.ask("gap", from_="Bexley 07", to="Range 4 Level C")
    path = tmp_path / "gap.xlsx"
    path.write_bytes(to_workbook(sheet_of(graph, answer)))
    rows = office(path, "-1")
    assert rows[0] == [column.label for column in answer.columns]
    assert rows[1:] == [["" if value is None else str(value) for value in row.values()] for row in answer]


@needs("LibreOffice")
def test_libreoffice_computes_nothing_in_a_workbook(
    graph: KnowledgeGraph, made: Made, office: Callable[[Path, str], list[list[str]]], tmp_path: Path
) -> None:
    texts = [text for text in FORMULAS if text.strip() == text]
    (tmp_path / "formulas.xlsx").write_bytes(to_workbook(sheet_of(graph, made(*texts))))
    assert [row[0] for row in office(tmp_path / "formulas.xlsx", "-1")[1:]] == texts


@needs("LibreOffice")
def test_libreoffice_computes_nothing_in_a_csv_file(
    graph: KnowledgeGraph, made: Made, office: Callable[[Path, str], list[list[str]]], tmp_path: Path
) -> None:
    texts = [text for text in FORMULAS if text.strip() == text]
    (tmp_path / "formulas.csv").write_bytes(to_separated(full_table(made(*texts)), "csv"))
    assert [row[0].removeprefix("'") for row in office(tmp_path / "formulas.csv", "0")[1:]] == texts
