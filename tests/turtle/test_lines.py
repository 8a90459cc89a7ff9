"""The line of a triple, also of one that an engine names otherwise than its file does."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from hypothesis import given

from scgraph.turtle.likeness import likenesses
from scgraph.turtle.reading import read, read_file
from tests.turtle.making import EX, XSD, Made, documents

TEXT = """PREFIX ex: <http://ex.org/>
ex:a ex:p ex:b ,
    1.50 ;
  ex:q [
    ex:r 1 ] , [
    ex:r 2 ;
    ex:s [ ex:r
      01 ] ] .
ex:c ex:q [ ex:r 2 ] .
[ ex:r
  5 ] .
"""
A, C, P, Q, R = (ox.NamedNode(EX + name) for name in "acpqr")


def number(text: str, kind: str = "integer") -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def test_the_line_of_a_triple_of_a_property_and_of_a_node() -> None:
    lines = read(TEXT)
    assert lines.line_of_triple(A, {P}, ox.NamedNode(EX + "b")) == 2
    assert lines.line_of_triple(A, {P}) == 2
    assert lines.line_of_triple(A, {Q}) == 4
    assert lines.line_of_triple(A, None, number("1.50", "decimal")) == 3
    assert lines.line_of_triple(A, {R}) is None
    assert lines.line_of(C) == 9
    assert lines.line_of(ox.NamedNode(EX + "b")) == 2
    assert lines.line_of(R) is None


def test_a_number_is_found_as_a_store_tells_it() -> None:
    lines = read(TEXT)
    assert lines.line_of_triple(A, {P}, number("1.5", "decimal")) == 3
    assert lines.line_of_triple(A, {P}, number("1.6", "decimal")) is None


def test_a_blank_node_of_an_engine_is_known_again() -> None:
    store = ox.Store()
    store.load(TEXT.encode(), format=ox.RdfFormat.TURTLE)
    found_again = likenesses((quad.subject, quad.predicate, quad.object) for quad in store)
    lines = read(TEXT)
    found = set()
    for quad in store:
        if isinstance(quad.subject, ox.BlankNode):
            here = lines.alike.get(found_again[quad.subject])
            assert here is not None
            found.add((lines.line_of(here), lines.line_of_triple(here, {quad.predicate}, quad.object)))
    assert {place for place in found if place[1] is not None} == {(4, 5), (5, 6), (7, 8), (9, 9), (10, 11)}
    assert lines.alike.get(0) is None


def test_blank_nodes_in_a_circle_are_as_like_as_the_way_into_it() -> None:
    one, two = ox.BlankNode(), ox.BlankNode()
    circle = [(one, P, two), (two, P, one)]
    alike = likenesses(circle)
    assert alike[one] == alike[two]
    apart = likenesses([*circle, (A, Q, one)])
    assert apart[one] != apart[two]


@given(documents())
def test_every_blank_node_is_known_again_in_a_store(made: Made) -> None:
    store, document = ox.Store(), read(made.text)
    store.load(made.text.encode(), format=ox.RdfFormat.TURTLE)
    here = likenesses(placed[:3] for placed in document.triples)
    there = likenesses((quad.subject, quad.predicate, quad.object) for quad in store)
    assert set(here.values()) == set(there.values())


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert read_file(Path("no-such-file.ttl")).line_of(A) is None
    (tmp_path / "latin.ttl").write_bytes(b"\xff")
    assert read_file(tmp_path / "latin.ttl").line_of(A) is None


def test_relative_names_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("\n<#a> <#p> 1 .")
    assert read_file(path).line_of(ox.NamedNode(path.resolve().as_uri() + "#a")) == 2
