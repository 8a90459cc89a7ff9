"""Values that others wrote, on their way through pages, answers and findings: shown, never reckoned with."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from starlette.testclient import TestClient

from scgraph.careers.equivalence import council_matrix, equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.paths import find_paths
from scgraph.cli import run
from scgraph.errors import UsageError
from scgraph.literals import read_literal
from scgraph.namespaces import PREFIXES, address_of
from scgraph.project import read_project
from scgraph.questions.answers import to_python
from scgraph.questions.catalogue import Column
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.tables.table import Sheet, Table
from scgraph.tables.text import to_markdown, to_plain, to_separated
from scgraph.tables.workbook import to_workbook
from scgraph.validation.formats import FORMATS, render
from scgraph.validation.reading import open_with
from scgraph.validation.spelling import is_well_formed
from scgraph.validation.validator import validate
from scgraph.web import create_app
from scgraph.web.views import link
from scgraph.words import natural_key

XSD = PREFIXES["xsd"]
COUNCIL = """PREFIX comp: <https://w3id.org/scgraph/competency/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX prof: <https://w3id.org/scgraph/proficiency/>
PREFIX scg: <https://w3id.org/scgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX x: <https://w3id.org/scgraph/id/odd/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
x:c a org:Organization ; skos:prefLabel "Odd"@en ; scg:offers x:r .
x:r a scg:Role ; skos:prefLabel "Odd Role"@en .
x:l1 a scg:Level ; skos:prefLabel "Odd 1"@en ; scg:levelOf x:r ; scg:rank 1 .
x:l2 a scg:Level ; skos:prefLabel "Odd 2"@en ; scg:levelOf x:r ; scg:rank 2 ; scg:follows x:l1 .
x:s1 a scg:Duty ; scg:statedBy x:l1 ; skos:prefLabel "does it"@en ; scg:locator "a / b / c / 1" ;
    scg:concerns comp:risk-assessment ; scg:proficiency prof:working ; dcterms:source x:d .
x:d skos:prefLabel "Doc"@en .
"""
RANK = 'x:l3 a scg:Level ; skos:prefLabel "Odd 3"@en ; scg:levelOf x:r ; scg:follows x:l2 ; scg:rank {} .'
MONTHS = (
    "x:p a scg:ProgressionCriterion ; scg:fromLevel x:l1 ; scg:toLevel x:l2 ; scg:statedBy x:r ;"
    ' skos:prefLabel "p"@en ; scg:locator "q" ; dcterms:source x:d ; scg:minimumMonths {} .'
)
# What stands in the data beside a council that is right, and the rule that finds it.
VALUES = {
    "a word": ('"abc"^^xsd:integer', "literal-well-formed"),
    "no number": ('"NaN"^^xsd:double', "literal-well-formed"),
    "no decimal": ('"NaN"^^xsd:decimal', "literal-well-formed"),
    "5,000 digits": ("9" * 5_000, "literal-well-formed"),
    "a comma": ('"1,5"^^xsd:decimal', "literal-well-formed"),
    "a power": ('"1E+999999999999"^^xsd:decimal', "literal-well-formed"),
    "a power of doubles": ("1E999999", "literal-well-formed"),
    "a triple": ("<<( x:a x:b x:c )>>", "literal-well-formed"),
    "a script": ("<javascript:alert(1)>", "name-is-address"),
    "no name": ("[]", "blank-node"),
}
# Whatever an event must not say: dates that are none, nodes where texts belong, texts where nodes do, twice.
EVENT = (
    'x:e a scg:LegalEvent ; skos:prefLabel "<b>E</b> \\u0007"@en ; skos:definition 7 , "\\u0001\\uFFFE" ;'
    ' scg:eventKind "k" ; scg:eventStanding scg:Announced , scg:Made ; scg:sureness <javascript:alert(1)> ;'
    ' scg:madeOn "2026-13-45"^^xsd:date , "soon" ; scg:takesEffect "abc"^^xsd:date , 9 ; scg:expected x:c ;'
    ' scg:checkedOn "never" ; scg:readAt "javascript:alert(1)"^^xsd:anyURI , <javascript:alert(2)> , 5 ;'
    ' scg:touches "law" , <javascript:alert(3)> , x:l1 ; scg:doneBy 3 , <urn:x> .'
)
DATA = {f"{what} for a rank": RANK.format(value) for what, (value, _) in VALUES.items()}
DATA |= {
    f"{what} for months": MONTHS.format(VALUES[what][0])
    for what in ("a word", "a power", "a triple", "a script")
}
DATA |= {
    "an Act without a type": 'x:act a eli:LegalResource ; skos:prefLabel "An Act"@en .',
    "an Act that is a script": '<javascript:alert(1)> a eli:LegalResource ; skos:prefLabel "An Act"@en .',
    "a level that is a script": RANK.replace("x:l3", "<javascript:alert(1)>").format(3),
    "a level that is a URN": RANK.replace("x:l3", "<urn:x:3>").format(3),
    "a level on no ladder": 'x:l3 a scg:Level ; skos:prefLabel "Odd 3"@en ; scg:rank 3 .',
    "another server": (
        '<https://w3id.org/scgraph//evil.example> a scg:Competency ; skos:prefLabel "E"@en .'
        " x:s1 scg:concerns <https://w3id.org/scgraph//evil.example> ."
    ),
    "a label of 5,000 digits": f'x:l1 skos:altLabel "{"7" * 5_000}" . x:r skos:altLabel "{"8" * 5_000}"@en .',
    "a label that is a number": "x:l3 skos:prefLabel 7 ; a scg:Level ; scg:levelOf x:r ; scg:rank 3 .",
    "a level that is a text": 'x:r scg:hasLevel "Odd 1"@en . x:l1 scg:hasLevel "abc"^^xsd:integer .',
    "a council whose name is a number": "x:e a org:Organization ; skos:prefLabel 7 ; scg:offers x:q ."
    ' x:q a scg:Role ; skos:prefLabel "Q"@en . x:e1 a scg:Level ; skos:prefLabel 8 ; scg:levelOf x:q ;'
    " scg:rank 1 . x:s2 a scg:Duty ; scg:statedBy x:e1 ; skos:prefLabel 9 ; scg:locator 10 ;"
    " scg:concerns comp:risk-assessment ; scg:proficiency prof:working ; dcterms:source x:d .",
    "a step of the shared scale": 'prof:working scg:rank "abc"^^xsd:integer .',
    "an event without anything": "x:e a scg:LegalEvent .",
    "an event of odd values": EVENT,
    "an event that is a script": EVENT.replace("x:e ", "<javascript:alert(1)> "),
    "an event without a name": EVENT.replace("x:e ", "[] "),
    "a judgment that is odd": (
        "<https://caselaw.nationalarchives.gov.uk/odd> a scg:Judgment ; scg:neutralCitation 7 ;"
        ' eli:date_document "soon" ; eli:in_force "yes" ; scg:statusReadOn 5 ;'
        " scg:statusReadAt <javascript:a> ."
    ),
    "escapes": r'x:l1 skos:altLabel "\u001b]0;t\u0007\u202e\u009b2J"@en . x:d skos:altLabel "\u001b[31m" .',
}
PAGES = (
    *("/", "/councils", "/search?q=odd", "/legislation", "/path", "/compare", "/equivalents", "/questions"),
    *("/competency/", "/competency/risk-assessment", "/about", "/id/odd/c", "/id/odd/r", "/id/odd/l1"),
    *("/id/odd/l2", "/id/odd/l3", "/id/odd/s1", "/id/odd/p", "/path?from=Odd+1&to=Odd+2", "/path?from=Odd+1"),
    *("/compare?level=Odd+1&level=Odd+2", "/equivalents?level=Odd+1", "/questions/levels?ask=1"),
    *("/questions/levels.xlsx?ask=1", "/questions/stated-moves?ask=1", "/questions/stated-moves.csv?ask=1"),
    *("/questions/gap?from=Odd+1&to=Odd+2", "/questions/search?text=odd"),
    *("/law/events", "/law/events.atom", "/law/events.ttl", "/id/odd/e", "/caselaw/odd", "/scheme/dols"),
)
LABEL = r'x:l3 a scg:Level ; skos:prefLabel "\u001b[31mred\u009b\uFFFE\u202e"@en ; scg:rank 3 .'
SAFE = re.compile(r"https?://[^/]|/(?!/)|#|\?")


def write(root: Path, more: str) -> Path:
    """A project with a council that is right and what else its file says."""
    (root / "scgraph.toml").write_text('name = "x"\n')
    (root / "data" / "turtle").mkdir(parents=True)
    (root / "data" / "turtle" / "odd.ttl").write_text(COUNCIL + more + "\n")
    return root


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the log tells of faults."""
    told: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR:
                told.append(record.getMessage())

    handler, log = Handler(), logging.getLogger("scgraph.access")
    log.addHandler(handler)
    yield told
    log.removeHandler(handler)


@pytest.mark.parametrize("what", DATA)
def test_no_page_and_no_answer_fails_for_a_value(what: str, tmp_path: Path, faults: list[str]) -> None:
    graph = open_graph(read_project(write(tmp_path, DATA[what])))
    client = TestClient(create_app(graph), raise_server_exceptions=False)
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code < 500, (page, faults)
        if "html" in answer.headers["content-type"]:
            odd = [
                href for href in re.findall(r'(?:href|src)="([^"]*)"', answer.text) if not SAFE.match(href)
            ]
            assert not odd, page
        if "atom" in answer.headers["content-type"]:
            ElementTree.fromstring(answer.content)
    assert gap(graph, "Odd 1", "Odd 2").target.name == "Odd 2"
    assert find_paths(graph, "Odd 1", "Odd 2").origin.name == "Odd 1"
    assert not faults


# What is worked out, stated as what it cannot be: every comparison stands on it.
COMPUTED = """x:c2 a org:Organization ; skos:prefLabel "Other"@en ; scg:offers x:r2 .
x:r2 a scg:Role {}.
x:o1 a scg:Level ; skos:prefLabel "Other 1"@en ; scg:levelOf x:r2 ; scg:rank 1 .
x:s2 a scg:Duty ; scg:statedBy x:o1 ; skos:prefLabel "does it"@en ; scg:locator "a / b / c / 1" ;
    scg:concerns comp:risk-assessment ; scg:proficiency prof:working ; dcterms:source x:d .
"""
NAMED, WRONG = '; skos:prefLabel "Other Role"@en ', 'x:l1 scg:levelCount "abc"^^xsd:integer .'


def test_an_answer_that_cannot_be_made_names_the_node_and_who_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], faults: list[str]
) -> None:
    root = write(tmp_path, COMPUTED.format(NAMED) + WRONG)
    assert run(["equivalents", "Odd 1", "--project", str(root)]) == 1
    (told,) = capsys.readouterr().err.strip().splitlines()
    fault = "comp:risk-assessment: nothing stands in the column 'weight' of 'equivalence-evidence'"
    assert fault in told
    assert run(["validate", "--project", str(root)]) == 1
    assert f"odd.ttl:{(COUNCIL + COMPUTED).count(chr(10)) + 1}" in capsys.readouterr().out
    client = TestClient(create_app(open_graph(read_project(root))), raise_server_exceptions=False)
    page = client.get("/equivalents?level=Odd+1")
    assert page.status_code == 500
    assert fault in unescape(page.text)
    assert "odd.ttl" not in page.text
    assert len(faults) == 1


def test_levels_that_no_answer_lists_are_told_by_name(tmp_path: Path) -> None:
    graph = open_graph(read_project(write(tmp_path, COMPUTED.format(""))))
    for asked in (lambda: equivalents(graph, "Odd 1"), lambda: council_matrix(graph, "Odd", "Other")):
        with pytest.raises(UsageError, match="'Other 1' stands on no ladder that a council offers"):
            asked()


def test_each_value_is_a_finding_on_its_line(tmp_path: Path) -> None:
    lines = [RANK.replace("x:l3", f"x:m{n}").format(value) for n, (value, _) in enumerate(VALUES.values())]
    report = validate(open_with(read_project(write(tmp_path, "\n".join(lines)))))
    found = {(each.rule.name, each.line) for each in report.findings}
    first = COUNCIL.count("\n") + 1
    wanted = {(rule, line) for line, (_, rule) in enumerate(VALUES.values(), first)}
    assert wanted <= found
    # And nowhere else.
    assert {each for each in found if each[0] in {rule for rule, _ in wanted}} == wanted
    for form in FORMATS:
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", render(report, form))


def test_labels_command_no_terminal_and_break_no_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(tmp_path, LABEL)
    for form in FORMATS:
        assert run(["validate", "--project", str(root), "--format", form]) == 1
        text = capsys.readouterr().out
        assert "\x1b" not in text
        assert "\x9b" not in text
        assert "red" in text
        if form == "junit":
            ElementTree.fromstring(text)
        if form in ("sarif", "json"):
            json.loads(text)


def test_what_xml_cannot_say_breaks_no_answer_in_xml(tmp_path: Path) -> None:
    graph = open_graph(read_project(write(tmp_path, LABEL)))
    client = TestClient(create_app(graph))
    rows = {"query": "SELECT ?name { ?s skos:prefLabel ?name }", "format": "xml"}
    triples = {"query": "CONSTRUCT { ?s skos:prefLabel ?name } { ?s skos:prefLabel ?name }", "format": "rdf"}
    for answer in (
        client.get("/sparql", params=rows), client.get("/sparql", params=triples),
        client.get("/id/odd/l3.rdf"),
    ):  # fmt: skip
        assert answer.status_code == 200
        assert "\N{REPLACEMENT CHARACTER}[31mred" in "".join(
            ElementTree.fromstring(answer.content).itertext()
        )


@given(
    st.text(max_size=30),
    st.sampled_from(
        sorted(
            f"{XSD}{name}"
            for name in (
                "integer",
                "byte",
                "decimal",
                "double",
                "float",
                "boolean",
                "nonNegativeInteger",
                "date",
                "string",
            )
        )
    ),
)
def test_a_literal_is_read_as_what_it_is_or_as_its_text(text: str, datatype: str) -> None:
    value = to_python(Literal(text, datatype=NamedNode(datatype)))
    assert value == read_literal(text, datatype)
    if isinstance(value, str):
        assert value == text
    else:
        assert isinstance(value, int | Decimal)
        assert value == value  # no NaN
        assert len(f"{value:f}" if isinstance(value, Decimal) else str(value)) < 1_000
    if datatype != f"{XSD}string" and datatype != f"{XSD}date" and is_well_formed(text, datatype):
        assert not isinstance(value, str)


@given(st.from_regex(r"[+-]?[0-9]{0,40}([.,][0-9]{0,30})?([eE][+-]?[0-9]{0,15})?", fullmatch=True))
def test_numbers_of_any_length_are_bounded(text: str) -> None:
    for name in ("integer", "long", "decimal", "double"):
        value = read_literal(text, XSD + name)
        if not isinstance(value, str):
            assert abs(value) < Decimal("1E+309")


@given(st.text())
def test_any_label_has_a_place_in_the_order(text: str) -> None:
    assert natural_key(text * 3 + "9" * 5_000) >= natural_key("")


SIGNS = st.sampled_from("=+-@＝＋－＠")
BLANKS = st.text(st.sampled_from(" \t\n\r\x0b\xa0\u2003\u3000\u200b\ufeff\x00"), max_size=3)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(BLANKS, SIGNS, st.text(max_size=10))
def test_no_cell_and_no_heading_is_a_formula(blank: str, sign: str, rest: str) -> None:
    text = f"{blank}{sign}{rest}"
    table = Table((Column("a", text), Column("b", "b")), [(text, 1)])
    for form, mark in (("csv", ","), ("tsv", "\t")):
        written = io.StringIO(to_separated(table, form).decode("utf-8", "surrogatepass"), newline="")
        for row in csv.reader(written, delimiter=mark):
            assert row[0].startswith("'")
    assert to_workbook(Sheet("n", "t", "d", table, [("f", text)]))


@given(st.text(max_size=40))
def test_no_text_commands_a_terminal(text: str) -> None:
    table = Table.of((text, "b"), [(text, text)])
    for shown in (to_plain(table), to_markdown(table)):
        assert not any(unicodedata.category(sign) == "Cc" for sign in shown.replace("\n", ""))


@given(
    st.one_of(
        st.text(max_size=40), st.text("/\\:.%#?ahtps@", max_size=12).map("https://w3id.org/scgraph/".__add__)
    )
)
def test_one_function_decides_what_is_a_link(iri: str) -> None:
    shown = str(link(iri, "name"))
    if shown != "name":
        (href,) = re.findall(r'href="([^"]*)"', shown)
        assert SAFE.match(href)
    address = address_of(iri)
    assert address is None or (address.startswith("/") and not address.startswith(("//", "/\\")))


NO_ADDRESSES = (
    *("javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc/passwd", "urn:x"),
    *("//evil.example", "None", "", None, " https://x", "https:evil", "https://"),
)


@pytest.mark.parametrize("iri", NO_ADDRESSES)
def test_what_is_no_address_is_text(iri: str | None) -> None:
    assert link(iri, "<name>") == "&lt;name&gt;"


def test_a_graph_with_odd_values_is_asked_by_every_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", "off")
    every = " ".join(
        DATA[what] for what in ("a word for a rank", "a power for months", "an Act without a type")
    )
    root = write(tmp_path, every)
    for command in (
        ["stats"], ["gap", "Odd 1", "Odd 2"], ["path", "Odd 1", "Odd 2"], ["equivalents", "Odd 1"],
        ["compare", "Odd 1", "Odd 2", "Odd 3"], ["query", "run", "levels"], ["query", "run", "stated-moves"],
    ):  # fmt: skip
        assert run([*command, "--project", str(root)]) == 0, command
    told = capsys.readouterr()
    assert "abc" in told.out
    assert "1E+999999999999" in told.out


def test_what_is_well_formed_is_still_a_number(graph: KnowledgeGraph) -> None:
    assert all(isinstance(row["rank"], int) for row in graph.ask("levels"))
