"""Likeness on the real graph: what a practitioner would expect of it, and why."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scgraph.careers.equivalence import council_matrix, equivalents
from scgraph.careers.reading import load_conditions, load_levels
from scgraph.domain.likeness import Equivalents
from scgraph.errors import UnknownName, UsageError
from scgraph.questions.door import KnowledgeGraph


def like(graph: KnowledgeGraph, name: str, **options: int) -> Equivalents:
    return equivalents(graph, graph.find(name, "scg:Level").iri, **options)


def test_support_roles_without_registration_find_each_other_first(graph: KnowledgeGraph) -> None:
    """They assess, plan and review everywhere; none is asked what registered staff are asked."""
    conditions = load_conditions(graph)
    support = {
        iri
        for iri in load_levels(graph)
        if not any(c.kind == "registration" for c in conditions.get(iri, ()))
    }
    assert len(support) == 30 - 6 - 6, "all but social workers, occupational therapists and SCI09 to SCI14"
    for iri in support:
        first = equivalents(graph, iri, limit=1, explained=0).ranked[0]
        assert first.level.iri in support, graph.label(iri)
        assert first.reasons == ()


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


def test_an_advanced_practitioner_is_nowhere_near_an_entry_grade(graph: KnowledgeGraph) -> None:
    """The advanced practitioner supervises, leads and acts as AMHP or BIA; an entry grade does none of it."""
    ranked = like(graph, "Advanced Social Work Practitioner", explained=0).ranked
    assert ranked[0].level.name == "SCI11", "the grade that asks post-qualifying practice and leads teams"
    entry = [each for each in ranked if each.level.rank == 1]
    assert len(entry) == 5
    assert all(each.mutual < Decimal("0.4") and each.reasons for each in entry)
    assert {each.word for each in entry} <= {"partly alike", "unlike"}


def test_registered_and_unregistered_posts_are_never_called_equivalent(graph: KnowledgeGraph) -> None:
    conditions = load_conditions(graph)
    registered = {
        iri for iri, found in conditions.items() if any(c.kind == "registration" and c.body for c in found)
    }
    for iri in registered:
        for each in equivalents(graph, iri, explained=0).ranked:
            assert each.reasons
            assert each.word not in {"equivalent", "close"}


def test_levels_of_the_same_council_are_not_listed(graph: KnowledgeGraph) -> None:
    found = like(graph, "Range 4 Level B", explained=0)
    assert found.level.council not in {each.level.council for each in found.ranked}
    assert len(found.ranked) == 30 - 6


def test_the_most_alike_come_first(graph: KnowledgeGraph) -> None:
    mutual = [each.mutual for each in like(graph, "SO1", explained=0).ranked]
    assert mutual == sorted(mutual, reverse=True)


def test_topics_stand_behind_the_first_ones(graph: KnowledgeGraph) -> None:
    found = like(graph, "Range 4 Level B", limit=4, explained=2)
    assert [bool(each.evidence) for each in found.ranked] == [True, True, False, False]
    first = found.ranked[0]
    assert set(first.shared).isdisjoint(first.differing)
    assert "Conversations model" in first.only_here
    marks = {each.mark for each in first.evidence}
    assert marks <= {"same", "higher there", "lower there", "only here", "only there"}
    assert len(first.shared + first.differing + first.only_here + first.only_there) == len(first.evidence)


def test_a_matrix_agrees_with_the_ranking(graph: KnowledgeGraph) -> None:
    bexley, richmond = (
        graph.find(name, "org:Organization").iri for name in ("Bexley", "Richmond and Wandsworth")
    )
    matrix = council_matrix(graph, bexley, richmond)
    assert [level.name for level in matrix.here] == [f"Social Care Assistant, Bexley 0{n}" for n in (6, 7)]
    assert [level.rank for level in matrix.there] == [1, 2, 3]
    for level in matrix.here:
        ranked = {each.level.iri: each for each in equivalents(graph, level.iri, explained=0).ranked}
        for other in matrix.there:
            assert matrix.cells[level.iri, other.iri] == ranked[other.iri]


def test_a_bad_call_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="one or more"):
        like(graph, "SO1", limit=0)
    with pytest.raises(UnknownName):
        equivalents(graph, "https://example.org/x")
