"""Every step of docs/pipeline.md, run as it stands there, on good data and on bad."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from scgraph.cli.validate import validate
from scgraph.project import Project
from tests.programs import why_not
from tests.validation.test_mutations import LEVEL_8, MUTATIONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "pipeline.md").read_text(encoding="utf-8")


def fences(language: str) -> list[str]:
    """The code blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(project: Project, tmp_path: Path) -> Path:
    """A repository with the project's data, as a pipeline checks it out."""
    if reason := why_not("git"):
        pytest.skip(reason)
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / "checkout" / part)
    path = tmp_path / "checkout"
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "as published"]):
        author = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        subprocess.run(["git", *author, *command], cwd=path, check=True)
    return path


def break_it(checkout: Path) -> None:
    """One error in one data file."""
    path = checkout / "data" / "turtle" / "bexley.ttl"
    path.write_text(
        path.read_text(encoding="utf-8").replace("scg:rank 2 ;", "scg:rank 3 ;"), encoding="utf-8"
    )


def shell(
    script: str, directory: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """A script run where ``scgraph`` is this checkout's."""
    tools = directory.parent / "bin"
    tools.mkdir(exist_ok=True)
    command = tools / "scgraph"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m scgraph "$@"\n')
    command.chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src"), **environment}
    return subprocess.run(
        ["sh", "-eu", "-c", script, "sh", *arguments],
        cwd=directory,
        env=variables,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_plain_recipe(checkout: Path) -> None:
    recipe, _ = fences("sh")
    done = shell(recipe, checkout)
    assert (done.returncode, done.stdout) == (0, "The data are as they should be.\n")
    break_it(checkout)
    done = shell(recipe, checkout)
    assert done.returncode == 1
    assert "error  level-follows-next-rank" in done.stdout
    assert 'type="error"' in (checkout / "validation.xml").read_text(encoding="utf-8")
    shutil.rmtree(checkout / "data")
    done = shell(recipe, checkout)
    assert done.returncode == 2
    assert "Nothing was checked." in done.stderr


def test_the_recipe_for_changed_files(checkout: Path) -> None:
    _, recipe = fences("sh")
    assert shell(recipe, checkout, BASE="HEAD").stdout == ""
    break_it(checkout)
    done = shell(recipe, checkout, BASE="HEAD")
    assert done.returncode == 123  # what xargs makes of a command that failed
    assert "in 1 file ·" in done.stdout


def workflow() -> list[dict[str, Any]]:
    """The steps of the workflow."""
    content = yaml.safe_load(fences("yaml")[0])
    steps: list[dict[str, Any]] = content["jobs"]["validate"]["steps"]
    return steps


def test_the_workflow(checkout: Path) -> None:
    runs = {step["name"]: step["run"] for step in workflow() if "run" in step}
    assert runs.pop("Install") == "pip install ."  # tests/test_wheel.py installs it
    for script in runs.values():
        assert shell(script, checkout).returncode == 0
    break_it(checkout)
    done = shell(runs["Check the graph"], checkout)
    assert done.returncode == 1
    assert re.search(
        r"^::error file=data/turtle/bexley\.ttl,line=\d+,title=level-follows", done.stdout, re.MULTILINE
    )
    assert shell(runs["Write the report"], checkout).returncode == 0
    kept = next(step["with"]["path"] for step in workflow() if step.get("name") == "Keep the report")
    assert (checkout / kept).stat().st_size > 0


def test_the_hooks(checkout: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    used = yaml.safe_load(fences("yaml")[1])["repos"][0]["hooks"]
    assert [hook["id"] for hook in used] == list(hooks)
    changed = ["data/turtle/bexley.ttl", "ontology/rules/40-carries.rq", "shapes/style.ttl", "README.md"]
    chosen = {
        name: [file for file in changed if re.search(hook["files"], file)] for name, hook in hooks.items()
    }
    assert chosen == {"scgraph-validate": changed[:1], "scgraph-validate-all": changed[1:3]}
    break_it(checkout)
    for name, hook in hooks.items():
        files = chosen[name] if hook.get("pass_filenames", True) else []
        done = shell(f'{hook["entry"]} "$@"', checkout, *files)
        assert done.returncode == 1
        assert "level-follows-next-rank" in done.stdout


def test_the_profile(checkout: Path) -> None:
    (profile,) = fences("toml")
    assert tomllib.loads(profile)["rules"]
    (checkout / "profile.toml").write_text(profile, encoding="utf-8")
    done = shell("scgraph validate --profile profile.toml", checkout)
    assert done.returncode == 1
    assert "error  level-falls-back-noted" in done.stdout


def test_the_example_is_what_the_command_says(checkout: Path) -> None:
    mutation = next(each for each in MUTATIONS if each.name == "a level that adds nothing")
    mutation.apply(checkout)
    with (checkout / mutation.file).open("a", encoding="utf-8") as file:
        file.write(LEVEL_8)
    command, place, *told = fences("console")[0].splitlines()
    done = shell(command.removeprefix("$ "), checkout)
    assert "\n".join(told) in done.stdout
    assert re.sub(r":\d+ ", ": ", place) in re.sub(r":\d+ ", ": ", done.stdout)


def test_the_page_tells_every_option_and_no_other() -> None:
    options = {name for parameter in validate.params for name in parameter.opts if name.startswith("--")}
    assert set(re.findall(r"`(?:scgraph validate )?(--[a-z-]+)", PAGE)) == options
