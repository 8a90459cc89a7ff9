"""From a laptop to a national graph: ``benchmarks/national.py [--councils 1,10,60,317] [--rivals 10]``.

For each size the real documents and so many synthetic councils (see ``synthetic.py``) are loaded with
``scgraph load`` and asked every saved question. Beside it, in the same run: the same questions straight to
pyoxigraph (what our layer costs), and, up to the size named, rdflib's own engine, Apache Jena TDB2 and
Virtuoso behind HTTP. Ratios are what counts; seconds differ between machines. Results go to
``benchmarks/results/national.json``, the table to standard output, the plot to
``benchmarks/results/national.png``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent), str(HERE)]

from national_report import draw, print_tables  # noqa: E402
from synthetic import write_councils  # noqa: E402

from scgraph.project import find_project  # noqa: E402
from scgraph.store.generations import read_manifest, store_size  # noqa: E402

LEVEL = "Social Care Assistant, Bexley 07"


@dataclass(frozen=True)
class Ran:
    """A process that has ended: wall seconds, CPU seconds, peak memory in MB, and what it printed."""

    seconds: float
    cpu: float
    memory: int
    text: str


def run(*arguments: str) -> Ran:
    """Run Python with arguments.

    :raises RuntimeError: if it fails.
    """
    environment = os.environ | {"PYTHONPATH": str(HERE.parent / "src")}
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen([sys.executable, *arguments], stdout=out, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments[:4])} … ended with {process.returncode}")
    return Ran(taken, usage.ru_utime + usage.ru_stime, round(usage.ru_maxrss / 1024), text)


def measure(councils: int, profiles: int, directory: Path, rivals: bool) -> dict[str, Any]:
    """Everything about one size."""
    project = find_project(HERE.parent)
    files = [
        *project.data_files,
        *write_councils(project, councils, profiles, directory / f"data-{councils}"),
    ]
    store = directory / f"store-{councils}"
    print(f"{councils} councils: loading", file=sys.stderr)
    loaded = run("-m", "scgraph", "load", "--store", str(store), *map(str, files))
    manifest = read_manifest(store)
    assert manifest is not None
    result: dict[str, Any] = {
        "councils": councils,
        "quads": manifest.quads,
        "load_seconds": round(loaded.seconds, 2),
        "load_cpu_seconds": round(loaded.cpu, 2),
        "load_rate": round(manifest.quads / loaded.seconds),
        "load_memory_mb": loaded.memory,
        "bytes_per_quad": round(store_size(store) / manifest.quads, 1),
    }
    changed = files[len(project.data_files)]
    changed.write_text(
        changed.read_text("utf-8").replace("proficiency/working", "proficiency/leading"), "utf-8"
    )
    reloaded = run("-m", "scgraph", "load", "--store", str(store), *map(str, files))
    result |= {"change_seconds": round(reloaded.seconds, 2), "change_memory_mb": reloaded.memory}
    question = ["query", "run", "cumulative-requirements", "--level", LEVEL, "--format", "csv"]
    whole = [run("-m", "scgraph", *question, "--store", str(store)) for _ in range(9)]
    result["process_ms"] = round(min(one.seconds for one in whole) * 1000)
    result["process_cpu_ms"] = round(min(one.cpu for one in whole) * 1000)
    print(f"{councils} councils: asking", file=sys.stderr)
    asked = run(str(HERE / "national_questions.py"), "ours", str(store))
    result |= json.loads(asked.text) | {"ask_memory_mb": asked.memory}
    for rival in ("virtuoso", "jena", "rdflib") if rivals else ():
        print(f"{councils} councils: {rival}", file=sys.stderr)
        try:
            result[rival] = json.loads(run(str(HERE / "national_questions.py"), rival, str(store)).text)
        except RuntimeError as error:
            print(error, file=sys.stderr)
    return result


def main() -> int:
    """Measure, print, draw. The exit code tells whether what we claim was met."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--councils", default="1,10,60,317")
    parser.add_argument("--profiles", type=int, default=11, help="job profiles per council")
    parser.add_argument(
        "--rivals", type=int, default=10, help="the largest size for rdflib, Jena and Virtuoso"
    )
    parser.add_argument("--out", type=Path, default=HERE / "results")
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    results = []
    with tempfile.TemporaryDirectory(prefix="national-") as scratch:
        for councils in map(int, options.councils.split(",")):
            rivals = councils <= options.rivals
            results.append(measure(councils, options.profiles, Path(scratch), rivals))
            target = options.out / "national.json"
            target.write_text(json.dumps({"profiles": options.profiles, "sizes": results}, indent=1) + "\n")
    print_tables(results)
    draw(results, options.out / "national.png")
    worst = max(
        entry["ratio"] for result in results for entry in result["questions"].values() if entry["ratio"]
    )
    million = max((r for r in results if r["quads"] < 3_000_000), key=lambda r: r["quads"])
    print(f"\nour layer takes at most {worst:.2f} of the time of raw pyoxigraph")
    print(f"a whole process takes {million['process_cpu_ms']} ms of CPU at {million['quads']:,} triples")
    return 0 if worst <= 1.10 and million["process_cpu_ms"] <= 250 else 1


if __name__ == "__main__":
    sys.exit(main())
