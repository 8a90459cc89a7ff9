"""The real graph opened, and names looked up in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.errors import UnknownName, UnreadableFile
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.statistics import competency_use, count_things
from scgraph.words import fold

ID = "https://w3id.org/scgraph/id/"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("Social Care officer, Level C", "kent-medway/social-care-officer_level-c"),
        ("social care officer level c", "kent-medway/social-care-officer_level-c"),
        ("Bexley 07", "bexley/social-care-assistant_07"),
        ("bexley07", "bexley/social-care-assistant_07"),
        ("bexley:social-care-assistant_07", "bexley/social-care-assistant_07"),
        ("https://w3id.org/scgraph/id/bexley/social-care-assistant_07", "bexley/social-care-assistant_07"),
        ("<https://w3id.org/scgraph/id/bexley/social-care-assistant_07>", "bexley/social-care-assistant_07"),
        ("Advanced Social Work Practitioner", "county/social-worker_band-c"),
        ("SO1", "richmond-wandsworth/social-care-assessor_so1"),
        ("SCI09", "derbyshire/social-care-and-inclusion_sci09"),
        # A role with one level names that level too.
        ("Community Care Officer", "county/community-care-officer_only-level"),
    ],
)
def test_a_level_is_found_as_people_name_it(graph: KnowledgeGraph, text: str, local: str) -> None:
    assert graph.find(text, "scg:Level").iri == ID + local


def test_a_name_that_two_levels_bear_is_said_to(graph: KnowledgeGraph) -> None:
    found = graph.find("Range 4 Level C", "scg:Level")
    assert found.label == "Social Care officer, Level C"
    assert found.others == ("Deaf Services Assessment & Support Worker, Level C",)


def test_an_unknown_name_gets_the_nearest(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match=r"no level is called 'Bexley 08'\. Nearest: .*Bexley ?07"):
        graph.find("Bexley 08", "scg:Level")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bexley:social-care-assistant", "scg:Level"),  # a role
        ("https://example.org/nothing", "scg:Level"),
        ("http://[broken", "scg:Level"),
        ("", "scg:Level"),
    ],
)
def test_what_is_not_of_the_class_is_unknown(graph: KnowledgeGraph, text: str, kind: str) -> None:
    with pytest.raises(UnknownName):
        graph.find(text, kind)


@pytest.mark.parametrize(
    "text", ["Care Act 2014", "Care Act 2014 s.42", "Care Act 2014, s.42", "Mental Capacity Act 2005"]
)
def test_acts_and_provisions_are_found_as_cited(graph: KnowledgeGraph, text: str) -> None:
    assert graph.find(text, "eli:LegalResource").iri.startswith("http://www.legislation.gov.uk/id/ukpga/")


def test_the_members_of_a_class_are_sorted_by_label(graph: KnowledgeGraph) -> None:
    levels = graph.members("scg:Level")
    assert len(levels) == 30
    assert [label for _, label in levels] == sorted((label for _, label in levels), key=str.casefold)


def test_counts_of_the_real_graph(graph: KnowledgeGraph) -> None:
    counts = dict(count_things(graph.engine))
    assert counts["councils"] == 5
    assert counts["roles and job families"] == 9
    assert counts["levels"] == 30
    # The five documents hold 171, 442, 278, 101 and 59 atomic statements.
    assert counts["statements"] == 171 + 442 + 278 + 101 + 59


def test_competency_use_adds_up(graph: KnowledgeGraph) -> None:
    header, rows = competency_use(graph.engine)
    assert header == (
        "topic",
        "competency",
        "bexley",
        "county",
        "derbyshire",
        "kent-medway",
        "richmond-wandsworth",
        "all",
    )
    assert all(sum(int(n) for n in row[2:-1]) == row[-1] for row in rows)


def test_a_broken_file_is_named_with_its_line(project: Project, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text("@prefix a: <http://a/> .\n\na:x a:y b:z .\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"broken\.ttl:3:9: not valid Turtle"):
        open_graph(project, [broken])


def test_a_missing_file_is_named(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.ttl: no such file"):
        open_graph(project, [tmp_path / "nowhere.ttl"])


def test_folding_forgets_case_space_and_punctuation() -> None:
    assert fold("Deaf Services Assessment & Support Worker") == fold(
        "deaf services assessment and support-worker"
    )
