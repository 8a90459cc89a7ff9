"""From start to answer: ``python benchmarks/startup.py [--councils 60] [--runs 15]``.

Whole processes, one after the other in turn, so that all meet the same moods of the machine: Python alone;
pyoxigraph alone, which parses the project's Turtle and follows a level's ``addsTo`` to the labels of what it
carries; and ``scgraph query run cumulative-requirements``, on the project in memory and on a store on disk of
so many synthetic councils (see ``synthetic.py``) and the real ones; sixty of eleven profiles make 1.8 million
triples. Ratios are the medians of those to the pyoxigraph process beside.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from synthetic import write_councils  # noqa: E402

from scgraph.project import find_project  # noqa: E402
from scgraph.store.generations import read_manifest  # noqa: E402

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


def seconds(command: list[str]) -> float:
    """How long a whole process takes.

    :raises subprocess.CalledProcessError: if it fails.
    """
    # A user's Python keeps what it has compiled; a test machine's may be told not to.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def main() -> int:
    """Time all of them in turn and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--councils", type=int, default=60)
    parser.add_argument("--profiles", type=int, default=11)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    project = find_project(HERE.parent)
    turtle = [str(path) for path in (*project.ontology_files, *project.data_files)]
    command = [str(Path(sys.executable).with_name("scgraph")), *QUESTION, "--project", str(project.root)]
    with tempfile.TemporaryDirectory() as directory:
        store = Path(directory, "store")
        files = [
            *project.data_files,
            *write_councils(project, options.councils, options.profiles, Path(directory, "data")),
        ]
        subprocess.run([command[0], "load", "--store", str(store), *map(str, files)], check=True)
        manifest = read_manifest(store)
        assert manifest is not None
        commands = {
            "Python alone": [sys.executable, "-c", "pass"],
            "pyoxigraph alone, in memory": [sys.executable, "-c", ALONE, *turtle],
            "scgraph, in memory": command,
            f"scgraph, {manifest.quads:,} triples on disk": [*command, "--store", str(store)],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(options.runs + 1):
            for name, words in commands.items():
                took = seconds(words)
                if turn:  # the first turn compiles
                    taken[name].append(took)
    report(taken)
    return 0


def report(taken: dict[str, list[float]]) -> None:
    """Print a table of what the processes took."""
    alone = taken["pyoxigraph alone, in memory"]
    print("| whole process, ms | least | median | most | times pyoxigraph alone |")
    print("|---|---:|---:|---:|---:|")
    for name, runs in taken.items():
        figures = (1000 * pick(runs) for pick in (min, statistics.median, max))
        ratio = statistics.median(own / other for own, other in zip(runs, alone, strict=True))
        print(f"| {name} | {' | '.join(f'{figure:.0f}' for figure in figures)} | {ratio:.1f} |")


if __name__ == "__main__":
    sys.exit(main())
