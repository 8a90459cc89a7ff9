"""The table of damages: each is an edit of a small council's project, and the findings that must come of it.

``damages/*.toml`` hold them. A damage edits or appends to one file; ``expects`` are pairs of a rule and a
text on the line where its finding stands, and there must be no other; ``options`` are those of the command.
Nothing may be let through, raise a traceback, or end with another exit code.
"""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scgraph.cli import run
from scgraph.project import Project
from scgraph.validation.formats import FORMATS
from scgraph.validation.shapes import read_shapes
from tests.validation.conftest import FIXTURES, HERE

ROOT = HERE.parents[1]
COUNCIL = "data/turtle/example.ttl"
DAMAGES = [
    damage
    for path in sorted((HERE / "damages").glob("*.toml"))
    for damage in tomllib.loads(path.read_text(encoding="utf-8"))["damage"]
]
# The small council's scheme of competencies is too small on purpose.
ANYWAY = {"scheme-size", "scheme-top-concepts"}


@pytest.fixture(scope="module")
def sound(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project of the small council, without a fault."""
    root = tmp_path_factory.mktemp("sound")
    (root / "ontology").mkdir()
    (root / COUNCIL).parent.mkdir(parents=True)
    for part in ("shapes", "ontology/rules", "ontology/profile", "ontology/summary"):
        (root / part).symlink_to(project.root / part, target_is_directory=True)
    for name in ("scgraph.ttl", "settings.ttl"):
        shutil.copy(project.root / "ontology" / name, root / "ontology")
    for name in ("vocabularies.ttl", "named.ttl"):
        shutil.copy(FIXTURES / name, root / "ontology")
    shutil.copy(FIXTURES / "council.ttl", root / COUNCIL)
    return root


@pytest.fixture
def copy(sound: Path, tmp_path: Path) -> Path:
    """A copy of the project to damage."""
    return Path(shutil.copytree(sound, tmp_path / "project", symlinks=True))


def damaged(root: Path, damage: dict[str, Any]) -> None:
    """Does the damage to a copy of the project."""
    path = root / damage.get("file", COUNCIL)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for old, new in damage.get("edits", ()):
        assert old in text, f"{path.name} does not say {old!r}"
        text = text.replace(old, new, 1)
    path.write_text(text + damage.get("append", ""), encoding="utf-8")
    for part in damage.get("removes", ()):
        unlinked(root / part)


def unlinked(path: Path) -> None:
    """Removes a file of a copy; one in a folder that is a link is removed from a copy of that."""
    folder = path.parent
    if folder.is_symlink():
        whole = folder.resolve()
        folder.unlink()
        shutil.copytree(whole, folder)
    path.unlink()


def findings(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the findings, without those of every small council."""
    code = run(["validate", "--project", str(root), "--format", "json", *words])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert told.out, told.err
    return code, [each for each in json.loads(told.out)["findings"] if each["rule"] not in ANYWAY]


def test_the_council_is_sound(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert findings(sound, capsys) == (0, [])


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage["name"].replace(" ", "-"))
def test_a_damage_is_told_and_nothing_else(
    damage: dict[str, Any], copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged(copy, damage)
    code, found = findings(copy, capsys, *damage.get("options", ()))
    wanted = sorted(map(tuple, damage["expects"]))
    assert sorted(each["rule"] for each in found) == [rule for rule, _ in wanted], found
    rest = list(wanted)
    for each in found:
        line = (copy / each["file"]).read_text(encoding="utf-8").split("\n")[each["line"] - 1]
        match = next((pair for pair in rest if pair[0] == each["rule"] and pair[1] in line), None)
        assert match, f"{each['rule']} on the line {line!r}"
        rest.remove(match)
    assert code == damage.get("code", 1)


def test_there_are_enough_and_of_every_file_rule(project: Project) -> None:
    assert len(DAMAGES) >= 60
    told = {rule for damage in DAMAGES for rule, _ in damage["expects"]}
    rules = read_shapes(project.shape_files).rules.values()
    # Those of a change are in test_against.py.
    elsewhere = {"consequences-drawn", "file-kept", "rule-kept", "statement-kept"}
    assert {rule.name for rule in rules if rule.is_of_files} - elsewhere <= told


OWN = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX scg: <https://w3id.org/scgraph/ontology#>
PREFIX ex: <http://example.org/>
ex:own a sh:NodeShape ; sh:targetClass scg:Level ; """
TITLE = "sh:severity sh:Warning ; sh:property [ sh:path scg:jobTitle ; sh:minCount 1 ] ."


def test_rules_of_ones_own(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.ttl"
    own.write_text(OWN + TITLE, encoding="utf-8")
    damaged(copy, {"edits": [["Clerk, Level A", "Clerk,  Level A"]]})
    code, found = findings(copy, capsys, "--shapes", str(own))
    assert (code, {each["rule"] for each in found}) == (1, {"own", "spaces-tidy"})
    code, found = findings(copy, capsys, "--only", str(own))
    assert (code, {each["rule"] for each in found}) == (0, {"own"})
    assert {each["severity"] for each in found} == {"warning"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN + "sh:or ex:none .", "own.ttl:4: the rule 'own' cannot be used: an RDF list"),
        (
            OWN + "sh:sparql [ sh:select 'SELECT $this WHERE { nonsense' ] .",
            "own.ttl:4: the rule 'own' cannot be used: its query",
        ),
        (OWN + "sh:or ( .", "own.ttl:4:"),
        (
            OWN + "sh:property [ sh:path scg:rank ; sh:minCoun 1 ] .",
            "there is no sh:minCoun. Did you mean sh:minCount?",
        ),
        (OWN + "a sh:NodShape .", "own.ttl:4: the rule 'own' cannot be used: there is no sh:NodShape."),
        (
            OWN + "<https://w3id.org/scgraph/shapes#remdy> 'Mend it.' .",
            "there is no shape:remdy. Did you mean shape:remedy?",
        ),
        ("<http://e/a> <http://e/b> 1 .", "own.ttl: no shapes here"),
    ],
)
def test_shapes_that_cannot_be_used(
    text: str, told: str, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.ttl").write_text(text, encoding="utf-8")
    for option in ("--shapes", "--only"):
        assert run(["validate", "--project", str(sound), option, str(tmp_path / "own.ttl")]) != 0
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1


def test_without_rules_nothing_else_is_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("summary", "profile", "rules"):
        (copy / "ontology" / part).unlink()
        code, found = findings(copy, capsys)
        assert (code, [each["rule"] for each in found]) == (1, ["consequences-drawn"])


LISTED = [
    path.relative_to(ROOT / "ontology").as_posix()
    for folder in ("rules", "profile", "summary")
    for path in sorted((ROOT / "ontology" / folder).glob("*.rq"))
]


@pytest.mark.parametrize("rule", LISTED)
def test_each_file_of_rules_is_missed(rule: str, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unlinked(copy / "ontology" / rule)
    code, found = findings(copy, capsys)
    assert (code, [each["rule"] for each in found]) == (1, ["consequences-drawn"])
    assert found[0]["message"].startswith(f"ontology/{rule} is missing, so ")
    assert found[0]["file"] == "ontology/scgraph.ttl"
    assert (
        f'"{rule}"' in (copy / found[0]["file"]).read_text(encoding="utf-8").split("\n")[found[0]["line"] - 1]
    )


def test_several_files_of_rules_are_one_finding(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for rule in LISTED[:5]:
        unlinked(copy / "ontology" / rule)
    (found,) = findings(copy, capsys)[1]
    assert " and 2 more are missing, so " in found["message"]


def test_the_ontology_lists_each_file_of_rules(project: Project) -> None:
    """One that is not listed would be lost unseen: add it to ``scg:madeBy`` in ontology/scgraph.ttl."""
    text = (project.root / "ontology/scgraph.ttl").read_text(encoding="utf-8")
    assert [rule for rule in LISTED if f'"{rule}"' not in text] == []


def test_what_is_no_file_is_a_finding_and_the_rest_is_checked(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = (copy / COUNCIL).parent
    (data / "folder.ttl").mkdir()
    (data / "link.ttl").symlink_to(data / "nowhere.ttl")
    os.mkfifo(data / "pipe.ttl")
    damaged(copy, {"edits": [["Clerk, Level A", "Clerk,  Level A"]]})
    code, found = findings(copy, capsys)
    told = {(each["rule"], Path(each["file"]).name, each["message"]) for each in found}
    assert code == 1
    assert {(rule, file) for rule, file, _ in told} == {
        ("file-readable", "folder.ttl"),
        ("file-readable", "link.ttl"),
        ("file-readable", "pipe.ttl"),
        ("spaces-tidy", "example.ttl"),
    }
    assert {message for rule, _, message in told if rule == "file-readable"} == {
        "is a directory, not a file.",
        "is a link that leads nowhere.",
        "is a pipe or a device, not a file.",
    }
    (data / "folder.ttl").rmdir()
    (data / "link.ttl").unlink()
    for command in (["stats"], ["load", "--store", str(copy / "store")]):
        assert run([*command, "--project", str(copy)]) == 2
        assert "pipe.ttl: is a pipe or a device, not a file." in capsys.readouterr().err
    assert run(["validate", "--project", str(copy), str(data / "none.ttl")]) == 2
    assert "no such file" in capsys.readouterr().err


SHAPES = sorted(path.name for path in (ROOT / "shapes").glob("*.ttl"))


def test_the_shapes_list_each_file_of_theirs(project: Project) -> None:
    """One that is not listed would be lost unseen: add it to ``shape:madeOf`` in shapes/common.ttl."""
    text = (project.root / "shapes/common.ttl").read_text(encoding="utf-8")
    assert [name for name in SHAPES if f'"{name}"' not in text] == []


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "common.ttl"])
@pytest.mark.parametrize("is_emptied", [True, False])
def test_each_file_of_shapes_is_missed(
    name: str, is_emptied: bool, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unlinked(copy / "shapes" / name)
    if is_emptied:
        (copy / "shapes" / name).write_text("# Nothing.\n", encoding="utf-8")
    code, (found,) = findings(copy, capsys)
    assert (code, found["rule"], found["file"]) == (1, "shapes-kept", "shapes/common.ttl")
    assert found["message"] == f"shapes/{name} is missing or empty, so its rules were not checked."


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_a_contradiction(
    format_: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged(copy, next(each for each in DAMAGES if each["name"] == "a text where a thing belongs"))
    words = ["validate", "--project", str(copy), "--format", format_]
    assert run(words) == 0
    assert "no-contradiction" not in capsys.readouterr().out
    assert run([*words, "--reason"]) == 1
    assert "no-contradiction" in capsys.readouterr().out


def test_standing_oddities_do_not_mark_a_change(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--project", str(project.root), "--format", "github"]) == 0
    assert "::" not in capsys.readouterr().out
    assert run(["validate", "--project", str(project.root), "--format", "github", "--all"]) == 0
    assert capsys.readouterr().out.count("::warning") == 12
