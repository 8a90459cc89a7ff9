"""``scgraph validate`` as people and pipelines call it: what it prints, and its exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scgraph.cli import run
from scgraph.project import Project
from scgraph.validation.shapes import read_shapes

EMPTY_SHAPE = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX ex: <http://example.org/>
ex:nothing a sh:NodeShape ; sh:targetClass ex:Nothing ; sh:nodeKind sh:IRI .
ex:lectures a sh:NodeShape ; sh:targetClass <https://w3id.org/scgraph/ontology#Level> ; sh:nodeKind sh:IRI .
"""


@pytest.fixture
def copy(project: Project, tmp_path: Path) -> Path:
    """A copy of the project to change."""
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / "project" / part)
    return tmp_path / "project"


def test_the_real_graph_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("no errors, ")
    assert lines[-1].endswith("rules, all of which matched")
    assert lines[0].split("  ")[1] == "warning"
    assert lines[2].startswith("    → ")


def test_warnings_fail_only_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--fail-on", "warning"]) == 1


def test_files_are_checked_for_what_they_say_against_the_whole_graph(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bexley, county = copy / "data/turtle/bexley.ttl", copy / "data/turtle/county.ttl"
    bexley.write_text(bexley.read_text(encoding="utf-8").replace("    scg:rank 2 ;", "    scg:rank 3 ;"))
    assert run(["validate", "--project", str(copy), str(county), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["file"] for each in told["findings"]} == {"data/turtle/county.ttl"}
    assert run(["validate", "--project", str(copy), str(bexley), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in told["findings"]] == ["level-follows-next-rank"]
    assert told["files"] == 1


def test_a_file_from_elsewhere_takes_the_place_of_its_namesake(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proposal = tmp_path / "bexley.ttl"
    text = (copy / "data/turtle/bexley.ttl").read_text(encoding="utf-8")
    proposal.write_text(text.replace("    scg:rank 2 ;", "    scg:rank 3 ;"), encoding="utf-8")
    assert run(["validate", "--project", str(copy), str(proposal), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert found["rule"] == "level-follows-next-rank"
    assert found["file"].endswith("bexley.ttl")


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "no-such-file.ttl"]) == 2
    assert capsys.readouterr().err == "scgraph: no-such-file.ttl: no such file.\n"


def test_a_syntax_error_with_its_line(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "data/turtle/bexley.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[19] = '    skos:prefLabel London"@en ;'
    path.write_text("\n".join(lines), encoding="utf-8")
    assert run(["validate", "--project", str(copy)]) == 1
    out, error = capsys.readouterr()
    assert error.startswith("project: ")
    assert error.count("\n") == 1
    assert out.startswith("data/turtle/bexley.ttl:20:20  error  file-readable\n    not valid Turtle: ")
    assert out.splitlines()[-1].startswith("1 error, ")


def test_empty_data(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "data/turtle/bexley.ttl").write_text("# nothing yet\n", encoding="utf-8")
    assert run(["validate", "--project", str(copy)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("data/turtle/bexley.ttl:1  error  file-readable\n    holds nothing.\n")
    assert "1 error, " in out
    shutil.rmtree(copy / "data/turtle")
    assert run(["validate", "--project", str(copy)]) == 2


def test_a_rule_that_matches_nothing_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(EMPTY_SHAPE, encoding="utf-8")
    assert run(["validate", "--only", str(path)]) == 0
    out = capsys.readouterr().out
    assert f"{path}:3  warning  nothing" in out
    assert "This rule matched nothing" in out
    assert out.endswith("no errors, 1 warning in 5 files · 2 rules, 1 of which matched nothing\n")
    assert run(["validate", "--only", str(path), "--fail-on", "warning"]) == 1


def test_no_shapes(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(copy / "shapes")
    assert run(["validate", "--project", str(copy)]) == 2
    assert "no shapes here" in capsys.readouterr().err


def test_a_profile_regrades_and_switches_off(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text('[rules]\nlevel-falls-back-noted = "violation"\nlevel-repeats-noted = "off"\n')
    command = ["validate", "--project", str(copy), "--profile", str(profile), "--format", "json"]
    assert run(command) == 1
    told = json.loads(capsys.readouterr().out)
    assert {(each["rule"], each["severity"]) for each in told["findings"]} == {
        ("level-falls-back-noted", "error")
    }
    switched_off, unasked = "level-repeats-noted", "no-contradiction"  # the latter runs with --reason alone
    every = {rule.name for rule in read_shapes(sorted((copy / "shapes").glob("*.ttl"))).rules.values()}
    assert told["rules"] == len(every - {switched_off, unasked})


def test_rules_are_listed_without_opening_the_graph(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "data/turtle/bexley.ttl").write_text("not Turtle", encoding="utf-8")
    profile = tmp_path / "profile.toml"
    profile.write_text('[rules]\nlevel-adds = "off"\n')
    assert run(["validate", "--project", str(copy), "--rules", "--profile", str(profile)]) == 0
    out = capsys.readouterr().out
    assert "  level-adds  (off)  A level adds to the level that it follows\n      Each level adds" in out
    assert "      → Add what the higher grade demands, or remove scg:follows." in out


def test_the_referee_finds_the_same(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for engine in ("planner", "pyshacl"):
        shapes = str(copy / "shapes" / "ladders.ttl")
        common = str(copy / "shapes" / "common.ttl")
        command = ["validate", "--project", str(copy), "--only", shapes, "--only", common]
        assert run([*command, "--engine", engine, "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        found.append(
            [(each["rule"], each["focus"], each["value"], each["line"]) for each in told["findings"]]
        )
        assert bool(told["referred"]) == (engine == "pyshacl")
    assert found[0] == found[1]
    assert found[0]


def test_a_store_cannot_be_checked_file_by_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "data/turtle/bexley.ttl", "--endpoint", "http://localhost:1/sparql"]) == 2
    assert "FILE arguments go with the project's files" in capsys.readouterr().err


def test_a_question_whose_metadata_are_wrong_is_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "queries").mkdir()
    question = copy / "queries" / "who.rq"
    question.write_text("#+ summary: Who?\n#+ description: All.\n#+ colour: red\nSELECT * { ?s ?p ?o }\n")
    assert run(["validate", "--project", str(copy)]) == 1
    told = capsys.readouterr().out
    assert "queries/who.rq:3  error  question-askable" in told
    assert "unknown key 'colour'" in told
