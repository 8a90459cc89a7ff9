"""Effects are read as legislation.gov.uk documents them: what is done to what, by what, and when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scgraph.errors import BadSyntax
from scgraph.law.effects import Change, Effect, InForce, Place, change_of
from scgraph.law.sources import read_source

from .files import ACT, CARE_ACT, FEED, LEG, act, effect, feed, place, read

TYPES = {
    Change.AMENDED: [
        "words substituted", "word inserted", "words repealed", "words omitted", "substituted", "amended",
        "text amended", "repealed in part", "renumbered as s. 4(1)", "modified",
        "applied (with modifications)", "excluded", "extended", "restricted", "disapplied", "entry inserted",
        "cross-heading inserted",
    ],
    Change.INSERTED: ["inserted", "added"],
    Change.REPEALED: [
        "repealed", "revoked", "omitted", "repealed (with savings)", "revoked (prosp.)", "expired",
        "ceases to have effect",
    ],
    Change.COMMENCED: ["coming into force", "Commencement Order", "commencement order for 2007 c. 15"],
    None: ["savings", "power to amend conferred", "transitional provisions", "appointed day(s)", "xyz"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "change"), [(kind, c) for c, kinds in TYPES.items() for kind in kinds])
def test_what_a_type_means(kind: str, change: Change | None) -> None:
    assert change_of(kind) is change


def only(directory: Path, text: str) -> Effect:
    (found,) = read(directory, text).effects
    return found


def test_the_sample_of_a_feed() -> None:
    source = read_source(FEED)
    assert source.address == "http://www.legislation.gov.uk/changes/affected/ukpga/1983/20/data.feed"
    assert source.act is None
    assert not source.has_more
    first, second, third, *_ = source.effects
    assert (first.type, first.change, first.is_applied) == ("words inserted", Change.AMENDED, True)
    assert (first.work, first.by) == (LEG + "ukpga/1983/20", LEG + "ukpga/2025/33")
    assert first.places == (Place((("section", "117"),), has_below=True),)
    assert first.in_force == (InForce(date(2026, 2, 18), "for specified purposes"),)
    assert second.places == (Place((("section", "114"),), up_to=(("section", "117"),)),)
    assert second.in_force == (InForce(is_prospective=True),)
    assert third.by_title == "Sample Commencement Order 2015"


def test_the_sample_of_an_act_lists_what_is_not_in_its_text() -> None:
    first, second = read_source(ACT).effects
    assert (first.provisions, first.by_provisions, first.is_applied) == ("s. 42(2)", "s. 3(1)", False)
    assert (second.change, second.places) == (Change.INSERTED, (Place((("section", "46A"),)),))


def test_the_older_form_names_places_in_attributes(tmp_path: Path) -> None:
    unapplied = (
        '<ukm:UnappliedEffects><ukm:UnappliedEffect Type="repealed" '
        f'AffectingURI="{LEG}asp/2003/1/section/60/3/c" AffectedURI="{CARE_ACT}/section/42" '
        f'AffectedUpTo="{CARE_ACT}/section/45"/>'
        '<ukm:UnappliedEffect Type="Commencement Order" AffectedProvision="specified amended provision(s)" '
        f'AffectingURI="{LEG}ukpga/2007/15" CommencingURI="{LEG}uksi/2008/1653/article/2" '
        'Notes="commencement order for 2007 c. 15"/></ukm:UnappliedEffects>'
    )
    repeal, order = read(tmp_path, act(metadata=unapplied)).effects
    assert repeal.places == (Place((("section", "42"),), up_to=(("section", "45"),)),)
    assert (repeal.by, repeal.in_force) == (LEG + "asp/2003/1", (InForce(),))
    # The file is about the affected work; the order is what commences.
    assert (order.work, order.by, order.places) == (CARE_ACT, LEG + "uksi/2008/1653", (Place(()),))
    assert not order.is_whole_work


@pytest.mark.parametrize(
    ("sections", "places"),
    [
        (place("section/42"), [Place((("section", "42"),))]),
        (place("section/42/2"), [Place((("section", "42"),), True)]),
        # 'Sch. 1 para. 3(2)' comes in two elements: the first says only where the second is.
        (
            place("schedule/1") + place("schedule/1/paragraph/3/2"),
            [Place((("schedule", "1"), ("paragraph", "3")), True)],
        ),
        (
            place("section/9") + "," + place("section/10", "section/13"),
            [Place((("section", "9"),)), Place((("section", "10"),), up_to=(("section", "13"),))],
        ),
        # 's. 65(2)-(4)' is within one section.
        (place("section/65/2", "section/65/4"), [Place((("section", "65"),), True)]),
        # What the file cannot link has no address.
        ('<ukm:Section Ref="x">Sch. 2 para. 12(2)</ukm:Section>', [Place(())]),
        ("", [Place(())]),
    ],
)
def test_places(tmp_path: Path, sections: str, places: list[Place]) -> None:
    assert list(only(tmp_path, feed(effect(sections=sections))).places) == places


@pytest.mark.parametrize(
    ("words", "is_whole"), [("Act", True), ("Regulations", True), ("s. 4", False), ("", False)]
)
def test_a_whole_work_is_told_in_words(tmp_path: Path, words: str, is_whole: bool) -> None:
    assert only(tmp_path, feed(effect("repealed", words))).is_whole_work is is_whole


@pytest.mark.parametrize(
    ("attributes", "is_applied"),
    [
        ('Applied="true" RequiresApplied="true"', True),
        ('Applied="false" RequiresApplied="true"', False),
        ('Applied="false" RequiresApplied="false"', None),  # it never will be
        ("", None),
    ],
)
def test_whether_the_text_has_it(tmp_path: Path, attributes: str, is_applied: bool | None) -> None:
    told = only(tmp_path, feed(effect(attributes=f'AffectedURI="{CARE_ACT}" {attributes}')))
    assert told.is_applied is is_applied
    assert told.by == ""


def test_every_day_is_told(tmp_path: Path) -> None:
    dates = (
        '<ukm:InForce Date="2026-04-01" Qualification="for specified purposes"/>'
        '<ukm:InForce Date="2026-10-01" Qualification="in so far as not already in force"/>'
    )
    assert [each.day for each in only(tmp_path, feed(effect(dates=dates))).in_force] == [
        date(2026, 4, 1),
        date(2026, 10, 1),
    ]


@pytest.mark.parametrize(
    "day", ["2026-13-45", "1.4.2026", "", "2026-4-1", "20260401", "2026-04-01T00:00", "９９９９-01-01"]
)
def test_a_day_that_is_none_is_told_with_its_line(tmp_path: Path, day: str) -> None:
    with pytest.raises(BadSyntax, match=f"file.xml:2: Date is '{day}', which is no date"):
        read(tmp_path, feed("\n" + effect(dates=f'<ukm:InForce Date="{day}"/>')))


def test_an_effect_without_a_type_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadSyntax, match=r"file.xml:3: an effect has no Type"):
        read(tmp_path, feed("\n\n" + effect(kind="")))


def test_texts_are_bounded_and_one_line(tmp_path: Path) -> None:
    told = only(
        tmp_path, feed(effect(kind="words substituted&#10;&#27;[31m".replace("&#27;", "") + "x" * 9_999))
    )
    assert "\n" not in told.type
    assert len(told.type) < 310
