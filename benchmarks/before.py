"""Every saved question, before and now: ``python benchmarks/before.py DIR [--councils 12]``.

DIR is another checkout (``git worktree add DIR REVISION``). Each version opens, in a process of its own, its
real documents with so many synthetic councils (see ``synthetic.py``; the same files for both), and then
answers question after question in turn with the other, through its public interface alone. Milliseconds are
the processor's, the least of several runs; the ratio is now to before. Below 1 is faster.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from synthetic import write_councils  # noqa: E402

from scgraph.project import find_project  # noqa: E402

SPEND, RUNS = 0.5, 30
# What each version runs: it answers each question that it is told, as often as the time allows.
WORKER = f"""
import sys, time
from pathlib import Path
import scgraph
start = time.process_time()
project = scgraph.find_project(Path(sys.argv[1]))
files = [*project.ontology_files, *project.data_files, *map(Path, sys.argv[2:])]
graph = scgraph.open_graph(project, files)
print(time.process_time() - start, sum(1 for _ in graph.engine.store), flush=True)
for line in sys.stdin:
    question = graph.queries[line.strip()]
    needed = (p for p in question.parameters.values() if not p.optional and p.default is None)
    given = {{p.name: p.example for p in needed}}
    spent = []
    while not spent or (sum(spent) < {SPEND} and len(spent) < {RUNS}):
        start = time.process_time()
        rows = len(graph.ask(question.name, **given))
        spent.append(time.process_time() - start)
    print(min(spent), rows, flush=True)
"""


class Version:
    """One version of the programme with its graph open."""

    def __init__(self, checkout: Path, councils: list[Path]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(checkout), *map(str, councils)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": str(checkout / "src")},
        )
        self.opened, self.triples = self._told()

    def ask(self, question: str) -> tuple[float, float]:
        """(seconds of the processor, rows) of a question."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{question}\n")
        self._process.stdin.flush()
        return self._told()

    def _told(self) -> tuple[float, float]:
        assert self._process.stdout is not None
        seconds, number = self._process.stdout.readline().split()
        return float(seconds), float(number)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path, help="another checkout")
    parser.add_argument("--councils", type=int, default=12)
    options = parser.parse_args()
    before, now = options.before.resolve(), HERE.parent
    with tempfile.TemporaryDirectory() as directory:
        councils = write_councils(find_project(now), options.councils, 6, Path(directory))
        versions = Version(before, councils), Version(now, councils)
        compare(*versions, sorted((now / "queries").glob("*.rq")))


def compare(old: Version, new: Version, questions: list[Path]) -> None:
    """Print a row for each question."""
    print(f"| {int(old.triples):,} triples before, {int(new.triples):,} now | before | now | ratio | rows |")
    print("|---|---:|---:|---:|---:|")
    opened = f"{old.opened:.2f} | {new.opened:.2f} | {new.opened / old.opened:.2f}"
    print(f"| open and derive, s | {opened} | |")
    for path in questions:
        (then, rows), (today, found) = old.ask(path.stem), new.ask(path.stem)
        spent = f"{then * 1000:.1f} | {today * 1000:.1f} | {today / then:.2f}"
        counted = f"{rows:,.0f}" if rows == found else f"{rows:,.0f}, now {found:,.0f}"
        print(f"| {path.stem} | {spent} | {counted} |", flush=True)


if __name__ == "__main__":
    main()
