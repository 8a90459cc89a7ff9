"""A finding stands on the line of the triple at fault, however the file is laid out."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.graph import Graph
from scgraph.project import Project, graph_iri
from scgraph.validation.shapes import read_shapes
from scgraph.validation.validator import validate

HEAD = "PREFIX ex: <http://ex.org/>\nPREFIX sh: <http://www.w3.org/ns/shacl#>\n"
DATA = """PREFIX ex: <http://ex.org/>

ex:a a ex:Thing ;
  ex:name "one" ,
    "two" ,
    3 ;
  ex:part [ a ex:Part ; ex:size 1 ] ,
    [ a ex:Part ;
      ex:size
        02 ] ;
  ex:list ( 1
    "x" ) ;
  ex:next ex:b , ex:c .
ex:b a ex:Thing ;
  ex:text '''ex:c a ex:No .
''' .
[] a ex:Part ;
  ex:size 7 .
"""


@pytest.fixture
def lines(tmp_path: Path) -> object:
    """The lines of what a shape finds in the data."""

    def check(shape: str, data: str = DATA, only: bool = False) -> list[int | None]:
        shapes, path = tmp_path / "shapes.ttl", tmp_path / "data" / "turtle" / "x.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        shapes.write_text(f"{HEAD}ex:s a sh:NodeShape ; {shape} .", encoding="utf-8")
        path.write_bytes(data.encode())
        engine = EmbeddedEngine()
        engine.load_file(path, graph_iri(path))
        report = validate(
            Graph(Project(tmp_path), engine), read_shapes([shapes]), only=[path] if only else ()
        )
        assert {finding.file for finding in report.findings} <= {Path("data/turtle/x.ttl")}
        return [finding.line for finding in report.findings]

    return check


THING, PART = "sh:targetClass ex:Thing", "sh:targetClass ex:Part"
SHAPES = {
    "the triple of a value": (f"{THING} ; sh:property [ sh:path ex:name ; sh:pattern 'o' ]", [6]),
    "the first of too many": (f"{THING} ; sh:property [ sh:path ex:name ; sh:maxCount 1 ]", [4]),
    "the subject of what is missing": (f"{THING} ; sh:property [ sh:path ex:name ; sh:minCount 1 ]", [14]),
    "the triple that leads back": (
        "sh:targetNode ex:b ; sh:property [ sh:path [ sh:inversePath ex:next ] ; sh:class ex:No ]",
        [13],
    ),
    "what names a node that no file describes": ("sh:targetNode ex:c ; sh:class ex:Thing", [13]),
    "a blank node": (f"{PART} ; sh:property [ sh:path ex:size ; sh:maxInclusive 6 ]", [18]),
    "a number as a store tells it": (
        f"{PART} ; sh:property [ sh:path ex:size ; sh:hasValue 9 ]",
        [7, 10, 18],
    ),
    "the triple that holds a blank node": (
        f"{PART} ; sh:property [ sh:path ex:no ; sh:minCount 1 ]",
        [7, 8, 17],
    ),
    "a member of a list": (
        f"{THING} ; sh:property [ sh:path ( ex:part ex:size ) ; sh:maxInclusive 1 ]",
        [7],
    ),
    "one of several properties": (
        f"{THING} ; sh:property [ sh:path [ sh:alternativePath ( ex:none ex:name ) ] ; sh:minLength 4 ]",
        [4, 5, 6],
    ),
    "a property that is repeated": (
        f"{THING} ; sh:property [ sh:path [ sh:oneOrMorePath ex:next ] ; sh:class ex:Thing ]",
        [13],
    ),
    "a way back that is repeated": (
        "sh:targetNode ex:b ; sh:property [ sh:path [ sh:inversePath [ sh:zeroOrMorePath ex:next ] ] ; "
        "sh:class ex:No ]",
        [13, 14],
    ),
    "what a query tells": (
        f"{THING} ; sh:sparql [ sh:select 'SELECT $this (<http://ex.org/name> AS ?path) ?value "
        "{ $this <http://ex.org/name> ?value . FILTER (isNumeric(?value)) }' ]",
        [6],
    ),
    "a value that a query tells without its path": (
        f"{THING} ; sh:sparql [ sh:select 'SELECT $this ?value "
        "{ $this <http://ex.org/next> ?value . FILTER NOT EXISTS { ?value a ?kind } }' ]",
        [13],
    ),
    "nothing but the node": (
        f"{THING} ; sh:sparql [ sh:select 'SELECT $this {{ $this <http://ex.org/text> ?text }}' ]",
        [14],
    ),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("what", SHAPES)
def test_the_line_at_fault(what: str, ends: str, lines) -> None:  # type: ignore[no-untyped-def]
    shape, expected = SHAPES[what]
    shape = shape.replace("{{", "{").replace("}}", "}")
    assert lines(shape, DATA.replace("\n", ends)) == expected
    assert lines(shape, DATA.replace("\n", ends), only=True) == expected or "no file describes" in what


def test_a_triple_in_a_second_file(tmp_path: Path) -> None:
    first, second = tmp_path / "data" / "turtle" / "a.ttl", tmp_path / "data" / "turtle" / "b.ttl"
    first.parent.mkdir(parents=True)
    first.write_text("<http://ex.org/a> a <http://ex.org/Thing> .\n")
    second.write_text("\n\n<http://ex.org/a> <http://ex.org/name> 3 .\n")
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(f"{HEAD}ex:s {THING} ; sh:property [ sh:path ex:name ; sh:nodeKind sh:IRI ] .")
    engine = EmbeddedEngine()
    for path in (first, second):
        engine.load_file(path, graph_iri(path))
    (found,) = validate(Graph(Project(tmp_path), engine), read_shapes([shapes])).findings
    assert (found.file, found.line) == (Path("data/turtle/b.ttl"), 3)
