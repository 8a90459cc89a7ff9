"""A file of data or ontology that cannot be read is a finding, in every format, and all else is checked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from scgraph.cli import run
from scgraph.project import Project
from scgraph.validation.formats import FORMATS
from scgraph.validation.shapes import sh

BEXLEY, DERBYSHIRE = "data/turtle/bexley.ttl", "data/turtle/derbyshire.ttl"


@pytest.fixture
def copy(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project to damage, and to stand in."""
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / "project" / part)
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def change(path: Path, old: str, new: str) -> int:
    """Replace the first of some words in a file; returns its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str, int, int | None]]:
    """Rule, file, line and column of the errors of data that have to be at fault."""
    assert run(["validate", "--format", "json", *arguments]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("project: ")
    assert said.err.count("\n") == 1
    found = [each for each in json.loads(said.out)["findings"] if each["severity"] == "error"]
    return [(each["rule"], each["file"], each["line"], each["column"]) for each in found]


def test_every_file_at_fault_is_named_and_the_rest_is_checked(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = change(
        copy / BEXLEY, "bexley:operational-manager a org:Role", "bexley:operational-manager ; org:Role"
    )
    broken = change(copy / "ontology/legislation.ttl", "PREFIX skos:", "PREFIX skos2:")
    rank = change(copy / BEXLEY, "scg:rank 2 ;", "scg:rank 3 ;")
    other = change(copy / DERBYSHIRE, "scg:rank 2 ;", "scg:rank 7 ;")
    found = told(capsys)
    assert found[:2] == [
        ("file-readable", BEXLEY, line, 28),
        ("file-readable", "ontology/legislation.ttl", found[1][2], 5),
    ]
    assert found[1][2] > broken
    assert ("level-follows-next-rank", BEXLEY, rank, None) in found
    assert ("level-follows-next-rank", DERBYSHIRE, other, None) in found
    assert {rule for rule, *_ in found[2:]} <= {"level-follows-next-rank", "ladder-rank-unique"}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_it(format_: str, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = change(
        copy / BEXLEY, "bexley:operational-manager a org:Role", "bexley:operational-manager ; org:Role"
    )
    assert run(["validate", "--format", format_]) == 1
    out = capsys.readouterr().out
    check = {
        "human": lambda: out.startswith(f"{BEXLEY}:{line}:28  error  file-readable\n    not valid Turtle: "),
        "github": lambda: out.startswith(
            f"::error file={BEXLEY},line={line},col=28,title=file-readable::not valid"
        ),
        "junit": lambda: (
            ElementTree.fromstring(out).find(".//testcase[@name='file-readable']/failure") is not None
        ),
        "sarif": lambda: (
            json.loads(out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
            == {"artifactLocation": {"uri": BEXLEY}, "region": {"startLine": line, "startColumn": 28}}
        ),
        "json": lambda: json.loads(out)["findings"][0]["column"] == 28,
        "turtle": lambda: any(
            quad.object == ox.NamedNode("https://w3id.org/scgraph/graph/bexley")
            for quad in ox.parse(out, format=ox.RdfFormat.TURTLE)
            if quad.predicate == sh("focusNode")
        ),
    }
    assert check[format_]()


def test_a_file_written_otherwise_is_checked_whole(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rank = change(copy / BEXLEY, "scg:rank 2 ;", "scg:rank 3 ;")
    text = (copy / BEXLEY).read_text(encoding="utf-8")
    (copy / BEXLEY).write_bytes(text.encode("utf-16"))
    assert told(capsys) == [
        ("file-readable", BEXLEY, 1, 1),
        ("level-follows-next-rank", BEXLEY, rank, None),
    ]
    (copy / BEXLEY).write_bytes(f"\ufeff{text}".encode())
    assert told(capsys) == [("level-follows-next-rank", BEXLEY, rank, None)]


def test_what_follows_from_what_is_lost_is_held_back(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        copy / BEXLEY,
        "bexley:social-care-assistant_06 a scg:Level",
        "bexley:social-care-assistant_06 scg:Level",
    )
    assert run(["validate"]) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.endswith("  error  file-readable")
    assert last.startswith("1 error, ")
    assert last.endswith(" more held back: they may follow from what cannot be read")
    assert run(["validate", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["heldBack"] > 10


def test_what_leads_to_a_lost_name_is_held_back_too(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy / BEXLEY, "source:bexley a foaf:Document ;", "")  # nobody knows whose the next lines are
    change(copy / BEXLEY, "London Borough", '" <relative> "London')
    change(copy / DERBYSHIRE, "scg:rank 2 ;", "scg:rank 7 ;")
    rules = {rule for rule, *_ in told(capsys)}
    assert rules == {"file-readable", "level-follows-next-rank", "ladder-rank-unique"}


@pytest.mark.parametrize("name", ["competencies", "scgraph"])
def test_an_ontology_that_is_lost_is_one_finding(
    name: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / "ontology" / f"{name}.ttl"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", encoding="utf-8")
    assert told(capsys) == [("file-readable", f"ontology/{name}.ttl", 1, 1)]


def test_a_merge_within_a_text_is_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (copy / BEXLEY).open("a", encoding="utf-8") as file:
        file.write('<https://w3id.org/scgraph/id/bexley> scg:sourceNote """One\n<<<<<<< HEAD\n')
        file.write('two\n=======\nthree\n>>>>>>> theirs\n"""@en .\n')
    assert told(capsys)[0][:2] == ("file-readable", BEXLEY)


def test_a_file_that_is_named_is_a_finding_too(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal = tmp_path / "bexley.ttl"
    proposal.write_text("<html></html>", encoding="utf-8")
    rule, file, *place = told(capsys, str(proposal))[0]
    assert (rule, place) == ("file-readable", [1, 1])
    assert file.endswith("bexley.ttl")


def test_a_file_in_another_format_is_one_too(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal = tmp_path / "proposal.rdf"
    proposal.write_text("<a", encoding="utf-8")
    assert [rule for rule, *_ in told(capsys, str(proposal))] == ["file-readable"]


def test_it_cannot_be_switched_off(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "profile.toml").write_text('[rules]\nfile-readable = "off"\n', encoding="utf-8")
    assert run(["validate", "--profile", "profile.toml"]) == 2
    assert "no rule is called 'file-readable'" in capsys.readouterr().err


COUNCILS = ("bexley", "county", "derbyshire", "kent-medway", "richmond-wandsworth")


@pytest.mark.parametrize("share", [0.3, 0.8])
@pytest.mark.parametrize("council", COUNCILS)
def test_what_follows_from_a_file_that_breaks_off_is_held_back(
    council: str, share: float, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / f"data/turtle/{council}.ttl"
    text = path.read_text(encoding="utf-8")
    # Within a line, so that it cannot be taken for a file that was meant to be so short.
    path.write_text(text[: text.index(" ;\n", int(len(text) * share)) - 3], encoding="utf-8")
    other = copy / ("data/turtle/bexley.ttl" if council != "bexley" else DERBYSHIRE)
    change(other, "scg:rank 2 ;", "scg:rank 7 ;")
    found = [(rule, Path(file).stem) for rule, file, *_ in told(capsys)]
    assert {rule for rule, file in found if file == council} == {"file-readable"}
    assert {rule for rule, file in found if file != council} <= {
        "level-follows-next-rank",
        "ladder-rank-unique",
    }
    assert ("level-follows-next-rank", other.stem) in found


def test_a_file_that_breaks_off_between_two_statements_is_counted(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copy / DERBYSHIRE
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex(" .\n", 0, -3) + 3], encoding="utf-8")
    assert {rule for rule, *_ in told(capsys)} == {"statement-count"}


def test_an_ontology_that_breaks_off_is_one_finding(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, cut in (("settings", 1500), ("scgraph", 60000)):
        path = copy / f"ontology/{name}.ttl"
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("\n", cut) - 3], encoding="utf-8")
        assert [rule for rule, *_ in told(capsys)] == ["file-readable"]
        path.write_text(text, encoding="utf-8")
    path.write_text(text[: text.index(" .\n\n", cut) + 3], encoding="utf-8")
    assert [rule for rule, *_ in told(capsys)] == ["consequences-drawn"]
