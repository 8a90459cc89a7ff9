"""The store in the user's cache: right like the graph in memory, remade on any change, never in the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scgraph.cli import run
from scgraph.cli.options import Source, choose_graph
from scgraph.engine.embedded import EmbeddedEngine
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.store.cache import open_cached
from scgraph.store.generations import StoreReader, new_generation
from tests.store.test_load import canonical, council

QUESTION = ["query", "run", "levels", "--format", "csv"]


@pytest.fixture
def own(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with two councils and a cache of its own."""
    root = tmp_path / "project"
    for part in ("ontology", "queries", "shapes"):
        shutil.copytree(project.root / part, root / part)
    (root / "data").mkdir()
    for name in ("ash", "beech"):
        council(root / "data" / "turtle", name)
    monkeypatch.setenv("SCGRAPH_CACHE", str(tmp_path / "cache"))
    return Project(root)


def generation(cache: Path) -> Path:
    """The generation in the only store of a cache."""
    (found,) = cache.glob("*/generations/*")
    return found


def levels(source: StoreReader | None) -> int:
    assert source is not None
    return len(source.select("SELECT ?s { ?s a <https://w3id.org/scgraph/ontology#Level> }").rows)


def test_it_holds_what_the_graph_in_memory_does(own: Project, tmp_path: Path) -> None:
    reader = open_cached(own)
    assert reader is not None
    assert canonical(KnowledgeGraph(own, reader)) == canonical(open_graph(own))
    before = generation(tmp_path / "cache")
    again = open_cached(own)
    assert again is not None
    assert again.path == reader.path == before / "store"
    assert again.version == reader.version


@pytest.mark.parametrize(
    "change",
    [
        lambda root: council(root / "data" / "turtle", "ash", proficiency="leading"),
        lambda root: council(root / "data" / "turtle", "fir"),
        lambda root: (root / "data" / "turtle" / "ash.ttl").unlink(),
        lambda root: (root / "data" / "turtle" / "ash.ttl").rename(root / "data" / "turtle" / "oak.ttl"),
        lambda root: (root / "ontology" / "rules" / "76-entry-level.rq").unlink(),
        lambda root: (root / "ontology" / "summary" / "rarity.rq").unlink(),
        lambda root: shutil.copy(
            root / "ontology" / "profile" / "30-competency-profile.rq", root / "ontology/rules"
        ),
        lambda root: (root / "ontology" / "competencies.ttl").unlink(),
    ],
    ids=["changed", "new", "gone", "renamed", "rule", "summary", "profile", "vocabulary"],
)
def test_any_change_of_a_file_is_seen(own: Project, change: object) -> None:
    first = open_cached(own)
    assert callable(change)
    change(own.root)
    second = open_cached(own)
    assert first is not None
    assert second is not None
    assert second.version != first.version
    assert canonical(KnowledgeGraph(own, second)) == canonical(open_graph(own))


def test_a_file_that_keeps_its_size_and_time_is_read_all_the_same(own: Project) -> None:
    file = own.data_files[0]
    before, old = file.stat(), open_cached(own)
    file.write_text(file.read_text().replace("prof:working", "prof:leading"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    new = open_cached(own)
    assert old is not None
    assert new is not None
    assert new.version != old.version


@pytest.mark.parametrize(
    "damage",
    [
        "no generation",
        "no name",
        "no manifest",
        "bad manifest",
        "no data",
        "another version",
        "cut short",
        "a file gone",
        "a file empty",
    ],
)
@pytest.mark.parametrize("changed", [False, True])
def test_a_damaged_one_is_remade(own: Project, tmp_path: Path, damage: str, changed: bool) -> None:
    assert levels(open_cached(own)) == 4
    place = generation(tmp_path / "cache")
    if damage == "no generation":
        shutil.rmtree(place)
    if damage == "no name":
        (place.parents[1] / "CURRENT").write_text("../../etc")
    if damage == "no manifest":
        (place / "manifest.json").unlink()
    if damage == "bad manifest":
        (place / "manifest.json").write_text('{"format": 2, "files": []}')
    if damage == "no data":
        (place / "store" / "CURRENT").write_text("nonsense")
    if damage == "another version":
        text = (place / "manifest.json").read_text()
        (place / "manifest.json").write_text(text.replace('"format": 2', '"format": 99'))
    if damage == "cut short":
        (place / "manifest.json").write_text((place / "manifest.json").read_text()[:100])
    if damage in {"a file gone", "a file empty"}:
        for file in (place / "store").glob("*.sst"):
            file.unlink()
            if damage == "a file empty":
                file.touch()
    if changed:
        council(own.root / "data" / "turtle", "ash", proficiency="leading")  # what is there may be built upon
    assert levels(open_cached(own) or open_cached(own)) == 4
    reader = open_cached(own)
    assert reader is not None
    assert canonical(KnowledgeGraph(own, reader)) == canonical(open_graph(own))


@pytest.mark.parametrize("why", ["off", "no directory", "busy", "fault"])
def test_where_there_can_be_none_the_graph_is_made_in_memory(
    own: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "off":
        monkeypatch.setenv("SCGRAPH_CACHE", "off")
    if why == "no directory":
        (tmp_path / "cache").write_text("a file")
    if why == "fault":
        monkeypatch.setattr("scgraph.store.load.load_store", lambda *_: raise_(OSError()))
    if why == "busy":
        assert open_cached(own)
        council(own.root / "data" / "turtle", "ash", proficiency="leading")
        with new_generation(generation(tmp_path / "cache").parents[1]) as other:
            assert isinstance(choose_graph(Source(own.root)).engine, EmbeddedEngine)
            other.store.bulk_extend([])
        return
    graph = choose_graph(Source(own.root))
    assert isinstance(graph.engine, EmbeddedEngine)
    assert len(graph.members("scg:Level")) == 4


def raise_(error: Exception) -> None:
    raise error


def test_commands_that_read_use_it_and_those_that_prove_do_not(
    own: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reason", "--explain", "Worker, ash 2", "scg:Level", "--project", str(own.root)]) in {0, 1, 2}
    run(["validate", "--project", str(own.root)])
    assert not (tmp_path / "cache").exists()
    capsys.readouterr()
    assert run([*QUESTION, "--project", str(own.root)]) == 0
    assert generation(tmp_path / "cache")
    assert "Worker, ash 2" in capsys.readouterr().out


def test_a_fault_in_a_file_is_told_as_without_it(
    own: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (own.root / "data" / "turtle" / "ash.ttl").write_text("<x:a> <x:b> <x:c> .\n<x:a> oops\n")
    told = set()
    for cache in (os.environ["SCGRAPH_CACHE"], "off"):
        monkeypatch.setenv("SCGRAPH_CACHE", cache)
        code = run([*QUESTION, "--project", str(own.root)])
        told.add((code, capsys.readouterr().err))
    ((code, words),) = told
    assert code == 1
    assert "ash.ttl:2:7: not valid Turtle" in words


def test_several_processes_at_once_get_the_same_answer(own: Project) -> None:
    command = [sys.executable, "-m", "scgraph", *QUESTION, "--project", str(own.root)]
    running = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(4)]
    answers = {process.communicate() for process in running}
    ((out, err),) = answers
    assert out.count("Worker, ") >= 4
    assert err.startswith(f"project: {own.root.name} (")
    assert err.count("\n") == 1
    assert levels(open_cached(own)) == 4


def test_without_a_setting_it_is_where_the_system_keeps_caches(
    own: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCGRAPH_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: tmp_path / "system" / name)
    reader = open_cached(own)
    assert reader is not None
    assert reader.path.is_relative_to(tmp_path / "system" / "scgraph")
