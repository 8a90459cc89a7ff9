"""Turtle read with lines: the same triples as Oxigraph reads, each on the line where it stands."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given
from rdflib import Graph

from scgraph.project import Project
from scgraph.turtle.reading import read
from tests.turtle.making import EX, Made, documents, graphs, same

A = ox.NamedNode(EX + "a")


def told(term: object) -> object:
    return None if isinstance(term, ox.BlankNode) else term


@given(documents())
def test_every_triple_is_found_on_its_line_whatever_the_layout(made: Made) -> None:
    document = read(made.text)
    assert same(document.triples, ox.parse(made.text, format=ox.RdfFormat.TURTLE))
    found = Counter((told(s), p, told(o), line) for s, p, o, line, _ in document.triples)
    assert found == Counter(made.truth)


@given(graphs)
def test_what_other_writers_write_is_read(triples: list[ox.Triple]) -> None:
    prefixes = {"ex": EX, "o": "urn:o#"}
    text = (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b"").decode()
    assert same(read(text).triples, triples)
    graph = Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    for layout in ("turtle", "longturtle"):
        written = graph.serialize(format=layout)
        assert same(read(written).triples, ox.parse(written, format=ox.RdfFormat.TURTLE))


def test_a_string_over_several_lines_stands_where_it_begins() -> None:
    text = '<http://ex.org/a> <http://ex.org/p>\n  """one\n.\n""" ,\n "two" .\n'
    assert [placed.line for placed in read(text).triples] == [2, 5]


def test_a_subject_in_brackets_stands_where_they_open() -> None:
    text = "PREFIX ex: <http://ex.org/>\n[ ex:p\n 1 ] .\n[\n] ex:q 2 .\n( 1\n2 ) ex:p 3 .\n_:x ex:p 4 ."
    document = read(text)
    lines = {placed.subject: placed.subject_line for placed in reversed(document.triples)}
    assert sorted(lines.values()) == [2, 4, 6, 7, 8]
    assert len(document.triples) == 8


@pytest.mark.parametrize(
    "text",
    [
        'VERSION "1.2"\n',
        "@version '1.2' .\n",
        'x:a x:b <<( x:a x:b "x >> y" )>> .\n',
        "x:a x:b <<( x:a x:b <<( x:i x:j <<( x:k x:l 1 )>> )>> )>> .\n",
        'x:a x:version "a"@en--ltr .\n',
    ],
)
def test_what_is_new_in_rdf_1_2_hides_no_line(text: str) -> None:
    document = read(f"PREFIX x: <http://ex.org/>\n{text}x:f x:g x:h .\n")
    assert [placed.line for placed in document.triples][-1] == 3
    assert document.triples[-1].subject == ox.NamedNode("http://ex.org/f")


def test_broken_turtle_is_read_as_far_as_it_goes() -> None:
    for end in ('"no end\n<c> <p> 1 .', "[ <p> 2 .", "no:prefix .", "1 <c> .", "<\\u0020> .", "(" * 5_000):
        document = read(f"<a> <p> 1 .\n<b> <p> {end}", base=EX)
        assert (document.triples[0].subject, document.triples[0].line) == (A, 1), end


def test_every_file_of_the_project_is_read(project: Project) -> None:
    for path in (*project.ontology_files, *project.data_files, *project.shape_files):
        text = path.read_text(encoding="utf-8")
        document = read(text)
        assert same(document.triples, ox.parse(path=str(path))), path
        lines = text.splitlines()
        for placed in document.triples:
            if isinstance(placed.object, ox.NamedNode) and not placed.object.value.endswith(("#nil", "/")):
                name = placed.object.value.replace("#", "/").rstrip("/").rpartition("/")[2]
                assert name in lines[placed.line - 1] or " a " in lines[placed.line - 1], placed


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends(ends: str) -> None:
    head = ["PREFIX ex: <http://ex.org/>", "", "ex:a", "  ex:p 1 ;"]
    text = ends.join([*head, "  ex:q '''x", "y''' .", "ex:b ex:p 2 ."])
    assert [placed.line for placed in read(text).triples] == [4, 5, 7]
