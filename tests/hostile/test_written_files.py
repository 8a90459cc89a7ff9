"""Files that commands write: with the rights of what was there, whole or not at all, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from scgraph import files
from scgraph.cli import run
from scgraph.errors import EngineError, UsageError
from tests.cli.test_codes import process

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes, links, devices and signals are POSIX")
QUESTION = ["query", "run", "levels", "--format", "csv", "-o"]


@pytest.fixture(autouse=True)
def _usual_mask() -> object:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755, 0o200])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write_bytes(path, b"new")
    assert path.stat().st_mode & 0o777 == mode
    path.chmod(0o600)
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_else_may_read_a_private_one_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"old")
    path.chmod(0o600)
    modes = []
    real = os.fdopen

    def look(handle: int, *rest: object) -> object:
        modes.append(os.fstat(handle).st_mode & 0o777)
        return real(handle, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "fdopen", look)
    files.write_bytes(path, b"new")
    assert modes == [0o600]


def test_a_group_that_cannot_be_kept_takes_its_rights_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"old")
    path.chmod(0o664)
    if os.geteuid() != 0:
        pytest.skip("only the superuser can give a file to another group")
    os.chown(path, -1, 12345)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    files.write_bytes(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o644


def _read_only(place: Path) -> Path:
    (place / "it").write_bytes(b"old")
    (place / "it").chmod(0o444)
    return place / "it"


def _circle(place: Path) -> Path:
    (place / "it").symlink_to("it")
    return place / "it"


def _two_links(place: Path) -> Path:
    (place / "it").symlink_to("other")
    (place / "other").symlink_to("it")
    return place / "it"


def _below_a_file(place: Path) -> Path:
    (place / "file").write_bytes(b"old")
    return place / "file" / "it"


# What cannot be written to: how it is made, the exit code, what is said.
REFUSED: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "read-only": (_read_only, 3, "it is there and read-only"),
    "a link to itself": (_circle, 3, "Too many levels of symbolic links"),
    "links in a circle": (_two_links, 3, "Too many levels of symbolic links"),
    "below links in a circle": (lambda place: _circle(place) / "x", 3, "Too many levels of symbolic links"),
    "a full device": (lambda _: Path("/dev/full"), 3, "No space left on device"),
    "a directory": (lambda place: place, 2, "Is a directory"),
    "nowhere": (lambda place: place / "absent" / "it", 2, "No such file or directory"),
    "below a file": (_below_a_file, 2, "Not a directory"),
    "a name too long": (lambda place: place / ("x" * 300), 2, "File name too long"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_written_is_one_line(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make, code, said = REFUSED[what]
    path = make(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert run([*QUESTION, str(path)]) == code
    told = [line for line in capsys.readouterr().err.splitlines() if not line.startswith(("project", "note"))]
    assert told == [f"scgraph: {path}: cannot be written: {said}."]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_and_its_companion_are_both_written_or_neither(tmp_path: Path) -> None:
    (tmp_path / "answer.csv").write_text("old")
    companion = tmp_path / "answer.csv-metadata.json"
    companion.write_text("old")
    companion.chmod(0o444)
    assert run([*QUESTION, str(tmp_path / "answer.csv")]) == 3
    assert (tmp_path / "answer.csv").read_text() == companion.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    companion.chmod(0o644)
    assert run([*QUESTION, str(tmp_path / "answer.csv")]) == 0
    assert "old" not in {(tmp_path / "answer.csv").read_text(), companion.read_text()}


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / ("x" * 255), b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x" * 255]


def test_a_link_to_what_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    files.write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("option", ["--output", "--project", "--store"])
def test_an_empty_name_is_no_place(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["query", "run", "levels", option, ""]) == 2
    told = capsys.readouterr()
    assert "names nothing" in told.err
    assert not told.out


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1"])
def test_what_the_process_has_open_gets_no_companion(stream: str, tmp_path: Path) -> None:
    done = process(*QUESTION, stream, shell=f"> {tmp_path / 'answer.csv'}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "answer.csv").read_bytes().count(b"\n") > 10
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]
    assert not Path(f"{stream}-metadata.json").exists()


def test_each_kind_of_fault_has_its_code(tmp_path: Path) -> None:
    for number, fault in ((2, UsageError), (13, EngineError), (30, EngineError), (28, EngineError)):
        assert files.fault_of(OSError(number, os.strerror(number))) is fault


@pytest.mark.parametrize("shell", [">&-", "> /dev/full"])
@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["query", "list"], ["sparql", "ASK{?s?p?o}"], [*QUESTION[:-1]]]
)
def test_an_output_that_is_closed_or_full(words: list[str], shell: str) -> None:
    done = process(*words, shell=shell)
    told = [line for line in done.stderr.splitlines() if not line.startswith((b"project", b"note"))]
    assert (done.returncode, len(told)) == (3, 1), done.stderr
    assert told[0].startswith(b"scgraph: input or output failed: ")


def test_a_reader_that_leaves_the_help_is_no_fault() -> None:
    done = process("--help", shell="| true")
    assert (done.returncode, done.stderr) == (0, b"")


# Each makes something in the temporary folder, says so, and waits for its end.
WORK = {
    "a directory for a while": "with temporary_directory(): wait()",
    "a directory for good": """
        with unwinding():
            lasting_directory('scgraph-'); wait()
        """,
    "a directory for good, made in a thread": """
        with unwinding():
            thread = threading.Thread(target=lasting_directory, args=('scgraph-',))
            thread.start(); thread.join(); wait()
        """,
}
PROGRAM = """
import sys, threading, time
from scgraph import __main__ as program
from scgraph.ending import lasting_directory, temporary_directory, unwinding
def wait():
    print("ready", flush=True)
    time.sleep(60)
def run():
{work}
program.run = run
program.main()
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("what", WORK)
def test_nothing_is_left_in_the_temporary_folder(what: str, number: signal.Signals, tmp_path: Path) -> None:
    work = textwrap.indent(textwrap.dedent(WORK[what]), "    ")
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(work=work)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # where this very run ignores it
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline() == b"ready\n"
        assert len(list(tmp_path.iterdir())) == 1
        worker.send_signal(number)
        assert worker.wait(20) == -number  # as whoever waits for it expects
    assert list(tmp_path.iterdir()) == []


def test_a_server_leaves_nothing_behind(project: object, tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "scgraph", "serve", "--port", "0", "--quiet"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path), "SCGRAPH_CACHE": "off"},
    )
    assert server.stdout is not None
    with server.stdout:
        assert server.stdout.readline().startswith(b"The explorer is at ")
        assert list(tmp_path.iterdir())
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
