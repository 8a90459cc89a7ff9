"""``scgraph query`` as people call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scgraph.cli import run
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph


def output(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    """What a command that has to succeed writes to stdout."""
    assert run(["query", *arguments]) == 0
    return capsysbinary.readouterr().out.decode()


def test_list_groups_the_questions_by_tag(
    capsysbinary: pytest.CaptureFixture[bytes], graph: KnowledgeGraph
) -> None:
    lines = output(capsysbinary, "list").splitlines()
    tags = [line for line in lines if not line.startswith(" ")]
    assert tags == sorted({query.tags[0] for query in graph.queries.values()})
    entries = dict(line.split(maxsplit=1) for line in lines if line.startswith(" "))
    assert entries == {name: query.summary for name, query in graph.queries.items()}


def test_show_tells_all_that_one_has_to_know(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    text = output(capsysbinary, "show", "legislation-impact")
    assert text.startswith("legislation-impact: If an Act or provision changed")
    assert "  --provision  Act or provision (may be repeated)\n" in text
    assert '      for example --provision "Care Act 2014 s.42"\n' in text
    assert "\n  how  How it stands under the law\n" in text
    assert "\nSELECT ?council ?role ?levels" in text
    assert "#+" not in text


def test_show_tells_what_may_be_left_out_or_repeated(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert "  --council  Council (optional, may be repeated)\n" in output(capsysbinary, "show", "coverage")


def test_csv_is_the_answer(capsysbinary: pytest.CaptureFixture[bytes], graph: KnowledgeGraph) -> None:
    text = output(capsysbinary, "run", "ladder", "--role", "Social Care Assistant", "--format", "csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    answer = graph.ask("ladder", role="Social Care Assistant")
    assert rows[0] == [column.label for column in answer.columns]
    assert rows[1:] == [["" if value is None else str(value) for value in row.values()] for row in answer]


def test_json_is_sparql_results_unchanged(
    capsysbinary: pytest.CaptureFixture[bytes], graph: KnowledgeGraph
) -> None:
    text = output(capsysbinary, "run", "registration", "--format", "json")
    answer = graph.ask("registration")
    assert text.encode() == graph.engine.raw(answer.bound.sparql, "application/sparql-results+json")
    read = json.loads(text)
    assert read["head"]["vars"] == [column.name for column in answer.columns]
    assert len(read["results"]["bindings"]) == len(answer)


def test_a_workbook_is_written_whole(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    path = tmp_path / "gap.xlsx"
    call = [
        "run",
        "gap",
        "--from",
        "Bexley 07",
        "--to",
        "Range 4 Level C",
        "--format",
        "xlsx",
        "-o",
        str(path),
    ]
    assert output(capsysbinary, *call) == ""
    assert [entry.name for entry in tmp_path.iterdir()] == ["gap.xlsx"]
    assert load_workbook(path).sheetnames == ["Answer", "About"]


def test_a_table_is_readable_without_a_terminal(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = output(capsysbinary, "run", "ladder", "--role", "Social Care Assistant").splitlines()
    assert lines[0] == "Pay grade: –" or lines[0].startswith("Job title: ")
    assert lines[-1] == "2 rows"
    assert "\x1b" not in "".join(lines)


def test_markdown_is_a_table(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = output(capsysbinary, "run", "registration", "--format", "md").splitlines()
    assert lines[0].startswith("| Council | Role | Level | Regulator |")
    assert len(lines) == 14


def test_a_parameter_may_be_repeated(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    call = ["run", "coverage", "--council", "Bexley", "--council=Derbyshire", "--format", "csv"]
    rows = csv.DictReader(io.StringIO(output(capsysbinary, *call), newline=""))
    assert {row["Council"] for row in rows} == {"London Borough of Bexley", "Derbyshire County Council"}


def test_a_name_that_several_bear_is_noted_on_stderr(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["query", "run", "added-by-level", "--level", "Range 4 Level C", "--format", "csv"]) == 0
    said = capsysbinary.readouterr()
    project, note = said.err.splitlines()
    assert project.startswith(b"project: project (")
    assert note.startswith(b"note: 'Range 4 Level C' names 2; taken as 'Social Care officer, Level C', not")
    assert said.out.startswith(b"Kind,")


@pytest.mark.parametrize(
    "text", ["zzz nothing", '"; DROP ALL #', "' OR 1=1", "<script>", "\\u0022", "%s {} ?_text"]
)
def test_an_answer_without_rows_is_an_answer(capsysbinary: pytest.CaptureFixture[bytes], text: str) -> None:
    shown = output(capsysbinary, "run", "search", f"--text={text}")
    assert shown.endswith("\n0 rows\n")


def test_blank_words_find_nothing_rather_than_everything(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert output(capsysbinary, "run", "search", "--text", "  . ").endswith("\n0 rows\n")


def test_questions_of_another_project_are_asked(
    capsysbinary: pytest.CaptureFixture[bytes], project: Project, tmp_path: Path
) -> None:
    (tmp_path / "ontology").symlink_to(project.root / "ontology")
    (tmp_path / "data").symlink_to(project.root / "data")
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "mine.rq").write_text(
        "#+ summary: Mine?\n#+ description: Mine.\n#+ columns:\n#+   n: {label: Number, kind: integer}\n"
        "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/scgraph/ontology#Level> }\n",
        encoding="utf-8",
    )
    assert output(capsysbinary, "list", "--project", str(tmp_path)) == "other\n  mine  Mine?\n"
    assert (
        output(capsysbinary, "run", "mine", "--project", str(tmp_path), "--format", "csv")
        == "Number\r\n30\r\n"
    )
