"""``scgraph reason``: passes on the real graph, says why it fails on a broken one, and explains facts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from scgraph.cli import run
from scgraph.errors import MissingDependency
from scgraph.rules import hermit

from ..examples import EXAMPLE

COUNCIL = "https://w3id.org/scgraph/id/bexley"


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the project with one more data file, empty as yet."""
    for part in ("ontology", "queries", "shapes"):
        shutil.copytree(EXAMPLE / part, tmp_path / part)
    (tmp_path / "data" / "turtle").mkdir(parents=True)
    shutil.copy(EXAMPLE / "data" / "turtle" / "bexley.ttl", tmp_path / "data" / "turtle")
    return tmp_path


def add(project: Path, turtle: str) -> None:
    prefixes = f"PREFIX scg: <https://w3id.org/scgraph/ontology#> PREFIX bexley: <{COUNCIL}/> "
    prefixes += "PREFIX srole: <https://w3id.org/scgraph/statutory-role/> "
    (project / "data" / "turtle" / "broken.ttl").write_text(prefixes + turtle, encoding="utf-8")


def test_the_real_graph_is_consistent(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reason", "--project", str(EXAMPLE)]) == 0
    said = capsys.readouterr()
    assert re.fullmatch(r"project: .*: 5 files\)\n", said.err)
    assert "classes, no unsatisfiable one (HermiT, " in said.out
    carries = next(line for line in said.out.splitlines() if line.startswith("40-carries"))
    assert "scg:addsTo ∘ scg:carries ⊑ scg:carries" in carries


@pytest.mark.parametrize(
    ("turtle", "sentence"),
    [
        (
            "bexley:social-care-assistant_job-purpose-1 a scg:SkillRequirement .",
            "is a scg:Purpose and a scg:Requirement, and nothing can be both",
        ),
        ("bexley:social-care-assistant_06 scg:follows bexley:social-care-assistant_06 .", "follows itself"),
        (
            "bexley:social-care-assistant_07 scg:follows bexley:social-care-assistant_05 .",
            "has two values of scg:follows",
        ),
        (
            "bexley:social-care-assistant_job-purpose-1 scg:concerns "
            "<http://www.legislation.gov.uk/id/ukpga/2014/23/section/42> .",
            "is a eli:LegalResource and a scg:Competency",
        ),
        (f"<{COUNCIL}> scg:mayActAs srole:amhp .", "is a org:Organization, but the subject of scg:mayActAs"),
    ],
)
def test_a_broken_graph_fails_and_says_why(
    turtle: str, sentence: str, broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(broken, turtle)
    assert run(["reason", "--project", str(broken)]) == 1
    said = capsys.readouterr()
    assert said.err == "scgraph: the graph is inconsistent: 1 contradiction.\n"
    (line,) = [line for line in said.out.splitlines() if sentence in line]
    facts = said.out[said.out.index(line) :]
    assert f"{broken / 'data' / 'turtle' / 'broken.ttl'})" in facts or "data/turtle/broken.ttl)" in facts


def test_a_class_without_possible_members_fails(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(
        broken,
        "scg:Chore a <http://www.w3.org/2002/07/owl#Class> ; "
        "<http://www.w3.org/2000/01/rdf-schema#subClassOf> scg:Duty , scg:Requirement .",
    )
    assert run(["reason", "--project", str(broken)]) == 1
    assert capsys.readouterr().err == (
        "scgraph: no member can exist of scg:Chore: their axioms contradict each other.\n"
    )


def test_without_java_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_java() -> str:
        raise MissingDependency("the consistency check needs Java.")

    monkeypatch.setattr(hermit, "java", no_java)
    assert run(["reason", "--project", str(EXAMPLE)]) == 3
    assert capsys.readouterr().err == "scgraph: the consistency check needs Java.\n"


def test_an_explanation_ends_in_files(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["bexley:social-care-assistant_07", "scg:SafeguardingLevel"]
    assert run(["reason", "--project", str(EXAMPLE), "--explain", *words]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "bexley:social-care-assistant_07 is a scg:SafeguardingLevel\n    by scg:Safeguarding"
    )
    assert "skos:broader comp:safeguarding" in said
    assert "stated in data/turtle/bexley.ttl" in said
    assert "stated in ontology/competencies.ttl" in said
    assert "  bexley:social-care-assistant_07: Social Care Assistant, Bexley 07" in said


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["Bexley 07", "safeguarding level"], "bexley:social-care-assistant_07 is a scg:SafeguardingLevel"),
        (["SCI14", "above", "SCI04"], "derbyshire:social-care-and-inclusion_sci14 scg:above"),
        (
            ["county:social-worker_band-b", "scg:mayActAs", "srole:amhp"],
            "county:social-worker_band-b scg:mayActAs",
        ),
        (
            [f"{COUNCIL}/social-care-assistant_07", "scg:Level"],
            "bexley:social-care-assistant_07 is a scg:Level",
        ),
    ],
)
def test_things_go_by_iri_curie_or_label(
    words: list[str], first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reason", "--project", str(EXAMPLE), "--explain", *words]) == 0
    assert capsys.readouterr().out.startswith(first)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--explain"], "give a SUBJECT and a CLASS, or a triple, together with --explain"),
        (["Bexley 07", "scg:Level"], "together with --explain"),
        (["--explain", "Bexley 07"], "--explain takes a SUBJECT and a CLASS"),
        (["--explain", "Bexley 77", "scg:Level"], "no level is called 'Bexley 77'. Nearest: Bexley"),
        (["--explain", "Bexley 07", "scg:Levle"], "no class is called 'scg:Levle'"),
        (
            ["--explain", "SCI14", "scg:RegisteredProfessionalLevel"],
            "is a scg:RegisteredProfessionalLevel' does not follow: nothing that is stated leads there",
        ),
    ],
)
def test_what_cannot_be_explained_is_said_in_one_line(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reason", "--project", str(EXAMPLE), *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert says in said.err
    assert len(said.err.splitlines()) == 1
