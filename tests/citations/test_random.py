"""Citations made at random lead back to what they were made from, and no text at all breaks the reading."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scgraph.citations.address import is_address, read_address
from scgraph.citations.grammar import read_citation
from scgraph.citations.units import UNITS, Span
from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import AmbiguousName, UnknownName
from scgraph.graph import Graph
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from tests.citations.test_forms import HERE

LEG = PREFIXES["leg"]
# How each unit may be written, with a number behind it.
WRITTEN = {
    "section": ["s.{}", "s{}", "s {}", "S. {}", "sec {}", "Section {}", "section {}", "SECTION {}", "§{}"],
    "schedule": ["Sch {}", "Sch. {}", "Sched. {}", "Schedule {}", "schedule {}"],
    "paragraph": ["para {}", "para. {}", "paragraph {}", "Paragraph {}"],
    "article": ["art {}", "Art. {}", "Article {}", "article {}"],
    "regulation": ["reg {}", "reg. {}", "Regulation {}", "regs. {}"],
    "part": ["Part {}", "part {}", "Pt {}", "Pt. {}"],
}
BELOW = ["", "(1)", "(2)(a)", " (3) (b) (ii)", "(1A)", ".2"]


@pytest.fixture(scope="module")
def law(project: Project) -> Graph:
    """The small copy of the law beside the table."""
    engine = EmbeddedEngine()
    engine.load_file(HERE / "law.ttl", "https://example.org/law")
    return Graph(project, engine)


def provisions() -> list[tuple[str, list[str]]]:
    """(IRI, segments of its path) of every provision of the small copy."""
    text = (HERE / "law.ttl").read_text(encoding="utf-8")
    found = re.findall(rf"^<({re.escape(LEG)}\w+/\d+/\d+/(\S+))> a ", text, re.MULTILINE)
    return [(iri, path.split("/")) for iri, path in found]


def names_of(work: str) -> list[str]:
    """The names stated of a work, but for those that other works have too."""
    text = (HERE / "law.ttl").read_text(encoding="utf-8")
    block = next(block for block in text.split("\n\n") if block.startswith(f"<{work}> "))
    return [name for name in re.findall(r'"([^"]+)"@en', block) if name != "Mental Health Act"]


PROVISIONS = provisions()
NAMES = {iri.removesuffix("/" + "/".join(path)): [] for iri, path in PROVISIONS}
NAMES = {work: names_of(work) for work in NAMES}
# A rule in the title of an instrument is no unit that a regulation could be cited by.
KINDS = sorted({path[-2] for _, path in PROVISIONS})


@st.composite
def citations(draw: st.DrawFn) -> tuple[str, str]:
    """(how it is written, IRI of what it cites)."""
    iri, path = draw(st.sampled_from(PROVISIONS))
    work = iri.removesuffix("/" + "/".join(path))
    name = draw(st.sampled_from(NAMES[work]))
    name = draw(st.sampled_from([name, name, name.upper(), name.lower(), name.replace(" ", "  ")]))
    units = []
    for unit, number in zip(path[::2], path[1::2], strict=True):
        units.append(draw(st.sampled_from(WRITTEN[unit])).format(number))
    units[-1] += draw(st.sampled_from(BELOW))
    if draw(st.booleans()):
        units = [draw(st.sampled_from([" of ", " ", ", "])).join(reversed(units))]
    cited = draw(st.sampled_from([" ", ", "])).join(units)
    shape = draw(
        st.sampled_from(
            ["{1} {0}", "{1}, {0}", "{1} ({0})", "{0} {1}", "{0} of the {1}", "{0}, {1}", "the {1}: {0}"]
        )
    )
    return shape.format(cited, name), iri


@given(citations())
@settings(max_examples=400, deadline=None)
def test_a_citation_leads_to_what_it_was_made_from(law: Graph, made: tuple[str, str]) -> None:
    text, iri = made
    assert [node.iri for node in law.find_law(text)] == [iri]


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, str]:
    """(an address as people copy it, IRI of what it leads to)."""
    iri, path = draw(st.sampled_from(PROVISIONS))
    local = iri.removeprefix(LEG)
    start = draw(st.sampled_from(["https://www.", "http://www.", "https://", "www.", "HTTPS://WWW.", ""]))
    below = (
        draw(st.sampled_from(["", "/1", "/2/a"])) if path[-2] in {"section", "article", "regulation"} else ""
    )
    version = draw(st.sampled_from(["", "/", "/enacted", "/made", "/2020-04-01", "/england", "/prospective"]))
    form = draw(st.sampled_from(["", "/data.xml", "/data.rdf", "/data.htm"])) if version != "/" else ""
    query = draw(st.sampled_from(["", "?view=plain", "?timeline=true&view=extent"]))
    return (
        f"{start}legislation.gov.uk/{draw(st.sampled_from(['', 'id/']))}{local}{below}{version}{form}{query}",
        iri,
    )


@given(addresses())
@settings(max_examples=200, deadline=None)
def test_an_address_leads_to_what_it_was_made_from(law: Graph, made: tuple[str, str]) -> None:
    text, iri = made
    assert [node.iri for node in law.find_law(text)] == [iri]


PIECES = st.one_of(
    st.sampled_from(
        [*UNITS, "(", ")", "-", "–", ",", ".", "/", "and", "to", "of the", "no", "c.", "A1", "IV", "21A"]
    ),
    st.sampled_from(
        ["Care Act", "2014", "MCA", "GDPR", "SI", "http://", "legislation.gov.uk/", "ukpga/2014/23"]
    ),
    st.integers(min_value=0, max_value=10**15).map(str),
    st.text(max_size=4),
)


@given(
    st.lists(PIECES, max_size=12).map(" ".join)
    | st.lists(PIECES, max_size=8).map("".join)
    | st.text(max_size=60)
)
@settings(max_examples=600, deadline=None)
def test_no_text_breaks_the_reading(law: Graph, text: str) -> None:
    """Every text is a citation, or is told as unknown or as several."""
    read_citation(text)
    with suppress(UnknownName, AmbiguousName):
        assert law.find_law(text)


@given(
    st.text(max_size=80),
    st.sampled_from(["", "https://www.legislation.gov.uk/", "ukpga/2014/23/", "http://["]),
)
@settings(max_examples=200, deadline=None)
def test_no_address_breaks_the_reading(text: str, start: str) -> None:
    is_address(start + text)
    read_address(start + text)


@pytest.mark.parametrize(
    "text",
    ["ss.1-" + "9" * 5000, "s.(" * 2000, "1/" * 3000, "(a)" * 3000, "s1," * 3000, "A." * 3000, "x" * 10**6],
)
def test_a_long_text_is_read_at_once(law: Graph, text: str) -> None:
    read_citation(text)
    with pytest.raises((UnknownName, AmbiguousName)):
        law.find_law(text)


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_range_runs_from_the_lower_to_the_higher(first: int, last: int) -> None:
    (span,) = read_citation(f"ss.{first}-{last}").spans
    assert int(span.first) <= int(span.last)
    assert int(span.first) in {first, last}


def test_a_single_number_is_no_range() -> None:
    assert read_citation("s.42").spans == (Span("42", "42"),)
