"""``scgraph law`` as people call it, and law in the parameters of questions."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scgraph.cli import run
from scgraph.questions.door import KnowledgeGraph

S42 = "http://www.legislation.gov.uk/id/ukpga/2014/23/section/42"


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> tuple[str, str]:
    """What a command writes to stdout and to stderr."""
    assert run(list(words)) == code
    return capsys.readouterr()


def test_it_tells_what_is_known(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["law", "Section 42 of the Care Act"]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.startswith("Care Act 2014, s.42\n")
    for word in (
        "Enquiry by local authority",
        "in force; first in force on 2015-04-01; read on 2026-11-28",
        S42,
        "Part of (1)",
        "Safeguarding enquiries",
    ):
        assert word in text


def test_words_need_no_quotation_marks(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["law", "MCA", "Sch", "A1"]) == 0
    assert capsysbinary.readouterr().out.decode().startswith("Mental Capacity Act 2005, Sch. A1\n")


def test_json_is_one_object_and_for_a_range_a_list(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["law", "s42 CA 2014", "--format", "json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["iri"] == S42
    assert run(["law", "Care Act ss.42-47", "--format", "json"]) == 0
    captured = capsysbinary.readouterr()
    assert [each["number"] for each in json.loads(captured.out)] == ["s.42", "s.43", "s.44", "s.45"]
    assert b"not known here: s.46" in captured.err


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_table_has_the_identifiers(capsysbinary: pytest.CaptureFixture[bytes], form: str) -> None:
    assert run(["law", "DoLS", "--format", form]) == 0
    text = capsysbinary.readouterr().out.decode()
    rows = list(csv.DictReader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
    assert {row["IRI"] for row in rows} >= {"https://w3id.org/scgraph/scheme/dols"}


def test_a_workbook_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "law.xlsx"
    assert run(["law", "PSED", "--format", "xlsx", "-o", str(path)]) == 0
    about = {row[0].value: row[1].value for row in load_workbook(path)["About"]}
    assert about["Question"] == "What is known of Public sector equality duty"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "s42",
            "'s42' fits 3: Care Act 2014, s.42; Children and Social Work Act 2017, s.42; "
            "Mental Capacity Act 2005, s.42. Say which: 'Care Act 2014, s.42'.",
        ),
        (
            "Children Act",
            "'Children Act' fits 2: Children Act 1989; Children Act 2004. Say which: 'Children Act 1989'.",
        ),
        ("Section 118", "is called 'Section 118'. Nearest: Mental Health Act 1983, s.117;"),
        ("Cair Act 2014", "is called 'Cair Act 2014'. Nearest: Care Act 2014"),
        ("", "is called ''."),
    ],
)
def test_what_is_unclear_or_unknown_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    for call in (["law", name], ["query", "run", "legislation-impact", "--provision", name]):
        if name or call[0] == "law":
            out, err = told(capsys, *call, code=2)
            assert out == ""
            assert said in err
            assert err.count("\n") == 1


def test_a_miss_offers_no_topic(capsys: pytest.CaptureFixture[str], graph: KnowledgeGraph) -> None:
    topics = {label for _, label in graph.members("scg:Competency")}
    for name in ("Section 999", "best interest", "aftercare duty", "s.12 Widgets Act", "MCA 117"):
        _, err = told(capsys, "law", name, code=2)
        nearest = err.partition("Nearest: ")[2].rstrip(".\n").split("; ")
        assert not topics & set(nearest)


def test_a_question_answers_a_range_once(graph: KnowledgeGraph) -> None:
    both = graph.ask("legislation-impact", provision="ss.42-43 of the Care Act").rows
    apart = [graph.ask("legislation-impact", provision=f"Care Act s.{number}").rows for number in (42, 43)]
    assert {row["statement"] for row in both} == {row["statement"] for rows in apart for row in rows}
    keys = [(row["statement"], row["role"], row["how"]) for row in both]
    assert len(keys) == len(set(keys))


def test_a_scheme_is_answered_where_it_is_set_out(
    capsys: pytest.CaptureFixture[str], graph: KnowledgeGraph
) -> None:
    _, err = told(
        capsys, "query", "run", "levels-anchored-in", "--act", "DoLS", "--format", "json", "-o", "/dev/null"
    )
    assert "note: 'DoLS': answered at Mental Capacity Act 2005, Sch. A1, which sets it out.\n" in err
    scheme, schedule = (
        graph.ask("legislation-impact", provision=name).rows for name in ("DoLS", "MCA Sch A1")
    )
    assert scheme == schedule
    assert len({row["statement"] for row in scheme}) >= 18


def test_only_those_who_cite_law_wait_for_the_grammar() -> None:
    code = (
        "import sys; from scgraph.cli import run;"
        "run(['query', 'run', 'ladder', '--role', 'Social Care Assistant']);"
        "print([name for name in sys.modules if name.startswith('scgraph.citations')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
