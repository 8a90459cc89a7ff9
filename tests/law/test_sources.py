"""Both formats are known by their outermost element; nothing is fetched but from legislation.gov.uk."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.engine.http import Connection, Request, Response
from scgraph.errors import BadSyntax, UsageError
from scgraph.law import sources
from scgraph.law.sources import check_fetchable, fetch_source

from .files import ACT, act, effect, feed, read

ADDRESS = "https://www.legislation.gov.uk/ukpga/2014/23/data.xml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html><body/></html>", "its outermost element is <html>"),
        (
            "<Legislation/>",
            "its <Legislation> is in the namespace '' and not in http://www.legislation.gov.uk/",
        ),
        (
            "<feed xmlns='http://purl.org/atom/ns#'/>",
            "its <feed> is in the namespace 'http://purl.org/atom/ns#'",
        ),
        (f"<x>{act()}</x>", "its outermost element is <x>"),
        (feed("<title>An Act</title>"), "is a feed, but not of changes"),
    ],
)
def test_what_is_in_neither_format(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadSyntax, match=r"file\.xml:1: ") as caught:
        read(tmp_path, text)
    assert says in str(caught.value)


def test_an_empty_feed_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, feed()).effects == ()


def test_a_page_of_several_is_known(tmp_path: Path) -> None:
    following = '<link rel="next" href="http://www.legislation.gov.uk/changes/data.feed?page=2"/>'
    assert read(tmp_path, feed(effect(), links=following)).has_more


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a",
        "javascript:alert(1)",
        "http://[x",
        "http://www.legislation.gov.uk.example.org/",
        "a b",
    ],
)
def test_an_address_of_another_house_is_not_taken_for_where_it_was_read(tmp_path: Path, address: str) -> None:
    text = feed(effect()).replace("http://www.legislation.gov.uk/changes/data.feed", address)
    assert read(tmp_path, text).address == ""


@pytest.mark.parametrize(
    "address",
    [
        "http://www.legislation.gov.uk/ukpga/2014/23/data.xml",
        "https://example.org/ukpga/2014/23/data.xml",
        "https://www.legislation.gov.uk.example.org/data.xml",
        "https://user@www.legislation.gov.uk/data.xml",
        "https://www.legislation.gov.uk:8443/data.xml",
        "https://www.legislation.gov.uk/a b/data.xml",
        "file:///etc/passwd",
        "https://[x/data.xml",
        "",
    ],
)
def test_no_other_server_is_asked(address: str) -> None:
    with pytest.raises(UsageError, match="is not fetched"):
        check_fetchable(address)


def test_a_page_for_people_is_not_fetched() -> None:
    with pytest.raises(UsageError, match="is a page: add"):
        check_fetchable("https://www.legislation.gov.uk/ukpga/2014/23")


def test_what_is_fetched_is_bounded_and_carries_no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Connection, Request]] = []

    def answer(self: Connection, request: Request) -> Response:
        asked.append((self, request))
        return Response("application/xml", ACT.read_bytes())

    monkeypatch.setenv("SCGRAPH_TOKEN", "secret")
    monkeypatch.setattr(Connection, "fetch", answer)
    found = fetch_source(ADDRESS)
    ((connection, request),) = asked
    assert (request.method, request.url, request.body) == ("GET", ADDRESS, b"")
    assert (connection.timeout, connection.most_bytes) == (60, sources.MOST_BYTES)
    assert connection._login() == ""
    assert found.name == ADDRESS
    assert len(found.effects) == 2
