"""Whole processes of ``scgraph validate``, two kinds by turns: what ``validation.py`` compares with them.

What counts is the time of the processor (user and system), since other work on the machine does not change it
as much as it does the clock, and the median over all rounds of the ratio of neighbours.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from synthetic import write_copies

from scgraph.project import find_project

HERE = Path(__file__).resolve().parent


def run(*arguments: str | Path, checkout: Path = HERE.parent) -> float:
    """The processor's seconds of one command of a checkout, run at its root.

    :raises RuntimeError: if it ends with another exit code than 0 or 1, which say that the work was done.
    """
    environment = {**os.environ, "PYTHONPATH": str(checkout.resolve() / "src"), "SCGRAPH_CACHE": "off"}
    command = [sys.executable, "-m", "scgraph", *map(str, arguments)]
    process = subprocess.Popen(
        command, cwd=checkout, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


def by_turns(rounds: int, *kinds: Callable[[], float]) -> tuple[list[float], float]:
    """The median seconds of two kinds of run, and the median of how many times as long the second takes."""
    found = [[kind() for kind in kinds] for _ in range(rounds)]
    return [statistics.median(each) for each in zip(*found, strict=True)], statistics.median(
        second / first for first, second in found
    )


def tell_checkouts(other: Path, rounds: int) -> None:
    """Another checkout and this one, each on its own data and with its own rules."""
    (before, now), ratio = by_turns(
        rounds, lambda: run("validate", checkout=other), lambda: run("validate", checkout=HERE.parent)
    )
    print("\n| whole process, each on its own data | before, s | after, s | ratio |\n|---|---|---|---|")
    print(f"| `scgraph validate` | {before:.2f} | {now:.2f} | {ratio:.2f} |", flush=True)


def tell_copies(count: int, rounds: int) -> None:
    """So many copies of one council and twice as many: what grows with the size has the ratio 1 per copy."""
    with tempfile.TemporaryDirectory() as directory:
        projects = [write_copies(find_project(), n, Path(directory, str(n))) for n in (count, 2 * count)]
        sizes = [sum(f.stat().st_size for f in each.glob("data/turtle/copy-*")) / 1e6 for each in projects]
        few, many = projects
        seconds, ratio = by_turns(
            rounds, lambda: run("validate", "--project", few), lambda: run("validate", "--project", many)
        )
    print("| copies | MB | processor, s | ms a copy |\n|---|---|---|---|")
    for n, size, each in zip((count, 2 * count), sizes, seconds, strict=True):
        print(f"| {n} | {size:.1f} | {each:.1f} | {1000 * each / n:.0f} |")
    print(f"\nTwice the copies take {ratio:.2f} times as long.", flush=True)


def tell_store(count: int, rounds: int) -> None:
    """So many copies of one council in a store on disk, against the same files read into memory."""
    with tempfile.TemporaryDirectory() as directory:
        project, store = Path(directory, "project"), Path(directory, "store")
        write_copies(find_project(), count, project)
        run("load", "--project", project, "--store", store)
        (memory, disk), ratio = by_turns(
            rounds,
            lambda: run("validate", "--project", project),
            lambda: run("validate", "--project", project, "--store", store),
        )
    print("| copies | from the files, s | from a store, s | ratio |\n|---|---|---|---|")
    print(f"| {count} | {memory:.2f} | {disk:.2f} | {ratio:.2f} |", flush=True)
