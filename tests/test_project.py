"""Where a project is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scgraph.errors import ProjectNotFound, UsageError
from scgraph.project import Project, find_project


def test_the_checkout_is_found_from_below(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project.root / "data" / "turtle")
    assert find_project().root == project.root


def test_outside_any_project_the_package_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_project().data_files


def test_a_named_directory_without_a_project_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectNotFound, match="no scgraph project here"):
        find_project(tmp_path)


def test_a_project_without_data_is_an_error(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root / "ontology", tmp_path / "ontology")
    with pytest.raises(UsageError, match="nothing to ask"):
        find_project(tmp_path)


def test_one_file_per_source_document(project: Project) -> None:
    assert [path.stem for path in project.data_files] == [
        "bexley",
        "county",
        "derbyshire",
        "kent-medway",
        "richmond-wandsworth",
    ]
