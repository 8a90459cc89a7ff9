"""What is told of a piece of law is what the graph says, and counts what the questions list."""

from __future__ import annotations

import pytest

from scgraph.graph import Node
from scgraph.law.about import NO_STATUS, LawFacts, describe_law
from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph
from scgraph.tables.law import NO_DATE, law_facts, law_sheet, status_text
from scgraph.words import natural_key, split_list

NAMES = [
    "Care Act 2014",
    "Care Act s.42",
    "Care Act s.10",
    "MCA",
    "MCA Sch A1",
    "MHA s.117",
    "UK GDPR",
    "SI 2018/893",
]
SCHEMES = ["DoLS", "LPS", "CHC", "DFG", "PSED", "Mental health after-care"]


def told(graph: KnowledgeGraph, name: str) -> LawFacts:
    (node,) = graph.find_law(name)
    return describe_law(graph, node)


@pytest.mark.parametrize("name", [*NAMES, *SCHEMES])
def test_the_counts_are_those_of_the_question(graph: KnowledgeGraph, name: str) -> None:
    law = told(graph, name)
    asked = graph.ask("legislation-impact", provision=name)
    # The page of a law counts what stands under it; the question also follows what it changes and empowers.
    rows = [row for row in asked if "itself" in split_list(str(row["through"]))]
    assert law.statements == len(rows)
    named = graph.ask("legislation-impact", provision=name, named="true")
    assert law.named == len([row for row in named if "itself" in split_list(str(row["through"]))])


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_is_counted_where_it_is_set_out(graph: KnowledgeGraph, name: str) -> None:
    law = told(graph, name)
    (place,) = law.counted_at
    assert law.statements == told(graph, place).statements
    assert law.kind == "Statutory scheme"


def test_a_scheme_has_a_status_that_was_read_or_says_that_nobody_checked(graph: KnowledgeGraph) -> None:
    lps = told(graph, "LPS")
    assert (lps.status, lps.status_read_on) == ("not in force", "2026-11-28")
    assert "read on 2026-11-28 at Kent County Council" in status_text(lps)
    assert status_text(told(graph, "CHC")) == f"not checked; {NO_DATE}"


def test_an_act_is_told_with_its_parts_in_their_order(graph: KnowledgeGraph) -> None:
    law = told(graph, "Care Act")
    assert (law.label, law.kind, law.number) == ("Care Act 2014", "Act of Parliament", "2014 c. 23")
    labels = [part.label for part in law.parts]
    assert labels == sorted(labels, key=natural_key)
    assert labels.index("Care Act 2014, s.9") < labels.index("Care Act 2014, s.10")
    assert "Care and Support (Assessment) Regulations 2014" in {piece.label for piece in law.instruments}
    assert law.part_of == ()


def test_amendments_and_powers_are_told_from_both_ends(graph: KnowledgeGraph) -> None:
    assert [piece.label for piece in told(graph, "Mental Health Act 2025").amends] == [
        "Mental Health Act 1983"
    ]
    assert "Mental Health Act 2025" in {piece.label for piece in told(graph, "MHA 1983").amended_by}
    assert [piece.label for piece in told(graph, "SI 2018/893").made_under] == [
        "Children and Social Work Act 2017, s.39",
        "Mental Capacity Act 2005, Sch. A1 para. 129",
        "Mental Capacity Act 2005, Sch. A1 para. 130",
    ]


def test_wholes_begin_with_the_narrowest(graph: KnowledgeGraph) -> None:
    wholes = told(graph, "MCA Sch A1 para 38").part_of
    assert [piece.label for piece in wholes] == [
        "Mental Capacity Act 2005, Sch. A1",
        "Mental Capacity Act 2005",
    ]


def test_a_status_comes_with_its_dates_or_says_that_there_are_none(graph: KnowledgeGraph) -> None:
    assert "2015-04-01" in status_text(told(graph, "Care Act s.10"))
    ended = status_text(told(graph, "Care Act Sch 3"))
    assert ended.startswith("not in force; ")
    assert "no longer in force from 2022-07-01" in ended
    undated = [law for law in (told(graph, name) for name in NAMES) if not law.in_force_from]
    assert undated
    assert all(NO_DATE in status_text(law) for law in undated)


def test_what_is_not_checked_is_told_in_the_words_of_the_graph(graph: KnowledgeGraph) -> None:
    """A status without a date is told to have none, and every comment of the graph is told with it."""
    for iri, label in graph.members("eli:LegalResource"):
        law = describe_law(graph, Node(iri, label))
        facts = dict(law_facts(law))
        assert facts["Identifier"] == iri
        dated = law.in_force_from or law.no_longer_in_force_from
        assert NO_DATE in facts["Status"] or dated or law.kind == "Judgment"
        assert bool(law.status_read_on) == (law.status not in {"not checked", NO_STATUS})
        stated = graph.engine.select(f"SELECT ?note {{ <{iri}> <{PREFIXES['rdfs']}comment> ?note }}").rows
        assert {note.value for (note,) in stated if note} == set(law.notes)


def test_every_label_of_law_leads_to_its_bearer(graph: KnowledgeGraph) -> None:
    """Labels are what commands and pages suggest to ask with."""
    for iri, label in [*graph.members("eli:LegalResource"), *graph.members("scg:StatutoryScheme")]:
        assert [(node.iri, node.notes) for node in graph.find_law(label)] == [(iri, ())]


def test_every_name_of_law_leads_to_its_bearer_or_is_asked_about(graph: KnowledgeGraph) -> None:
    shared = {"Mental Health Act"}  # there is one of 1983 and one of 2025
    for iri, label in graph.members("eli:LegalResource"):
        for name in set(describe_law(graph, Node(iri, label)).names) - shared:
            assert [node.iri for node in graph.find_law(name)] == [iri], name


def test_a_sheet_has_a_row_for_each_thing(graph: KnowledgeGraph) -> None:
    laws = [told(graph, "Care Act s.42"), told(graph, "DoLS")]
    sheet = law_sheet(graph, laws)
    rows = sheet.table.rows
    assert {row[0] for row in rows} == {"Care Act 2014, s.42", "Deprivation of Liberty Safeguards"}
    assert all(len(row) == len(sheet.table.columns) for row in rows)
    topics = [
        row[2]
        for row in rows
        if row[1] == "Topic or role that rests on it" and row[0] == "Care Act 2014, s.42"
    ]
    assert topics == [topic.label for topic in laws[0].topics]
