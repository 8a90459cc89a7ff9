"""XML of others is read within bounds; all else ends in one line with file and place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from scgraph.errors import BadSyntax, UnreadableFile
from scgraph.law.markup import line_of, local, parse_markup, read_markup, text_of

BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))
REFUSED = {
    "nothing": (b"", "not XML: it is empty"),
    "blanks": (b"  \n ", "not XML: it is empty"),
    "no XML": (b"Care Act 2014", "not XML: "),
    "JSON": (b'{"a": 1}', "not XML: "),
    "cut": (b"<a><b>", "not XML: no element found"),
    "not nested": (b"<a>\n<b></a>", "not XML: mismatched tag"),
    "an undeclared prefix": (b"<x:a/>", "not XML: unbound prefix"),
    "bytes": (b"<a>\xff\xfe</a>", "not XML: not well-formed"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><a/>', "not XML: "),
    "a document type": (b"<!DOCTYPE a><a/>", "has a document type (DOCTYPE)"),
    "a bomb": (f"<!DOCTYPE a [{BOMB}]><a>&a11;</a>".encode(), "has a document type (DOCTYPE)"),
    "a file": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "has a document type"),
    "another server": (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "has a document type"),
    "depth": (b"<a>" * 100_000 + b"</a>" * 100_000, "elements are nested too deeply: at most 200 levels"),
    "a long tag": (b"<a " + b"x" * 3_000_000, "a tag or comment is longer than 1 MB"),
    "a long attribute": (b'<a x="' + b"y" * 3_000_000 + b'"/>', "a tag or comment is longer than 1 MB"),
    "elements": (b"<a>" + b"<b/>" * 1_000_001 + b"</a>", "more than 1,000,000 elements"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    content, says = REFUSED[what]
    start = time.monotonic()
    with pytest.raises(BadSyntax) as caught:
        parse_markup(content, "act.xml")
    assert str(caught.value).startswith("act.xml:")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 1
    assert time.monotonic() - start < 20


def test_a_fault_has_its_place() -> None:
    with pytest.raises(BadSyntax) as caught:
        parse_markup(b"<a>\n <b></c>\n</a>", "act.xml")
    assert (caught.value.line, caught.value.column) == (2, 7)


def test_an_element_knows_its_line_and_names_are_whole() -> None:
    root = parse_markup(
        b'<a xmlns="http://x/">\n\n<b x="1" y:z="2" xmlns:y="http://y/">o <c>n</c>\n e</b></a>', "x"
    )
    (inner,) = root
    assert (inner.tag, local(inner), line_of(inner)) == ("{http://x/}b", "b", 3)
    assert inner.attrib == {"x": "1", "{http://y/}z": "2"}
    assert text_of(inner) == "o n e"
    assert text_of(None) == ""


def test_what_is_as_deep_and_long_as_may_be() -> None:
    assert local(parse_markup(b"<a>" * 200 + b"</a>" * 200, "x")) == "a"
    assert len(text_of(parse_markup(b"<a>" + b"y" * 3_000_000 + b"</a>", "x"))) == 3_000_000


def test_a_file_that_is_not_there_is_a_fault_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"no such file\.") as caught:
        read_markup(tmp_path / "none.xml")
    assert caught.value.exit_code == 2


def test_a_directory_and_a_huge_file_are_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.xml"
    with huge.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    for path in (huge, tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            read_markup(path)
