"""Servers that misbehave: what a command and a page say of each, in which time, and that nothing leaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest

from scgraph.cli import run
from scgraph.engine import http as connection
from scgraph.engine.endpoint import EndpointEngine
from scgraph.engine.http import Connection
from scgraph.engine.login import Credentials, check_address, place, proxy_for
from scgraph.errors import UsageError
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.web import Limits, create_app
from tests.hostile.inside import ask_app, get
from tests.hostile.upstream import (
    ASK,
    MISBEHAVIOURS,
    SELECT,
    XML,
    YES,
    Misbehaviour,
    Upstream,
    answer,
    run_upstream,
)

SECRETS = ("s3cret", "t0ken")
upstream = pytest.fixture(scope="module")(run_upstream)


@pytest.fixture(autouse=True)
def _no_login_no_proxy_and_little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SCGRAPH_USER",
        "SCGRAPH_PASSWORD",
        "SCGRAPH_TOKEN",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(connection, "_BACKOFF", lambda state: 0.01)
    monkeypatch.setattr(EndpointEngine.__init__, "__defaults__", (1.0, None, 1_000_000, 1_000, 1))


def name_of(each: Misbehaviour) -> str:
    return each.name


@pytest.mark.parametrize("each", MISBEHAVIOURS, ids=name_of)
def test_a_command_says_what_is_wrong_in_one_line(
    upstream: Upstream, each: Misbehaviour, capsys: pytest.CaptureFixture[str]
) -> None:
    upstream.heads.pop(each.name, None)
    form = [] if each.query != SELECT else ["--format", "table"]
    code = run(["sparql", each.query, *form, "--endpoint", upstream.url(each.name)])
    said = capsys.readouterr()
    told = said.err.strip().splitlines()
    assert code == each.code, said
    assert len(told) == 1, said
    assert re.search(each.words, told[0]), told
    assert told[0].isprintable()
    assert not said.out
    assert len(upstream.heads[each.name]) == each.asked
    assert not any(secret in told[0] for secret in SECRETS)


@pytest.mark.parametrize("each", [each for each in MISBEHAVIOURS if each.page], ids=name_of)
def test_a_page_says_that_it_cannot_be_made_and_not_where_the_server_is(
    upstream: Upstream, project: Project, each: Misbehaviour
) -> None:
    engine = EndpointEngine(upstream.url(each.name))
    app = create_app(KnowledgeGraph(project, engine), Limits(query_seconds=1.0, page_seconds=1.0))
    requests = [get("/councils"), get("/sparql", "application/json", query=SELECT)]
    page, asked = ask_app(app, requests)
    engine.close()
    assert page.status_code == each.page, page.text
    assert "<title>" in page.text
    # On /sparql it is the user who wrote what a server cannot read, or answers at too great a length.
    assert asked.status_code in ({200} if each.name == "too-many-rows" else {503, 400}), asked.text
    for shown in (page.text, asked.text):
        assert not any(word in shown for word in ("127.0.0.1", "Traceback", each.name, *SECRETS))
    if page.status_code == 503:
        assert int(page.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("name", "bound"), [("too-many-rows", "1,000 rows"), ("endless-body", "1,000,000 bytes")]
)
def test_a_page_names_the_fault_of_a_server_that_sends_too_much(
    upstream: Upstream, project: Project, name: str, bound: str
) -> None:
    engine = EndpointEngine(upstream.url(name))
    app = create_app(KnowledgeGraph(project, engine), Limits(query_seconds=1.0, page_seconds=1.0))
    pages = ask_app(app, [get("/councils"), get("/questions/levels.csv")])
    engine.close()
    for page in pages:
        assert page.status_code == 503
        assert f"The server that holds the data sent an answer of more than {bound}" in page.text


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
@pytest.mark.parametrize("name", ["boolean-for-rows", "cut-between-rows", "deep-json", "endless-body"])
def test_no_form_of_an_answer_lets_a_broken_one_through(
    upstream: Upstream, name: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sparql", SELECT, "--format", form, "--endpoint", upstream.url(name)]) == 3
    assert not capsys.readouterr().out


# An address as somebody might mistype it, and what must not be said back.
MISTYPED = [
    "htps://anna:s3cret@example.org/sparql",
    "http//anna:s3cret@example.org/sparql",
    "anna:s3cret@example.org/sparql",
    "//anna:s3cret@example.org/sparql",
    "http:anna:s3cret@example.org",
    "http://anna:s3cret@[::1/sparql",
    "http://anna:s3/cret@example.org/s3cret@x",
    "http://anna:s3cret?@example.org/sparql",
    "https://anna:s3cret#@example.org/sparql",
    "http://example.org:s3cret@/sparql",
    "http://example.org:99999/?key=s3cret",
    "http://example.org:port/;key=s3cret",
    "ftp://example.org/sparql?token=s3cret",
    "http://exa mple.org/?token=s3cret",
    "http://example.org/\x1b[31m?s3cret",
    "http://[::1/?s3cret",
    "file:///etc/passwd",
    "https://",
    "http://ex\u200bample.org/",
]


@pytest.mark.parametrize("url", MISTYPED)
@pytest.mark.parametrize("command", [["sparql", ASK], ["stats"], ["load"], ["serve", "--port", "0"]])
def test_a_mistyped_address_is_refused_and_no_password_said_back(
    url: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--endpoint", url]) == 2
    said = capsys.readouterr()
    assert len(said.err.strip().splitlines()) == 1
    assert "s3cret" not in said.err + said.out
    assert said.err.strip().isprintable()
    assert "s3cret" not in place(url)


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    """A proxy that the environment names for everything, and that answers itself."""
    proxy = Upstream([])
    proxy.replies = dict.fromkeys(("sparql", "yes"), answer(YES))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", "")
    yield proxy
    proxy.close()


@pytest.mark.parametrize("login", [Credentials("anna", "s3cret"), Credentials(token="t0ken")])
def test_no_login_goes_to_a_plain_proxy(proxied: Upstream, login: Credentials) -> None:
    with pytest.raises(UsageError, match="a login would go unencrypted through the proxy") as caught:
        EndpointEngine("http://graph.example.org/sparql", credentials=login)
    assert not any(secret in str(caught.value) for secret in SECRETS)
    # Over https the proxy is only asked for a way through.
    with pytest.raises(Exception, match=r"proxy|no connection|no answer|not HTTP") as caught:
        EndpointEngine("https://graph.example.org/sparql", credentials=login).ask(ASK)
    assert not any(secret in str(caught.value) for secret in SECRETS)
    assert not any(b"uthorization" in head for heads in proxied.heads.values() for head in heads)


def test_without_a_login_a_proxy_is_used_and_for_this_machine_it_is_not(
    proxied: Upstream, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert EndpointEngine("http://graph.example.org/sparql", credentials=Credentials()).ask(ASK)
    assert proxied.heads["sparql"][0].startswith(b"POST http://graph.example.org/sparql ")
    monkeypatch.setitem(upstream.replies, "yes", answer(YES))
    for login in (Credentials("anna", "s3cret"), Credentials(token="t0ken")):
        assert EndpointEngine(upstream.url("yes"), credentials=login).ask(ASK)
    assert "yes" not in proxied.heads


@pytest.mark.parametrize("proxy", ["http://[::1", "socks5://127.0.0.1:1", "http://u:s3cret@h:99999"])
def test_a_proxy_that_is_none_is_told(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(UsageError, match="not the address of an HTTP proxy") as caught:
        proxy_for("http://graph.example.org/sparql")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("TOKEN", "a\r\nX-Evil: 1"), ("TOKEN", "a b"), ("TOKEN", "é"), ("USER", "a:b"), ("USER", "a\n")],
)
def test_a_login_that_would_break_a_header_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"SCGRAPH_{name}", value)
    if name == "USER":
        monkeypatch.setenv("SCGRAPH_PASSWORD", "s3cret")
    with pytest.raises(UsageError, match="holds a") as caught:
        Credentials.from_environment()
    assert value not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_challenge_is_answered_with_digest_alone_and_its_junk_is_no_fault_of_ours(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = Credentials("anna", "s3cret")
    for challenge in (
        "Digest realm",
        'Digest realm="a", nonce="b", algorithm=NOPE',
        'Digest realm="a", qop="x"',
    ):
        refusal = answer(b"", "", "401 Who", f"WWW-Authenticate: {challenge}")
        monkeypatch.setitem(upstream.replies, "challenge", refusal)
        with pytest.raises(connection.LoginNeeded, match="refuses this login"):
            EndpointEngine(upstream.url("challenge"), credentials=login).ask(ASK)


def test_a_redirect_to_another_place_is_told_and_nothing_is_sent_there(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Upstream([])
    moved = answer(b"", "", "307 Moved", f"Location: {elsewhere.url('x')}")
    monkeypatch.setitem(upstream.replies, "elsewhere", moved)
    with pytest.raises(Exception, match="has moved"):
        EndpointEngine(upstream.url("elsewhere"), credentials=Credentials("anna", "s3cret")).ask(ASK)
    assert not elsewhere.heads
    elsewhere.close()


def test_a_good_answer_is_good_however_it_is_framed(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunked = f"HTTP/1.1 200 OK\r\nContent-Type: {XML}; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    parts = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (YES[:50], YES[50:]))
    for reply in (
        answer(YES),
        chunked.encode() + parts + b"0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Type: application/xml\r\n\r\n" + YES + b"\n",
        answer(b'{"head":{},"boolean":true}', "application/json"),
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(YES + b"<!-- done -->"),
    ):
        monkeypatch.setitem(upstream.replies, "good", reply)
        assert EndpointEngine(upstream.url("good")).ask(ASK)


def test_an_address_that_can_be_asked_is_taken_as_it_is() -> None:
    for url in ("http://[::1]:8890/sparql", "https://graph.example.org/a~b/sparql?x=1&y=%20", "http://h/"):
        assert check_address(url) == url


def test_a_time_holds_for_all_tries_together(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BACKOFF", lambda state: 0.4)
    upstream.heads.pop("busy", None)
    make = partial(Connection, timeout=1.0, credentials=Credentials())
    request = connection.Request(
        "POST", upstream.url("busy"), b"query=ASK{}", "application/x-www-form-urlencoded"
    )
    with pytest.raises(connection.ServerBusy, match="asked 3 times"):
        make(upstream.url("busy")).fetch(request)
    assert len(upstream.heads["busy"]) == 3
