"""What helps those who work on the project: ``make help``, and the hooks that run before a commit."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT
from .programs import needs

HOOKS: list[dict[str, Any]] = [
    hook
    for repo in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repo["hooks"]
]
# What each hook has to stop, and a file of ours that it lets pass.
STOPPED = {
    "ruff-check": ("import os\n", "src/scgraph/errors.py"),
    "ruff-format": ("x = [1,2]\n", "src/scgraph/errors.py"),
    "turtle-layout": ("<http://a.example/a> <http://a.example/b> 1.\n", "data/turtle/bexley.ttl"),
}


@needs("make")
def test_make_alone_tells_every_goal() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)
    goals = re.findall(r"^\.PHONY: (.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(r"^  make ([a-z]+) +\S", done.stdout, re.MULTILINE)
    assert sorted(told) == sorted(goals[0].split())


def test_the_hooks_are_a_configuration_that_pre_commit_reads() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib", reason="pre-commit is not installed")
    assert clientlib.load_config(ROOT / ".pre-commit-config.yaml")["repos"]


@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="not run by 'make test': there is no .venv")
@pytest.mark.parametrize("name", STOPPED)
def test_a_hook_stops_what_lint_would(name: str, tmp_path: Path) -> None:
    (hook,) = (hook for hook in HOOKS if hook["id"] == name)
    bad, ours = STOPPED[name]
    assert re.search(hook.get("files", r"\.py$"), ours)
    broken = (tmp_path / "x").with_suffix(Path(ours).suffix)
    broken.write_text(bad, encoding="utf-8")
    command = shlex.split(hook["entry"])
    for path, code in ((broken, 1), (ROOT / ours, 0)):
        done = subprocess.run([*command, str(path)], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == code, path


def test_hooks_for_all_files_run_what_make_lint_runs() -> None:
    whole = [hook for hook in HOOKS if not hook.get("pass_filenames", True)]
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(BIN)", ".venv/bin")
    assert whole
    for hook in whole:
        assert hook["entry"] in recipes
    assert {hook["id"] for hook in HOOKS} == {*STOPPED, *(hook["id"] for hook in whole)}


def test_template_lines_fit_a_screen() -> None:
    wide = [
        f"{path.name}:{number}"
        for path in sorted((ROOT / "src" / "scgraph" / "web" / "templates").glob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 140
    ]
    assert wide == []
