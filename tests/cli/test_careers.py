"""path, gap, equivalents and compare, with levels named as a person types them."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scgraph.careers.gaps import gap
from scgraph.cli import run
from scgraph.domain.demands import MARKS
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
    assert {"missing", "lower", "met", "condition", "condition met"} <= {row["mark"] for row in rows}


def test_no_path_says_what_stands_in_the_way(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, *WAY, "--stated-only")
    assert "No way found: no source states a move that closes the way" in text


def test_the_direct_move_is_always_shown_with_what_to_take_care_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    direct = " ".join(said(capsys, *WAY).partition("Way 2: 1 move")[2].split())
    assert "take care: joins the register above the rung on which it is joined; a long step" in direct
    assert re.search(r"\(somebody there holds \d+% of the steps asked\)", direct)


def test_a_way_down_is_told_as_one(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "path", "SO2", "Scale 6")
    assert "down, by the order of the ladder; only computed: no source states this move" in text
    # SO2 carries all that Scale 6 does.
    assert "Way 1: 1 move, 0 topics to learn, none to take further" in text
    assert "(asked in the same words already)" in text


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


def test_a_gap_has_six_marks_and_places(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gap", "Senior Practitioner: Occupational Therapist", "Social Care officer, Level C")
    first, summary, counts = text.splitlines()[:3]
    assert first.endswith(" to Social Care officer, Level C")
    numbers, marks = zip(*(part.split(" ", 1) for part in counts.split(" · ")), strict=True)
    assert marks == MARKS
    missing, part, lower, *held = map(int, numbers)
    assert summary.startswith(
        f"{missing} topics to learn, {part + lower} to take further, {sum(held)} held; "
    )
    for mark, number in zip(MARKS, numbers, strict=True):
        table = text.partition(f"{mark[:1].upper()}{mark[1:]} ({number})\n")[2].partition("\n\n")[0]
        assert len(table.splitlines()) == int(number) + 2  # the names of the columns, and a line


def test_a_gap_says_what_each_side_says_on_a_topic(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gap", "Bexley 07", "Range 4 Level C")
    assert text.splitlines()[0] == "From Social Care Assistant, Bexley 07 to Social Care officer, Level C"
    # Level C asks for comprehensive knowledge of risk; the assistant only assesses it.
    (risk,) = (line for line in text.splitlines() if line.startswith("Risk assessment"))
    assert risk in text.partition("Lower (")[2].partition("\n\n")[0]
    assert re.split(r" {2,}", risk) == [
        "Risk assessment",
        "Comprehensive",
        "no step stated",
        "knowledge requirement, skill requirement",
        "Social Care officer / Range 4 Level C / Knowledge / 1",
        "Social Care Assistant / - / Job Activities / 11",
    ]
    # Nobody at Bexley is asked to know the conversations model.
    assert "Conversations model" in text.partition("Missing (")[2].partition("\n\n")[0]


def test_a_gap_tells_conditions_met_choices_and_what_is_only_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ends = ("Occupational Therapist, Band A", "Deaf Services Assessment & Support Worker, Level C")
    text = " ".join(said(capsys, "gap", *ends).split())
    assert "Conditions met already Full UK driving licence" in text
    # Experience of care work is one of the options, which the therapist has.
    assert (
        "One of several (met: Work in a health or social care setting): Work in health or social care" in text
    )
    assert "Not asked of everybody, one of several (1): Experience of care work (held)" in text
    assert "Brought and not asked (" in text


def test_a_gap_as_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "gap", "Bexley 07", "SO1", "--format", "md")
    assert text.startswith("| mark | topic | asked | held | terms | kinds | places | held at |\n| --- |")


def test_equivalents_explain_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "equivalents", "Range 4 Level B", "--first", "3", "--explain", "1")
    assert text.splitlines()[0] == "Levels of other councils most like Social Care officer, Level B"
    assert text.count("\n  same (") == 1
    # Where something is said to stand, the level is named.
    assert text.count("\n  only at Social Care officer, Level B (") == 1
    assert text.count("\n  only at Social Care Assessor, ") == 1
    assert not re.search(r"\b(here|there)\b", text.partition("What is behind each score")[2])


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
    far = ("path", "Bexley 06", "SCI05")
    usual = said(capsys, *far)
    assert "a long step" in usual
    assert "Way 2" not in usual
    lower = said(capsys, *far, "--bound", "0.4")
    assert "a long step" not in lower
    assert "Way 2" in lower


def test_what_a_rule_says_is_not_said_again_as_a_condition(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(said(capsys, *WAY, "--ways", "1").split())
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
