"""``scgraph law check`` as people call it: forms, exit codes, and no network unless it is asked for."""

from __future__ import annotations

import csv
import io
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from scgraph.cli import run
from scgraph.law import sources

from ..law.files import ACT, FEED, act, effect, feed, section, written

ON = ["--checked-on", "2026-11-28"]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def told(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 1) -> tuple[str, str]:
    """What a command writes to stdout and to stderr."""
    assert run(["law", "check", *map(str, words)]) == code
    return capsys.readouterr()


def test_a_table_tells_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(capsys, ACT, FEED, *ON)
    assert out.split()[:6] == ["what", "where", "the", "graph", "says", "the"]
    assert "s. 42(2): words substituted by Sample Act 2026, s. 3(1); from 2026-10-01" in out
    assert out.endswith(" differences\n")
    assert "note: 1 effect on law that is not known here left out.\n" in err


def test_nothing_that_differs_is_said_and_is_no_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out, _ = told(capsys, written(tmp_path, feed()), code=0)
    assert out == "Nothing differs.\n"
    assert run(["law", "check", str(written(tmp_path, feed())), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["differences"] == []


def test_an_unknown_act_is_not_silent(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, err = told(capsys, written(tmp_path, act(section("1"), work="ukpga/2026/98")), code=0)
    assert "is Care Act 2014 (2026 c. 98), of which nothing is known here.\n" in err


def test_json_has_all(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = told(capsys, ACT, FEED, *ON, "--format", "json")
    found = json.loads(out)
    assert found["checked_on"] == "2026-11-28"
    assert [each["address"].rpartition("/")[2] for each in found["files"]] == ["data.xml", "data.feed"]
    (row,) = [row for row in found["differences"] if row["day"] == "2026-10-01"]
    assert row["iri"] == "http://www.legislation.gov.uk/id/ukpga/2014/23/section/42"
    assert row["by"] == "http://www.legislation.gov.uk/id/ukpga/2026/99"
    assert row["files"] == [str(ACT)]
    (event,) = [event for event in found["events"] if event["takes_effect"] == "2026-10-01"]
    assert event["touches"] == [row["iri"]]
    assert found["left_out"] == 1


@pytest.mark.parametrize(
    "words", [["--format", "turtle"], ["-o", "events.ttl"], ["--format", "turtle", "-o", "e.txt"]]
)
def test_turtle(capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str]) -> None:
    words = [str(tmp_path / word) if word.startswith("e") else word for word in words]
    out, _ = told(capsys, ACT, *ON, *words)
    text = out or Path(words[-1]).read_text(encoding="utf-8")
    kinds = {
        quad.object.value
        for quad in parse(text, format=RdfFormat.TURTLE)
        if quad.predicate.value.endswith("#type")
    }
    assert kinds == {"https://w3id.org/scgraph/ontology#LegalEvent"}
    assert '"2026-11-28"^^xsd:date' in text


def test_another_form_in_a_file_of_turtle_is_as_it_was_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told(capsys, ACT, *ON, "--format", "table", "-o", tmp_path / "x.ttl")
    assert (tmp_path / "x.ttl").read_text(encoding="utf-8").startswith("what ")


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_table_to_take_away(capsys: pytest.CaptureFixture[str], form: str) -> None:
    out, _ = told(capsys, ACT, *ON, "--format", form)
    rows = list(csv.DictReader(io.StringIO(out), delimiter="," if form == "csv" else "\t"))
    assert {row["What"] for row in rows} >= {"inserted", "amended", "heading", "repealed"}
    assert {row["File"] for row in rows} == {str(ACT)}


def test_a_workbook_says_what_was_left_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "law.xlsx"
    told(capsys, FEED, *ON, "--format", "xlsx", "-o", path)
    about = [(row[0].value, row[1].value) for row in load_workbook(path)["About"]]
    assert ("Note", "1 effect on law that is not known here left out.") in about


def test_a_day_to_begin_with(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = told(capsys, FEED, *ON, "--since", "2026-01-01")
    assert "2015-04-01" not in out
    assert "note: 1 effect in force before 2026-01-01 left out.\n" in err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":1:1: not XML: it is empty."),
        (
            b"<html/>",
            ":1: its outermost element is <html>; wanted is an Act's data.xml or a feed of changes.",
        ),
        (b"\n<a></b>", ":2:"),
        (b"<a>" * 100_000, ":1:601: elements are nested too deeply"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "has a document type"),
        (act(section("9", attributes='RestrictStartDate="soon"')).encode(), "is 'soon', which is no date"),
        (feed(effect(kind="")).encode(), ":1: an effect has no Type"),
    ],
)
def test_a_file_at_fault_is_one_line_and_code_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, says: str
) -> None:
    path = written(tmp_path, content)
    out, err = told(capsys, ACT, path)
    assert out == ""
    assert err.startswith(f"scgraph: {path}:")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a FILE, or an ADDRESS with --fetch."),
        (["none.xml"], "none.xml: no such file."),
        (["--fetch", "https://example.org/data.xml"], "'https://example.org/data.xml' is not fetched"),
        (["--fetch", "https://www.legislation.gov.uk/ukpga/2014/23"], "is a page: add /data.xml"),
        (["x.xml", "--since", "yesterday"], "'yesterday' does not match the format '%Y-%m-%d'"),
        (["x.xml", "--store", "a", "--endpoint", "b"], "x.xml: no such file."),
    ],
)
def test_a_call_at_fault_is_one_line_and_code_2(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    out, err = told(capsys, *words, code=2)
    assert out == ""
    assert says in err
    assert err.count("\n") == 1


def test_what_is_fetched_is_named_before(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://www.legislation.gov.uk/ukpga/2014/23/data.xml"

    def fetch(wanted: str) -> sources.Source:
        assert capsys.readouterr().err == f"fetching {wanted}\n"
        return sources.read_source(ACT)

    monkeypatch.setattr(sources, "fetch_source", fetch)
    out, err = told(capsys, "--fetch", address, *ON)
    assert "differences" in out
    assert "fetching" not in err


def test_law_still_takes_a_name_and_says_what_else_it_does(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    shown = []
    for words in (["DoLS"], ["show", "DoLS"], ["--format", "table", "DoLS"], ["DoLS", "--format", "table"]):
        assert run(["law", *words]) == 0
        shown.append(capsysbinary.readouterr().out)
    assert len(set(shown)) == 1
    assert run(["law", "--help"]) == 0
    text = capsysbinary.readouterr().out.decode()
    for word in (
        "Usage: scgraph law [OPTIONS] NAME...",
        "--format",
        "check  Compare what legislation.gov.uk",
    ):
        assert word in text
    assert run(["law"]) == 2
    assert b"Missing argument 'NAME...'." in capsysbinary.readouterr().err


def test_only_those_who_check_wait_for_it() -> None:
    code = (
        "import sys; from scgraph.cli import run; run(['law', 'DoLS']);"
        "print([name for name in sys.modules if name in"
        " ('scgraph.law.sources', 'scgraph.law.check', 'xml.etree.ElementTree', 'httpx')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
