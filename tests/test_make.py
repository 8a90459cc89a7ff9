"""``make run`` does the main job: it validates, counts, answers a question and serves the explorer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator

import pytest

from scgraph.project import find_project

from .conftest import ROOT
from .programs import needs

# Setting up an environment needs the package registry and minutes; `make test` has set one up already.
pytestmark = [
    needs("make"),
    pytest.mark.skipif(
        not (ROOT / ".venv" / ".test").exists(), reason="not run by 'make test': there is no .venv"
    ),
]


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def made(port: int) -> Iterator[subprocess.Popen[str]]:
    """``make run`` on a free port, stopped as Ctrl-C would."""
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    stop = threading.Timer(180, os.killpg, (process.pid, signal.SIGKILL))
    stop.start()
    yield process
    stop.cancel()
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)


def test_make_run_validates_answers_and_serves(made: subprocess.Popen[str], port: int) -> None:
    assert made.stdout is not None
    printed = []
    for line in made.stdout:
        printed.append(line)
        if f"http://127.0.0.1:{port}/" in line:
            break
    text = "".join(printed)
    assert "rules, all of which matched" in text
    assert int(text.split("statements", 1)[1].splitlines()[0]) >= 1051  # more where there are more councils
    assert f"Councils: {len(find_project(ROOT).data_files)}" in text
    assert "Try next:" in text
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:  # the address just printed
        assert page.status == 200
        assert b"adult social care" in page.read()
