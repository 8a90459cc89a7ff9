"""``scgraph load``, and the commands that read what it made."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from scgraph.cli import run
from scgraph.cli.load import _progress
from scgraph.project import Project


@pytest.fixture
def files(project: Project, tmp_path: Path) -> list[str]:
    copies = [
        shutil.copy(file, tmp_path) for file in project.data_files if file.stem in {"bexley", "kent-medway"}
    ]
    return [str(copy) for copy in copies]


@pytest.fixture
def store(tmp_path: Path) -> str:
    return str(tmp_path / "national.db")


def test_a_store_is_made_changed_and_asked(
    project: Project, files: list[str], store: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--project", str(project.root)]
    assert run(["load", "--store", store, *files, *root]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 graphs loaded: ")
    assert "triples/s" in said
    assert said.endswith(" MB on disk.\n")
    read = f"project: project (asked of {store})\n"
    question = ["query", "run", "ladder", "--role", "Social Care Assistant", "--format", "csv"]
    assert run([*question, "--store", store, *root]) == 0
    answer = capsys.readouterr()
    assert "Bexley 07" in answer.out
    assert answer.err == read

    assert run(["load", "--store", store, *files, *root]) == 0
    assert capsys.readouterr().out == "nothing has changed since the store was made.\n"

    bexley = Path(next(file for file in files if "bexley" in file))
    bexley.write_text(bexley.read_text("utf-8").replace("Bexley 07", "Bexley 77"), "utf-8")
    assert run([*question, "--store", store, *root]) == 0
    answer = capsys.readouterr()
    assert "Bexley 07" in answer.out
    assert (
        answer.err
        == f"note: {bexley} has changed since {store} was made. Load it again to ask the new one.\n{read}"
    )
    assert run(["load", "--store", store, "--update", str(bexley), *root]) == 0
    assert capsys.readouterr().out.startswith("1 graph changed: ")
    assert run([*question, "--store", store, *root]) == 0
    answer = capsys.readouterr()
    assert "Bexley 77" in answer.out
    assert answer.err == read


def test_a_store_of_another_ontology_is_not_asked(
    project: Project, files: list[str], store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    for part in ("ontology", "data", "queries", "shapes"):
        shutil.copytree(project.root / part, other / part)
    assert run(["load", "--store", store, *files, "--project", str(project.root)]) == 0
    rule = next((other / "ontology" / "rules").glob("*.rq"))
    rule.write_text(rule.read_text("utf-8") + "\n# changed\n", "utf-8")
    capsys.readouterr()
    assert run(["query", "run", "levels", "--store", store, "--project", str(other)]) == 2
    assert "made with another version of the ontology or its rules" in capsys.readouterr().err
    assert run(["load", "--store", store, "--update", files[0], "--project", str(other)]) == 2
    assert "Load it without --update" in capsys.readouterr().err
    assert run(["load", "--store", store, *files, "--project", str(other)]) == 0
    assert run(["query", "run", "levels", "--store", store, "--project", str(other)]) == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "name a --store or an --endpoint to load into"),
        (["--store", "a.db", "--endpoint", "http://127.0.0.1/"], 2, "name a --store or an --endpoint"),
        (["--endpoint", "http://127.0.0.1/", "--update"], 2, "--update is for a --store"),
        (["--endpoint", "somewhere"], 2, "not the address of a SPARQL server"),
        (["--endpoint", "http://127.0.0.1:9/sparql"], 3, "no connection"),
        (["--store", "a.db", "missing.ttl"], 2, "missing.ttl: cannot be read"),
        (["--store", "a.db", "--update", "data.ttl"], 2, "no store here that can be updated"),
        (["--store", "data.ttl", "data.ttl"], 2, "holds something that is not a store of ours"),
        (["--store", "a.db", "broken.ttl"], 1, "broken.ttl:1:7: not valid Turtle"),
        (["--store", "a.db", "data.doc"], 2, "data.doc: not an RDF file"),
    ],
)
def test_a_load_that_cannot_be(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("scgraph.engine.http._BACKOFF", lambda state: 0)
    Path("data.ttl").write_text("<x:a> <x:b> <x:c> .")
    Path("data.doc").write_text("hello")
    Path("broken.ttl").write_text("<x:a> oops .")
    assert run(["load", *words, "--project", str(project.root)]) == code
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1


def test_the_bar_is_for_people(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with _progress() as report:
        assert report is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with _progress() as report:
        assert report is not None
        report(1, 2, 1000)
        time.sleep(0.3)  # it is drawn ten times a second
        report(2, 2, 2000)
    shown = capsys.readouterr().err
    assert "triples/s" in shown
    assert "loading" in shown
    assert "finishing" in shown
