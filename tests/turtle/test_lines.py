"""Where subjects stand in Turtle, however it is written."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from scgraph.project import Project
from scgraph.turtle.lines import lines_of_file, subject_lines

EX = "http://ex.org/"


def test_prefixed_and_full_names() -> None:
    text = "PREFIX ex: <http://ex.org/>\n\nex:a\n    a ex:B ;\n.\n<http://ex.org/c> a ex:B .\n"
    assert subject_lines(text) == {EX + "a": 3, EX + "c": 6}


def test_windows_line_ends() -> None:
    text = "@prefix ex: <http://ex.org/> .\r\n\r\nex:a a ex:B .\r\n\r\nex:c a ex:B .\r\n"
    assert subject_lines(text) == {EX + "a": 3, EX + "c": 5}


def test_several_statements_on_a_line_and_one_over_several() -> None:
    text = "@prefix ex: <http://ex.org/>.\nex:a ex:p 1.5 . ex:b ex:p ex:c.d ; ex:q\n ex:e.\n ex:f a ex:B ."
    assert subject_lines(text) == {EX + "a": 2, EX + "b": 2, EX + "f": 4}


def test_strings_and_comments_hide_what_looks_like_a_subject() -> None:
    text = (
        "PREFIX ex: <http://ex.org/>\n"
        'ex:a ex:p """one .\nex:no a ex:B .\n""" , "ex:no . \\" ex:no a ex:B ." ; # ex:no a ex:B .\n'
        "  ex:q 'ex:no .' .\n"
        "# ex:no a ex:B .\n"
        "ex:b ex:p <http://ex.org/x#y.z> .\n"
    )
    assert subject_lines(text) == {EX + "a": 2, EX + "b": 7}


def test_the_first_of_several_places_counts() -> None:
    assert subject_lines("<a> <p> 1 .\n<b> <p> 1 .\n<a> <p> 2 .\n", EX) == {EX + "a": 1, EX + "b": 2}


def test_blank_nodes_and_lists_as_subjects_are_passed_over() -> None:
    text = (
        "@prefix ex: <http://ex.org/>.\n[ ex:p ex:a ] ex:q 1.\n(1 2) ex:p 3.\n_:x ex:p 1.\n"
        "ex:a ex:p [ ex:q 1.0 ]."
    )
    assert subject_lines(text) == {EX + "a": 5}


def test_escapes_in_names() -> None:
    text = "PREFIX ex: <http://ex.org/>\nex:a\\,b ex:p 1 .\n<http://ex.org/\\u00e9> ex:p 1 .\n"
    assert subject_lines(text) == {EX + "a,b": 2, EX + "é": 3}


def test_base_and_relative_names() -> None:
    assert subject_lines("@base <http://ex.org/d/> .\n<x> <p> 1 .\nBASE <http://ex.org/>\n<x> <p> 1 .") == {
        EX + "d/x": 2,
        EX + "x": 4,
    }


def test_broken_turtle_is_read_as_far_as_it_goes() -> None:
    assert subject_lines('<a> <p> 1 .\n<b> <p> "no end\n<c> <p> 1 .', EX) == {EX + "a": 1, EX + "b": 2}


@pytest.mark.parametrize("directory", ["data/turtle", "ontology", "shapes"])
def test_every_subject_of_the_project_is_found(directory: str, project: Project) -> None:
    for path in sorted((project.root / directory).glob("*.ttl")):
        parsed = {
            quad.subject.value for quad in ox.parse(path=str(path)) if isinstance(quad.subject, ox.NamedNode)
        }
        lines = lines_of_file(path)
        assert set(lines) == parsed, path
        text = path.read_text(encoding="utf-8").splitlines()
        for subject, line in lines.items():
            name = subject.replace("#", "/").rsplit("/", 1)[1]
            assert name in text[line - 1], (path, line, subject)


def test_a_file_that_is_not_there_has_no_lines() -> None:
    assert lines_of_file(Path("no-such-file.ttl")) == {}
