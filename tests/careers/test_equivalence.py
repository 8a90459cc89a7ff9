"""Likeness on the real graph: what a practitioner would expect of it, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from scgraph.careers.equivalence import council_matrix, equivalents
from scgraph.careers.reading import load_conditions, load_levels, node_of
from scgraph.domain.levels import Level
from scgraph.domain.likeness import EVIDENCE_MARKS, Equivalents, Likeness
from scgraph.errors import UnknownName, UsageError
from scgraph.graph import Node
from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph


def like(graph: KnowledgeGraph, name: str, **options: int) -> Equivalents:
    return equivalents(graph, graph.find(name, "scg:Level").iri, **options)


@pytest.fixture(scope="module")
def ranked(graph: KnowledgeGraph) -> dict[str, tuple[Likeness, ...]]:
    """For each level those of other councils, the most alike first."""
    return {iri: equivalents(graph, node_of(level), explained=0).ranked for iri, level in levels(graph)}


def levels(graph: KnowledgeGraph) -> Iterator[tuple[str, Level]]:
    return iter(load_levels(graph).items())


def differs(found: Likeness) -> set[str]:
    """In what two levels differ, without the details."""
    return {reason.partition(" here:")[0].partition(" differs")[0] for reason in found.reasons}


def test_support_roles_without_registration_find_each_other_first(
    graph: KnowledgeGraph, ranked: dict[str, tuple[Likeness, ...]]
) -> None:
    """They assess, plan and review everywhere; none is asked what registered staff are asked."""
    conditions = load_conditions(graph)
    support = {
        iri
        for iri in load_levels(graph)
        if not any(c.kind == "registration" for c in conditions.get(iri, ()))
    }
    assert len(support) == 30 - 6 - 6, "all but social workers, occupational therapists and SCI09 to SCI14"
    rows = graph.engine.select(f"SELECT ?l {{ ?l <{PREFIXES['scg']}specialisesIn> ?topic }}").rows
    special = {row[0].value for row in rows if row[0]}
    assert {graph.label(iri).partition(",")[0] for iri in special & support} == {
        "Deaf Services Assessment & Support Worker",
        "SCI06",
    }
    for iri in support:
        first = ranked[iri][0]
        assert first.level.iri in support, graph.label(iri)
        # Nobody else works with deaf people, or arranges activities, as the heart of the job.
        assert differs(first) == ({"specialism"} if iri in special else set()), graph.label(iri)


def test_a_newly_qualified_social_worker_is_nearest_the_grade_that_says_newly_qualified(
    graph: KnowledgeGraph,
) -> None:
    """Those below SCI09 are for support staff, those above ask practice after qualifying."""
    ranked = like(graph, "Social Worker, Band A", explained=0).ranked
    derbyshire = [each for each in ranked if each.level.council == "Derbyshire County Council"]
    assert derbyshire[0].level.name == "SCI09"
    assert derbyshire[0].reasons == (
        "registration here: Social Work England, there: where the post needs it",
    )


def test_the_grade_that_says_newly_qualified_is_nearest_the_newly_qualified(graph: KnowledgeGraph) -> None:
    back = like(graph, "SCI09", explained=0).ranked
    county = [each for each in back if each.level.council == "Unnamed county council"]
    assert county[0].level.name == "Social Worker, Band A"


def test_work_with_deaf_people_is_a_specialism(graph: KnowledgeGraph) -> None:
    """However alike the rest: who assesses hearing people need not sign."""
    found = like(graph, "Deaf Services Assessment & Support Worker, Level B", limit=9, explained=9)
    (scale_6,) = (each for each in found.ranked if each.level.name.endswith("Scale 6"))
    assert scale_6.reasons == ("specialism differs (British Sign Language, Deaf and sensory needs)",)
    assert scale_6.word == "near"
    assert {each.topic for each in scale_6.evidence if each.specialism} == {
        "British Sign Language",
        "Deaf and sensory needs",
    }


def test_an_advanced_practitioner_is_nowhere_near_an_entry_grade(graph: KnowledgeGraph) -> None:
    """The advanced practitioner supervises, leads and acts as AMHP or BIA; an entry grade does none of it."""
    ranked = like(graph, "Advanced Social Work Practitioner", explained=0).ranked
    assert ranked[0].level.name == "SCI11", "the grade that asks post-qualifying practice and leads teams"
    entry = [each for each in ranked if each.level.rank == 1]
    assert len(entry) == 5
    assert all(each.likeness < Decimal("0.4") and each.reasons for each in entry)
    assert {each.word for each in entry} <= {"narrower", "partly", "unlike"}


def test_registered_and_unregistered_posts_are_never_called_equivalent(
    graph: KnowledgeGraph, ranked: dict[str, tuple[Likeness, ...]]
) -> None:
    conditions = load_conditions(graph)
    registered = {
        iri for iri, found in conditions.items() if any(c.kind == "registration" and c.body for c in found)
    }
    assert len(registered) == 6
    pairs = 0
    for iri, found in ranked.items():
        for each in found:
            if (iri in registered) is not (each.level.iri in registered):
                pairs += 1
                assert "registration" in differs(each)
                assert each.word not in {"equivalent", "close"}
    assert pairs == 2 * 6 * (30 - 8), "each with each level of the other councils, from both sides"


def test_levels_of_the_same_council_are_not_listed(graph: KnowledgeGraph) -> None:
    found = like(graph, "Range 4 Level B", explained=0)
    assert found.level.council not in {each.level.council for each in found.ranked}
    assert len(found.ranked) == 30 - 6


def test_the_most_alike_come_first_and_each_bar_lowers_the_place(
    graph: KnowledgeGraph, ranked: dict[str, tuple[Likeness, ...]]
) -> None:
    (row,) = graph.engine.select(f"SELECT ?w {{ ?s <{PREFIXES['scg']}differenceWeight> ?w }}").rows
    assert row[0]
    keep = Decimal(row[0].value)
    moved = 0
    for found in ranked.values():
        placed = [each.likeness * keep ** len(each.reasons) for each in found]
        assert placed == sorted(placed, reverse=True)
        moved += [each.likeness for each in found] != sorted((e.likeness for e in found), reverse=True)
    assert moved, "no level stands lower for what bars it"


def test_topics_stand_behind_the_first_ones(graph: KnowledgeGraph) -> None:
    found = like(graph, "Range 4 Level B", limit=4, explained=2)
    assert [bool(each.evidence) for each in found.ranked] == [True, True, False, False]
    first = found.ranked[0]
    by_mark = dict(first.by_mark)
    assert "Conversations model" in by_mark["only here"]
    assert set(by_mark) <= set(EVIDENCE_MARKS)
    topics = [topic for topics in by_mark.values() for topic in topics]
    assert sorted(topics) == sorted(each.topic for each in first.evidence)
    assert len(set(topics)) == len(topics), "each topic bears one mark"


def test_a_matrix_is_in_the_order_of_the_ladders(graph: KnowledgeGraph) -> None:
    matrix = council_matrix(graph, "Bexley", "Richmond and Wandsworth")
    assert [level.name for level in matrix.here] == [f"Social Care Assistant, Bexley 0{n}" for n in (6, 7)]
    assert [level.rank for level in matrix.there] == [1, 2, 3]


def test_the_matrices_agree_with_the_rankings_on_every_pair_of_levels(
    graph: KnowledgeGraph, ranked: dict[str, tuple[Likeness, ...]]
) -> None:
    councils = sorted({level.organisation for _, level in levels(graph)})
    asked = 0
    for here, there in product(councils, repeat=2):
        matrix = council_matrix(graph, Node(here, here), Node(there, there))
        for (level, other), cell in matrix.cells.items():
            if here == there:
                assert differs(cell) == differs(matrix.cells[other, level])
                continue
            (found,) = (each for each in ranked[level] if each.level.iri == other)
            assert differs(cell) == differs(found), (level, other)
            assert replace(found, reasons=cell.reasons, iri=None) == cell
            asked += 1
    assert asked == sum(len(found) for found in ranked.values())


def test_a_bad_call_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="one or more"):
        like(graph, "SO1", limit=0)
    with pytest.raises(UnknownName):
        equivalents(graph, "https://example.org/x")
