"""What differs is told once, for what the graph knows, and never more strongly than the file says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from scgraph.graph import Node
from scgraph.law.check import Report, check_sources
from scgraph.law.comparing import Difference
from scgraph.law.effects import Change
from scgraph.law.events import KINDS, Event, event_iri, to_turtle
from scgraph.law.known import IN_FORCE, NOT_IN_FORCE, PARTLY_IN_FORCE, Known, KnownLaw, read_known
from scgraph.law.sources import read_source
from scgraph.law.timeline import LegalEvent
from scgraph.questions.door import KnowledgeGraph, open_graph

from .files import ACT, CARE_ACT, FEED, LEG, act, effect, feed, place, read, section, written

TODAY = date(2026, 11, 28)
NOT_CHECKED = "https://w3id.org/scgraph/ontology#NotChecked"
SAMPLE_ACT = LEG + "ukpga/2026/99"


def provision(
    path: str, heading: str = "A heading", status: str = IN_FORCE, first: str = "", last: str = ""
) -> Known:
    number = path.rpartition("/")[2]
    name = {IN_FORCE: "in force", NOT_IN_FORCE: "not in force", NOT_CHECKED: "not checked"}.get(status, "")
    return Known(f"{CARE_ACT}/{path}", f"Care Act 2014, {number}", heading, status, name, first, last)


def law(*provisions: Known, events: Sequence[LegalEvent] = (), of: str = PARTLY_IN_FORCE) -> KnownLaw:
    """The Care Act with some of its provisions, as a graph might have them."""
    work = Known(CARE_ACT, "Care Act 2014", "Care Act 2014", of, "partly in force", made="2014-05-14")
    return KnownLaw({each.iri: each for each in (work, *provisions)}, list(events))


def checked(directory: Path, known: KnownLaw, *texts: str, since: date | None = None) -> Report:
    sources = [read(directory, text) for text in texts]
    return check_sources(known, sources, TODAY, since)


def only(directory: Path, known: KnownLaw, *texts: str) -> Difference:
    (row,) = checked(directory, known, *texts).differences
    return row


def event(directory: Path, known: KnownLaw, *texts: str) -> Event:
    (found,) = checked(directory, known, *texts).events
    return found


# Effects


def test_an_effect_is_told_of_the_section_that_it_is_in(tmp_path: Path) -> None:
    row = only(
        tmp_path,
        law(provision("section/42")),
        feed(effect(provision="s. 42(2)", sections=place("section/42/2"))),
    )
    assert (row.what, row.where, row.graph_says) == ("amended", "Care Act 2014, 42", "not recorded")
    assert row.file_says == "s. 42(2): words substituted by Sample Act 2026; from 2026-04-01"
    assert (row.by, row.day, row.is_event) == (SAMPLE_ACT, "2026-04-01", True)


@pytest.mark.parametrize(
    ("kind", "where", "words", "what", "touched"),
    [
        ("repealed", place("section/42"), "s. 42", "repealed", "section/42"),
        # The repeal of a subsection is no repeal of its section, nor that of a section one of the Act.
        ("repealed", place("section/42/2"), "s. 42(2)", "amended", "section/42"),
        ("repealed", place("section/80"), "s. 80", "amended", ""),
        ("repealed", place("section/42/2", "section/42/4"), "s. 42(2)-(4)", "amended", "section/42"),
        ("repealed", "", "Act", "repealed", ""),
        ("repealed", "", "specified provisions", "amended", ""),
        ("inserted", place("section/46A"), "s. 46A", "inserted", ""),
        ("inserted", place("section/42/2A"), "s. 42(2A)", "amended", "section/42"),
        ("coming into force", place("section/42/2"), "s. 42(2)", "commenced", "section/42"),
        ("coming into force", place("section/80"), "s. 80", "commenced", ""),
        # What is not known of a schedule is told of the schedule.
        ("repealed", place("schedule/3/paragraph/9"), "Sch. 3 para. 9", "amended", "schedule/3"),
    ],
)
def test_what_it_is_for_what_is_known(
    tmp_path: Path, kind: str, where: str, words: str, what: str, touched: str
) -> None:
    known = law(provision("section/42"), provision("schedule/3"))
    row = only(tmp_path, known, feed(effect(kind, words, where)))
    assert (row.what, row.iri) == (what, f"{CARE_ACT}/{touched}".rstrip("/"))


def test_a_range_is_each_that_is_known(tmp_path: Path) -> None:
    known = law(*(provision(f"section/{number}") for number in ("41", "42", "45", "45A", "46")))
    report = checked(
        tmp_path, known, feed(effect("repealed", "s. 42-45A", place("section/42", "section/45A")))
    )
    assert [(row.where, row.what) for row in report.differences] == [
        ("Care Act 2014, 42", "repealed"),
        ("Care Act 2014, 45", "repealed"),
        ("Care Act 2014, 45A", "repealed"),
    ]
    (found,) = report.events
    assert found.label == "Care Act 2014, 3 places repealed by Sample Act 2026, 2026-04-01"
    assert found.touches == tuple(f"{CARE_ACT}/section/{number}" for number in ("42", "45", "45A"))


def test_effects_of_one_work_on_one_day_are_one_row_and_one_event(tmp_path: Path) -> None:
    places = [("s. 42(1)", "section/42/1"), ("s. 42(2)", "section/42/2"), ("s. 10", "section/10")]
    texts = [effect(provision=words, sections=place(path)) for words, path in places]
    known = law(provision("section/10"), provision("section/42"))
    report = checked(tmp_path, known, feed(*texts), feed(texts[0]))
    assert [row.file_says.partition(" by ")[0] for row in report.differences] == [
        "s. 10: words substituted",
        "s. 42(1): words substituted; s. 42(2): words substituted",
    ]
    (found,) = report.events
    assert found.definition == (
        "s. 10: words substituted; s. 42(1): words substituted; s. 42(2): words substituted; from 2026-04-01."
    )


def test_a_long_list_is_cut_and_says_so(tmp_path: Path) -> None:
    texts = [effect(provision=f"s. 42({n})", sections=place(f"section/42/{n}")) for n in range(1, 51)]
    report = checked(tmp_path, law(provision("section/42")), feed(*texts))
    assert "; 47 more by " in report.differences[0].file_says
    assert "; 10 more; " in report.events[0].definition


def test_each_day_is_a_row_and_an_event_of_its_own(tmp_path: Path) -> None:
    dates = (
        '<ukm:InForce Date="2026-04-01" Qualification="for specified purposes"/>'
        '<ukm:InForce Date="2027-04-01"/><ukm:InForce Prospective="true"/>'
    )
    report = checked(tmp_path, law(), feed(effect(dates=dates)))
    assert [(row.day, row.file_says.rpartition("; ")[2]) for row in report.differences] == [
        ("", "not yet in force"),
        ("2026-04-01", "from 2026-04-01, for specified purposes"),
        ("2027-04-01", "from 2027-04-01"),
    ]
    standings = {each.takes_effect: each.standing.rpartition("#")[2] for each in report.events}
    assert standings == {None: "Made", date(2026, 4, 1): "Effective", date(2027, 4, 1): "Made"}


def test_a_day_that_is_not_told_is_not_made_up(tmp_path: Path) -> None:
    row = only(tmp_path, law(), feed(effect(dates="")))
    assert (row.day, row.file_says.rpartition("; ")[2]) == ("", "no day told")


@pytest.mark.parametrize(
    ("title", "says"),
    [("The Sample Act 2026", "Sample Act 2026"), ("", "a work that the file does not name")],
)
def test_what_does_it_may_have_no_identifier(tmp_path: Path, title: str, says: str) -> None:
    text = feed(effect(attributes=f'AffectedURI="{CARE_ACT}"')).replace("The Sample Act 2026", title)
    assert f" by {says}; " in only(tmp_path, law(), text).file_says
    assert (event(tmp_path, law(), text).by, event(tmp_path, law(), text).by_title) == ("", "")


def test_others_are_left_out_and_counted(tmp_path: Path) -> None:
    other = effect(attributes=f'AffectedURI="{LEG}ukpga/1985/67" AffectingURI="{SAMPLE_ACT}"')
    none = effect(attributes=f'AffectingURI="{SAMPLE_ACT}"')
    report = checked(
        tmp_path, law(), feed(other, none, effect("savings"), effect("power to amend conferred"))
    )
    assert report.differences == report.events == ()
    assert report.left_out == 2
    assert "2 effects on law that is not known here left out." in report.notes
    told = "of types that are not taken for a change left out: power to amend conferred and savings."
    assert f"2 effects {told}" in report.notes


def test_effects_before_a_day_are_left_out_and_counted(tmp_path: Path) -> None:
    texts = [effect(dates=f'<ukm:InForce Date="{day}"/>') for day in ("2015-04-01", "2026-04-01")]
    waiting = effect(dates='<ukm:InForce Prospective="true"/>')
    report = checked(tmp_path, law(), feed(*texts, waiting), since=date(2026, 1, 1))
    assert [row.day for row in report.differences] == ["", "2026-04-01"]
    assert "1 effect in force before 2026-01-01 left out." in report.notes


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("coming into force", provision("section/42", first="2026-04-01")),
        ("repealed", provision("section/42", status=NOT_IN_FORCE, last="2026-04-01")),
    ],
)
def test_a_day_that_the_graph_has_is_no_difference(tmp_path: Path, kind: str, known: Known) -> None:
    assert checked(tmp_path, law(known), feed(effect(kind, sections=place("section/42")))).differences == ()


def recorded(kind: Change, day: str, touched: str, by: str = SAMPLE_ACT) -> LegalEvent:
    iri = "https://w3id.org/scgraph/law/event/x"
    law = f"{CARE_ACT}/{touched}".rstrip("/")
    return LegalEvent(
        iri,
        "An event",
        kind=Node(KINDS[kind], kind.value),
        takes_effect=day,
        done_by=(Node(by, by),),
        touches=(Node(law, law),),
    )


@pytest.mark.parametrize(
    ("event_of_graph", "is_known"),
    [
        (recorded(Change.AMENDED, "2026-04-01", "section/42"), True),
        (recorded(Change.AMENDED, "2026-04-01", ""), True),  # of the whole Act
        (recorded(Change.AMENDED, "2026-04-01", "section/10"), False),
        (recorded(Change.AMENDED, "2026-10-01", "section/42"), False),
        (recorded(Change.AMENDED, "", "section/42"), False),
        (recorded(Change.REPEALED, "2026-04-01", "section/42"), False),
        (recorded(Change.AMENDED, "2026-04-01", "section/42", CARE_ACT), False),
    ],
)
def test_an_event_that_the_graph_has_is_no_difference(
    tmp_path: Path, event_of_graph: LegalEvent, is_known: bool
) -> None:
    known = law(provision("section/42"), provision("section/10"), events=[event_of_graph])
    report = checked(tmp_path, known, feed(effect(sections=place("section/42"))))
    assert (report.differences == ()) is is_known
    if (
        not is_known
        and event_of_graph.is_done_by(SAMPLE_ACT)
        and "section/10" not in str(event_of_graph.touches)
    ):
        assert report.differences[0].graph_says == f"An event ({event_of_graph.takes_effect or 'no day'})"


# Acts


@pytest.mark.parametrize(
    "heading", ["Enquiry by local authority", "ENQUIRY BY LOCAL  AUTHORITY.", "‘Enquiry’ by local authority"]
)
def test_headings_are_compared_without_case_and_points(tmp_path: Path, heading: str) -> None:
    known = law(provision("section/42", "Enquiry by local authority"), of=IN_FORCE)
    assert checked(tmp_path, known, act(section("42", heading))).differences == ()


def test_a_heading_that_differs_is_no_event(tmp_path: Path) -> None:
    known = law(provision("section/42", ""), of=IN_FORCE)
    report = checked(tmp_path, known, act(section("42", "Enquiries")))
    (row,) = report.differences
    assert (row.what, row.graph_says, row.file_says) == ("heading", "none recorded", "Enquiries")
    assert not row.is_event
    assert report.events == ()


IN, WAITS = 'RestrictStartDate="2015-04-01"', 'Status="Prospective"'
GONE = 'Status="Repealed" RestrictEndDate="2026-07-01"'


@pytest.mark.parametrize(
    ("status", "first", "last", "attributes", "what", "kind"),
    [
        (IN_FORCE, "", "", IN, None, None),
        (IN_FORCE, "2015-04-01", "", IN, None, None),
        (IN_FORCE, "2014-10-01", "", IN, None, None),  # its text has changed since
        (IN_FORCE, "2016-04-01", "", IN, "in force", None),  # it had this text before
        (PARTLY_IN_FORCE, "", "", IN, None, None),
        (NOT_CHECKED, "", "", IN, "in force", None),
        ("", "", "", IN, "in force", None),
        (NOT_IN_FORCE, "", "", IN, "in force", "Commenced"),
        (NOT_IN_FORCE, "", "", WAITS, None, None),
        (IN_FORCE, "", "", WAITS, "not in force", None),
        (NOT_CHECKED, "", "", WAITS, "not in force", None),
        (IN_FORCE, "", "", GONE, "repealed", "Repealed"),
        (NOT_IN_FORCE, "", "", GONE, "repealed", "Repealed"),  # since when is new
        (NOT_IN_FORCE, "", "2026-07-01", GONE, None, None),
        (NOT_IN_FORCE, "", "2020-01-01", GONE, "repealed", "Repealed"),
        (IN_FORCE, "", "", 'RestrictStartDate="2027-01-01"', "not in force", None),
        (NOT_IN_FORCE, "", "", 'Status="Discarded"', None, None),
    ],
)
def test_force(
    tmp_path: Path, status: str, first: str, last: str, attributes: str, what: str | None, kind: str | None
) -> None:
    known = law(provision("section/42", "A heading", status, first, last))
    # A second section keeps the Act itself partly in force, as the graph has it.
    waiting = section("99", attributes=WAITS) if attributes != WAITS else section("99", attributes=IN)
    report = checked(tmp_path, known, act(section("42", attributes=attributes) + waiting))
    rows = [row for row in report.differences if row.iri != CARE_ACT]
    assert [row.what for row in rows] == ([what] if what else [])
    assert [each.kind.rpartition("#")[2] for each in report.events] == ([kind] if kind else [])
    assert all(row.is_event is bool(kind) for row in rows)


def test_a_repeal_has_its_day_and_a_commencement_has_none(tmp_path: Path) -> None:
    known = law(provision("section/42"), provision("section/43", status=NOT_IN_FORCE), of=IN_FORCE)
    report = checked(tmp_path, known, act(section("42", attributes=GONE) + section("43", attributes=IN)))
    repeal, commencement = report.events
    assert (repeal.takes_effect, repeal.by) == (date(2026, 7, 1), "")
    # The text that holds since a day may have replaced an older one.
    assert commencement.takes_effect is None
    assert "it has had this text since 2015-04-01" in commencement.definition


def test_days_of_the_work_itself(tmp_path: Path) -> None:
    more = (
        '<ukm:EnactmentDate Date="2014-05-15"/><ukm:ComingIntoForce><ukm:DateTime Date="2015-04-01"/>'
        '<ukm:DateTime Date="2014-10-01"/></ukm:ComingIntoForce>'
    )
    report = checked(tmp_path, law(of=IN_FORCE), act(section("9"), metadata=more))
    assert [(row.what, row.graph_says, row.file_says) for row in report.differences] == [
        ("first in force", "partly in force", "comes into force on 2014-10-01, 2015-04-01"),
        ("made", "2014-05-14", "2014-05-15"),
    ]


def test_a_text_as_made_is_compared_for_headings_alone(tmp_path: Path) -> None:
    known = law(provision("section/42", "Other", NOT_IN_FORCE))
    report = checked(tmp_path, known, act(section("42"), status="final"))
    assert [row.what for row in report.differences] == ["heading"]
    assert any("is not a revised text" in note for note in report.notes)


def test_an_act_that_is_not_known_is_said_to_be(tmp_path: Path) -> None:
    text = act(section("9"), work="ukpga/2026/99").replace("Care Act 2014</dc", "Sample Act 2026</dc")
    report = checked(tmp_path, law(), text)
    assert report.differences == ()
    assert report.notes == (
        f"{tmp_path}/file.xml is Sample Act 2026 (2026 c. 99), of which nothing is known here.",
    )


# The graph


@pytest.fixture(scope="module")
def known(graph: KnowledgeGraph) -> KnownLaw:
    return read_known(graph)


def test_the_samples_against_the_graph(known: KnownLaw) -> None:
    report = check_sources(known, [read_source(ACT), read_source(FEED)], TODAY)
    care, mental = "Care Act 2014", "Mental Health Act 1983"
    assert {
        ("inserted", care),
        ("amended", f"{care}, s.42"),
        ("heading", f"{care}, s.43"),
        ("heading", f"{care}, s.45"),
        ("repealed", f"{care}, s.68"),
        ("amended", mental),
        ("amended", f"{mental}, s.114"),
        ("amended", f"{mental}, s.117"),
    } <= {(row.what, row.where) for row in report.differences}
    # Its repeal on 1 July 2022 is known, and so is the heading of section 42.
    assert not {row.what for row in report.differences if row.where == f"{care}, Sch. 3"}
    assert not [row for row in report.differences if (row.what, row.where) == ("heading", f"{care}, s.42")]
    assert report.left_out == 1


def test_all_law_of_the_graph_is_known_by_its_place(known: KnownLaw, graph: KnowledgeGraph) -> None:
    assert known.provisions[CARE_ACT][()].label == "Care Act 2014"
    assert known.provisions[CARE_ACT][(("section", "42"),)].label == "Care Act 2014, s.42"
    assert {iri for iri, _ in graph.members("eli:LegalResource")} == set(known.laws)


def test_events_of_a_graph_are_read(tmp_path: Path, graph: KnowledgeGraph) -> None:
    path = tmp_path / "events.ttl"
    path.write_text(
        f"""PREFIX scg: <https://w3id.org/scgraph/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        <https://w3id.org/scgraph/law/event/x> a scg:LegalEvent ; skos:prefLabel "An event"@en ;
          scg:eventKind scg:Amended ; scg:doneBy <{SAMPLE_ACT}> ; scg:takesEffect "2026-10-01"^^xsd:date ;
          scg:touches <{CARE_ACT}/section/42> , <{CARE_ACT}/section/43> .""",
        encoding="utf-8",
    )
    project = graph.project
    known = read_known(open_graph(project, [*project.ontology_files, path]))
    assert any(event.is_done_by(SAMPLE_ACT) for event in known.events)
    report = check_sources(known, [read_source(ACT)], TODAY)
    assert ("amended", f"{CARE_ACT}/section/42") not in {(row.what, row.iri) for row in report.differences}


def test_events_that_were_taken_over_are_not_told_again(tmp_path: Path, graph: KnowledgeGraph) -> None:
    sources, project = [read_source(ACT), read_source(FEED)], graph.project
    first = check_sources(read_known(graph), sources, TODAY)
    path = written(tmp_path, to_turtle(first.events, TODAY), "events.ttl")
    again = check_sources(read_known(open_graph(project, [*project.ontology_files, path])), sources, TODAY)
    # That section 74 of the Care Act is repealed is an event of the graph already.
    assert len(first.events) == 6
    assert again.events == ()
    # What the graph says of status and headings is still to be corrected.
    assert [row for row in again.differences if row.is_event] == []
    assert {row.what for row in again.differences} == {"heading", "not in force", "repealed"}


def test_an_event_that_has_grown_is_told_with_what_is_new(tmp_path: Path) -> None:
    iri = event_iri(SAMPLE_ACT, KINDS[Change.AMENDED], CARE_ACT, date(2026, 4, 1))
    of_graph = replace(recorded(Change.AMENDED, "2026-04-01", "section/42"), iri=iri)
    known = law(provision("section/42"), provision("section/43"), events=[of_graph])
    texts = [effect(sections=place(f"section/{number}")) for number in (42, 43)]
    (found,) = checked(tmp_path, known, feed(*texts)).events
    assert (found.iri, found.touches, found.is_in_graph) == (iri, (f"{CARE_ACT}/section/43",), True)
    assert f"to be completed with what is new here: <{iri}>" in to_turtle([found], TODAY)
