"""A short run of the load test: fifty clients, runaway queries among their requests."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.examples import ROOT


def test_fifty_clients_get_answers_or_are_told_to_come_back() -> None:
    command = [sys.executable, "benchmarks/web.py", "--seconds", "6", "--clients", "50"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = re.findall(r"\| (\w+) \| (\d+) \| (\d+) \| (\d+) \|", done.stdout)
    answered = {kind: int(good) for kind, good, _, _ in rows}
    assert answered["page"] > 50
    assert answered["question"] > 10
    assert answered["runaway"] == 0
    assert all(int(other) == 0 for *_, other in rows)
