"""Damaged stores: each damage is told or harmless, none answers wrongly or eats memory; a load mends it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from scgraph.cli import run
from scgraph.errors import EngineError
from scgraph.project import Project
from scgraph.store import generations, pieces, verified
from scgraph.store.cache import cached_place, open_cached
from scgraph.store.generations import StoreBusy, check_store, new_generation, open_store, read_manifest
from scgraph.store.load import load_store
from scgraph.store.manifest import NAME
from scgraph.store.pieces import Damaged
from tests.store.test_load import council

MEGABYTE = 1_000_000
# Damages a store at random, restores it, and so on, under a limit of memory; prints what became of each.
DRIVER = r"""
import hashlib, os, random, resource, sys
from pathlib import Path
from scgraph.errors import ScgraphError
from scgraph.store.generations import open_store

resource.setrlimit(resource.RLIMIT_DATA, (1_000_000_000, 1_000_000_000))
root, rounds = Path(sys.argv[1]), int(sys.argv[2])

def answers():
    reader = open_store(root)
    try:
        return hashlib.sha256("\n".join(sorted(map(str, reader.store))).encode()).hexdigest()
    finally:
        reader.close()

def damage(file, how, chance):
    content = file.read_bytes()
    if how == "flip":
        place = chance.randrange(8 * len(content)) if content else 0
        changed = bytearray(content or b"\0")
        changed[place // 8] ^= 1 << place % 8
        file.write_bytes(changed)
    elif how == "truncate":
        os.truncate(file, chance.randrange(len(content) + 1))
    elif how == "extend":
        os.truncate(file, len(content) + chance.choice((1, 4096, 10**11)))
    elif how == "fill":
        file.write_bytes(chance.randbytes(len(content) + 1))
    else:
        file.unlink()
        if how == "endless":
            file.symlink_to("/dev/zero")
        if how == "circle":
            file.symlink_to(file.name)
        if how == "elsewhere":
            file.symlink_to("/nowhere")
        if how == "pipe":
            os.mkfifo(file)
        if how == "directory":
            file.mkdir()

def restore(file, content):
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    else:
        file.unlink(missing_ok=True)
    file.write_bytes(content)

right, chance = answers(), random.Random(16)
kinds = ("flip",) * 6 + ("truncate",) * 3 + (
    "extend", "fill", "remove", "endless", "circle", "elsewhere", "pipe", "directory",
)
small = ("CURRENT", "MANIFEST", "OPTIONS", "manifest.json", ".log")
for _ in range(rounds):
    files = sorted(path for path in root.rglob("*") if path.is_file())
    if chance.random() < 0.4:
        files = [file for file in files if any(part in file.name for part in small)]
    file, how = chance.choice(files), chance.choice(kinds)
    content = file.read_bytes()
    damage(file, how, chance)
    try:
        became = "harmless" if answers() == right else "WRONG"
    except ScgraphError as error:
        became = "told" if "\n" not in str(error) else "SEVERAL LINES"
    print(file.relative_to(root).parts[-1], how, became)
    restore(file, content)
assert answers() == right
print("most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@pytest.fixture(scope="module")
def made(project: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Path]:
    """A small project and a store of it. Do not change them."""
    root = tmp_path_factory.mktemp("made")
    for part in ("ontology", "queries", "shapes"):
        shutil.copytree(project.root / part, root / "project" / part)
    (root / "project" / "data").mkdir()
    council(root / "project" / "data" / "turtle", "ash")
    load_store(Project(root / "project"), root / "a.db")
    return Project(root / "project"), root / "a.db"


@pytest.fixture
def store(made: tuple[Project, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(made[1], tmp_path / "a.db"))


def one(store: Path, pattern: str) -> Path:
    return sorted(store.glob(f"generations/*/{pattern}"))[-1]


@pytest.mark.skipif(os.name == "nt", reason="pipes, links and limits of memory are POSIX")
def test_two_hundred_random_damages(made: tuple[Project, Path], tmp_path: Path) -> None:
    store = shutil.copytree(made[1], tmp_path / "a.db")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(store), "200"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    *trials, memory = done.stdout.splitlines()
    became = [trial.rsplit(maxsplit=1)[1] for trial in trials]
    assert len(trials) == 200
    assert {*became} == {"told", "harmless"}, [trial for trial in trials if trial[-1].isupper()]
    # Harmless is only what nobody reads.
    harmless = {trial.split()[0] for trial in trials if trial.endswith("harmless")}
    assert harmless <= {"LOG", "LOCK", "lock", "lease"} | {t.split()[0] for t in trials if "truncate" in t}
    assert became.count("told") > 150
    assert int(memory.split()[-1]) < 1000 * MEGABYTE


def _say(**changes: object) -> Callable[[Path], object]:
    def change(store: Path) -> None:
        file = one(store, NAME)
        told = {**json.loads(file.read_text()), **changes}
        file.write_text(json.dumps({key: value for key, value in told.items() if value is not None}))

    return change


def _write(pattern: str, content: bytes) -> Callable[[Path], object]:
    return lambda store: one(store, pattern).write_bytes(content)


def _swap(store: Path) -> None:
    """Two data files with each other's contents: the same sizes would not tell it."""
    first, second = sorted(store.glob("generations/*/store/*.sst"))[:2]
    contents = first.read_bytes(), second.read_bytes()
    first.write_bytes(contents[1])
    second.write_bytes(contents[0])


# What is done to a store, and what is said of it.
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a data file gone": (lambda store: one(store, "store/*.sst").unlink(), "sst is missing"),
    "a data file empty": (_write("store/*.sst", b""), "sst has 0 bytes instead of"),
    "data files swapped": (_swap, "sst"),
    "a log that was not there": (
        lambda store: (one(store, "store") / "000999.log").write_bytes(b"x"),
        "000999.log does not belong to it",
    ),
    "no current one": (_write("../../CURRENT", b"../../etc"), "CURRENT does not hold what was written"),
    "Oxigraph's own list cut": (
        lambda store: os.truncate(one(store, "store/MANIFEST-*"), 100),
        "has 100 bytes instead of",
    ),
    "no generation": (lambda store: shutil.rmtree(store / "generations"), "manifest.json: No such file"),
    "a manifest that is a list": (_write(NAME, b"[]"), "manifest.json does not hold what was written"),
    "a manifest of brackets": (_write(NAME, b"[" * 100_000), "manifest.json does not hold what was written"),
    "a manifest with a key less": (_say(quads=None), "manifest.json does not hold what was written"),
    "a manifest with a key more": (_say(more=1), "manifest.json does not hold what was written"),
    "a manifest with other files": (_say(files={}), "manifest.json does not hold what was written"),
    "a manifest without format": (_say(format=None), "manifest.json does not hold what was written"),
    "a manifest with an odd format": (_say(format=[3]), "manifest.json does not hold what was written"),
    "no manifest": (lambda store: one(store, NAME).unlink(), "manifest.json: No such file"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damage_is_one_line(what: str, store: Path) -> None:
    damage, said = DAMAGES[what]
    damage(store)
    with pytest.raises(Damaged) as told:
        open_store(store)
    assert str(told.value).startswith(f"{store}: the store is damaged: ")
    assert str(told.value).endswith(". Load it again with --force.")
    assert said in str(told.value)
    with pytest.raises(Damaged):
        check_store(store)


# What a manifest says in the words of another, with the seal that belongs to it.
FORGED: dict[str, object] = {
    "quads": ["x", -1, True, None, 1.5],
    "files": [[], {"g": {"path": 1}}, {"g": None}, {"g": {"path": 1, "size": 1, "changed": 1, "digest": ""}}],
    "pieces": [None, {"../../x": {"size": 1, "digest": "0"}}, {"x": {"size": "1", "digest": "0"}}],
    "groups": [5, [5], [[5]], "x"],
    "shared": [5, [5], "x"],
    "ontology": [5, None],
    "format": [True, "3", 3.5],
    "more": [1],
}


@pytest.mark.parametrize(
    ("key", "value"),
    [(key, value) for key, values in FORGED.items() for value in cast("list[object]", values)],
)
def test_a_manifest_with_the_right_seal_and_wrong_values_is_damage(
    key: str, value: object, made: tuple[Project, Path], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = one(store, NAME)
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    seal = hashlib.sha256(path.read_bytes()).hexdigest()
    (store / "CURRENT").write_text(f"{path.parent.name} {seal}\n")
    assert run(["stats", "--store", str(store), "--project", str(made[0].root)]) == 3
    (told,) = capsys.readouterr().err.strip().splitlines()
    assert "manifest.json" in told
    assert "fault of scgraph" not in told


MENDED = ("a data file gone", "a manifest that is a list", "no current one", "no generation")
IN_THE_WAY = ("a file in its place", "a current one that is a directory")


@pytest.mark.parametrize("what", MENDED)
def test_a_load_mends_it(
    what: str, made: tuple[Project, Path], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[what][0](store)
    words = ["--project", str(made[0].root)]
    assert run(["stats", "--store", str(store), *words]) == 3
    assert run(["store", "check", str(store)]) == 3
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), said.err.count("the store is damaged")) == ("", 2, 2)
    assert run(["load", "--store", str(store), *words]) == 0
    assert "note: the store was damaged (" in capsys.readouterr().err
    assert run(["store", "check", str(store)]) == 0
    assert "a.db: whole: " in capsys.readouterr().out
    assert run(["load", "--store", str(store), *words]) == 0
    assert "nothing has changed" in capsys.readouterr().out


def test_a_load_can_be_told_to_start_from_nothing(
    made: tuple[Project, Path], store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["load", "--store", str(store), "--force", "--project", str(made[0].root)]) == 0
    assert "1 graph loaded: " in capsys.readouterr().out


def test_so_it_can_where_the_engine_opens_a_whole_store_no_more(
    made: tuple[Project, Path], store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise EngineError(f"{path}: the store cannot be opened: another format.")

    monkeypatch.setattr(generations, "open_store_files", refuse)
    with pytest.raises(EngineError, match="another format"):
        load_store(made[0], store)
    assert load_store(made[0], store, force=True).graphs


def test_an_update_needs_to_know_what_the_store_was_made_from(
    made: tuple[Project, Path], store: Path
) -> None:
    project = made[0]
    one(store, "store/*.sst").unlink()
    assert (
        load_store(project, store, update=True).damage is not None
    )  # from the files that the manifest names
    one(store, NAME).write_bytes(b"{}")
    with pytest.raises(Damaged, match=r"manifest\.json"):
        load_store(project, store, update=True)


@pytest.mark.parametrize("what", ["data files swapped", *MENDED, *IN_THE_WAY])
def test_the_users_cache_heals_by_itself(
    what: str, made: tuple[Project, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", str(tmp_path / "cache"))
    place = cached_place(made[0])
    assert place is not None
    if what == "a file in its place":
        place.parent.mkdir()
        place.write_bytes(b"?")
    else:
        shutil.copytree(made[1], place)
        if what in DAMAGES:
            DAMAGES[what][0](place)
        else:
            (place / "CURRENT").unlink()
            (place / "CURRENT").mkdir()
    # It is found to be in the way, and thrown away; the next one at the latest finds a new one.
    reader = open_cached(made[0]) or open_cached(made[0])
    assert reader is not None
    assert len(reader.store) == reader.manifest.quads
    reader.close()
    assert [path for path in place.parent.iterdir() if path != place] == []


class TestLarge:
    """A store too large to be read through each time."""

    @pytest.fixture(autouse=True)
    def _large(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.read: list[Path] = []

        def read_through(directory: Path, *rest: object) -> None:
            self.read.append(directory)
            pieces.read_through(directory, *rest)  # type: ignore[arg-type]

        monkeypatch.setattr(verified, "_SMALL", 0)
        monkeypatch.setattr(pieces, "_THREADS_PAY", 0)
        monkeypatch.setattr(verified, "read_through", read_through)
        monkeypatch.setenv("SCGRAPH_CACHE", str(tmp_path / "cache"))

    def test_it_is_read_through_once(self, store: Path) -> None:
        for _ in range(3):
            open_store(store).close()
        assert len(self.read) == 1
        check_store(store)
        assert len(self.read) == 2

    def test_one_just_made_is_known_to_be_whole(self, made: tuple[Project, Path], tmp_path: Path) -> None:
        load_store(made[0], tmp_path / "new.db")
        open_store(tmp_path / "new.db").close()
        assert self.read == []

    def test_a_change_is_seen_although_size_and_time_are_the_same(self, store: Path) -> None:
        open_store(store).close()
        file = one(store, "store/*.sst")
        content, before = bytearray(file.read_bytes()), file.stat()
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(Damaged, match="sst does not hold what was written"):
            open_store(store)

    def test_where_nothing_can_be_kept_it_is_read_each_time(
        self, store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SCGRAPH_CACHE", "off")
        for _ in range(2):
            open_store(store).close()
        assert len(self.read) == 2


def test_rights_are_no_damage(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(store / "CURRENT"))

    monkeypatch.setattr(generations, "read_small", refuse)
    with pytest.raises(EngineError, match="CURRENT cannot be read: Permission denied") as told:
        open_store(store)
    assert not isinstance(told.value, Damaged)


def test_a_read_only_place(
    made: tuple[Project, Path],
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As the system has it where a volume is mounted read-only."""
    real_open, real_mkdir = os.open, os.mkdir

    def open_only_to_read(path: str | Path, flags: int, mode: int = 0o777, **more: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and str(path).startswith(str(store)):
            raise OSError(30, "Read-only file system", str(path))
        return real_open(path, flags, mode, **more)

    def make_nothing(path: str | Path, *rest: int, **more: int) -> None:
        if str(path).startswith(str(store)) and not Path(path).exists():
            raise OSError(30, "Read-only file system", str(path))
        real_mkdir(path, *rest, **more)

    monkeypatch.setattr(os, "open", open_only_to_read)
    monkeypatch.setattr(os, "mkdir", make_nothing)
    words = ["--project", str(made[0].root)]
    assert run(["stats", "--store", str(store), *words]) == 0
    one(store, "lease").unlink()
    assert run(["stats", "--store", str(store), *words]) == 0
    assert "councils" in capsys.readouterr().out
    assert run(["load", "--store", str(store), "--force", *words]) == 3
    said = f"scgraph: {store}: cannot be written: Read-only file system. The old store still answers.\n"
    assert capsys.readouterr().err == said
    assert run(["load", "--store", str(store / "other.db"), *words]) == 3
    assert "no store can be made here (Read-only file system)" in capsys.readouterr().err


def test_a_store_that_another_process_replaces_meanwhile_is_not_built_upon(tmp_path: Path) -> None:
    node = NamedNode("https://example.org/a")
    for text in ("one", "two"):
        before = read_manifest(tmp_path)
        with new_generation(tmp_path) as generation:
            generation.store.bulk_extend([Quad(node, node, Literal(text), node)])
    assert before is not None
    with pytest.raises(StoreBusy), new_generation(tmp_path, base=before):
        pass
