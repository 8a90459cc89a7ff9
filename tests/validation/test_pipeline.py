"""Every step of docs/pipeline.md, run as it stands there, on good data and on bad."""

from __future__ import annotations

import json
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
from tests.camden import camden
from tests.programs import why_not
from tests.validation.test_mutations import LEVEL_8, MUTATIONS

ROOT = Path(__file__).resolve().parents[2]
SMALL = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
<https://w3id.org/scgraph/source/other> a foaf:Document ;
    <http://purl.org/dc/terms/identifier> "other.txt" ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Other document"@en .
"""
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


NAME = "data/turtle/adult social care.ttl"


@pytest.fixture
def own(project: Project, tmp_path: Path) -> Path:
    """A repository with a council's data alone, in a file with spaces in its name, made as the page says."""
    if reason := why_not("git"):
        pytest.skip(reason)
    root = tmp_path / "camden's data"
    root.mkdir()
    assert shell(fences("sh")[0], root).returncode == 0
    (root / NAME).write_text(camden(project), encoding="utf-8")
    git(root, "init", "-q")
    commit(root)
    return root


def git(place: Path, *words: str) -> str:
    """What a git command prints."""
    author = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    done = subprocess.run(["git", *author, *words], cwd=place, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(place: Path) -> str:
    """Everything committed, and the commit."""
    git(place, "add", "--all")
    git(place, "commit", "-q", "--no-verify", "-m", "a change")
    return git(place, "rev-parse", "HEAD")


def break_it(checkout: Path, file: str = NAME) -> None:
    """One error in one data file."""
    path = checkout / file
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


def test_the_recipe_for_old_faults(own: Path) -> None:
    recipe = fences("sh")[1]
    break_it(own)
    assert shell(recipe, own).returncode == 0
    assert '"fails": true' in (own / "old-faults.json").read_text(encoding="utf-8")


def test_the_plain_recipe(own: Path) -> None:
    recipe = fences("sh")[2]
    done = shell(recipe, own)
    assert (done.returncode, done.stdout) == (0, "The data are as they should be.\n")
    break_it(own)
    done = shell(recipe, own)
    assert done.returncode == 1
    assert "error  level-follows-next-rank" in done.stdout
    assert 'type="error"' in (own / "validation.xml").read_text(encoding="utf-8")
    shutil.rmtree(own / "data")
    done = shell(recipe, own)
    assert done.returncode == 2
    assert "Nothing was checked." in done.stderr


def test_the_recipe_for_what_a_change_causes(own: Path) -> None:
    recipe = fences("sh")[3]
    base = git(own, "rev-parse", "HEAD")
    assert shell(recipe, own, BASE=base).returncode == 0
    break_it(own)
    assert shell(recipe, own, BASE=base).returncode == 1
    broken = commit(own)
    assert shell(recipe, own, BASE=base).returncode == 1
    assert shell(recipe, own, BASE=broken).returncode == 0
    assert shell(recipe, own, BASE="gone").returncode == 2


def test_the_recipe_with_a_list(own: Path) -> None:
    recipe = fences("sh")[4]
    assert shell(recipe, own, BASE="HEAD").stdout == ""
    break_it(own)
    done = shell(recipe, own, BASE="HEAD")
    assert done.returncode == 123  # what xargs makes of a command that failed
    assert "in 1 file ·" in done.stdout
    (own / NAME).unlink()
    assert shell(recipe, own, BASE="HEAD").returncode == 0


def jobs(number: int) -> dict[str, Any]:
    """A pipeline of the page, or a configuration of hooks."""
    content: dict[str, Any] = yaml.safe_load(fences("yaml")[number])
    return content


def install(command: str) -> None:
    """What a recipe runs to install the program is what pip understands: a commit of a repository."""
    assert command == 'pip install "git+ADDRESS-OF-SCGRAPH@COMMIT"'


def test_the_workflow(own: Path) -> None:
    steps = jobs(0)["jobs"]["validate"]["steps"]
    runs = {step["name"]: step["run"] for step in steps if "run" in step}
    install(runs.pop("Install"))
    base = git(own, "rev-parse", "HEAD")
    for script in runs.values():
        assert shell(script, own, BASE=base).returncode == 0
    break_it(own)
    for check in ("Check everything", "Check what the change causes"):
        done = shell(runs[check], own, BASE=base)
        assert done.returncode == 1
        place = re.escape(NAME)
        assert re.search(rf"^::error file={place},line=\d+,title=level-follows", done.stdout, re.MULTILINE)
    assert shell(runs["Write the report"], own).returncode == 0
    kept = next(step["with"]["path"] for step in steps if step.get("name") == "Keep the report")
    assert (own / kept).stat().st_size > 0
    assert steps[0]["with"]["fetch-depth"] == 0


def test_the_pipeline_of_gitlab(own: Path) -> None:
    job = jobs(1)["validate"]
    (setup,), (check,), (report,) = job["before_script"], job["script"], job["after_script"]
    install(setup)
    base = git(own, "rev-parse", "HEAD")
    assert shell(check, own).returncode == shell(report, own).returncode == 0
    break_it(own)
    for variables in ({}, {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base}):
        assert shell(check, own, **variables).returncode == 1
    broken = commit(own)
    assert shell(check, own, CI_MERGE_REQUEST_DIFF_BASE_SHA=broken).returncode == 0
    assert (own / job["artifacts"]["reports"]["junit"]).stat().st_size > 0


def test_what_the_recipes_install_works_on_data_alone(own: Path, tmp_path: Path) -> None:
    source, site = tmp_path / "scgraph", tmp_path / "site"
    files = git(ROOT, "ls-files", "-z", "src", "ontology", "data", "shapes", "queries").split("\0")
    for name in (*filter(None, files), "pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA"):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, source / name)
    git(source, "init", "-q")
    address = f"git+{source.as_uri()}@{commit(source)}"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(site), address], check=True)
    done = shell("scgraph validate --format json", own, PYTHONPATH=str(site))
    told = json.loads(done.stdout)
    assert (done.returncode, told["project"], told["files"], told["findings"]) == (0, "Camden", 1, [])


@pytest.mark.parametrize("number", [2, 3], ids=["from its repository", "installed"])
def test_the_hooks(number: int, own: Path, tmp_path: Path) -> None:
    program = shutil.which("pre-commit", path=str(Path(sys.executable).parent)) or shutil.which("pre-commit")
    if program is None:
        pytest.skip("pre-commit is not installed (pip install pre-commit)")
    source = tmp_path / "scgraph"
    source.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", source)
    git(source, "init", "-q")
    config = fences("yaml")[number].replace("ADDRESS-OF-SCGRAPH", str(source))
    content = yaml.safe_load(config.replace("COMMIT", commit(source)))
    for hook in content["repos"][0]["hooks"]:
        hook["language"] = "system"  # an environment of its own needs the package registry
    (own / ".pre-commit-config.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    commit(own)
    script, home = f'"{program}" run --verbose', str(tmp_path / "hooks")
    git(own, "rm", "-q", NAME)
    (own / "data/turtle").mkdir(parents=True, exist_ok=True)
    (own / "data/turtle/other.ttl").write_text(SMALL, encoding="utf-8")
    git(own, "add", "--all")
    done = shell(script, own, PRE_COMMIT_HOME=home)
    assert (done.returncode, "file-kept" in done.stdout) == (0, True), done.stdout + done.stderr
    git(own, "reset", "-q", "--hard")
    break_it(own)
    git(own, "add", "--all")
    done = shell(script, own, PRE_COMMIT_HOME=home)
    assert (done.returncode, "level-follows-next-rank" in done.stdout) == (1, True)
    git(own, "reset", "-q", "--hard")
    git(own, "rm", "-q", NAME)
    done = shell(script, own, PRE_COMMIT_HOME=home)
    # Its word for any code but 0.
    assert (done.returncode, "no file of data is left" in done.stdout) == (1, True)


def test_every_hook_runs_when_a_file_is_deleted() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["scgraph-validate", "scgraph-validate-all"]
    for hook in (*hooks, *jobs(3)["repos"][0]["hooks"]):
        assert hook["always_run"] is True
        assert hook["pass_filenames"] is False


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
