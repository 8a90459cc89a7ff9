"""Loading a store: as a whole, by what has changed, and with the same result either way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset

from scgraph.errors import UnreadableFile, UsageError
from scgraph.namespaces import GRAPH_BASE, INFERRED_GRAPH, PREFIXES, SUMMARY_GRAPH
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.store.generations import NoStore, open_store, read_manifest
from scgraph.store.load import load_store

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
COUNCIL = """
@prefix {name}: <https://w3id.org/scgraph/id/{name}/> .
<https://w3id.org/scgraph/id/{name}> a org:Organization ; skos:prefLabel "{name}"@en ;
    scg:offers {name}:worker .
{name}:worker a scg:Role ; skos:prefLabel "Worker of {name}"@en ;
    scg:hasLevel {name}:worker_1 , {name}:worker_2 .
{name}:worker_1 a scg:Level ; skos:prefLabel "Worker, {name} 1"@en ; scg:rank 1 ;
    scg:requires {name}:worker_1_a .
{name}:worker_2 a scg:Level ; skos:prefLabel "Worker, {name} 2"@en ; scg:rank 2 ; scg:addsTo {name}:worker_1 ;
    scg:requires {name}:worker_2_a .
{name}:worker_1_a a scg:KnowledgeRequirement ; skos:prefLabel "one"@en ; scg:concerns comp:safeguarding ;
    scg:proficiency prof:awareness .
{name}:worker_2_a a scg:SkillRequirement ; skos:prefLabel "two"@en ; scg:concerns comp:risk-assessment ;
    scg:proficiency prof:{proficiency} .
"""


def council(directory: Path, name: str, more: str = "", proficiency: str = "working") -> Path:
    directory.mkdir(exist_ok=True)
    file = directory / f"{name}.ttl"
    file.write_text(HEAD + COUNCIL.format(name=name, proficiency=proficiency) + more, encoding="utf-8")
    return file


@pytest.fixture
def councils(tmp_path: Path) -> list[Path]:
    return [council(tmp_path / "data", name) for name in ("ash", "beech", "cedar", "elm")]


def canonical(source: Path | KnowledgeGraph) -> Dataset:
    """All quads of a store or a graph, their blank nodes named the same way."""
    engine = open_store(source) if isinstance(source, Path) else source.engine
    data = Dataset(engine.store)  # type: ignore[attr-defined]
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return data


def scratch(project: Project, path: Path, files: list[Path]) -> Dataset:
    """The same files, loaded from scratch."""
    load_store(project, path, files)
    return canonical(path)


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as large however small they are: each is derived by itself, in processes."""
    monkeypatch.setattr("scgraph.store.parallel._SMALL", 0)


@pytest.fixture(params=["together", "in pieces"])
def ways(request: pytest.FixtureRequest) -> None:
    """Both ways to load a store as a whole."""
    if request.param == "in pieces":
        request.getfixturevalue("in_pieces")


@pytest.mark.usefixtures("ways")
def test_a_store_holds_what_the_graph_in_memory_does(
    project: Project, graph: KnowledgeGraph, tmp_path: Path
) -> None:
    loaded = load_store(project, tmp_path / "a.db")
    assert canonical(tmp_path / "a.db") == canonical(graph)
    assert len(loaded.graphs) == len(project.data_files)
    manifest = read_manifest(tmp_path / "a.db")
    assert manifest is not None
    # The five real documents depend on the ontology and not on each other.
    assert sorted(manifest.groups) == [[name] for name in loaded.graphs]
    assert loaded.stated + loaded.derived < manifest.quads
    assert not manifest.shared


@pytest.mark.parametrize("name", ["bexley", "county"])
def test_one_changed_council_gives_the_same_store_as_a_load_from_scratch(
    project: Project, tmp_path: Path, name: str
) -> None:
    files = [Path(shutil.copy(file, tmp_path)) for file in project.data_files]
    load_store(project, tmp_path / "a.db", files)
    changed = next(file for file in files if file.stem == name)
    # Some statements go, some change what they concern, and a new one comes.
    text = changed.read_text(encoding="utf-8").replace("scg:hasDuty", "scg:requires", 3)
    text = text.replace("prof:working", "prof:leading", 5).replace(
        "comp:safeguarding", "comp:record-keeping", 2
    )
    changed.write_text(text, encoding="utf-8")
    loaded = load_store(project, tmp_path / "a.db", files)
    assert loaded.is_incremental
    assert loaded.graphs == (GRAPH_BASE + name,)
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "b.db", files)


RARITY = f"SELECT ?topic ?n {{ GRAPH <{SUMMARY_GRAPH}> {{ ?topic <{PREFIXES['scg']}rarity> ?n }} }}"


def rarity(source: Path) -> dict[str, int]:
    """How rare a store says that each competency is."""
    rows = open_store(source).select(RARITY).rows
    return {topic.value.removeprefix(PREFIXES["comp"]): int(n.value) for topic, n in rows if topic and n}


@pytest.mark.usefixtures("ways")
def test_rarity_is_counted_over_all_councils_and_anew_with_each_change(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    # Four councils of two levels each: the second level carries what the first does, and one topic more.
    load_store(project, tmp_path / "a.db", councils)
    assert rarity(tmp_path / "a.db") == {"safeguarding": 8 + 1 - 8, "risk-assessment": 8 + 1 - 4}
    more = "ash:worker_1_a scg:concerns comp:record-keeping ."
    council(tmp_path / "data", "ash", more=more)
    assert load_store(project, tmp_path / "a.db", councils).is_incremental
    changed = {"safeguarding": 1, "risk-assessment": 5, "record-keeping": 8 + 1 - 2}
    assert rarity(tmp_path / "a.db") == changed
    files = [*councils[:3], council(tmp_path / "data", "fir")]
    assert load_store(project, tmp_path / "a.db", files).is_incremental
    assert rarity(tmp_path / "a.db") == changed
    files = files[1:]
    assert load_store(project, tmp_path / "a.db", files).is_incremental
    assert rarity(tmp_path / "a.db") == {"safeguarding": 6 + 1 - 6, "risk-assessment": 6 + 1 - 3}
    load_store(project, tmp_path / "b.db", files)
    assert rarity(tmp_path / "b.db") == rarity(tmp_path / "a.db")


def test_unchanged_files_are_not_loaded_again(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    load_store(project, tmp_path / "a.db", councils)
    before = (tmp_path / "a.db" / "CURRENT").read_text()
    assert load_store(project, tmp_path / "a.db", councils).graphs == ()
    assert (tmp_path / "a.db" / "CURRENT").read_text() == before


def test_a_council_comes_and_one_goes(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    load_store(project, tmp_path / "a.db", councils)
    new = council(tmp_path / "data", "fir")
    files = [*councils[1:], new]
    loaded = load_store(project, tmp_path / "a.db", files)
    assert loaded.is_incremental
    assert loaded.graphs == (GRAPH_BASE + "ash", GRAPH_BASE + "fir")
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "b.db", files)


def test_an_update_keeps_the_other_graphs(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    load_store(project, tmp_path / "a.db", councils)
    changed = council(tmp_path / "new", "beech", proficiency="leading")
    loaded = load_store(project, tmp_path / "a.db", [changed], update=True)
    assert loaded.graphs == (GRAPH_BASE + "beech",)
    files = [councils[0], changed, *councils[2:]]
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "b.db", files)
    with pytest.raises(NoStore, match="no store here that can be updated"):
        load_store(project, tmp_path / "c.db", [changed], update=True)


LINK = "@prefix ash: <https://w3id.org/scgraph/id/ash/> .\nbeech:worker_1 scg:addsTo ash:worker_2 .\n"


@pytest.mark.usefixtures("ways")
def test_councils_that_speak_of_each_other_are_reasoned_over_together(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    council(tmp_path / "data", "beech", more=LINK)
    load_store(project, tmp_path / "a.db", councils)
    assert canonical(tmp_path / "a.db") == canonical(
        open_graph(project, files=[*project.ontology_files, *councils])
    )
    manifest = read_manifest(tmp_path / "a.db")
    assert manifest is not None
    assert [GRAPH_BASE + "ash", GRAPH_BASE + "beech"] in manifest.groups
    # A change of the one derives the other again, and the link may come and go.
    council(tmp_path / "data", "ash", proficiency="leading")
    load_store(project, tmp_path / "a.db", councils)
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "b.db", councils)
    council(tmp_path / "data", "beech")
    assert load_store(project, tmp_path / "a.db", councils).is_incremental
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "c.db", councils)
    council(tmp_path / "data", "beech", more=LINK)
    assert load_store(project, tmp_path / "a.db", councils).is_incremental
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "d.db", councils)


@pytest.mark.usefixtures("ways")
def test_data_that_speaks_of_the_ontology_reaches_all_others(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    more = "comp:safeguarding scg:groundedIn <http://www.legislation.gov.uk/id/ukpga/2014/23/section/1> .\n"
    council(tmp_path / "data", "ash", more=more)
    load_store(project, tmp_path / "a.db", councils)
    expected = canonical(open_graph(project, files=[*project.ontology_files, *councils]))
    assert canonical(tmp_path / "a.db") == expected
    council(tmp_path / "data", "ash")
    load_store(project, tmp_path / "a.db", councils)
    assert canonical(tmp_path / "a.db") == scratch(project, tmp_path / "b.db", councils)
    council(tmp_path / "data", "ash", more=more)
    load_store(project, tmp_path / "a.db", councils)
    assert canonical(tmp_path / "a.db") == expected


@pytest.mark.usefixtures("ways")
def test_what_others_depend_on_may_itself_depend_on_others(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    act, work = "<http://www.legislation.gov.uk/id/ukpga/2099/1>", PREFIXES["eli"] + "LegalResource"
    council(tmp_path / "data", "ash", more=f"comp:safeguarding scg:groundedIn {act} .\n")
    council(tmp_path / "data", "beech", more=f"{act} a <{work}> .\n")
    load_store(project, tmp_path / "a.db", councils)
    expected = canonical(open_graph(project, files=[*project.ontology_files, *councils]))
    assert canonical(tmp_path / "a.db") == expected


@pytest.mark.usefixtures("ways")
def test_a_load_tells_how_far_it_is(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    seen: list[tuple[int, int, int]] = []
    loaded = load_store(project, tmp_path / "a.db", councils, progress=lambda *now: seen.append(now))
    assert 0 < seen[-1][2] <= loaded.stated + loaded.derived
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][0] == seen[-1][1] == sum(file.stat().st_size for file in councils)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
def test_no_process_outlives_a_killed_load(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    script = """
import multiprocessing, os, sys
from pathlib import Path
from scgraph.store.load import load_store
from scgraph.store import parallel
from scgraph.project import find_project
parallel._SMALL = 0

def killed(done, total, triples):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), 9)

if __name__ == "__main__":
    project, store, *files = map(Path, sys.argv[1:])
    load_store(find_project(project), store, files, progress=killed)
"""
    program = tmp_path / "program.py"
    program.write_text(script)
    command = [sys.executable, str(program), str(project.root), str(tmp_path / "a.db"), *map(str, councils)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    children = [int(pid) for pid in done.stdout.split()]
    assert children
    for _ in range(500):
        children = [pid for pid in children if is_running(pid)]
        if not children:
            break
        time.sleep(0.02)
    assert not children


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.usefixtures("ways")
def test_a_file_at_fault_is_named_with_its_line_and_changes_nothing(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    before = scratch(project, tmp_path / "a.db", councils)
    for file in councils[:3]:
        file.write_text("<x:a> <x:b> <x:c> .\n<x:a> oops\n")
    with pytest.raises(UnreadableFile, match=r"ash\.ttl:2:7: not valid Turtle") as caught:
        load_store(project, tmp_path / "a.db", councils)
    assert caught.value.line == 2
    assert canonical(tmp_path / "a.db") == before


def test_two_files_cannot_be_one_graph(project: Project, tmp_path: Path, councils: list[Path]) -> None:
    twin = council(tmp_path / "other", "ash")
    with pytest.raises(UsageError, match=r"graph/ash, is taken by .*Rename the file"):
        load_store(project, tmp_path / "a.db", [*councils, twin])
    for name in ("inferred", "profile", "summary", "competencies"):
        with pytest.raises(UsageError, match=f"graph/{name}, is taken"):
            load_store(project, tmp_path / "a.db", [council(tmp_path / "other", name)])
    with pytest.raises(UsageError, match="no data file"):
        load_store(project, tmp_path / "a.db", [])


def test_an_open_store_is_not_derived_again(
    project: Project, tmp_path: Path, councils: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from scgraph.cli.options import Source, choose_graph

    load_store(project, tmp_path / "a.db", councils)
    monkeypatch.setattr(sys.modules["scgraph.rules.materialise"], "run_rules", None)
    graph = choose_graph(Source(project.root, tmp_path / "a.db"))
    assert graph.engine.ask(f"ASK {{ GRAPH <{INFERRED_GRAPH}> {{ ?s ?p ?o }} }}")
    assert graph.find("Worker, ash 2", "scg:Level").iri.endswith("/ash/worker_2")


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX limits the size of files")
def test_a_disk_that_takes_no_more_leaves_the_old_store_answering(
    project: Project, tmp_path: Path, councils: list[Path]
) -> None:
    load_store(project, tmp_path / "a.db", councils)
    before = canonical(tmp_path / "a.db")
    council(tmp_path / "data", "ash", proficiency="leading")
    script = """
import resource, signal, sys
from scgraph.cli import run
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.exit(run(sys.argv[1:]))
"""
    for files in (councils, councils[:1]):
        words = ["load", "--project", str(project.root), "--store", str(tmp_path / "a.db"), *map(str, files)]
        command = [sys.executable, "-c", script, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 3
        assert "cannot be written" in done.stderr
        assert done.stderr.endswith("The old store still answers.\n")
        assert canonical(tmp_path / "a.db") == before
        assert len(list((tmp_path / "a.db" / "generations").iterdir())) == 1


# Files that speak of what all share: of a topic and a council, and of a new class of the council's own.
SHARED = {
    "topics": "ash:worker_1 scg:requires ash:b . comp:safeguarding skos:related ash:b .",
    "classes": "scg:Level rdfs:subClassOf ash:Thing . ash:worker_1 a ash:Thing .",
}


@pytest.mark.parametrize("what", SHARED)
def test_files_that_speak_of_what_all_share_are_loaded_the_same_either_way(
    project: Project, councils: list[Path], tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    across = tmp_path / "data" / "across.ttl"
    across.write_text(HEAD + "@prefix ash: <https://w3id.org/scgraph/id/ash/> .\n" + SHARED[what])
    files = [councils[0], across]
    together = load_store(project, tmp_path / "a.db", files)
    monkeypatch.setattr("scgraph.store.parallel._SMALL", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    in_pieces = load_store(project, tmp_path / "b.db", files)
    assert (in_pieces.stated, in_pieces.derived) == (together.stated, together.derived)
    assert canonical(tmp_path / "a.db") == canonical(tmp_path / "b.db")
    # Whatever changes then, all has to be derived again.
    across.write_text(across.read_text() + "\nash:more skos:related comp:safeguarding .")
    assert not load_store(project, tmp_path / "b.db", files).is_incremental
