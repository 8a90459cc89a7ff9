"""What a change causes, and nothing else: real changes, each with all that is told of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scgraph.cli import run
from scgraph.namespaces import contract
from scgraph.project import Project
from tests.camden import camden
from tests.programs import needs
from tests.validation.test_mutations import BEXLEY, COMPETENCIES, KENT, LAW, RICHMOND

pytestmark = needs("git")

Capture = pytest.CaptureFixture[str]
DERBYSHIRE = "data/turtle/derbyshire.ttl"
SCA = "bexley:social-care-assistant"
PEOPLE = "data/turtle/people.ttl"
MANAGER = """PREFIX org: <http://www.w3.org/ns/org#>
<https://w3id.org/scgraph/id/bexley/nobody-refers-to-it> a org:Role ;
    <http://www.w3.org/2004/02/skos/core#prefLabel> "Manager of nobody"@en .
"""
OWN_RULE = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<https://w3id.org/scgraph/shapes#own> a sh:NodeShape ;
    sh:targetClass <https://w3id.org/scgraph/ontology#Level> ;
    sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] .
"""
ONLY_IN_BEXLEY = (
    "best-interests", "career-progression", "co-production", "communication-needs", "deprivation-of-liberty",
    "english-language", "information-sharing", "listening", "protective-measures", "recognising-abuse",
    "safeguarding-concerns", "self-directed-support", "values-and-ethics",
)  # fmt: skip


def git(place: Path, *words: str) -> None:
    """A git command, by an author of its own."""
    author = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *author, *words], cwd=place, check=True, capture_output=True)


def edit(file: str, subject: str, old: str, new: str) -> Callable[[Path], None]:
    """In the block of a subject, one text becomes another; an empty old text stands for the whole block."""

    def apply(root: Path) -> None:
        path = root / file
        text = path.read_text(encoding="utf-8")
        start = text.index(f"\n{subject} a ") + 1
        end = text.index(" .\n", start) + 3
        block = text[start:end]
        assert old in block, f"{subject} does not say {old!r}"
        changed = block.replace(old, new, 1) if old else new
        path.write_text(text[:start] + changed + text[end:], encoding="utf-8")

    return apply


def replace_all(file: str, old: str, new: str) -> Callable[[Path], None]:
    """In a file, one text becomes another wherever it stands."""

    def apply(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new), encoding="utf-8")

    return apply


def remove(file: str) -> Callable[[Path], None]:
    """A file is deleted."""
    return lambda root: (root / file).unlink()


def move(file: str, to: str) -> Callable[[Path], object]:
    """A file has another name."""
    return lambda root: (root / file).rename(root / to)


def write(file: str, text: str) -> Callable[[Path], object]:
    """A file says something else."""
    return lambda root: (root / file).write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Change:
    """A change, and what it causes: pairs of a rule and a focus node, or a file where there is none."""

    name: str
    apply: Callable[[Path], object]
    causes: frozenset[tuple[str, str]] = frozenset()
    gone: int = 0
    code: int = 0


CRITERIA = ("criterion-goes-up", "criterion-has-both-ends", "criterion-where-it-leads")
CHANGES = [
    Change("nothing but a comment", replace_all(BEXLEY, "# London", "# The London")),
    Change(
        "a level takes the label of one in another file",
        edit(BEXLEY, f"{SCA}_07", '"Social Care Assistant, Bexley 07"', '"Social Worker, Band B"'),
        frozenset({("level-label-unique", "county:social-worker_band-b")}),
        code=1,
    ),
    Change(
        "the last use of a topic goes",
        edit(BEXLEY, f"{SCA}_major-duties-and-responsibilities-7", "comp:best-interests , ", ""),
        frozenset({("competency-used", "comp:best-interests")}),
        code=1,
    ),
    Change(
        "a file is deleted",
        remove(BEXLEY),
        frozenset(
            {("competency-used", f"comp:{topic}") for topic in ONLY_IN_BEXLEY}
            | {("file-kept", "graph:bexley"), ("name-known", "source:bexley")}
            # No rule of another council tells how one moves up: these have nothing to look at any more.
            | {(rule, "shapes/structure.ttl") for rule in CRITERIA}
        ),
        code=1,
    ),
    Change("a file is renamed", move(DERBYSHIRE, "data/turtle/derbyshire-county.ttl")),
    Change(
        "a competency is removed from the ontology",
        edit(COMPETENCIES, "comp:best-interests", "", ""),
        frozenset({("name-known", "comp:best-interests")}),
        code=1,
    ),
    Change(
        "a statement within a section is removed",
        edit(BEXLEY, f"{SCA}_07_relevant-technical-experience-and-knowledge-9", "", ""),
        frozenset(
            {
                ("statement-kept", f"{SCA}_07_relevant-technical-experience-and-knowledge-9"),
                ("locator-no-hole", f"{SCA}_07_relevant-technical-experience-and-knowledge-10"),
            }
        ),
        code=1,
    ),
    Change(
        "the last statement of a section is removed, which only the count misses",
        edit(BEXLEY, f"{SCA}_07_progression-2", "", ""),
        frozenset({("statement-kept", f"{SCA}_07_progression-2"), ("statement-count", "source:bexley")}),
        code=1,
    ),
    Change(
        "a level with noted oddities is called otherwise",
        edit(DERBYSHIRE, "derbyshire:social-care-and-inclusion_sci12", '"SCI12"', '"SCI 12 (new)"'),
    ),
    Change(
        "a fall is noted no more",
        edit(
            DERBYSHIRE,
            "derbyshire:social-care-and-inclusion_sci13_knowledge-skills-experience-2",
            "scg:sourceNote",
            "skos:editorialNote",
        ),
        frozenset(
            {
                ("level-falls-back", "derbyshire:social-care-and-inclusion_sci13"),
                # It still says what it explains.
                (
                    "explains-a-rule",
                    "derbyshire:social-care-and-inclusion_sci13_knowledge-skills-experience-2",
                ),
            }
        ),
        gone=1,
        code=1,
    ),
    Change(
        "a rule becomes stricter",
        replace_all("shapes/style.ttl", "sh:maxLength 90", "sh:maxLength 85"),
        frozenset(
            {
                ("label-length", "county:social-worker_band-c_key-responsibilities-1"),
                ("label-length", "derbyshire:social-care-and-inclusion_sci11_overall-1_option-4"),
            }
        ),
        code=1,
    ),
    Change(
        "a provision is repealed",
        edit(
            LAW,
            "<http://www.legislation.gov.uk/id/ukpga/2014/23/section/20>",
            "InForce-inForce",
            "InForce-notInForce",
        ),
        frozenset({("grounded-in-force", "grounding:carers-assessment_ukpga-2014-23-section-20")}),
        code=1,
    ),
    Change(
        "a rule is removed",
        edit("shapes/ladders.ttl", "shape:level-follows-one", "", ""),
        frozenset({("rule-kept", "shape:level-follows-one")}),
    ),
    Change(
        "a rule is switched off",
        edit(
            "shapes/ladders.ttl", "shape:level-adds", "sh:targetClass", "sh:deactivated true ; sh:targetClass"
        ),
        frozenset({("rule-kept", "shape:level-adds")}),
    ),
    Change(
        "a file of rules of one's own is removed",
        remove("shapes/own.ttl"),
        frozenset({("rule-kept", "shape:own")}),
    ),
    Change(
        "a file of shapes is removed",
        remove("shapes/ladders.ttl"),
        frozenset({("shapes-kept", "https://w3id.org/scgraph/shapes")}),
        gone=9,
        code=1,
    ),
    Change(
        "a file without statements is removed",
        remove(PEOPLE),
        frozenset({("file-kept", "graph:people")}),
    ),
    Change("a file without statements is renamed", move(PEOPLE, "data/turtle/persons.ttl")),
    Change(
        "a file that nobody reads",
        lambda root: (root / "data/turtle/camden.TTL").write_text(""),
        frozenset({("file-read", "graph:camden")}),
        code=1,
    ),
]


@pytest.fixture(scope="module")
def repository(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example project in a repository of its own, with fewer councils: so it has old faults, too."""
    root = tmp_path_factory.mktemp("against") / "a project"
    for part in ("ontology", "data", "shapes"):
        shutil.copytree(project.root / part, root / part)
    for file in (KENT, RICHMOND):
        (root / file).unlink()
    write(PEOPLE, MANAGER)(root)
    write("shapes/own.ttl", OWN_RULE)(root)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "as published")
    return root


@pytest.fixture
def copy(repository: Path) -> Path:
    """The repository as it was committed."""
    git(repository, "reset", "-q", "--hard")
    git(repository, "clean", "-fdq")
    return repository


def told(root: Path, capsys: Capture, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the report of the command."""
    code = run(["validate", "--project", str(root), "--format", "json", *options])
    return code, json.loads(capsys.readouterr().out)


def causes(report: dict[str, Any]) -> set[tuple[str, str]]:
    """The findings by rule and focus node, or file."""
    return {
        (each["rule"], contract(each["focus"]) if each["focus"] else each["file"])
        for each in report["findings"]
    }


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name.replace(" ", "-"))
def test_a_change_and_what_it_causes(change: Change, copy: Path, capsys: Capture) -> None:
    change.apply(copy)
    code, report = told(copy, capsys, "--against", "HEAD")
    assert causes(report) == change.causes
    (comparison,) = report["comparisons"]
    assert len(comparison["gone"]) == change.gone
    assert code == change.code


def test_every_report_says_what_it_was_compared_with(copy: Path, capsys: Capture) -> None:
    CHANGES[1].apply(copy)
    assert run(["validate", "--project", str(copy), "--against", "HEAD"]) == 1
    done = capsys.readouterr()
    assert "1 error, no warnings in 4 files" in done.out
    assert re.search(
        r"^only what is new against HEAD \([0-9a-f]{9}\): \d+ findings of before left out", done.out, re.M
    )
    assert done.err.startswith(f"project: a project ({copy}: 4 files)")


@pytest.fixture
def own(tmp_path: Path, project: Project) -> Path:
    """A repository with the data of one council alone, in a directory of the repository, and a fault."""
    root = tmp_path / "repository" / "graph"
    root.mkdir(parents=True)
    assert run(["init", str(root), "--name", "Camden"]) == 0
    text = (
        camden(project).replace("scg:rank 2 ;", "scg:rank 3 ;").replace("    scg:statementCount 101 ;\n", "")
    )
    (root / "data/turtle/camden.ttl").write_text(text, encoding="utf-8")
    git(root.parent, "init", "-q")
    return root


def commit(root: Path) -> None:
    """Everything is committed."""
    git(root, "add", "--all")
    git(root, "commit", "-q", "-m", "a change")


def test_before_the_first_commit_everything_is_new(own: Path, capsys: Capture) -> None:
    capsys.readouterr()
    for base in ("HEAD", "0" * 40):
        code, report = told(own, capsys, "--against", base)
        assert (code, causes(report)) == (1, {("level-follows-next-rank", "camden:social-care-assistant_07")})
        assert report["comparisons"][0]["before"] == 0


def test_a_project_of_ones_own_with_an_old_fault(own: Path, capsys: Capture) -> None:
    commit(own)
    capsys.readouterr()
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, report["findings"], report["comparisons"][0]["before"]) == (0, [], 1)
    data = own / "data/turtle/camden.ttl"
    data.write_text(
        data.read_text(encoding="utf-8").replace("scg:rank 3 ;", "scg:rank 2 ;"), encoding="utf-8"
    )
    code, report = told(own, capsys, "--against", "HEAD")
    assert [gone.split(":")[0] for gone in report["comparisons"][0]["gone"]] == ["level-follows-next-rank"]
    data.rename(data.with_name("camden.turtle"))
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, {each["rule"] for each in report["findings"]}) == (1, {"file-read", "file-kept"})


def test_data_that_are_all_gone_are_told(own: Path, capsys: Capture) -> None:
    commit(own)
    (own / "data/turtle/camden.ttl").unlink()
    capsys.readouterr()
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, [each["rule"] for each in report["findings"]]) == (1, ["file-kept"])
    assert run(["validate", "--project", str(own)]) == 2
    assert "no Turtle file (.ttl) here" in capsys.readouterr().err


def test_a_file_that_states_nothing_is_missed_too(own: Path, capsys: Capture) -> None:
    more = own / "data/turtle/people.ttl"
    more.write_text(
        "PREFIX org: <http://www.w3.org/ns/org#>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        '<https://w3id.org/scgraph/role/porter> a org:Role ; skos:prefLabel "Porter"@en .\n',
        encoding="utf-8",
    )
    commit(own)
    more.unlink()
    capsys.readouterr()
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, causes(report)) == (0, {("file-kept", "graph:people")})
    assert "1 in all: https://w3id.org/scgraph/role/porter" in report["findings"][0]["message"]


def test_what_was_unreadable_before_hides_nothing_new(own: Path, tmp_path: Path, capsys: Capture) -> None:
    (own / "data/turtle/bad.ttl").write_text("this is no Turtle", encoding="utf-8")
    commit(own)
    capsys.readouterr()
    baseline = tmp_path / "old faults.json"
    baseline.write_text(json.dumps(told(own, capsys)[1]), encoding="utf-8")
    place = "camden:social-care-assistant_07_progression-2"
    edit("data/turtle/camden.ttl", place, "scg:concerns ", "scg:concerns comp:no-such-topic , ")(own)
    assert told(own, capsys)[1]["heldBack"] > 0
    for base in (["--against", "HEAD"], ["--baseline", str(baseline)]):
        code, report = told(own, capsys, *base)
        assert (code, causes(report), report["heldBack"]) == (1, {("name-known", "comp:no-such-topic")}, 0)
    # Where another file is lost by the change, nobody knows what follows from that.
    (own / "data/turtle/worse.ttl").write_text("nor is this", encoding="utf-8")
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, {each["rule"] for each in report["findings"]}) == (1, {"file-readable"})


def test_a_syntax_error_of_before_is_no_hindrance(own: Path, capsys: Capture) -> None:
    bad = own / "data/turtle/bad.ttl"
    bad.write_text("this is no Turtle", encoding="utf-8")
    commit(own)
    bad.unlink()
    capsys.readouterr()
    code, report = told(own, capsys, "--against", "HEAD")
    assert (code, report["findings"]) == (0, [])


@pytest.mark.parametrize("kind", ["directory", "store"])
def test_another_version_in_a_directory_or_a_store(
    kind: str, own: Path, tmp_path: Path, capsys: Capture
) -> None:
    base = tmp_path / "base"
    if kind == "store":
        assert run(["load", "--project", str(own), "--store", str(base)]) == 0
    else:
        shutil.copytree(own, base)
    edit("data/turtle/camden.ttl", "camden:social-care-assistant_07_progression-2", "", "")(own)
    capsys.readouterr()
    code, report = told(own, capsys, "--against", str(base))
    assert (code, causes(report)) == (
        0,
        {("statement-kept", "camden:social-care-assistant_07_progression-2")},
    )
    assert report["comparisons"][0]["base"] == f"the {kind} {base}"


def test_a_baseline_keeps_old_faults_quiet(own: Path, tmp_path: Path, capsys: Capture) -> None:
    capsys.readouterr()
    assert run(["validate", "--project", str(own), "--format", "json"]) == 1
    baseline = tmp_path / "old faults.json"
    baseline.write_text(capsys.readouterr().out, encoding="utf-8")
    # Lines move, and the fault stays the same.
    data = own / "data/turtle/camden.ttl"
    data.write_text("# A line more.\n\n" + data.read_text(encoding="utf-8"), encoding="utf-8")
    assert told(own, capsys, "--baseline", str(baseline))[0] == 0
    edit("data/turtle/camden.ttl", "camden:social-care-assistant_06", "Camden 06", "Camden 06.")(own)
    code, report = told(own, capsys, "--baseline", str(baseline))
    assert (code, causes(report)) == (1, {("label-no-full-stop", "camden:social-care-assistant_06")})
    commit(own)
    code, report = told(own, capsys, "--baseline", str(baseline), "--against", "HEAD")
    assert (code, len(report["comparisons"])) == (0, 2)
    baseline.write_text(json.dumps(report), encoding="utf-8")
    assert run(["validate", "--project", str(own), "--baseline", str(baseline)]) == 2
    assert "tells only what was new" in capsys.readouterr().err


def test_an_old_cause_hides_nothing_new(own: Path, tmp_path: Path, capsys: Capture) -> None:
    place = "camden:social-care-assistant_07_progression-2"
    data = "data/turtle/camden.ttl"
    edit(data, place, "scg:locator", "scg:rank 9 ;\n    scg:locator")(own)
    commit(own)
    capsys.readouterr()
    baseline = tmp_path / "old faults.json"
    code, report = told(own, capsys)
    assert (code, causes(report)) == (
        1,
        {
            ("property-domain", place),
            ("level-follows-next-rank", "camden:social-care-assistant_07"),
        },
    )
    baseline.write_text(json.dumps(report), encoding="utf-8")
    # What contradicts the class follows from the property, which is old; it is new all the same.
    edit(data, place, "a scg:", "a scg:GradeScheme , scg:")(own)
    new = ("class-disjoint", place)
    assert new not in causes(told(own, capsys)[1])
    for base in (["--against", "HEAD"], ["--baseline", str(baseline)]):
        code, report = told(own, capsys, *base)
        assert (code, causes(report)) == (1, {new})
    # It was hidden when this report was written, and the report knows it.
    baseline.write_text(json.dumps(told(own, capsys)[1]), encoding="utf-8")
    assert told(own, capsys, "--baseline", str(baseline))[0] == 0
    commit(own)
    assert told(own, capsys, "--against", "HEAD")[0] == 0


def test_a_new_cause_hides_what_follows_from_it(own: Path, capsys: Capture) -> None:
    commit(own)
    place = "camden:social-care-assistant_07_progression-2"
    edit("data/turtle/camden.ttl", place, "scg:locator", "scg:rank 9 ;\n    scg:locator")(own)
    edit("data/turtle/camden.ttl", place, "a scg:", "a scg:GradeScheme , scg:")(own)
    capsys.readouterr()
    assert causes(told(own, capsys, "--against", "HEAD")[1]) == {("property-domain", place)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--against", "no-such-branch"], "no-such-branch: neither a directory nor a revision of"),
        (["--against", "--all"], "--all: neither a directory nor a revision of"),
        (["--against", ""], "--against names nothing"),
        (["--against", " "], "--against names nothing"),
        (["--against", "repository/graph"], "this is the project itself"),
        (["--against", "old-store"], "another version of scgraph (format 1, this one reads 3). Load"),
        (["--against", "."], "neither a project (scgraph.toml is missing) nor a store"),
        (["--baseline", "none.json"], "none.json: cannot be read"),
        (["--baseline", "{bad}"], "not valid JSON"),
        (["--baseline", "{other}"], "not a report of this version of scgraph"),
    ],
)
def test_a_base_that_is_none(
    options: list[str],
    message: str,
    own: Path,
    tmp_path: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, other = tmp_path / "bad.json", tmp_path / "other.json"
    bad.write_text("{", encoding="utf-8")
    other.write_text("[]", encoding="utf-8")
    old = tmp_path / "old-store"
    (old / "generations" / ("0" * 12)).mkdir(parents=True)
    (old / "CURRENT").write_text("0" * 12 + "\n", encoding="utf-8")
    (old / "generations" / ("0" * 12) / "manifest.json").write_text('{"format": 1}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commit(own)
    capsys.readouterr()
    words = [option.format(bad=bad, other=other) for option in options]
    assert run(["validate", "--project", str(own), *words]) == 2
    assert message in capsys.readouterr().err


def test_losses_are_graded_like_rules(own: Path, tmp_path: Path, capsys: Capture) -> None:
    commit(own)
    edit("data/turtle/camden.ttl", "camden:social-care-assistant_07_progression-2", "", "")(own)
    profile = tmp_path / "profile.toml"
    profile.write_text('[rules]\nstatement-kept = "violation"\n', encoding="utf-8")
    capsys.readouterr()
    code, report = told(own, capsys, "--against", "HEAD", "--profile", str(profile))
    assert (code, report["findings"][0]["severity"]) == (1, "error")
    assert "Social Care Assistant / " in report["findings"][0]["message"]


def test_a_directory_that_is_in_no_repository(own: Path, capsys: Capture) -> None:
    shutil.rmtree(own.parent / ".git")
    capsys.readouterr()
    assert run(["validate", "--project", str(own), "--against", "HEAD"]) == 2
    assert "nor can git read a repository at" in capsys.readouterr().err


def test_without_git(own: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    capsys.readouterr()
    assert run(["validate", "--project", str(own), "--against", "HEAD"]) == 3
    assert "git is not installed" in capsys.readouterr().err
