"""Paths and likeness on a national graph: ``python benchmarks/careers.py [COUNCILS] [--profiles P]``.

The real documents and so many synthetic councils (see ``synthetic.py``) are loaded into memory. Measured are
the network of moves, once; the ways between levels drawn at random, with their explanations; the gap; the
levels most like one among all; and one council against another. Seconds are of the processor: the work has
one thread, and a busy machine would only add its waits. Three profiles each make 317 councils 3,100 levels.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TypeVar

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from synthetic import write_councils  # noqa: E402

from scgraph.careers.equivalence import council_matrix, equivalents  # noqa: E402
from scgraph.careers.gaps import gap  # noqa: E402
from scgraph.careers.network import load_network  # noqa: E402
from scgraph.careers.paths import find_paths  # noqa: E402
from scgraph.project import find_project  # noqa: E402
from scgraph.questions.door import KnowledgeGraph, open_graph  # noqa: E402

Result = TypeVar("Result")


def timed(call: Callable[..., Result], *arguments: object, **options: object) -> tuple[float, Result]:
    """(processor seconds, result) of a call."""
    start = time.process_time()
    result = call(*arguments, **options)
    return time.process_time() - start, result


def report(what: str, seconds: list[float], note: str = "") -> None:
    """One line: the median and the slowest of several runs."""
    middle, slowest = statistics.median(seconds), max(seconds)
    print(f"{what:<44} {middle:8.3f} s   slowest {slowest:8.3f} s   {note}")


def main() -> int:
    """Build the graph and time what planners ask of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("councils", type=int, nargs="?", default=317)
    parser.add_argument("--profiles", type=int, default=3, help="job profiles of each council")
    parser.add_argument("--pairs", type=int, default=20, help="pairs of levels to find ways between")
    options = parser.parse_args()
    project = find_project(HERE.parent)
    with tempfile.TemporaryDirectory() as directory:
        made = write_councils(project, options.councils, options.profiles, Path(directory))
        files = [*project.ontology_files, *project.data_files, *made]
        seconds, graph = timed(open_graph, project, files)
    print(f"{options.councils} synthetic councils with {options.profiles} profiles each, and the real ones")
    report("load, materialise", [seconds])
    measure(graph, options.pairs)
    return 0


def measure(graph: KnowledgeGraph, pairs: int) -> None:
    """Time the questions between levels drawn at random."""
    seconds, network = timed(load_network, graph)
    moves = network.moves.number_of_edges()
    report("network of moves", [seconds], f"{len(network.levels)} levels, {moves} moves")
    rng = random.Random(317)
    drawn = [rng.sample(list(network.levels), 2) for _ in range(pairs)]
    for prefer, count in product(("hops", "learning"), (1, 3)):
        options = {"prefer": prefer, "count": count, "network": network}
        found = [timed(find_paths, graph, *ends, **options) for ends in drawn]
        reached = sum(bool(paths.paths) for _, paths in found)
        report(
            f"ways, by {prefer}, {count} at most", [s for s, _ in found], f"found for {reached} of {pairs}"
        )
    report("gap", [timed(gap, graph, *ends)[0] for ends in drawn])
    for explained in (0, 10):
        runs = [timed(equivalents, graph, start, explained=explained) for start, _ in drawn[:8]]
        compared = len(runs[0][1].ranked)
        report(f"equivalents, {explained} explained", [s for s, _ in runs], f"against {compared}")
    report("career-moves", [timed(graph.ask, "career-moves", level=start)[0] for start, _ in drawn[:8]])
    councils = sorted({level.organisation for level in network.levels.values()})
    some = [rng.sample(councils, 2) for _ in range(5)]
    report("one council against another", [timed(council_matrix, graph, *two)[0] for two in some])


if __name__ == "__main__":
    raise SystemExit(main())
