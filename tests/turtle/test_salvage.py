"""What is called Turtle and is none is told for what it is; of Turtle with mistakes, all else is read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import BadSyntax
from scgraph.turtle.layout import format_file
from scgraph.turtle.salvage import LIMIT, Salvage, salvage

HEAD = "PREFIX a: <http://a/>\n"
GOOD = HEAD + 'a:x a:y "é" .\n'
CONFLICT = "<<<<<<< HEAD\na:z a:y 3 .\n=======\na:z a:y 4 .\n>>>>>>> branch\n"
DIFF3 = CONFLICT.replace("=======", "||||||| base\na:z a:y 2 .\n=======")
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = (
    f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:a="http://a/">'
    '<rdf:Description rdf:about="http://a/x" a:y="1"/></rdf:RDF>'
)

# What a file holds; where, and as what, it is told; how many triples are read all the same.
DISGUISES: dict[str, tuple[bytes, str, str, int]] = {
    "UTF-16": (GOOD.encode("utf-16"), "1:1", "saved as UTF-16; save it as UTF-8.", 1),
    "UTF-16 without a mark": (GOOD.encode("utf-16-le"), "1:1", "saved as UTF-16; save it as UTF-8.", 1),
    "UTF-16, the other way": (GOOD.encode("utf-16-be"), "1:1", "saved as UTF-16; save it as UTF-8.", 1),
    "UTF-32": (GOOD.encode("utf-32"), "1:1", "saved as UTF-32; save it as UTF-8.", 1),
    "Windows-1252": (GOOD.encode("cp1252"), "2:10", "not saved as UTF-8 (perhaps as Windows-1252", 1),
    "a merge": (f"{GOOD}{CONFLICT}".encode(), "3:1", "holds an unfinished merge (<<<<<<< HEAD)", 2),
    "a merge with its base": (f"{GOOD}{DIFF3}".encode(), "3:1", "holds an unfinished merge", 2),
    "a merge of Windows": (
        f"{GOOD}{CONFLICT}".replace("\n", "\r\n").encode(),
        "3:1",
        "holds an unfinished merge (<<<<<<< HEAD)",
        2,
    ),
    "a merge within a text": (
        f'{HEAD}a:x a:y """\n{CONFLICT}""" .'.encode(),
        "3:1",
        "holds an unfinished merge",
        1,
    ),
    "RDF/XML": (f'<?xml version="1.0"?>\n<!-- x -->{XML}'.encode(), "1:1", "RDF/XML, not Turtle: convert", 1),
    "RDF/XML without a head": (XML.encode(), "1:1", "RDF/XML, not Turtle: convert it to Turtle.", 1),
    "other XML": (b'<?xml version="1.0"?><x/>', "1:1", "XML, not Turtle", 0),
    "JSON-LD": (b'{"@context": {"a": "http://a/"}, "@id": "a:x", "a:y": 1}', "1:1", "JSON-LD, not Turtle", 1),
    "a list of JSON-LD": (b'[{"@id": "http://a/x", "http://a/y": 1}]', "1:1", "JSON-LD, not Turtle", 1),
    "broken JSON-LD": (b'{"@context": {}, "@id": ', "1:1", "JSON-LD, not Turtle", 0),
    "JSON": (b'{"x": 1}', "1:1", "JSON, not Turtle", 0),
    "TriG": (f"{HEAD}a:g {{ a:x a:y 1 }}".encode(), "1:1", "TriG, not Turtle", 1),
    "N-Quads": (b"<x:a> <x:b> <x:c> <x:g> .\n", "1:1", "N-Quads, not Turtle", 1),
    "a query": (f"{HEAD}INSERT DATA {{ a:x a:y 1 }}".encode(), "1:1", "a SPARQL query or update", 0),
    "a page": (b"\n<!doctype html>\n<html></html>", "1:1", "a web page (HTML), not Turtle", 0),
    "a pointer": (b"version https://git-lfs.github.com/spec/v1\n", "1:1", "a pointer of Git LFS", 0),
    "a Word file": (b"PK\x03\x04...", "1:1", "not Turtle but a Word, Excel or zip file", 0),
    "a packed file": (gzip.compress(GOOD.encode()), "1:1", "not Turtle but packed with gzip: unpack it.", 0),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\r", "1:1", "not text", 0),
}


def salvaged(tmp_path: Path, content: bytes | str) -> Salvage:
    """What is left of a file with this content."""
    path = tmp_path / "x.ttl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return salvage(path)


@pytest.mark.parametrize("what", DISGUISES)
def test_a_file_is_told_for_what_it_is(what: str, tmp_path: Path) -> None:
    content, place, reason, triples = DISGUISES[what]
    found = salvaged(tmp_path, content)
    (fault,) = found.faults
    assert (f"{fault.line}:{fault.column}", fault.reason[: len(reason)]) == (place, reason)
    assert len(found.quads) == triples
    assert found.is_lost is (triples == 0)
    if what != "a merge within a text":  # which is Turtle
        with pytest.raises(BadSyntax) as caught:
            EmbeddedEngine().load_file(tmp_path / "x.ttl", "http://g")
        assert str(caught.value) == str(fault)


def test_a_byte_order_mark_alone_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(f"\ufeff{GOOD}".encode())
    engine = EmbeddedEngine()
    engine.load_file(path, "http://g")
    assert len(engine.store) == 1
    assert salvage(path).faults == []
    format_file(path)
    assert path.read_bytes().startswith(b"PREFIX")


MISTAKES = {
    "an undeclared prefix, however often": ("b:x a:y b:z .\nb:z a:y 1 .", ["2:1"], 2),
    "a prefix that its own line spoils": ("@prefix b <http://b/> .\nb:x a:y 1 .", ["2:9"], 1),
    "a missing full stop": ("a:b a:y 1\na:c a:y 1 .\na:d a:y 1 .", ["3:1"], 1),
    "a last line that is missing": ("a:b a:y 1 ;\n\na:c a a:z .\n\na:d a:y 1 .", ["4:5"], 2),
    "many such": ("a:b a:y 1 ;\n\na:c a a:z ;\n\na:d a a:z .\n\na:e a:y 1 .", ["4:5", "6:5"], 2),
    "a text that does not end": ('a:b a:y "1 .\na:c a:y 1 .', ["2:9"], 1),
    "a long text that does not end": ('a:b a:y """1 .\na:c a:y 1 .', ["2:9"], 1),
    "two mistakes": ("a:b a:y ] .\na:c a:y 1 .\na:d a:y , 1 .\na:e a:y 1 .", ["2:9", "4:9"], 2),
    "typographic quotation marks": ("a:b a:y “1” .\na:c a:y 1 .", ["2:9"], 1),
    "a file that breaks off": ("a:b a:y 1 .\na:c a:y", ["3:8"], 1),
    "a name with a space": ("a:b a:y <http://a b> .\na:c a:y 1 .", ["2:9"], 1),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("what", MISTAKES)
def test_all_but_the_mistake_is_read(what: str, ends: str, tmp_path: Path) -> None:
    text, places, triples = MISTAKES[what]
    found = salvaged(tmp_path, f"{HEAD}{text}".replace("\n", ends))
    assert [f"{fault.line}:{fault.column}" for fault in found.faults] == places
    assert len(found.quads) == triples
    assert found.lost
    assert not found.is_lost


def test_what_is_lost_is_known_by_name(tmp_path: Path) -> None:
    found = salvaged(tmp_path, f"{HEAD}a:b a:y a:c , <http://a/d> , ] .\na:e a:y a:f .")
    assert {"http://a/b", "http://a/c", "http://a/d"} <= found.lost
    assert not {"http://a/e", "http://a/f"} & found.lost


def test_our_own_prefixes_are_offered_with_what_they_stand_for(tmp_path: Path) -> None:
    (fault,) = salvaged(tmp_path, "<x:a> scg:rank 1 .").faults
    assert fault.reason.endswith("Declare it at the top: PREFIX scg: <https://w3id.org/scgraph/ontology#>")


def test_a_file_full_of_mistakes_is_read_up_to_a_limit(tmp_path: Path) -> None:
    found = salvaged(tmp_path, f"{HEAD}a:b a:y 1 .\n" + "a:c a:y ] .\n" * 50 + "a:d a:y 1 .")
    assert len(found.faults) == LIMIT
    assert len(found.quads) == 1


def test_a_word_that_is_endless_is_not_told_whole(tmp_path: Path) -> None:
    (fault,) = salvaged(tmp_path, "<x:a> <x:b> " + "x" * 5000 + " .").faults
    assert len(fault.reason) < 250
