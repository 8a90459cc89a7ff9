"""What goes wrong is one line on stderr, with the right exit code, no traceback and nothing half-written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scgraph.cli import run

from ..examples import EXAMPLE


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project to break."""
    for part in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    return tmp_path


def fails(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """The one line on stderr of a command that has to fail with this exit code."""
    assert run(list(arguments)) == code
    said = capsys.readouterr()
    assert said.err.startswith("scgraph: ")
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    return said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["bogus"], "No such command 'bogus'"),
        (["query", "run", "ladderr"], "no saved question is called 'ladderr'. Nearest: ladder"),
        (["query", "show", "gapp"], "no saved question is called 'gapp'. Nearest: gap"),
        (["query", "run", "ladder"], "'ladder' needs the parameter 'role'"),
        (
            ["query", "run", "ladder", "--rol", "Social Worker"],
            "'ladder' has no parameter 'rol'; it takes: role",
        ),
        (
            ["query", "run", "ladder", "--role", "Social Wroker"],
            "no role is called 'Social Wroker'. Nearest: Social Worker",
        ),
        (["query", "run", "ladder", "--role"], "--role has no value"),
        (["query", "run", "ladder", "role"], "parameters go as --name value"),
        (["query", "run", "ladder", "--role", "Social Worker", "--format", "pdf"], "'pdf' is not one of"),
        (
            ["query", "run", "added-by-level", "--level", "Bexley 08"],
            "no level is called 'Bexley 08'. Nearest: Bexley",
        ),
        (["sparql", "SELECT * WHERE { ?s ?p }"], "line 1, column 24"),
        (["sparql", "DROP ALL"], "line 1, column 1"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"], "SERVICE"),
        (["stats", "--store", "x", "--endpoint", "http://127.0.0.1:1/"], "not both"),
        (["stats", "--project", "/nowhere"], "/nowhere: no scgraph project here"),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else None,
)
def test_a_call_at_fault_is_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert says in fails(capsys, 2, *arguments)


def test_a_broken_turtle_file_is_named_with_its_line(capsys: pytest.CaptureFixture[str], copy: Path) -> None:
    path = copy / "data" / "turtle" / "bexley.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[20] = "    scg:offers undeclared:thing ;"
    path.write_text("\n".join(lines), encoding="utf-8")
    said = fails(capsys, 1, "stats", "--project", str(copy))
    assert "bexley.ttl:21:16: not valid Turtle: The prefix undeclared: has not been declared." in said


@pytest.mark.parametrize(
    ("old", "new", "line", "run_says", "validate_says"),
    [
        ("#+ summary:", "#+ sumary:", 1, "'summary' is missing or not a text", "unknown key 'sumary'"),
        ("#+ tags: [", "#+ tags: [[", None, "not valid YAML", "not valid YAML"),
        (
            "    class: scg:Ladder",
            "    klass: scg:Ladder",
            None,
            "the parameter 'role' is an IRI and has no 'class'",
            "unknown key 'klass' of the parameter 'role'",
        ),
        (
            "?_role_iri",
            "?_rolle_iri",
            None,
            "the query uses the parameter 'rolle', which 'parameters' does not describe",
            "the query uses the parameter 'rolle', which 'parameters' does not describe",
        ),
    ],
)
def test_a_broken_saved_question_is_named_with_its_line(
    capsys: pytest.CaptureFixture[str],
    copy: Path,
    old: str,
    new: str,
    line: int | None,
    run_says: str,
    validate_says: str,
) -> None:
    path = copy / "queries" / "ladder.rq"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    asked = ("query", "run", "ladder", "--role", "Social Worker")
    said = fails(capsys, 2, *asked, "--project", str(copy))
    assert run_says in said
    assert f"ladder.rq:{line or ''}" in said
    # To those who check a project it is one finding among others.
    assert run(["validate", "--project", str(copy)]) == 1
    told = capsys.readouterr().out
    assert validate_says in told
    assert f"ladder.rq:{line or ''}" in told


def test_a_failed_run_leaves_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    fails(capsys, 2, "query", "run", "ladder", "--role", "Nobody", "--format", "csv", "-o", str(target))
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    for command in (
        "validate",
        "query",
        "sparql",
        "path",
        "gap",
        "equivalents",
        "compare",
        "reason",
        "stats",
        "load",
        "serve",
    ):
        assert f"\n  {command} " in said
