"""path, gap, equivalents and compare, with levels named as a person types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scgraph.careers.gaps import gap
from scgraph.cli import run
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.careers import gap_sheet
from scgraph.tables.text import to_separated


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


WAY = ("path", "Community Care Officer", "Advanced Social Work Practitioner")


def test_a_path_tells_stated_from_computed(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, *WAY)
    hops = [line.strip() for line in text.splitlines() if "▶" in line]
    # No source says how an unqualified officer becomes a social worker; Band C asks two years at Band B.
    assert hops[0].startswith("┄┄(computed)┄┄▶  Social Worker, Band A")
    assert hops[1].startswith("══(next rung)══▶  Social Worker, Band B")
    assert hops[2].startswith("──(stated)──▶  Social Worker, Band C (Advanced Social Work Practitioner)")
    assert "only computed: no source states this move" in text
    assert "register with Social Work England" in text
    assert "[Advanced Social Work Practitioner / Band C / Experience / 1]" in " ".join(text.split())


def test_a_path_as_json_and_as_csv(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, *WAY, "--format", "json"))
    assert [hop["kinds"] for hop in found["paths"][0]["hops"]] == [
        ["computed"],
        ["ladder"],
        ["stated", "ladder"],
    ]
    rows = list(csv.DictReader(io.StringIO(said(capsys, *WAY, "--format", "csv"))))
    assert {row["hop"] for row in rows if row["way"] == "1"} == {"1", "2", "3"}
    assert {"missing", "lower", "met"} <= {row["mark"] for row in rows}


def test_no_path_says_what_stands_in_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, *WAY, "--stated-only")
    assert "No way found:" in text


def test_a_path_is_drawn(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz", reason="pictures need the extra 'drawing'")
    for ending, start in (
        ("svg", b"<svg"),
        ("png", b"\x89PNG"),
        ("pdf", b"%PDF"),
        ("mmd", b""),
        ("graphml", b"<"),
    ):
        target = tmp_path / f"path.{ending}"
        said(capsys, *WAY, "--draw", str(target))
        assert target.read_bytes().startswith(start)


def test_an_unknown_kind_of_picture_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run([*WAY, "--draw", str(tmp_path / "path.gif")]) == 2
    assert "a picture ends in .svg, .png, .pdf" in capsys.readouterr().err


def test_a_gap_has_four_marks_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gap", "Bexley 07", "Range 4 Level C")
    first, counts = text.splitlines()[:2]
    assert first == "From Social Care Assistant, Bexley 07 to Social Care officer, Level C"
    assert [part.split(" ", 1)[1] for part in counts.split(" · ")[:4]] == [
        "missing",
        "held at a lower step",
        "met",
        "exceeded",
    ]
    # Level C asks for comprehensive knowledge of risk; the assistant only assesses it.
    assert "Risk assessment" in text.partition("Held at a lower step")[2].partition("Met (")[0]
    # Nobody at Bexley is asked to know the conversations model.
    assert "Conversations model" in text.partition("Missing (")[2].partition("Held at a lower step")[0]


def test_a_gap_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gap", "Bexley 07", "SO1", "--format", "md")
    assert text.startswith("| mark | topic | needed | held | kinds | places |\n| --- |")


def test_equivalents_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "equivalents", "Range 4 Level B", "--first", "3", "--explain", "1")
    assert text.splitlines()[0] == "Levels of other councils most like Social Care officer, Level B"
    assert text.count("at the same step (") == 1


def test_equivalents_against_one_council(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "equivalents", "SO1", "--against", "Bexley", "--format", "json"))
    assert [each["level"]["council"] for each in found["ranked"]] == ["London Borough of Bexley"] * 2
    assert run(["equivalents", "SO1", "--against", "Nowhere"]) == 2
    assert "no council is called 'Nowhere'" in capsys.readouterr().err


def test_likeness_is_drawn(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz", reason="pictures need the extra 'drawing'")
    for name, options in (("map.svg", ()), ("heat.svg", ("--against", "Bexley"))):
        target = tmp_path / name
        said(capsys, "equivalents", "SO1", *options, "--explain", "0", "--draw", str(target))
        assert b"Social Care Assistant" in target.read_bytes()
    assert run(["equivalents", "SO1", "--against", "Bexley", "--draw", str(tmp_path / "heat.mmd")]) == 2
    assert "'mmd' is no form of this picture" in capsys.readouterr().err


def test_a_lower_bound_finds_ways_that_the_usual_one_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    far = ("path", "SCI08", "Range 4 Level A", "--ways", "1")
    assert "No way found" in said(capsys, *far)
    assert "Way 1" in said(capsys, *far, "--bound", "0.4")


def test_what_a_rule_says_is_not_said_again_as_a_condition(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(said(capsys, *WAY).split())
    assert text.count("Two years as an experienced Band B Social Worker or equivalent") == 1


def test_equivalents_as_turtle_say_when_and_by_which_formula(capsys: pytest.CaptureFixture[str]) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(
        data=said(capsys, "equivalents", "SO1", "--first", "2", "--turtle"), format="turtle"
    )
    scg = rdflib.Namespace("https://w3id.org/scgraph/ontology#")
    prov = rdflib.PROV
    assert len(set(graph.subjects(rdflib.RDF.type, scg.EquivalenceAssessment))) == 2
    assert list(graph.objects(None, prov.wasGeneratedBy))


def test_compare_shows_what_differs_and_counts_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    some = said(capsys, "compare", "Bexley 06", "Bexley 07")
    everything = said(capsys, "compare", "Bexley 06", "Bexley 07", "--all")
    listed = {
        row["topic"]: row["differs"]
        for row in csv.DictReader(
            io.StringIO(said(capsys, "compare", "Bexley 06", "Bexley 07", "--format", "csv"))
        )
    }
    assert set(listed.values()) == {"≠", ""}, "no mark that a spreadsheet takes for a formula"
    for topic, mark in listed.items():
        assert (f"  {topic}  " in some) is (mark == "≠"), topic
        assert f"  {topic}  " in everything
    assert "Hard conditions of Social Care Assistant, Bexley 06: NVQ Level II" in some


@pytest.mark.parametrize("levels", [["SO1"], ["SO1", "SO2", "Bexley 06", "Bexley 07"]])
def test_compare_takes_two_or_three(capsys: pytest.CaptureFixture[str], levels: list[str]) -> None:
    assert run(["compare", *levels]) == 2
    assert "two or three levels" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["csv", "tsv", "md", "json", "xlsx"])
@pytest.mark.parametrize(
    "asked",
    [
        ("gap", "Bexley 07", "SO1"),
        ("path", "Scale 6", "SO1", "--ways", "1"),
        ("compare", "Bexley 06", "Bexley 07"),
        ("equivalents", "SO1", "--explain", "0"),
    ],
    ids=lambda asked: asked[0],
)
def test_every_answer_comes_in_every_form(asked: tuple[str, ...], form: str, tmp_path: Path) -> None:
    target = tmp_path / f"answer.{form}"
    assert run([*asked, "--format", form, "-o", str(target)]) == 0
    content = target.read_bytes()
    if form == "xlsx":
        book = load_workbook(target)
        assert book.sheetnames == ["Answer", "About"]
        facts = dict(book["About"].values)
        assert {"Question", "Data version", "Rows", "Asked on"} <= facts.keys()
        assert str(book["Answer"].max_row - 1) == facts["Rows"]
    elif form in {"csv", "tsv"}:
        rows = list(csv.reader(io.StringIO(content.decode()), delimiter="," if form == "csv" else "\t"))
        described = json.loads(target.with_name(f"{target.name}-metadata.json").read_text(encoding="utf-8"))
        assert [column["titles"] for column in described["tableSchema"]["columns"]] == rows[0]
        assert len({len(row) for row in rows}) == 1
        assert len(rows) > 2
    else:
        assert content.decode().startswith({"md": "| ", "json": "{"}[form])


def test_one_table_serves_command_and_page(graph: KnowledgeGraph, tmp_path: Path) -> None:
    target = tmp_path / "gap.csv"
    assert run(["gap", "Bexley 07", "SO1", "--format", "csv", "-o", str(target)]) == 0
    sheet = gap_sheet(graph, gap(graph, "Bexley 07", "SO1"))
    assert target.read_bytes() == to_separated(sheet.table, "csv")
