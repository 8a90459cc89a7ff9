"""The one layout: the same triples, byte-stable, in the order and on the lines that a person reads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given

from scgraph.errors import BadSyntax
from scgraph.project import Project
from scgraph.turtle.__main__ import main
from scgraph.turtle.layout import WIDTH, canonical, format_file
from tests.turtle.making import EX, Made, documents, graphs, same

TEXT = """# A head that stays.
@prefix a: <http://a/> .
@prefix unused: <http://unused/> .

# Why y.
a:y a:p "two"@en , "one"@en ; a:q [ a:r ( 1 2 ) ] ; # behind it
  a a:Y .
a:x-10 a:p a:y . a:x-9 a:p a:y , a:x-10 , a:x-9 .  # on its line
# at the end
"""
LAID_OUT = """# A head that stays.

PREFIX a: <http://a/>

# Why y.
# behind it
a:y a a:Y ;
    a:p "one"@en , "two"@en ;
    a:q [ a:r ( 1 2 ) ] .

a:x-10 a:p a:y .

# on its line
a:x-9 a:p a:x-9 , a:x-10 , a:y .

# at the end
"""


def test_every_file_of_the_project_is_canonical(project: Project) -> None:
    files = [*project.ontology_files, *project.data_files, *project.shape_files]
    assert [path for path in files if format_file(path, check=True)] == []


def test_order_comments_and_prefixes() -> None:
    assert canonical(TEXT) == LAID_OUT
    assert canonical(LAID_OUT) == LAID_OUT


def comments(text: str, comment: str) -> int:
    """How often a comment stands in a text."""
    return text.count(comment)


@given(documents())
def test_any_document_keeps_its_triples_its_order_and_its_comments(made: Made) -> None:
    once = canonical(made.text)
    assert canonical(once) == once
    assert same(ox.parse(once, format=ox.RdfFormat.TURTLE), ox.parse(made.text, format=ox.RdfFormat.TURTLE))
    subjects = list(dict.fromkeys(str(t[0]) for t in made.truth if t[0] is not None))
    stated = [quad.subject for quad in ox.parse(once, format=ox.RdfFormat.TURTLE)]
    assert list(dict.fromkeys(str(s) for s in stated if isinstance(s, ox.NamedNode))) == subjects
    for comment in ("# ex:no ex:p 1 .", "# \"'<[("):
        assert comments(once, comment) == comments(made.text, comment)


@given(graphs)
def test_any_graph_keeps_its_triples(triples: list[ox.Triple]) -> None:
    written = (ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"ex": EX}) or b"").decode()
    once = canonical(written)
    assert canonical(once) == once
    assert same(ox.parse(once, format=ox.RdfFormat.TURTLE), triples)


def test_numbers_keep_their_digits() -> None:
    head = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n\n"
    text = head + '<x:a> <x:b> 0.10 , 1.23456789012345678E300 , 007 , "x"^^xsd:integer , true .\n'
    assert canonical(text) == text


def test_what_does_not_fit_on_a_line_is_wrapped() -> None:
    many = " , ".join(f"<x:value-{number}>" for number in range(30))
    lines = canonical(f"<x:a> <x:b> {many} .").splitlines()
    assert all(len(line) <= WIDTH for line in lines)
    assert all(line.startswith("        <x:value-") for line in lines[1:])
    assert len(lines) == 5
    items = canonical(f"<x:a> <x:b> ( {many.replace(' ,', '')} ) .").splitlines()
    assert items[0] == "<x:a> <x:b> ("
    assert items[-1] == "    ) ."
    assert all(len(line) <= WIDTH for line in items)


def test_blank_nodes_in_a_circle_and_named_twice_keep_their_names() -> None:
    circle = "_:a <x:p> _:b . _:b <x:p> _:a ."
    for text in (circle, "<x:a> <x:p> _:b , [ <x:p> _:b ] . _:b <x:q> 1 .", "_:a <x:p> _:a ."):
        once = canonical(text)
        assert canonical(once) == once
        assert "_:" in once


def test_the_bearer_place_and_topics_of_a_statement_stand_in_one_block(project: Project) -> None:
    blocks = [b for path in project.data_files for b in path.read_text(encoding="utf-8").split("\n\n")]
    statements = [block for block in blocks if "scg:locator" in block]
    assert len(statements) == 1051
    order = ("skos:prefLabel .*", "skos:definition .*", r"scg:statedBy \S+ ;", "scg:locator ")
    assert all(re.match("\n    ".join([r"\S+ a scg:\w+ ;", *order]), block) for block in statements)
    asking = [block for block in statements if " a scg:Context" not in block]
    assert all(re.search(r"\n    scg:(concerns\w*|oneOf) ", block) for block in asking)


def test_the_options_of_a_statement_stand_right_behind_it(project: Project) -> None:
    for path in project.data_files:
        blocks = [block.split(None, 1) for block in path.read_text(encoding="utf-8").split("\n\n")]
        subjects = [block[0] for block in blocks]
        for position, (subject, block) in enumerate(blocks):
            found = re.search(r"\n    scg:oneOf ([^;]*) ;", block)
            options = found[1].replace(",", " ").split() if found else []
            assert options == [f"{subject}_option-{number + 1}" for number in range(len(options))]
            assert subjects[position + 1 : position + 1 + len(options)] == options
        assert sum("_option-" in subject for subject in subjects) == sum(
            block.count("_option-") for _, block in blocks
        )


def test_check_changes_nothing_and_format_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == TEXT
    assert main([str(path)]) == 0
    assert path.read_text(encoding="utf-8") == LAID_OUT
    assert main(["--check", str(path)]) == 0
    assert "not in the one layout" in capsys.readouterr().out


def test_windows_line_ends_are_not_the_layout(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(LAID_OUT.replace("\n", "\r\n").encode())
    assert format_file(path, check=True)
    assert path.read_bytes() != LAID_OUT.encode()
    assert format_file(path)
    assert path.read_bytes() == LAID_OUT.encode()


def test_a_file_at_fault_is_one_line_and_the_others_are_looked_at(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.ttl", tmp_path / "other.ttl"
    broken.write_text("@prefix a: <http://a/> .\na:x a:y b:z .\n")
    other.write_text(TEXT)
    command = [sys.executable, "-m", "scgraph.turtle", str(broken), str(other), str(tmp_path / "none.ttl")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr.splitlines() == [
        f"{broken}:2:9: not valid Turtle: The prefix b: has not been declared. "
        "Declare it at the top: PREFIX b: <…>",
        f"{tmp_path / 'none.ttl'}: no such file.",
    ]
    assert other.read_text() == LAID_OUT
    assert main([str(broken)]) == 1
    with pytest.raises(BadSyntax, match=r"x\.ttl:2:9: "):
        canonical(broken.read_text(), "x.ttl")
