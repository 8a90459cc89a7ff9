"""``scgraph serve`` as it is called: where it listens, what it says, how it stops, what it reads from."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.examples import EXAMPLE
from tests.web.serving import listen, serve_command, serving


def call(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call the command and wait for it to end."""
    return subprocess.run(
        [sys.executable, "-m", "scgraph", "serve", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=EXAMPLE,
    )


def test_an_address_in_use_is_one_line() -> None:
    with listen() as taken:
        done = call("--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "in use" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("--store", "nowhere.db"), ("--host", "no such host"), ("--project", "/nowhere"), ("--port", "x")],
)
def test_a_bad_call_is_one_line(arguments: tuple[str, str]) -> None:
    port = () if "--port" in arguments else ("--port", "0")
    done = call(*arguments, *port)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_it_listens_on_this_machine_alone_and_says_where() -> None:
    with serving() as server:
        assert server.url.startswith("http://127.0.0.1:")
        host = socket.gethostbyname(socket.gethostname())
        if not host.startswith("127."):
            with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the machine has it
                socket.create_connection((host, server.port), timeout=2).close()
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) in {0, 130}


def test_a_store_on_disk_is_served_alike(tmp_path: Path) -> None:
    store = tmp_path / "care.db"
    load = [sys.executable, "-m", "scgraph", "load", "--store", str(store), "--project", str(EXAMPLE)]
    subprocess.run(load, check=True, capture_output=True, cwd=EXAMPLE)
    level = "/id/bexley/social-care-assistant_07"
    with serving(*serve_command("--store", str(store))) as disk, serving() as own:
        assert httpx.get(disk.url + level).text == httpx.get(own.url + level).text
        assert "etag" in httpx.get(disk.url + level).headers
        count = {"query": "SELECT (COUNT(*) AS ?n) { ?s scg:carries ?o }", "format": "csv"}
        answers = {httpx.get(f"{one.url}/sparql", params=count).text for one in (disk, own)}
        assert len(answers) == 1


def test_where_no_store_can_be_kept_it_serves_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", "off")
    with serving() as server:
        count = {"query": "SELECT (COUNT(*) AS ?n) { ?s scg:carries ?o }", "format": "csv"}
        assert int(httpx.get(f"{server.url}/sparql", params=count).text.split()[1]) > 1000
        assert "etag" in httpx.get(f"{server.url}/councils").headers


def test_a_server_of_others_is_served_alike() -> None:
    level = "/id/bexley/social-care-assistant_07"
    with serving() as origin, serving(*serve_command("--endpoint", f"{origin.url}/sparql")) as front:
        assert httpx.get(front.url + level, timeout=60).text == httpx.get(origin.url + level).text
        assert "etag" not in httpx.get(front.url + level, timeout=60).headers
        wrong = httpx.get(f"{front.url}/sparql", params={"query": "DROP ALL"}, timeout=60)
        assert wrong.status_code == 400
