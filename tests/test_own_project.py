"""A project of one's own data: made by one command, green for what is right in it, red for what is wrong."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scgraph.cli import run
from scgraph.errors import UsageError
from scgraph.project import Project, find_project, read_project
from tests.camden import SUBJECT, camden
from tests.examples import COUNCILS

Capture = pytest.CaptureFixture[str]
COMMANDS = (
    ["validate"],
    ["stats"],
    ["query", "run", "levels"],
    ["load", "--store", "a.db"],
    ["path", "a", "b"],
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory to stand in."""
    place = tmp_path / "care graph"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def own(here: Path, project: Project, capsys: Capture) -> Path:
    """A project of one's own."""
    assert run(["init", "--name", "Camden"]) == 0
    (here / "data/turtle/camden.ttl").write_text(camden(project), encoding="utf-8")
    capsys.readouterr()
    return here


@pytest.mark.parametrize(
    "place",
    ["camden.ttl", "data/camden.ttl", "data/turtle/camden.TTL", "councils/a.nt", "a/b/c/d/camden.ttl"],
)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_data_without_a_project_are_not_passed_over(
    command: list[str], place: str, here: Path, capsys: Capture
) -> None:
    path = here / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert run(command) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"the data here ({place}) belong to no scgraph project." in error
    assert error.endswith("Make it one: scgraph init --name 'care graph'\n")


@pytest.mark.parametrize("home", [".", "data", "data/turtle", "councils"])
def test_the_command_that_it_names_makes_a_project_of_it(
    home: str, here: Path, project: Project, capsys: Capture
) -> None:
    (here / home).mkdir(parents=True, exist_ok=True)
    (here / home / "camden.ttl").write_text(camden(project), encoding="utf-8")
    assert run(["validate"]) == 2
    command = capsys.readouterr().err.rpartition("Make it one: scgraph ")[2]
    assert run(shlex.split(command)) == 0
    assert read_project(here).data == home
    capsys.readouterr()
    assert run(["validate", "--fail-on", "warning"]) == 0
    done = capsys.readouterr()
    assert done.err == f"project: care graph ({here}: 1 file)\n"
    assert done.out.startswith("no errors, no warnings in 1 file · ")


def test_a_file_from_a_directory_without_a_project(here: Path, tmp_path: Path, capsys: Capture) -> None:
    other = tmp_path / "other" / "a.ttl"
    other.parent.mkdir()
    other.write_text("", encoding="utf-8")
    assert run(["validate", str(other)]) == 2
    assert f"Make it one: scgraph init {other.parent} --name other" in capsys.readouterr().err
    assert run(["validate", "--project", str(other.parent)]) == 2
    assert f"Make it one: scgraph init {other.parent} --name other" in capsys.readouterr().err


def test_the_examples_answer_only_where_nothing_is_around_and_say_so(here: Path, capsys: Capture) -> None:
    move = ["gap", "Bexley 06", "Bexley 07"]
    for command in (["stats"], ["query", "run", "levels", "--format", "csv"], ["validate"], move):
        assert run(command) == 0
        assert capsys.readouterr().err.startswith("project: the example councils that come with scgraph (")


@pytest.mark.parametrize("bare", [False, True], ids=["repository", "bare"])
def test_a_gate_is_not_green_where_nothing_is_ones_own(bare: bool, here: Path, capsys: Capture) -> None:
    for name in ("refs", "objects") if bare else (".git",):
        (here / name).mkdir()
    if bare:
        (here / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    for command in (["validate"], ["validate", "--against", "HEAD"]):
        assert run(command) == 2
        assert "no scgraph project here, so nothing of yours to check." in capsys.readouterr().err


def test_against_is_never_the_repository_of_the_program(here: Path, capsys: Capture) -> None:
    assert run(["validate", "--against", "HEAD"]) == 2
    assert "no scgraph project here" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_project_below_is_named(
    command: list[str], own: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(own.parent)
    assert run(command) == 2
    assert capsys.readouterr().err.endswith(
        "no scgraph project here, but one below, in care graph."
        " Work there, or name it: --project 'care graph'\n"
    )


def test_a_file_brings_the_project_that_it_is_of(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert run(["validate", str(own / "data/turtle/camden.ttl")]) == 0
    assert capsys.readouterr().err == f"project: Camden ({own}: 1 file)\n"


def test_data_in_several_directories_are_asked_about(here: Path, project: Project, capsys: Capture) -> None:
    for name in ("x", "y"):
        (here / name).mkdir()
        (here / name / "camden.ttl").write_text(camden(project), encoding="utf-8")
    assert run(["init", "--name", "Camden"]) == 2
    assert "Turtle files lie in 2 directories (x, y)" in capsys.readouterr().err
    assert run(["init", "--name", "Camden", "--data", "../x"]) == 2
    assert run(["init", "--name", "Camden", "--data", "x"]) == 0
    capsys.readouterr()
    assert run(["validate"]) == 1
    assert "y/camden.ttl:1  error  file-read" in capsys.readouterr().out


def test_every_command_says_what_it_read(own: Path, capsys: Capture) -> None:
    move = ["Social Care Assistant, Camden 06", "Social Care Assistant, Camden 07"]
    for command in (["sparql", "ASK {}"], ["gap", *move], ["path", *move], ["compare", *move], ["stats"]):
        assert run(command) == 0, command
        assert capsys.readouterr().err.startswith(f"project: Camden ({own}: 1 file)\n")


def test_a_repository_within_a_project_is_not_the_project(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (own / "inner" / ".git").mkdir(parents=True)
    (own / "inner" / "docs").mkdir()
    (own / "inner" / "b.ttl").write_text("", encoding="utf-8")
    monkeypatch.chdir(own / "inner" / "docs")
    assert run(["stats"]) == 2
    assert "(b.ttl) belong to no scgraph project" in capsys.readouterr().err


@pytest.mark.parametrize("council", COUNCILS)
def test_each_council_alone_is_right(council: str, here: Path, project: Project, capsys: Capture) -> None:
    assert run(["init", "--name", council]) == 0
    shutil.copy(project.root / f"data/turtle/{council}.ttl", here / "data/turtle")
    capsys.readouterr()
    assert run(["validate", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {each["file"] for each in report["findings"]} <= {f"data/turtle/{council}.ttl"}
    assert all(each["noted"] for each in report["findings"])
    assert report["left_out"] > 0


def test_a_fault_of_ones_own_is_red_wherever_it_shows(own: Path, capsys: Capture) -> None:
    path = own / "data/turtle/camden.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("comp:best-interests ,", "comp:no-such-topic ,"), encoding="utf-8")
    assert run(["validate", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [each["rule"] for each in report["findings"]] == ["name-known"]
    # A second label for a topic of the vocabulary: the node is the vocabulary's, the fault is not.
    path.write_text(f'{text}\ncomp:listening skos:prefLabel "Hearing"@en .\n', encoding="utf-8")
    assert run(["validate", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert {each["focus"].rpartition("/")[2] for each in report["findings"]} == {"listening"}


def test_the_examples_as_a_layer(own: Path, project: Project, capsys: Capture) -> None:
    settings = own / "scgraph.toml"
    text = settings.read_text(encoding="utf-8").replace('["vocabulary"]', '["vocabulary", "examples"]')
    settings.write_text(text, encoding="utf-8")
    assert {path.stem for path in find_project().data_files} >= {*COUNCILS, "camden"}
    # Its own file of a name counts, not the example's.
    shutil.copy(project.root / "data/turtle/bexley.ttl", own / "data/turtle")
    assert find_project().data_files.count(own / "data/turtle/bexley.ttl") == 1
    assert len(find_project().data_files) == len(find_project().own_files) + len(find_project().shared_files)
    assert run(["validate", "--format", "json"]) == 0
    assert all(each["file"] for each in json.loads(capsys.readouterr().out)["findings"])
    question = ["query", "run", "ladder", "--role", SUBJECT]
    assert run(question) == 0


def test_every_report_names_the_project(own: Path, capsys: Capture) -> None:
    reports = {}
    for form in ("json", "junit", "sarif"):
        assert run(["validate", "--format", form]) == 0
        reports[form] = capsys.readouterr().out
    assert json.loads(reports["json"])["project"] == "Camden"
    assert json.loads(reports["sarif"])["runs"][0]["properties"]["project"] == "Camden"
    assert "Camden" in ElementTree.fromstring(reports["junit"].encode()).attrib["name"]


@pytest.mark.parametrize(
    "name", ["new.TTL", "new.turtle", "new.nt", "new.rdf", "new.jsonld", "old/new.ttl", "../new.ttl"]
)
def test_a_file_that_is_not_read_is_a_finding(name: str, own: Path, capsys: Capture) -> None:
    path = own / "data" / "turtle" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("", encoding="utf-8")
    assert run(["validate", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["rule"], own / found["file"]) == ("file-read", path.resolve())


def test_init_touches_no_file(here: Path, capsys: Capture) -> None:
    (here / "README.md").write_text("mine", encoding="utf-8")
    assert run(["init", "--name", 'A "council"\nof \\ ours']) == 0
    assert "kept: README.md" in capsys.readouterr().out
    assert (here / "README.md").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in here.iterdir()) == [".gitignore", "README.md", "data", "scgraph.toml"]
    assert read_project(here).title == 'A "council" of \\ ours'
    before = (here / "scgraph.toml").read_text(encoding="utf-8")
    assert run(["init", "--name", "Another"]) == 2
    assert (here / "scgraph.toml").read_text(encoding="utf-8") == before
    assert run(["init", "README.md", "--name", "Another"]) == 2
    assert run(["init", "--name", " "]) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the project has no name"),
        ("name = 3", "name has to be a text"),
        ('name = " "', "name has to be a text"),
        ('name = "A"\nlayer = []', "unknown key 'layer'. Known: name, council, data, layers."),
        ('name = "A"\nlayers = ["examples"]', 'layers is ["vocabulary"] or'),
        ('name = "A"\nlayers = "vocabulary"', 'layers is ["vocabulary"] or'),
        ('name = "A"\ndata = "../b"', "data has to be a directory of the project"),
        ('name = "A"\ndata = "/b"', "data has to be a directory of the project"),
        ('name = "A', "not valid TOML"),
        ('name = "A"\ndata = "none"', "no Turtle file (.ttl) here"),
        ('name = "A"\n[layers]', 'layers is ["vocabulary"] or'),
    ],
)
def test_settings_that_say_what_they_may_not(text: str, message: str, own: Path, capsys: Capture) -> None:
    (own / "scgraph.toml").write_text(text, encoding="utf-8")
    for command in COMMANDS[:2]:
        assert run(command) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert message in error


def test_settings_saved_by_an_editor_on_windows(own: Path) -> None:
    (own / "scgraph.toml").write_bytes('\ufeffname = "Camden"\r\ncouncil = "camden"\r\n'.encode())
    assert (find_project().title, find_project().council) == ("Camden", "camden")


def test_a_file_with_the_name_of_the_vocabulary(own: Path) -> None:
    shutil.copy(own / "data/turtle/camden.ttl", own / "data/turtle/legislation.ttl")
    with pytest.raises(UsageError, match="its name is taken by a file of the vocabulary"):
        find_project()


def test_shapes_and_questions_of_ones_own_are_added(own: Path, project: Project, capsys: Capture) -> None:
    (own / "shapes").mkdir()
    (own / "shapes" / "own.ttl").write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\nPREFIX scg: <https://w3id.org/scgraph/ontology#>\n"
        "<https://example.org/#own> a sh:NodeShape ; sh:targetClass scg:Level ; sh:pattern 'no' .\n",
        encoding="utf-8",
    )
    (own / "queries").mkdir()
    shutil.copy(project.root / "queries/levels.rq", own / "queries/our-levels.rq")
    assert run(["validate", "--format", "json"]) == 1
    assert {each["rule"] for each in json.loads(capsys.readouterr().out)["findings"]} == {"own"}
    assert run(["query", "run", "our-levels"]) == 0
    assert "Camden 06" in capsys.readouterr().out


def test_a_shape_of_ones_own_that_is_for_nothing_is_a_warning(own: Path, capsys: Capture) -> None:
    (own / "shapes").mkdir()
    (own / "shapes" / "own.ttl").write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\nPREFIX scg: <https://w3id.org/scgraph/ontology#>\n"
        "<https://example.org/#own> a sh:NodeShape ; sh:targetClass scg:Levle ; sh:pattern 'no' .\n",
        encoding="utf-8",
    )
    assert run(["validate", "--fail-on", "warning"]) == 1
    assert "shapes/own.ttl:3  warning  own\n    This rule matched nothing" in capsys.readouterr().out


def test_a_store_of_ones_own(own: Path, capsys: Capture) -> None:
    assert run(["load", "--store", "own.db"]) == 0
    assert capsys.readouterr().err == f"project: Camden ({own})\n"
    assert run(["validate", "--store", "own.db"]) == 0
    assert capsys.readouterr().err == "project: Camden (asked of own.db)\n"


def test_the_referee_and_single_files_leave_the_vocabulary_out_too(own: Path, capsys: Capture) -> None:
    for options in (["--engine", "pyshacl"], ["data/turtle/camden.ttl"]):
        assert run(["validate", "--format", "json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["findings"] == []


def test_a_project_with_a_vocabulary_of_its_own_may_have_a_name(
    own: Path, project: Project, capsys: Capture
) -> None:
    shutil.copytree(project.root / "ontology", own / "ontology")
    assert find_project().shared is None
    (own / "shapes").symlink_to(project.root / "shapes")
    assert run(["validate", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["project"] == "Camden"
    assert "competency-used" in {each["rule"] for each in report["findings"]}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("<http://x/a> <http://x/b> <http://x/c> .", ["node-typed"]),
        ("<http://x/a> <http://x/b> [ <http://x/c> 1 ] .", ["blank-node", "node-typed"]),
    ],
)
def test_what_is_of_no_class_is_not_passed_over(
    text: str, rules: list[str], own: Path, capsys: Capture
) -> None:
    (own / "data/turtle/odd.ttl").write_text(f"# A heading.\n\n{text}\n", encoding="utf-8")
    assert run(["validate", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert sorted((each["rule"], each["file"], each["line"]) for each in found) == [
        (rule, "data/turtle/odd.ttl", 3) for rule in rules
    ]
