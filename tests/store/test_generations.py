"""A store on disk: whole at every moment, readable by many, and honest about what it was made from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from scgraph.errors import EngineError, UnreadableFile, UsageError
from scgraph.store.generations import (
    NoStore,
    StoreBusy,
    new_generation,
    open_store,
    read_manifest,
    store_size,
)
from scgraph.store.manifest import Manifest, StoreMismatch, changed_files, describe_file

A, G = NamedNode("https://example.org/a"), NamedNode("https://example.org/g")
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def quads(*texts: str) -> list[Quad]:
    return [Quad(A, A, Literal(text), G) for text in texts]


def write(path: Path, *texts: str, manifest: Manifest | None = None) -> None:
    with new_generation(path) as generation:
        generation.store.bulk_extend(quads(*texts))
        generation.manifest = manifest or Manifest()


def held(path: Path) -> list[str]:
    engine = open_store(path)
    try:
        return sorted(quad.object.value for quad in engine.quads(G.value) if isinstance(quad.object, Literal))
    finally:
        engine.close()


def generations(path: Path) -> list[str]:
    return sorted(entry.name for entry in (path / "generations").iterdir())


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    write(tmp_path / "a.db", "one", "two")
    assert held(tmp_path / "a.db") == ["one", "two"]
    manifest = read_manifest(tmp_path / "a.db")
    assert manifest is not None
    assert manifest.quads == 2
    assert store_size(tmp_path / "a.db") > 0


def test_a_new_generation_replaces_the_old_and_removes_it(tmp_path: Path) -> None:
    write(tmp_path, "old")
    (before,) = generations(tmp_path)
    write(tmp_path, "new")
    (after,) = generations(tmp_path)
    assert before != after
    assert held(tmp_path) == ["new"]


def test_a_generation_may_start_from_the_current_one_and_leaves_it_alone(tmp_path: Path) -> None:
    write(tmp_path, "one")
    reader = open_store(tmp_path)
    with new_generation(tmp_path, base=read_manifest(tmp_path)) as generation:
        generation.store.remove(quads("one")[0])
        generation.store.bulk_extend(quads("two", "three"))
    assert [quad.object for quad in reader.quads(G.value)] == [Literal("one")]
    assert held(tmp_path) == ["three", "two"]
    reader.close()


def test_a_generation_does_not_start_from_one_that_has_been_replaced_meanwhile(tmp_path: Path) -> None:
    write(tmp_path, "one")
    before = read_manifest(tmp_path)
    write(tmp_path, "two")
    with (
        pytest.raises(StoreBusy, match="another process has loaded this store meanwhile"),
        new_generation(tmp_path, base=before),
    ):
        pass
    assert held(tmp_path) == ["two"]


def test_a_fault_leaves_the_old_store_answering(tmp_path: Path) -> None:
    write(tmp_path, "old")

    def fail() -> None:
        with new_generation(tmp_path) as generation:
            generation.store.bulk_extend(quads("new"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert held(tmp_path) == ["old"]
    assert len(generations(tmp_path)) == 1


def test_a_full_disk_is_said_and_leaves_the_old_store_answering(tmp_path: Path) -> None:
    write(tmp_path, "old")
    words = r"No space left on device\. The old store still answers"
    with pytest.raises(EngineError, match=words), new_generation(tmp_path):
        raise OSError(28, "No space left on device")
    assert held(tmp_path) == ["old"]


def test_who_reads_keeps_what_it_reads(tmp_path: Path) -> None:
    write(tmp_path, "old")
    reader = open_store(tmp_path)
    write(tmp_path, "new")
    assert len(generations(tmp_path)) == 2
    assert [quad.object for quad in reader.quads(G.value)] == [Literal("old")]
    reader.close()
    write(tmp_path, "newer")
    assert len(generations(tmp_path)) == 1


def test_another_process_may_read_while_one_reads_and_one_loads(tmp_path: Path) -> None:
    write(tmp_path, "old")
    reader = open_store(tmp_path)
    script = f"""
from pathlib import Path
from scgraph.store.generations import open_store
engine = open_store(Path({str(tmp_path)!r}))
print(engine.select({COUNT!r}).rows[0][0].value, flush=True)
input()
print(engine.select({COUNT!r}).rows[0][0].value, flush=True)
"""
    other = subprocess.Popen([sys.executable, "-c", script], stdin=-1, stdout=-1, text=True)
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "1\n"
    with new_generation(tmp_path) as generation:
        generation.store.bulk_extend(quads("new", "newer"))
        assert reader.select(COUNT).rows == [(Literal(1),)]
    assert held(tmp_path) == ["new", "newer"]
    # The other process is served by the generation that it opened, until it lets go of it.
    assert other.communicate("\n")[0] == "1\n"
    write(tmp_path, "newest")
    assert len(generations(tmp_path)) == 2  # the current one, and the one that this process reads
    reader.close()


def test_one_load_at_a_time(tmp_path: Path) -> None:
    with new_generation(tmp_path) as generation:
        generation.store.bulk_extend(quads("first"))
        with pytest.raises(StoreBusy, match="another process is loading this store"):
            write(tmp_path, "second")
    assert held(tmp_path) == ["first"]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_the_next_load_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    write(tmp_path, "old")
    script = f"""
import os
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from scgraph.store.generations import new_generation
node = NamedNode("https://example.org/a")
with new_generation(Path({str(tmp_path)!r})) as generation:
    generation.store.bulk_extend([Quad(node, node, Literal("half"), node)])
    os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    assert len(generations(tmp_path)) == 2
    assert held(tmp_path) == ["old"]
    write(tmp_path, "new")
    assert len(generations(tmp_path)) == 1


def test_who_opens_a_store_has_nothing_to_change_it_with(tmp_path: Path) -> None:
    write(tmp_path, "one")
    reader = open_store(tmp_path)
    assert not [name for name in ("update", "add", "replace_graph", "load_file") if hasattr(reader, name)]


def test_a_copy_in_memory_holds_what_the_store_holds(tmp_path: Path) -> None:
    path = tmp_path / "store"
    write(path, "one", "two")
    with closing(open_store(path)) as reader:
        copy = reader.in_memory()
        assert (set(copy.store), copy.version) == (set(reader.store), reader.version)
    assert len(set(copy.store)) == 2, "it outlives the store"


def test_the_version_tells_what_a_store_was_made_from(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    versions = set()
    for number, ontology in ((1, "abc"), (2, "abc"), (2, "def")):
        file.write_text(f"<x:a> <x:b> {number} .")
        for _ in range(2):  # when it was made does not matter
            manifest = Manifest(ontology=ontology, files={"a": describe_file(file)})
            write(tmp_path / "store", "one", manifest=manifest)
            versions.add(open_store(tmp_path / "store").version)
    assert len(versions) == 3


@pytest.mark.parametrize("what", ["nothing", "an empty directory", "a file"])
def test_no_store(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.db"
    if what == "a file":
        path.write_text("hello")
    if what == "an empty directory":
        path.mkdir()
    with pytest.raises(NoStore, match=r"no store here\. Make one with 'scgraph load --store"):
        open_store(path)


def test_something_else_is_not_made_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("precious")
    with pytest.raises(UsageError, match="holds something that is not a store of ours"):
        write(tmp_path, "one")
    assert (tmp_path / "thesis.doc").read_text() == "precious"
    with pytest.raises(UsageError, match="holds something"):
        write(tmp_path / "thesis.doc", "one")


def test_a_store_of_another_program_version_says_so(tmp_path: Path) -> None:
    write(tmp_path, "one")
    (name,) = generations(tmp_path)
    file = tmp_path / "generations" / name / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 99}))
    with pytest.raises(StoreMismatch, match=r"another version of scgraph \(format 99, this one reads 3\)"):
        open_store(tmp_path)
    assert read_manifest(tmp_path) is None
    write(tmp_path, "two")
    assert held(tmp_path) == ["two"]


def test_a_store_of_another_ontology_says_so(tmp_path: Path) -> None:
    write(tmp_path, "one", manifest=Manifest(ontology="abc"))
    assert open_store(tmp_path, "abc").select(COUNT).rows == [(Literal(1),)]
    with pytest.raises(StoreMismatch, match=r"another version of the ontology or its rules\. Load it again"):
        open_store(tmp_path, "def")


@pytest.mark.parametrize("damage", ["no generation", "no name", "no manifest", "bad manifest", "no data"])
def test_a_damaged_store_says_so(tmp_path: Path, damage: str) -> None:
    write(tmp_path, "one")
    (name,) = generations(tmp_path)
    generation = tmp_path / "generations" / name
    if damage == "no generation":
        generation.rename(tmp_path / "elsewhere")
    if damage == "no name":
        (tmp_path / "CURRENT").write_text("../../etc")
    if damage == "no manifest":
        (generation / "manifest.json").unlink()
    if damage == "bad manifest":
        (generation / "manifest.json").write_text("{")
    if damage == "no data":
        (generation / "store" / "CURRENT").write_text("nonsense")
    with pytest.raises(EngineError, match=r"Load (it|the store) again"):
        open_store(tmp_path)


def test_files_that_have_changed_since_are_told(tmp_path: Path) -> None:
    files = [tmp_path / f"{name}.ttl" for name in ("same", "touched", "changed", "gone")]
    for file in files:
        file.write_text("<x:a> <x:b> <x:c> .")
    manifest = Manifest(files={file.stem: describe_file(file) for file in files})
    os.utime(files[1], (1, 1))
    files[2].write_text("<x:a> <x:b> <x:d> .")
    os.utime(files[2], (1, 1))
    files[3].unlink()
    assert changed_files(manifest) == [str(files[2])]
    with pytest.raises(UnreadableFile, match=r"gone\.ttl: cannot be read"):
        describe_file(files[3])


def test_oxigraph_opens_a_finished_store_read_only_twice(tmp_path: Path) -> None:
    # What readers rely on: two read-only stores on the same files, in one process or several, and no lock.
    write(tmp_path, "one")
    (name,) = generations(tmp_path)
    path = str(tmp_path / "generations" / name / "store")
    first, second = Store.read_only(path), Store.read_only(path)
    assert len(first) == len(second) == 1
    with pytest.raises(RuntimeError, match="read-write"):
        first.add(quads("two")[0])
