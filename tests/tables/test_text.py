"""Answers as tables: whole and readable wherever they go, and nothing in them that acts."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode
from rich.console import Console

from scgraph.engine.protocol import Rows
from scgraph.errors import UsageError
from scgraph.questions.answers import Answer, Scalar
from scgraph.questions.catalogue import Column
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables import writing as tables
from scgraph.tables.table import Table, as_text, full_table, readable_table
from scgraph.tables.text import show_rich, to_markdown, to_plain, to_separated

TABLE = Table(
    (Column("level", "Level"), Column("rung", "Rung", "integer"), Column("share", "Share", "decimal")),
    [("Band A", 1, Decimal("0.50")), ("Band B, the longer name", 10, None)],
    (("Council", "Derbyshire"),),
)


@pytest.fixture(scope="module")
def ladder(graph: KnowledgeGraph) -> Answer:
    return graph.ask("ladder", role="Social Care Assistant")


@pytest.fixture
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)


def test_plain_text_is_aligned_and_whole() -> None:
    assert to_plain(TABLE) == (
        "Council: Derbyshire\n"
        "\n"
        "Level                    Rung  Share\n"
        "───────────────────────  ────  ─────\n"
        "Band A                      1   0.50\n"
        "Band B, the longer name    10\n"
    )


def test_long_cells_are_never_cut() -> None:
    long = "word " * 400 + "end"
    assert long in to_plain(Table.of(("a", "b"), [(long, "x")]))


def test_a_table_without_rows_shows_its_header() -> None:
    assert to_plain(Table.of(("Level", "Rung"), [])) == "Level  Rung\n─────  ────\n"
    assert (
        to_markdown(Table((Column("level", "Level"), Column("rung", "Rung", "integer")), []))
        == "| Level | Rung |\n| --- | ---: |\n"
    )
    assert to_separated(Table.of(("Level", "Rung"), []), "csv") == b"Level,Rung\r\n"


def test_markdown_shows_text_as_text() -> None:
    table = Table.of(("a|b", "n"), [("x|y <b> *z* `c` [l](u) a\\b\nc_d", 1)])
    assert to_markdown(table) == (
        "| a\\|b | n |\n| --- | ---: |\n| x\\|y \\<b> \\*z\\* \\`c\\` \\[l\\](u) a\\\\b c\\_d | 1 |\n"
    )


def read_back(content: bytes, form: str) -> list[list[str]]:
    text = io.StringIO(content.decode(), newline="")
    return list(csv.reader(text, dialect="excel" if form == "csv" else "excel-tab"))


@pytest.mark.parametrize("form", ["csv", "tsv"])
@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_separated_text_is_read_back(form: str, cells: list[tuple[str, str]]) -> None:
    rows = read_back(to_separated(Table.of(("a", "b"), list(cells)), form), form)[1:]
    assert len(rows) == len(cells)
    for row, expected in zip(rows, cells, strict=True):
        for text, cell in zip(row, expected, strict=True):
            assert text in (cell, f"'{cell}")
            if cell.startswith(("\t", "\r", "\n")) or cell.lstrip().startswith(("=", "+", "-", "@")):
                assert text == f"'{cell}"
            elif not set("=+-@") & set(unicodedata.normalize("NFKC", cell)):
                assert text == cell


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a/","x")', "=cmd|' /C calc'!A0"],
)
def test_no_cell_is_a_formula(form: str, text: str) -> None:
    rows = read_back(to_separated(Table.of((text, "b"), [(text, "x"), ("a", text)]), form), form)
    assert rows == [["'" + text, "b"], ["'" + text, "x"], ["a", "'" + text]]


def test_numbers_stay_numbers() -> None:
    rows: list[tuple[Scalar, ...]] = [(-1, Decimal("-0.5"), True, None)]
    assert to_separated(Table.of(("a", "b", "c", "d"), rows), "csv") == b"a,b,c,d\r\n-1,-0.5,yes,\r\n"


def test_nothing_in_a_cell_moves_the_cursor() -> None:
    shown = to_plain(Table.of(("a",), [("\x1b[31mred\x07\x9b1A\nand more",)]))
    assert shown.splitlines()[-1] == r"\u001b[31mred\u0007\u009b1A and more"


def test_reading_leaves_out_iris_and_says_once_what_is_always_the_same(ladder: Answer) -> None:
    full, readable = full_table(ladder), readable_table(ladder)
    assert full.header == tuple(column.label for column in ladder.columns)
    assert "Level (IRI)" in full.header
    assert "Level (IRI)" not in readable.header
    assert ("Job title", "–") in readable.caption
    assert "Job title" not in readable.header
    assert len(full.rows) == len(readable.rows) == 2
    assert dict(zip(full.header, full.numeric, strict=True))["Rung"]


def terminal(table: Table, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    show_rich(table, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_a_wide_terminal_gets_a_table() -> None:
    lines = terminal(TABLE, 80).splitlines()
    assert lines[0] == "Council: Derbyshire"
    assert lines[2].split() == ["Level", "Rung", "Share"]
    assert lines[4].split() == ["Band", "A", "1", "0.50"]


def test_a_narrow_terminal_gets_a_block_per_row() -> None:
    assert terminal(TABLE, 27).splitlines() == [
        "Council: Derbyshire",
        "1  Band A",
        "    Rung: 1",
        "    Share: 0.50",
        "2  Band B, the longer name",
        "    Rung: 10",
    ]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_terminal_is_too_narrow_to_show_all(ladder: Answer, width: int) -> None:
    table = readable_table(ladder)
    shown = "".join(terminal(table, width).split())
    for row in table.rows:
        for value in row:
            assert "".join(as_text(value).split()) in shown


def test_markup_in_a_cell_is_text() -> None:
    assert "[bold]x[/bold]" in terminal(Table.of(("a",), [("[bold]x[/bold]",)]), 80)


@pytest.mark.usefixtures("no_terminal")
@pytest.mark.parametrize("form", ["table", "csv", "tsv", "md"])
def test_the_same_text_goes_to_stdout_and_to_a_file(
    graph: KnowledgeGraph,
    ladder: Answer,
    form: str,
    tmp_path: Path,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    tables.write_answer(graph, ladder, form, None)
    tables.write_answer(graph, ladder, form, tmp_path / "answer")
    assert capsysbinary.readouterr().out == (tmp_path / "answer").read_bytes()
    assert b"\x1b" not in (tmp_path / "answer").read_bytes()


def test_a_csv_file_has_a_companion_that_says_what_it_is(
    graph: KnowledgeGraph, ladder: Answer, tmp_path: Path
) -> None:
    tables.write_answer(graph, ladder, "csv", tmp_path / "ladder.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ladder.csv", "ladder.csv-metadata.json"]
    described = json.loads((tmp_path / "ladder.csv-metadata.json").read_text(encoding="utf-8"))
    assert described["@context"] == "http://www.w3.org/ns/csvw"
    assert described["url"] == "ladder.csv"
    notes = {note["name"]: note["value"] for note in described["notes"]}
    assert notes["Role or job family"] == "Social Care Assistant"
    assert notes["Data version"]
    with (tmp_path / "ladder.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    columns = described["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    types = {column["name"]: (column["datatype"], column.get("separator")) for column in columns}
    assert types["rung"] == ("integer", None)
    assert types["criteria"] == ("string", "; ")
    assert types["levelIri"] == ("anyURI", None)


@pytest.mark.usefixtures("no_terminal")
def test_csv_on_stdout_is_nothing_but_the_data(
    graph: KnowledgeGraph, ladder: Answer, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    tables.write_answer(graph, ladder, "csv", None)
    rows = read_back(capsysbinary.readouterr().out, "csv")
    assert len(rows) == 3
    assert {len(row) for row in rows} == {len(ladder.columns)}


def test_a_workbook_does_not_go_to_a_terminal(
    graph: KnowledgeGraph, ladder: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(UsageError, match=r"name a file with -o FILE\.xlsx"):
        tables.write_answer(graph, ladder, "xlsx", None)


def test_any_table_can_be_written(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    tables.write_table(("", "number"), [("levels", 30), ("councils", 5)])
    assert capsysbinary.readouterr().out.decode().splitlines() == [
        "          number",
        "────────  ──────",
        "levels        30",
        "councils       5",
    ]


def test_terms_of_any_query_are_shown_by_their_prefixes(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [
        (NamedNode("https://w3id.org/scgraph/ontology#Level"), Literal("x", language="en"), None),
        (NamedNode("http://example.org/"), Literal("1"), BlankNode("b")),
    ]
    tables.write_terms(Rows(("a", "b", "c"), list(rows)), None)
    assert capsysbinary.readouterr().out.decode().splitlines() == [
        "a                    b  c",
        "───────────────────  ─  ───",
        "scg:Level            x",
        "http://example.org/  1  _:b",
        "",
        "2 rows",
    ]
