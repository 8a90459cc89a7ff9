"""Events in the order of time, and what is coming told apart from what happened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scgraph.graph import Node
from scgraph.law.timeline import LegalEvent, as_date, coming, events_of, load_events
from scgraph.namespaces import PREFIXES
from scgraph.questions.door import KnowledgeGraph

EVENT, LEG = PREFIXES["event"], PREFIXES["leg"]
CHESHIRE_WEST = "https://caselaw.nationalarchives.gov.uk/uksc/2014/19"
OVERRULING = "https://caselaw.nationalarchives.gov.uk/uksc/2026/16"


def standing(name: str) -> Node:
    return Node(f"{PREFIXES['scg']}{name}", name.lower())


ANNOUNCED = LegalEvent("x:e", "E", standing=standing("Announced"), checked_on="2026-11-28")
MADE = replace(ANNOUNCED, standing=standing("Made"))


def names(events: list[LegalEvent]) -> list[str]:
    return [event.iri.removeprefix(EVENT) for event in events]


def test_every_event_is_loaded_with_all_that_is_said_of_it(graph: KnowledgeGraph) -> None:
    number = graph.engine.select(
        "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a scg:LegalEvent }".replace(
            "scg:LegalEvent", f"<{PREFIXES['scg']}LegalEvent>"
        )
    ).rows[0][0]
    events = {event.iri.removeprefix(EVENT): event for event in load_events(graph)}
    assert number is not None
    assert len(events) == int(number.value)
    found = events["cheshire-west-overruled-2026"]
    assert (found.kind.label, found.standing.label, found.sureness.label) == (
        "overruled",
        "in effect",
        "secondary",
    )
    assert (found.made_on, found.takes_effect, found.checked_on) == ("2026-06-02", "2026-06-02", "2026-11-28")
    assert [law.iri for law in found.done_by] == [OVERRULING]
    assert len(found.touches) == 5
    assert found.judgments == {CHESHIRE_WEST}
    assert len(found.read_at) == 3
    assert len(found.notes) == 1


def test_the_newest_stands_first_and_what_has_no_day_last(graph: KnowledgeGraph) -> None:
    days = [event.day for event in load_events(graph)]
    known = [day for day in days if day]
    assert known == sorted(known, reverse=True)
    assert days == known + [None] * (len(days) - len(known))


def test_coming_is_what_is_announced_or_made_for_a_day_after_the_check() -> None:
    assert ANNOUNCED.is_coming
    assert replace(MADE, takes_effect="2027-04-01").is_coming
    assert not replace(MADE, takes_effect="2026-11-28").is_coming
    assert not replace(MADE, takes_effect="soon").is_coming
    assert not replace(ANNOUNCED, standing=standing("Dropped")).is_coming
    assert not LegalEvent("x:e", "E").is_coming
    assert not LegalEvent("x:e", "E").has_happened


def test_nothing_is_both_coming_and_past(graph: KnowledgeGraph) -> None:
    events = load_events(graph)
    assert all(event.is_coming + event.has_happened + event.is_dropped == 1 for event in events)
    # The plans and announcements of the sources: those and no others.
    assert sorted(names(coming(events))) == [
        "casey-commission-2025",
        "draft-disclosure-order-laid-2025",
        "duaa-information-standards-planned",
        "lps-consultation-announced-2025",
        "lps-planned",
        "mha-2025-rest-planned",
        "social-care-negotiating-body-planned",
        "social-work-standards-planned-2027",
    ]


def test_what_is_coming_stands_by_its_day_then_by_what_is_expected() -> None:
    events = [
        replace(ANNOUNCED, label="no date"),
        replace(ANNOUNCED, label="words", expected="in 2028"),
        replace(ANNOUNCED, label="later", takes_effect="2027-10-01"),
        replace(ANNOUNCED, label="sooner", takes_effect="2027-04-01"),
        MADE,
    ]
    assert [event.label for event in coming(events)] == ["sooner", "later", "words", "no date"]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (ANNOUNCED, ("Announced, date not known", "")),
        (replace(ANNOUNCED, made_on="2025-05-21"), ("Announced, date not known", "")),
        (replace(ANNOUNCED, expected="first half of 2026"), ("Expected:", "first half of 2026")),
        (replace(ANNOUNCED, takes_effect="2027-04-01"), ("To take effect on", "2027-04-01")),
        (replace(MADE, made_on="2025-12-18"), ("", "2025-12-18")),
        (replace(MADE, expected="on or about 6 April"), ("", "on or about 6 April")),
        (MADE, ("Day not recorded", "")),
        (replace(MADE, made_on="soon"), ("", "soon")),
    ],
)
def test_when_is_told_as_far_as_it_is_known(event: LegalEvent, told: tuple[str, str]) -> None:
    assert event.when == told


@pytest.mark.parametrize("text", ["", "soon", "2026-13-45", "20260602", "2026-W01-1", "2026-06-02T00:00:00"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert as_date(text) is None


def test_events_on_the_whole_act_are_told_apart_at_a_section(graph: KnowledgeGraph) -> None:
    events = load_events(graph)
    own, on_whole = events_of(graph, f"{LEG}ukpga/2014/23/section/42", events)
    assert not own
    assert names(on_whole) == ["cqc-assessment-of-councils-2023", "care-act-commenced-2015"]
    own, on_whole = events_of(graph, f"{LEG}ukpga/2014/23/section/74", events)
    assert names(own) == ["care-act-schedule-3-repealed-2022"]
    assert len(on_whole) == 2
    own, on_whole = events_of(graph, f"{LEG}ukpga/2014/23", events)
    assert len(own) == 4
    assert not on_whole


def test_a_scheme_has_the_events_of_what_sets_it_out(graph: KnowledgeGraph) -> None:
    own, _ = events_of(graph, f"{PREFIXES['scheme']}dols", load_events(graph))
    # The last touches Schedule A1 and does not name the scheme.
    assert set(names(own)) == {
        "cheshire-west-overruled-2026",
        "lps-consultation-announced-2025",
        "lps-planned",
        "mca-schedule-a1-omitted-for-some-purposes-2019",
    }


def test_a_work_has_the_events_that_it_does(graph: KnowledgeGraph) -> None:
    own, _ = events_of(graph, OVERRULING, load_events(graph))
    assert names(own) == ["cheshire-west-overruled-2026"]
