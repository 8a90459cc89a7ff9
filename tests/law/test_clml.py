"""An Act in CLML is read as the format is documented: headings, force, and what is not the Act's own law."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scgraph.citations.units import Path as Place
from scgraph.errors import BadSyntax
from scgraph.law.clml import Act, Force, Part
from scgraph.law.sources import read_source

from .files import ACT, CARE_ACT, act, read, section


def said(directory: Path, text: str) -> Act:
    found = read(directory, text).act
    assert found is not None
    return found


def of(number: str) -> Place:
    return (("section", number),)


def test_the_sample() -> None:
    source = read_source(ACT)
    found = source.act
    assert found is not None
    assert source.address == "http://www.legislation.gov.uk/ukpga/2014/23/data.xml"
    assert (found.work, found.title, found.made) == (CARE_ACT, "Care Act 2014", date(2014, 5, 14))
    assert (found.version, found.caution) == (date(2026, 4, 1), "")
    began, revised = date(2015, 4, 1), date(2026, 4, 1)
    assert found.parts == {
        # Section 45 waits, so the Act is partly in force.
        (): Part((), "Care Act 2014", Force.PARTLY, revised, None),
        (("part", "1"),): Part((("part", "1"),), "Care and support", Force.PARTLY, revised, None),
        of("42"): Part(of("42"), "Enquiry by local authority", Force.IN, began, None),
        # What was added to a heading is of it.
        of("43"): Part(of("43"), "Safeguarding adults boards and their partners", Force.IN, revised, None),
        # Section 44 stands only in a block, which is another Act's text. Section 45 has no day of its own.
        of("45"): Part(of("45"), "Sharing information", Force.NOT_YET, revised, None),
        of("68"): Part(of("68"), "", Force.LEFT_OUT, revised, None),
        (("schedule", "3"),): Part(
            (("schedule", "3"),),
            "Discharge of hospital patients with care and support needs",
            Force.REPEALED,
            revised,
            date(2022, 7, 1),
        ),
    }


@pytest.mark.parametrize(
    ("attributes", "force"),
    [
        ('RestrictStartDate="2015-04-01"', Force.IN),
        ("", Force.IN),  # the day of what is around it
        ('Status="Prospective"', Force.NOT_YET),
        ('Status="Repealed" RestrictEndDate="2020-01-01"', Force.REPEALED),
        ('Status="Discarded"', Force.NEVER),
        ('Status="Invented"', Force.IN),
    ],
)
def test_force(tmp_path: Path, attributes: str, force: Force) -> None:
    assert said(tmp_path, act(section("42", attributes=attributes))).parts[of("42")].force is force


def test_a_part_that_waits_has_its_sections_wait_unless_they_have_a_day(tmp_path: Path) -> None:
    inside = section("9") + section("10", attributes='RestrictStartDate="2015-04-01"')
    found = said(tmp_path, act(f'<Part Status="Prospective"><Title>P</Title>{inside}</Part>'))
    assert found.parts[of("9")].force is Force.NOT_YET
    assert found.parts[of("10")].force is Force.IN


def test_a_subsection_that_waits_makes_its_section_partly_in_force(tmp_path: Path) -> None:
    inner = f'<P1 IdURI="{CARE_ACT}/section/9"><P1para><P2 Status="Prospective"/></P1para></P1>'
    assert said(tmp_path, act(inner)).parts[of("9")].force is Force.PARTLY


def test_dots_in_some_of_a_section_do_not_take_it_out(tmp_path: Path) -> None:
    found = said(
        tmp_path, act(section("9", text=". . . . .") + section("10", text=". . . .</Text><Text>Law."))
    )
    assert found.parts[of("9")].force is Force.LEFT_OUT
    assert found.parts[of("10")].force is Force.IN


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (act(section("9"), status="final"), "is not a revised text"),
        (
            act(section("9"), attributes='RestrictStartDate="2020-01-01" RestrictEndDate="2021-01-01"'),
            "older",
        ),
        (
            act(
                section("9"),
                metadata='<atom:link rel="http://purl.org/dc/terms/isReplacedBy" title="2021-01-01"/>',
            ),
            "older",
        ),
        (
            act(
                section("9"),
                attributes='DocumentURI="http://www.legislation.gov.uk/ukpga/2014/23/prospective"',
            ),
            "as it will be",
        ),
    ],
)
def test_what_does_not_tell_what_is_in_force(tmp_path: Path, made: str, says: str) -> None:
    found = said(tmp_path, made)
    assert says in found.caution
    assert {part.force for part in found.parts.values()} == {Force.UNTOLD}
    assert bool(found.parts[of("9")].heading) is ("revised" in says)


def test_one_section_does_not_tell_of_its_act(tmp_path: Path) -> None:
    one = act(
        section("9"),
        attributes='RestrictStartDate="2020-01-01" DocumentURI="http://www.legislation.gov.uk/ukpga/2014/23/section/9"',
    )
    found = said(tmp_path, one)
    assert found.parts[()].force is Force.UNTOLD
    assert found.parts[of("9")].force is Force.IN


def test_headings_of_several_and_of_none(tmp_path: Path) -> None:
    one, two, three = (f'<P1 IdURI="{CARE_ACT}/section/{number}"/>' for number in "123")
    found = said(tmp_path, act(f"<P1group><Title>Two</Title>{one}{two}</P1group>{three}"))
    assert [found.parts[of(number)].heading for number in "123"] == ["", "", ""]


def test_a_provision_is_named_by_the_address_of_its_version_too(tmp_path: Path) -> None:
    dated = "http://www.legislation.gov.uk/ukpga/2014/23/section/9/2024-11-01"
    found = said(tmp_path, act(f'<P1 DocumentURI="{dated}"/><P1 id="section-10"/>'))
    assert set(found.parts) == {(), of("9")}


def test_a_table_of_contents_is_read_too(tmp_path: Path) -> None:
    item = (
        f'<ContentsItem Status="Repealed" RestrictEndDate="2002-10-23" IdURI="{CARE_ACT}/section/21">'
        "<ContentsNumber>21</ContentsNumber><ContentsTitle> A commissioner</ContentsTitle></ContentsItem>"
    )
    part = said(tmp_path, act(item)).parts[of("21")]
    assert (part.heading, part.force, part.until) == ("A commissioner", Force.REPEALED, date(2002, 10, 23))


def test_versions_for_elsewhere_and_other_works_are_left_alone(tmp_path: Path) -> None:
    other = section("9").replace("2014/23", "1983/20")
    crossheading = f'<Pblock IdURI="{CARE_ACT}/part/1/crossheading/x"><Title>X</Title></Pblock>'
    found = said(tmp_path, act(f"<Versions>{section('1')}</Versions>{other}{crossheading}"))
    assert set(found.parts) == {()}


@pytest.mark.parametrize(
    "text",
    [
        act()
        .replace("www.legislation.gov.uk/id/", "example.org/")
        .replace("www.legislation.gov.uk/ukpga", "x"),
        "<Legislation xmlns='http://www.legislation.gov.uk/namespaces/legislation'/>",
    ],
)
def test_a_file_that_names_no_work(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadSyntax, match=r"file.xml:1: names no Act or instrument"):
        read(tmp_path, text)


@pytest.mark.parametrize("name", ["RestrictStartDate", "RestrictEndDate"])
def test_a_day_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadSyntax, match=rf"file.xml:2: {name} is '31.12.2020', which is no date"):
        read(tmp_path, act("\n" + section("9", attributes=f'{name}="31.12.2020"')))
