"""Canonical Turtle."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from scgraph.errors import UnreadableFile
from scgraph.project import Project
from scgraph.turtle.writing import canonical, format_files, main

TEXT = """# A head that stays.
@prefix a: <http://a/> .
@prefix unused: <http://unused/> .
a:y a:p "two"@en , "one"@en ; a:q [ a:r ( 1 2 ) ] .
a:x a:p a:y .
"""


def test_every_file_of_the_project_is_canonical(project: Project) -> None:
    files = [*project.ontology_files, *project.data_files, *project.shape_files]
    assert format_files(files, check=True) == []


def test_the_triples_and_the_head_stay() -> None:
    text = canonical(TEXT)
    assert text.startswith("# A head that stays.\n\nPREFIX a:")
    assert "unused" not in text
    assert isomorphic(Graph().parse(data=text), Graph().parse(data=TEXT))


def test_canonical_is_a_fixed_point_whatever_the_order_was() -> None:
    once = canonical(TEXT)
    assert canonical(once) == once
    lines = ["a:x a:p a:y .", 'a:z a:p "three" .', "a:w a:q a:x ."]
    head = "@prefix a: <http://a/> .\n"
    texts = {canonical(head + "\n".join(random.Random(seed).sample(lines, 3))) for seed in range(6)}
    assert len(texts) == 1


def test_a_syntax_error_is_named_with_its_line() -> None:
    with pytest.raises(UnreadableFile, match=r"x\.ttl:2"):
        canonical("@prefix a: <http://a/> .\na:x a:y b:z .\n", Path("x.ttl"))


def test_check_changes_nothing_and_format_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["--check", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == TEXT
    assert main([str(path)]) == 0
    assert path.read_text(encoding="utf-8") == canonical(TEXT)
    assert main(["--check", str(path)]) == 0
    assert "not canonical" in capsys.readouterr().out
