"""Rules of one's own in a project of one's own, and files that such a project does not read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scgraph.cli import run
from scgraph.project import Project
from tests.camden import camden

RULE = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX scg: <https://w3id.org/scgraph/ontology#>
<http://example.org/own> a sh:NodeShape ; sh:targetClass scg:{} ;
    sh:property [ sh:path scg:rank ; sh:minCount 1 ] .
"""


@pytest.fixture
def own(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A project with the data of one council alone, in which nothing is wrong."""
    root = tmp_path / "camden"
    root.mkdir()
    assert run(["init", str(root), "--name", "Camden"]) == 0
    (root / "data/turtle/camden.ttl").write_text(camden(project), encoding="utf-8")
    capsys.readouterr()
    return root


def told(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the findings."""
    code = run(["validate", "--project", str(root), "--format", "json", *words])
    return code, json.loads(capsys.readouterr().out)["findings"]


@pytest.mark.parametrize("option", ["--only", "--shapes", None])
def test_a_rule_of_ones_own_that_matches_nothing_is_told(
    option: str | None, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(own, capsys) == (0, [])
    place = tmp_path / "own.ttl" if option else own / "shapes/own.ttl"
    place.parent.mkdir(exist_ok=True)
    words = [option, str(place)] if option else []
    place.write_text(RULE.format("Dutyy"), encoding="utf-8")
    code, found = told(own, capsys, "--fail-on", "warning", *words)
    assert (code, [(each["rule"], each["severity"]) for each in found]) == (1, [("own", "warning")])
    assert found[0]["line"] == 3
    place.write_text(RULE.format("Level"), encoding="utf-8")
    assert told(own, capsys, "--fail-on", "warning", *words) == (0, [])


def test_an_ontology_of_ones_own_beside_that_of_the_program_is_not_read(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own / "ontology").mkdir()
    (own / "ontology/mine.ttl").write_text("garbage", encoding="utf-8")
    code, found = told(own, capsys)
    assert (code, [each["rule"] for each in found]) == (1, ["file-read"])
    assert found[0]["file"].endswith("ontology/mine.ttl")


def test_a_grade_of_a_council_of_the_vocabulary_is_told(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = own / "data/turtle/camden.ttl"
    text = path.read_text(encoding="utf-8")
    grade = "scg:atGrade <https://w3id.org/scgraph/grade/{}/07>"
    assert grade.format("camden") in text
    path.write_text(text.replace(grade.format("camden"), grade.format("bexley")), encoding="utf-8")
    code, found = told(own, capsys)
    assert (code, [each["rule"] for each in found]) == (1, ["grade-of-council"])
