"""The explorer under load: ``python benchmarks/web.py [--seconds 60] [--clients 50]``.

A real ``scgraph serve`` runs. First, how long it takes to make each page. Then it is asked by so many clients
at once, each with one request after the other: pages, questions, SPARQL, and one runaway query in twenty.
Reported are the answers by status, the times by kind, and the memory of the server with its workers at the
beginning, in the middle and at the end. Any answer but 200 and 503 fails.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx

ROOT = Path(__file__).resolve().parent.parent

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HONEST = (
    "SELECT ?level ?name { ?level a scg:Level ; skos:prefLabel ?name } ORDER BY ?name",
    "SELECT ?topic (COUNT(*) AS ?n) { ?s scg:concerns ?topic } GROUP BY ?topic ORDER BY DESC(?n) LIMIT 20",
    "CONSTRUCT { ?l scg:carries ?s } WHERE { ?l scg:carries ?s } LIMIT 500",
)
PAGES = (
    "/", "/councils", "/competency/", "/legislation", "/id/bexley", "/id/county/social-worker",
    "/id/bexley/social-care-assistant_07", "/legislation/ukpga/2014/23", "/competency/recognising-abuse",
    "/search?q=risk", "/validation", "/id/derbyshire/social-care-and-inclusion_sci09.ttl",
    "/compare?level=bexley:social-care-assistant_07&level=county:social-worker_band-a",
    "/path?from=county:community-care-officer_only-level&to=county:social-worker_band-c",
)  # fmt: skip
QUESTIONS = (
    "/questions/gap?from=Bexley+07&to=SO1",
    "/questions/cumulative-requirements.csv?level=SCI09",
    "/questions/equivalent-levels.json?level=Bexley+07",
    "/questions/ladder?role=Social+Worker",
)
# How often each kind is asked, in twenty.
MIX = (("page", 11), ("question", 4), ("sparql", 4), ("runaway", 1))


@dataclass
class Tally:
    """What came back: the status of each answer, and the seconds that it took, by kind of request."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)


def choose(dice: random.Random) -> tuple[str, str]:
    """(kind, target) of the next request."""
    kind = dice.choices([kind for kind, _ in MIX], [often for _, often in MIX])[0]
    if kind == "page":
        return kind, dice.choice(PAGES)
    if kind == "question":
        return kind, dice.choice(QUESTIONS)
    query = RUNAWAY if kind == "runaway" else dice.choice(HONEST)
    return kind, f"/sparql?{urlencode({'query': query})}"


async def visit(port: int, until: float, seed: int, tally: Tally) -> None:
    """One client: requests on one connection, one after the other, until the time is up."""
    dice = random.Random(seed)
    reader = writer = None
    while time.monotonic() < until:
        kind, target = choose(dice)
        start = time.perf_counter()
        reused = writer is not None
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            assert reader is not None
            writer.write(f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"(?i)content-length: (\d+)", head)
            assert length, head
            await reader.readexactly(int(length[1]))
        except (OSError, EOFError, AssertionError) as error:
            # A server may close a connection between two requests; then a client opens another.
            if not (reused and not getattr(error, "partial", b"")):
                tally.faults.append(f"{kind}: {type(error).__name__} {error}")
            writer = None
            continue
        status = int(head.split(" ", 2)[1])
        tally.statuses[kind, status] += 1
        if status == 200:
            tally.seconds[kind].append(time.perf_counter() - start)
        else:
            await asyncio.sleep(0.2)  # told to come back in a moment
    if writer is not None:
        writer.close()


def measure_pages(port: int, times: int = 7) -> str:
    """How long the server takes to make each page, as a table; no page is asked for twice at one address."""
    lines = ["| page | kB | median ms |", "|---|---:|---:|"]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"accept": "text/html"}) as client:
        for target in PAGES:
            seconds = []
            for number in range(times):
                address = f"{target}{'&' if '?' in target else '?'}n={number}"
                start = time.perf_counter()
                answer = client.get(address)
                seconds.append(time.perf_counter() - start)
                answer.raise_for_status()
            size, median = len(answer.content) / 1000, statistics.median(seconds) * 1000
            lines.append(f"| `{target}` | {size:.0f} | {median:.0f} |")
    return "\n".join(lines)


def memory_of(pid: int) -> int:
    """The megabytes that a process and its children hold, shared pages counted once per process."""
    children = [
        int(child)
        for file in Path(f"/proc/{pid}/task").glob("*/children")
        for child in file.read_text().split()
    ]
    total = 0
    for process in (pid, *children):
        try:
            status = Path(f"/proc/{process}/status").read_text()
        except OSError:
            continue
        if resident := re.search(r"VmRSS:\s+(\d+)", status):
            total += int(resident[1])
    return total // 1024


async def run(port: int, pid: int, clients: int, seconds: float) -> tuple[Tally, list[int]]:
    """The tally of so many clients in so many seconds, and the memory along the way."""
    warm = Tally()
    await asyncio.gather(*(visit(port, time.monotonic() + 1, -1 - number, warm) for number in range(4)))
    tally, memory = Tally(), [memory_of(pid)]
    until = time.monotonic() + seconds
    visits = [asyncio.create_task(visit(port, until, number, tally)) for number in range(clients)]
    for _ in range(2):
        await asyncio.sleep(seconds / 2)
        memory.append(memory_of(pid))
    await asyncio.gather(*visits)
    return tally, memory


def report(tally: Tally, memory: list[int], seconds: float) -> str:
    """The figures as a table."""
    lines = [
        "| kind | 200 | 503 | other | median ms | p95 ms | p99 ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, _ in MIX:
        counts = {status: number for (name, status), number in tally.statuses.items() if name == kind}
        other = sum(number for status, number in counts.items() if status not in {200, 503})
        times = sorted(tally.seconds[kind])
        shown = ["–"] * 3
        if len(times) > 1:
            cuts = statistics.quantiles(times, n=100)
            shown = [f"{cuts[place - 1] * 1000:.0f}" for place in (50, 95, 99)]
        lines.append(
            f"| {kind} | {counts.get(200, 0)} | {counts.get(503, 0)} | {other} | {' | '.join(shown)} |"
        )
    answered = sum(tally.statuses.values())
    lines.append(f"\n{answered / seconds:.0f} answers a second; memory {' → '.join(map(str, memory))} MB.")
    return "\n".join(lines)


def main() -> int:
    """Run it; 1 where an answer was neither 200 nor 503, or a connection broke."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--clients", type=int, default=50)
    chosen = parser.parse_args()
    command = [sys.executable, "-m", "scgraph", "serve", "--port", "0", "--quiet", "--timeout", "2"]
    server = subprocess.Popen([*command, "--project", str(ROOT)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert server.stdout is not None
        said = re.search(r":(\d+)/", server.stdout.readline())
        assert said, "the server did not say where it is"
        sys.stdout.write(measure_pages(int(said[1]), 7 if chosen.seconds >= 30 else 1) + "\n\n")
        tally, memory = asyncio.run(run(int(said[1]), server.pid, chosen.clients, chosen.seconds))
    finally:
        server.terminate()
        server.wait()
    sys.stdout.write(report(tally, memory, chosen.seconds) + "\n")
    wrong = {key: number for key, number in tally.statuses.items() if key[1] not in {200, 503}}
    for fault in (*wrong.items(), *tally.faults[:10]):
        sys.stdout.write(f"fault: {fault}\n")
    return 1 if wrong or tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
