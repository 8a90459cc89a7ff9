"""A real ``scgraph serve`` in a process of its own."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.examples import EXAMPLE, ROOT


@dataclass(frozen=True)
class Served:
    """A server that runs: its address (without the last slash), its process, its log."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.url.rpartition(":")[2])

    @property
    def lines(self) -> list[dict[str, object]]:
        """The lines of its access log."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


def listen() -> socket.socket:
    """A socket on a free port of this machine alone."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    return listener


def serve_command(*arguments: str) -> list[str]:
    """The command that serves the example councils on a free port."""
    return ["scgraph", "serve", "--port", "0", "--project", str(EXAMPLE), *arguments]


@contextmanager
def serving(*module_and_arguments: str) -> Iterator[Served]:
    """Run a module that serves until the block ends; without one, ``scgraph serve`` as anybody would."""
    command = [sys.executable, "-m", *(module_and_arguments or serve_command())]
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory, "log")
        with log.open("w") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT)
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"http://\S+(?=/)", said)
            assert found, said + log.read_text()
            url = found.group()
            httpx.get(f"{url}/healthz", timeout=60).raise_for_status()
            yield Served(url, process, log)
        finally:
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
