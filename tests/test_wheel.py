"""The wheel alone, in an empty directory, gives the same answers as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the installed wheel and nothing else; dependencies come from this environment."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(place / "dist"), str(ROOT)],
        check=True,
    )
    (wheel,) = (place / "dist").glob("scgraph-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(place / "site"), str(wheel)], check=True)
    (place / "empty").mkdir()
    return place


def answer(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed package's command in the empty directory."""
    return subprocess.run(
        [sys.executable, "-m", "scgraph", *arguments],
        cwd=place / "empty",
        env={**os.environ, "PYTHONPATH": str(place / "site")},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_installed_package_is_the_one_that_runs(installed: Path) -> None:
    code = "import scgraph, scgraph.project as p; print(scgraph.__file__); print(p.find_project().root)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed / "empty",
        env={**os.environ, "PYTHONPATH": str(installed / "site")},
        capture_output=True,
        text=True,
        check=True,
    )
    package, root = result.stdout.split()
    assert Path(package).is_relative_to(installed / "site")
    assert Path(root) == installed / "site" / "scgraph" / "_project"


@pytest.mark.parametrize(
    "arguments",
    [
        ["stats"],
        ["validate"],
        ["query", "list"],
        [
            "query",
            "run",
            "cumulative-requirements",
            "--level",
            "Social Care officer, Level C",
            "--format",
            "csv",
        ],
    ],
    ids=lambda words: " ".join(words[:3]),
)
def test_the_wheel_answers_like_the_checkout(installed: Path, arguments: list[str]) -> None:
    there = answer(installed, *arguments)
    here = subprocess.run(
        [sys.executable, "-m", "scgraph", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert there.returncode == here.returncode == 0, there.stderr
    project = str(installed / "site" / "scgraph" / "_project")
    assert there.stdout.replace(project + "/", "") == here.stdout
