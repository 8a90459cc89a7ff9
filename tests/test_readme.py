"""Every command in the README is run, and the output shown is the real one.

The steps of ``docs/pipeline.md`` are run by ``tests/validation/test_pipeline.py``, which breaks data first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT
from .console import Example, difference, examples
from .examples import EXAMPLE

DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "ontology.md", ROOT / "docs" / "law.md"]
EXAMPLES = [example for path in DOCUMENTS for example in examples(path)]
# These set up an environment or a server of their own: test_make.py and the engine tests run them.
ELSEWHERE = ("git", "cd", "make", "curl", "pip")


def name(example: Example) -> str:
    return f"{example.path.name}:{example.line}"


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.words[0] == "scgraph"], ids=name)
def test_a_command_prints_what_the_document_shows(example: Example, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "scgraph", *example.words[1:]],
        capture_output=True,
        text=True,
        cwd=_workplace(example, tmp_path),
        env={**os.environ, "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in result.stderr
    said = [
        line for line in result.stderr.splitlines() if not line.startswith("project: ")
    ]  # has a path of here
    printed = [*result.stdout.splitlines(), *said]
    assert (problem := difference(example.output, printed)) is None, problem
    if not example.output:
        assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_no_command_goes_untested(example: Example) -> None:
    assert example.words[0] in ("scgraph", *ELSEWHERE)


def test_the_readme_has_examples() -> None:
    assert sum(1 for example in EXAMPLES if example.path.name == "README.md") >= 8


def _workplace(example: Example, tmp_path: Path) -> Path:
    """The example project, or for a command that writes or reads a file a directory that sees it."""
    if example.words[1] == "init":
        return tmp_path
    if not {"-o", "--draw", "--output", "check"} & set(example.words):
        return EXAMPLE
    for sample in (ROOT / "tests" / "law" / "samples").iterdir():
        (tmp_path / sample.name).symlink_to(sample)
    for part in ("ontology", "data", "shapes", "queries"):
        (tmp_path / part).symlink_to(EXAMPLE / part)
    return tmp_path
