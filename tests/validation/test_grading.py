"""A file re-grades rules and switches them off; what it gets wrong is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.errors import UnreadableFile, UsageError
from scgraph.validation.grading import read_grading
from scgraph.validation.shapes import ShapesGraph, sh


def write(directory: Path, name: str, text: str) -> Path:
    """A file that re-grades."""
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("p.toml", '[rules]\nlabel-length = "warning"\nlevel-adds = "off"\n'),
        ("p.yaml", "rules:\n  label-length: warning\n  level-adds: off\n"),
        ("p.yml", 'rules: {label-length: warning, level-adds: "off"}'),
    ],
)
def test_toml_and_yaml(name: str, text: str, tmp_path: Path, shapes: ShapesGraph) -> None:
    grading = read_grading(write(tmp_path, name, text), shapes)
    grades = {rule.name: grading.severity(rule) for rule in shapes.rules.values()}
    assert grades["label-length"] == sh("Warning")
    assert grades["level-adds"] is None
    assert grades["level-rank"] == sh("Violation")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "p.toml",
            '[rules]\nlabel-lenght = "off"\n',
            "no rule is called 'label-lenght'. Nearest: label-length",
        ),
        ("p.yaml", "rules: {label-length: fatal}", "'fatal' for label-length is no severity"),
        ("p.yaml", "rule: {label-length: warning}", "a profile has one table, 'rules'"),
        ("p.yaml", "- label-length", "a profile has one table, 'rules'"),
        ("p.json", "{}", "a profile is a .toml, .yaml or .yml file"),
    ],
)
def test_what_is_wrong_is_said(
    name: str, text: str, message: str, tmp_path: Path, shapes: ShapesGraph
) -> None:
    with pytest.raises(UsageError, match=message):
        read_grading(write(tmp_path, name, text), shapes)


def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, shapes: ShapesGraph) -> None:
    with pytest.raises(UnreadableFile, match=r"p\.yaml:3: not valid YAML"):
        read_grading(write(tmp_path, "p.yaml", "rules:\n  a: [1\n"), shapes)
    with pytest.raises(UnreadableFile, match=r"p\.toml: not valid TOML.*line 2"):
        read_grading(write(tmp_path, "p.toml", "[rules]\na = \n"), shapes)
    with pytest.raises(UnreadableFile, match="No such file"):
        read_grading(tmp_path / "none.toml", shapes)
