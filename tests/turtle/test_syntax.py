"""What is not Turtle is told in the same words at every door, with file, line and column."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from scgraph.cli import run
from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.errors import BadSyntax, UnreadableFile
from scgraph.project import Project
from scgraph.turtle.__main__ import main
from scgraph.turtle.layout import canonical
from scgraph.turtle.syntax import reading
from scgraph.validation.shapes import read_shapes

TEXT = "@prefix a: <http://a/> .\na:x a:y b:z .\n"
SAYS = ":2:9: not valid Turtle: The prefix b: has not been declared. Declare it at the top: PREFIX b: <…>"

DOORS: dict[str, Callable[[Path], object]] = {
    "load": lambda path: EmbeddedEngine().load_file(path, "http://g"),
    "quads": lambda path: list(read_quads(path, "http://g")),
    "layout": lambda path: canonical(path.read_text(encoding="utf-8"), path),
}


@pytest.fixture
def broken(project: Project, tmp_path: Path) -> Path:
    """A file at fault in a copy of the project."""
    for part in ("ontology", "data", "shapes", "queries"):
        shutil.copytree(project.root / part, tmp_path / part)
    path = tmp_path / "data" / "turtle" / "bexley.ttl"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("door", DOORS)
def test_every_door_of_the_package(door: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(BadSyntax) as caught:
        DOORS[door](path)
    assert str(caught.value) == f"{path}{SAYS}"
    assert (caught.value.line, caught.value.column) == (2, 9)


@pytest.mark.parametrize(
    "command",
    [
        ["query", "run", "registration"],
        ["sparql", "ASK { ?s ?p ?o }"],
        ["gap", "Bexley 06", "Bexley 07"],
        ["reason"],
        ["stats"],
        ["load", "--store", "a.db"],
    ],
    ids=" ".join,
)
def test_every_command(
    command: list[str],
    broken: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [str(broken) if word == "BROKEN" else word for word in command]
    assert run([*words, "--project", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"scgraph: {broken}{SAYS}\n")


def test_shapes_that_cannot_be_read_are_no_fault_of_the_data(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UnreadableFile):
        read_shapes([broken])
    assert run(["validate", "--shapes", str(broken), "--project", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"scgraph: {broken}{SAYS}\n")


def test_the_formatter(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", str(broken)]) == 1
    assert capsys.readouterr().err == f"{broken}{SAYS}\n"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.nt", "<http://a> x", "x.nt:1:12: not valid N-Triples: The predicate of a triple must be an IRI."),
        ("x.jsonld", "{", "x.jsonld:1:2: not valid JSON-LD: Object keys must be strings."),
        ("x.rdf", "<a", "x.rdf: not valid RDF/XML: tag not closed: `>` not found before end of input."),
        ("x.ttl", "<x:a> <x:b> 1", "x.ttl:1:14: not valid Turtle: Unexpected end."),
    ],
)
def test_other_formats_and_ends(name: str, content: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(BadSyntax) as caught:
        EmbeddedEngine().load_file(tmp_path / name, "http://g")
    assert str(caught.value).startswith(f"{tmp_path}/{says}")


def test_what_cannot_be_read_is_no_fault_of_its_syntax(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file") as caught, reading(tmp_path / "x.ttl"):
        list(ox.parse(path=str(tmp_path / "x.ttl")))
    assert caught.value.exit_code == 2
    with pytest.raises(UnreadableFile, match="cannot be read"), reading(tmp_path):
        tmp_path.read_bytes()


def test_it_travels_between_processes_whole() -> None:
    error = pickle.loads(pickle.dumps(BadSyntax(Path("x.ttl"), "not valid Turtle: no.", 2, 9)))
    assert isinstance(error, BadSyntax)
    assert (str(error), error.line, error.column) == ("x.ttl:2:9: not valid Turtle: no.", 2, 9)
