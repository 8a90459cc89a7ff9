"""Events are written as valid Turtle in the one layout, whatever the files say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from scgraph.law.effects import Change
from scgraph.law.events import EVENTS, KINDS, Event, event_iri, standing_of, to_turtle
from scgraph.namespaces import PREFIXES
from scgraph.turtle.layout import canonical

from .files import CARE_ACT, LEG

SCG = PREFIXES["scg"]
DAY = date(2026, 4, 1)
EVENT = Event(
    iri=EVENTS + "x",
    label="Care Act 2014, s.42 amended by Sample Act 2026, 2026-04-01",
    definition="s. 42(2): words substituted; from 2026-04-01.",
    kind=KINDS[Change.AMENDED],
    by=LEG + "ukpga/2026/99",
    by_title="Sample Act 2026",
    touches=(f"{CARE_ACT}/section/42", CARE_ACT),
    made_on=date(2026, 1, 5),
    takes_effect=DAY,
    standing=SCG + "Effective",
    read_at=("http://www.legislation.gov.uk/ukpga/2014/23/data.xml",),
)


def said(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in parse(text, format=RdfFormat.TURTLE):
        assert isinstance(quad.object, Literal | NamedNode)
        found.setdefault(quad.predicate.value.rpartition("#")[2], set()).add(str(quad.object))
    return found


def test_an_event_says_all_that_is_known_of_it() -> None:
    xsd = PREFIXES["xsd"]
    assert said(to_turtle([EVENT], date(2026, 11, 28))) == {
        "type": {f"<{SCG}LegalEvent>"},
        "prefLabel": {f'"{EVENT.label}"@en'},
        "definition": {f'"{EVENT.definition}"@en'},
        "eventKind": {f"<{SCG}Amended>"},
        "doneBy": {f"<{EVENT.by}>"},
        "touches": {f"<{iri}>" for iri in EVENT.touches},
        "madeOn": {f'"2026-01-05"^^<{xsd}date>'},
        "takesEffect": {f'"2026-04-01"^^<{xsd}date>'},
        "eventStanding": {f"<{SCG}Effective>"},
        "checkedOn": {f'"2026-11-28"^^<{xsd}date>'},
        "readAt": {f'"{EVENT.read_at[0]}"^^<{xsd}anyURI>'},
        "sureness": {f"<{SCG}FirstHand>"},
    }


def test_what_no_file_says_is_left_out() -> None:
    bare = replace(EVENT, by="", by_title="", made_on=None, takes_effect=None, read_at=())
    assert not {"doneBy", "madeOn", "takesEffect", "readAt"} & set(said(to_turtle([bare], DAY)))


def test_the_layout_is_the_one_layout_and_tells_what_is_no_event() -> None:
    text = to_turtle([EVENT], DAY, ["Care Act 2014, s.43: heading: Boards"])
    assert canonical(text) == text
    assert text.startswith("# Read from legislation.gov.uk's own files and not reviewed by anyone.\n")
    assert (
        "# Not known here yet, to be added: Sample Act 2026 <http://www.legislation.gov.uk/id/ukpga/2026/99>"
        in text
    )
    assert "# No event, but it differs: Care Act 2014, s.43: heading: Boards\n" in text


def test_no_events_are_a_file_too() -> None:
    text = to_turtle([], DAY, ["x: heading: y"])
    assert list(parse(text, format=RdfFormat.TURTLE)) == []
    assert text.endswith("# No event, but it differs: x: heading: y\n")


@pytest.mark.parametrize("words", ['a "quoted" \\ text', '"""', "'''", "<a> . # b", "ünï — ✓", "a\tb\rc"])
def test_words_of_others_stay_words(words: str) -> None:
    event = replace(
        EVENT, label=words, definition=words, by_title=words, read_at=(f"http://x/{words[:1]}\"'\\",)
    )
    found = said(to_turtle([event], DAY, [words]))
    assert found["prefLabel"] == {str(Literal(words, language="en"))}
    assert len(found) == 12


def test_an_event_keeps_its_identifier_whoever_reads_it() -> None:
    by, kind = LEG + "uksi/2026/323", KINDS[Change.COMMENCED]
    assert event_iri(by, kind, CARE_ACT, DAY) == EVENTS + "ukpga-2014-23_commenced_uksi-2026-323_2026-04-01"
    assert (
        event_iri("", kind, f"{CARE_ACT}/section/42", None) == EVENTS + "ukpga-2014-23-section-42_commenced"
    )


@pytest.mark.parametrize(
    ("day", "standing"), [(None, "Made"), (date(2026, 4, 2), "Made"), (DAY, "Effective")]
)
def test_standing(day: date | None, standing: str) -> None:
    assert standing_of(day, DAY) == SCG + standing
