"""A short run of the explorer among hostile neighbours: the innocent get answers, whatever the others do."""

from __future__ import annotations

import subprocess
import sys

from tests.examples import ROOT


def test_fifty_clients_of_whom_some_are_hostile() -> None:
    command = [sys.executable, "benchmarks/hostile.py", "--seconds", "4", "--clients", "50"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| innocent | 200 |" in done.stdout
