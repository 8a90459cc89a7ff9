"""An exit code means one thing whatever goes wrong: 1 is said of data alone. Nobody sees a traceback."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scgraph.cli import run, streams
from scgraph.cli import validate as command
from scgraph.project import Project, graph_iri
from scgraph.store.load import load_store

ROOT = Path(__file__).resolve().parents[2]


class Panic(BaseException):
    """What Oxigraph raises where it fails itself: no Exception."""


FAULTS: dict[str, tuple[BaseException | Callable[[str], bytes], int, str]] = {
    "anything": (
        KeyError("x\ny\x1b[31m"),
        3,
        "a fault of scgraph, not of the data: KeyError: 'x\\ny\\x1b[31m'.",
    ),
    "a panic": (Panic("index out of bounds"), 3, "a fault of scgraph, not of the data: Panic: index out"),
    "an assertion": (
        AssertionError(),
        3,
        "a fault of scgraph, not of the data: AssertionError. Add --traceback",
    ),
    "no memory": (MemoryError(), 3, "there is not enough memory for this."),
    "too deep": (RecursionError("maximum depth"), 3, "a fault of scgraph, not of the data: RecursionError"),
    "a full disk": (
        OSError(errno.ENOSPC, "No space left on device", "/x/y"),
        3,
        "/x/y: No space left on device.",
    ),
    "a full output": (OSError(errno.ENOSPC, "No space left"), 3, "input or output failed: No space left."),
    "no permission": (PermissionError(errno.EACCES, "Permission denied", "/x"), 3, "/x: Permission denied."),
    "an encoding": ("→".encode, 3, "ascii cannot hold '→' of the output. Set PYTHONIOENCODING=utf-8."),
    "Ctrl-C": (KeyboardInterrupt(), 130, ""),
}


@pytest.mark.parametrize("where", [None, "in front", "behind"])
@pytest.mark.parametrize("what", FAULTS)
def test_what_nobody_expected(
    what: str, where: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fault, code, says = FAULTS[what]

    def fail(*_: object) -> None:
        if callable(fault):
            fault("ascii")
        raise fault

    monkeypatch.setattr(command, "read_shapes", fail)
    words = ["--traceback"] * (where == "in front") + ["validate"] + ["--traceback"] * (where == "behind")
    assert run(words) == code
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    if says:
        assert lines[-1].startswith(f"scgraph: {says}")
    if where is None:
        assert len([line for line in lines if line]) == bool(says)
    elif what != "Ctrl-C":
        assert "Traceback" in lines[0]


def test_help_tells_how_to_see_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "--traceback" in capsys.readouterr().out


def process(*arguments: str, shell: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A process of its own, with its standard output as the shell has it."""
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    words = " ".join(f'"{word}"' for word in (sys.executable, "-m", "scgraph", *arguments))
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} {shell}"],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_output() -> None:
    done = process("validate", "--rules", shell="> /dev/full")
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)
    assert done.stderr.startswith(b"scgraph: input or output failed: No space left on device.")


def test_a_closed_output() -> None:
    done = process("validate", "--rules", shell=">&-")
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)
    assert process("validate", "--rules", shell="2>&- <&-").returncode == 0


def test_a_reader_that_leaves_changes_no_code(project: Project, tmp_path: Path) -> None:
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / part)
    path = tmp_path / "data/turtle/bexley.ttl"
    path.write_text(
        path.read_text(encoding="utf-8").replace("scg:rank 2 ;", "scg:rank 3 ;"), encoding="utf-8"
    )
    leaves = "| true"
    for code, arguments in ((1, ["validate", "--project", str(tmp_path)]), (0, ["query", "list"])):
        done = process(*arguments, shell=leaves)
        assert (done.returncode, done.stderr.count(b"\n")) == (code, code)  # the project is named


def test_an_encoding_that_cannot_hold_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    done = process("validate", "--rules", PYTHONIOENCODING="cp1252")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "    -> " in done.stdout.decode("cp1252")
    assert streams._plain(UnicodeEncodeError("ascii", "a→é🙂", 1, 4, "no")) == ("->\\xe9\\U0001f642", 4)


@pytest.mark.parametrize("name", ["my council", "back\\slash", "Bexley é", "b\udcff", "a:b,%#?", "a\nb", "…"])
def test_a_file_may_have_any_name(
    name: str, project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in ("ontology", "shapes"):
        shutil.copytree(project.root / part, tmp_path / part)
    path = tmp_path / "data" / "turtle" / f"{name}.ttl"
    path.parent.mkdir(parents=True)
    text = (project.root / "data/turtle/bexley.ttl").read_text(encoding="utf-8")
    try:
        path.write_text(text.replace("scg:rank 2 ;", "scg:rank 3 ;"), encoding="utf-8")
    except OSError as error:
        pytest.skip(f"no file can have this name here: {error}")
    assert graph_iri(path).isascii()
    assert run(["validate", "--project", str(tmp_path), str(path), "--format", "sarif"]) == 1
    assert "level-follows-next-rank" in capsys.readouterr().out
    if name.isprintable():
        assert load_store(Project(tmp_path), tmp_path / "store").stated > 100


def test_a_broken_rule_is_named(project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, tmp_path / part)
    rule = tmp_path / "ontology" / "rules" / "99-own.rq"
    for text, place, says in (
        ("# Axiom: none.\nCONSTRUCT {", ":2:12", "a SPARQL CONSTRUCT query is expected"),
        ("SELECT * { ?s ?p ?o }", "", "the query is not a CONSTRUCT"),
    ):
        rule.write_text(text, encoding="utf-8")
        assert run(["validate", "--project", str(tmp_path)]) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert said.err.startswith(f"scgraph: {rule}{place}: this rule cannot be run: {says}")


OWN = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/scgraph/shapes#>
PREFIX ex: <http://example.org/>

ex:own a sh:NodeShape ; sh:targetClass <https://w3id.org/scgraph/ontology#Level> ;
"""


@pytest.mark.parametrize(
    "constraint",
    [
        'sh:sparql [ shape:setBased true ; sh:select "SELECT $this { $this" ] .',
        'sh:sparql [ sh:select "SELECT $this { $this" ] .',
        'sh:property [ sh:path <http://www.w3.org/2004/02/skos/core#prefLabel> ; sh:pattern "(" ] .',
    ],
)
def test_a_broken_shape_is_named(constraint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.ttl"
    path.write_text(OWN + constraint, encoding="utf-8")
    assert run(["validate", "--shapes", str(path)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith(f"scgraph: {path}:5: the rule 'own' cannot be used: ")


def test_shapes_in_a_directory_are_a_call_at_fault(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["validate", "--shapes", str(project.root / "shapes")]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "cannot be read: Is a directory" in said.err
