"""From start to answer: ``python benchmarks/startup.py [--councils 60] [--runs 15] [--before DIR]``.

Whole processes, one after the other in turn, so that all meet the same moods of the machine: Python alone;
pyoxigraph alone, which parses the project's Turtle and follows a level's ``addsTo`` to the labels of what it
carries; and ``scgraph query run cumulative-requirements``: through the cache, with the cache still empty,
without one, and on a store on disk of so many synthetic councils (see ``synthetic.py``) and the real ones;
sixty of eleven profiles make 1.8 million triples. With ``--before``, the checkout in that directory is asked
the same.

Ratios are the medians of those to the process beside: to that checkout's or, without one, to pyoxigraph's.
The processor's time is given too, as it says more than the clock's where others use the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from synthetic import write_councils  # noqa: E402

from scgraph.project import find_project  # noqa: E402
from scgraph.store.generations import read_manifest  # noqa: E402
from scgraph.store.load import load_store  # noqa: E402

BEFORE = "scgraph before"
QUESTION = ("query", "run", "cumulative-requirements", "--level", "Social Care officer, Level C")
# Without any of our layer, its rules or the columns that need more than a statement and its label.
ALONE = """
import sys
from pyoxigraph import RdfFormat, Store
store = Store()
for path in sys.argv[1:]:
    store.load(path=path, format=RdfFormat.TURTLE)
rows = store.query('''
    PREFIX scg: <https://w3id.org/scgraph/ontology#>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT DISTINCT ?statement ?label {
      ?level skos:prefLabel "Social Care officer, Level C"@en ; scg:addsTo*/scg:levelOf? ?bearer .
      ?statement scg:statedBy ?bearer ; skos:prefLabel ?label
    }''')
for row in rows:
    print(row["label"].value)
"""


@dataclass(frozen=True)
class Process:
    """A process to time: its words, the sources and the cache that it uses, and whether that is empty."""

    words: Sequence[str]
    sources: Path = HERE.parent / "src"
    cache: str = "off"
    is_cold: bool = False

    def seconds(self) -> tuple[float, float]:
        """How long it takes: on the clock, and of the processor.

        :raises subprocess.CalledProcessError: if it fails.
        """
        if self.is_cold:
            shutil.rmtree(self.cache, ignore_errors=True)
        # A user's Python keeps what it has compiled; a test machine's may be told not to.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPATH": str(self.sources), "SCGRAPH_CACHE": self.cache}
        start, before = time.perf_counter(), _processor()
        subprocess.run(self.words, check=True, stdout=subprocess.DEVNULL, env=environment)
        return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    """The seconds of the processor that all processes of ours that have ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Time all of them in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--councils", type=int, default=60)
    parser.add_argument("--profiles", type=int, default=11)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--before", type=Path, metavar="DIR", help="another checkout, to compare with")
    options = parser.parse_args()
    project = find_project(HERE.parent)
    turtle = [str(path) for path in (*project.ontology_files, *project.data_files)]
    command = [sys.executable, "-m", "scgraph", *QUESTION, "--project"]
    here = [*command, str(project.root)]
    with tempfile.TemporaryDirectory() as directory:
        processes = {
            "Python alone": Process([sys.executable, "-c", "pass"]),
            "pyoxigraph alone, in memory": Process([sys.executable, "-c", ALONE, *turtle]),
            "scgraph, cached": Process(here, cache=f"{directory}/warm"),
            "scgraph, the first time": Process(here, cache=f"{directory}/cold", is_cold=True),
            "scgraph, in memory": Process(here),
        }
        if options.before:
            root = options.before.resolve()
            processes[BEFORE] = Process([*command, str(root)], root / "src")
        if options.councils:
            store = Path(directory, "store")
            councils = write_councils(project, options.councils, options.profiles, Path(directory, "data"))
            load_store(project, store, [*project.data_files, *councils])
            manifest = read_manifest(store)
            assert manifest is not None
            name = f"scgraph, {manifest.quads:,} triples on disk"
            processes[name] = Process([*here, "--store", str(store)])
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in processes}
        for turn in range(options.runs + 1):
            for name, process in processes.items():
                took = process.seconds()
                if turn:  # the first turn compiles, and fills the cache
                    taken[name].append(took)
    report(taken, BEFORE if options.before else "pyoxigraph alone, in memory")
    return 0


def report(taken: dict[str, list[tuple[float, float]]], beside: str) -> None:
    """Print a table of what the processes took, and how many times what one of them did."""
    print(f"| whole process, ms | least | median | most | processor | times {beside} | of the processor |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, runs in taken.items():
        clock, processor = zip(*runs, strict=True)
        other_clock, other_processor = zip(*taken[beside], strict=True)
        figures = [1000 * pick(clock) for pick in (min, statistics.median, max)]
        figures.append(1000 * statistics.median(processor))
        times = [_times(clock, other_clock), _times(processor, other_processor)]
        cells = [f"{figure:.0f}" for figure in figures] + [f"{ratio:.2f}" for ratio in times]
        print(f"| {name} | {' | '.join(cells)} |")


def _times(own: Sequence[float], others: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(own, others, strict=True))


if __name__ == "__main__":
    sys.exit(main())
