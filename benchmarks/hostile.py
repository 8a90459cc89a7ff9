"""The explorer among hostile neighbours: ``python benchmarks/hostile.py [--seconds 60] [--clients 50]``.

Two real servers run: one shows the example councils, one a server that misbehaves. Of so many clients, some
send runaways or queries that take seconds to read, some ask the server that misbehaves, and the rest read
pages and ask honest questions, while the workers are killed every few seconds. Reported are the answers by
kind and status. Whoever is innocent gets answers alone, others may get an honest refusal. All else fails.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.web import HONEST, PAGES, QUESTIONS, RUNAWAY  # noqa: E402
from tests.hostile.upstream import MISBEHAVIOURS, Upstream  # noqa: E402

SLOW_TO_READ = f"ASK {{ FILTER(?a {'||?a' * 900}) }}"
# How many of fifty are what; the rest is innocent.
CULPRITS = {"runaway": 4, "slow to read": 4, "ill server": 8}
# What the server behind does, one after the other.
ILLNESSES = ("dripping-body", "endless-body", "reset", "cut-between-rows", "busy", "deep-json", "not-http")


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A server and its address."""
    command = [
        sys.executable,
        "-m",
        "scgraph",
        "serve",
        "--port",
        "0",
        "--quiet",
        "--timeout",
        "2",
        *arguments,
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
    assert server.stdout is not None
    found = re.search(r"http://\S+(?=/)", server.stdout.readline())
    assert found, "the server did not say where it is"
    return server, found.group()


def children_of(pid: int) -> list[int]:
    """The processes that a process has started, where the system can say."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


async def visit(kind: str, url: str, until: float, seed: int, tally: Counter[tuple[str, str]]) -> None:
    """One client: requests one after the other, until the time is up."""
    dice = random.Random(seed)
    async with httpx.AsyncClient(base_url=url, timeout=120) as client:
        while time.monotonic() < until:
            try:
                if kind == "runaway":
                    answer = await client.post("/sparql", data={"query": RUNAWAY})
                elif kind == "slow to read":
                    answer = await client.post(
                        "/sparql", data={"query": f"# {dice.random()}\n{SLOW_TO_READ}"}
                    )
                elif kind == "ill server":
                    answer = await client.get(dice.choice(("/councils", "/legislation", "/about")))
                elif dice.random() < 0.2:
                    answer = await client.post("/sparql", data={"query": dice.choice(HONEST)})
                else:
                    answer = await client.get(dice.choice((*PAGES, *QUESTIONS)))
                said = f" {answer.text[:80]!r}" if kind == "innocent" and answer.status_code != 200 else ""
                tally[kind, f"{answer.status_code}{said}"] += 1
            except httpx.HTTPError as error:
                tally[kind, type(error).__name__] += 1


async def harm(server: subprocess.Popen[str], upstream: Upstream, until: float) -> None:
    """Kill the workers, and change what the server behind does, every few seconds."""
    number = 0
    while time.monotonic() < until:
        upstream.replies["ill"] = upstream.replies[ILLNESSES[number % len(ILLNESSES)]]
        number += 1
        await asyncio.sleep(3)
        for pid in children_of(server.pid):
            with suppress(OSError):
                os.kill(pid, signal.SIGKILL)


async def run(
    healthy: tuple[subprocess.Popen[str], str], ill: str, upstream: Upstream, clients: int, seconds: float
) -> Counter[tuple[str, str]]:
    """How often each kind of client got which answer."""
    tally: Counter[tuple[str, str]] = Counter()
    server, url = healthy
    kinds = [kind for kind, of_fifty in CULPRITS.items() for _ in range(max(1, of_fifty * clients // 50))]
    kinds += ["innocent"] * (clients - len(kinds))
    until = time.monotonic() + seconds
    visits = [
        visit(kind, ill if kind == "ill server" else url, until, number, tally)
        for number, kind in enumerate(kinds)
    ]
    await asyncio.gather(harm(server, upstream, until), *visits)
    return tally


def main() -> int:
    """Run it; 1 where somebody got what they should not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=50)
    chosen = parser.parse_args()
    upstream = Upstream(MISBEHAVIOURS)
    upstream.replies["ill"] = b""
    healthy = start("--project", str(ROOT), "--timeout", "5")
    ill = start("--project", str(ROOT), "--endpoint", upstream.url("ill"), "--timeout", "2")
    try:
        tally = asyncio.run(run(healthy, ill[1], upstream, chosen.clients, chosen.seconds))
    finally:
        for server, _ in (healthy, ill):
            server.terminate()
            server.wait()
    allowed = {"innocent": {"200"}, "slow to read": {"200", "400", "503"}}
    wrong = 0
    for (kind, status), number in sorted(tally.items()):
        is_wrong = status not in allowed.get(kind, {"200", "503"})
        wrong += number if is_wrong else 0
        sys.stdout.write(f"| {kind} | {status} | {number} |{' wrong' if is_wrong else ''}\n")
    return 1 if wrong or not tally["innocent", "200"] else 0


if __name__ == "__main__":
    sys.exit(main())
