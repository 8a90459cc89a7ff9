"""Materialisation against loading: ``python benchmarks/materialise.py [--triples N]``.

The data of the project are copied under new council names until there are N triples (200,000 unless told
otherwise), loaded into Oxigraph in memory, and the rules run on them, all in one process. What counts is the
ratio; seconds differ between machines. The real graph is measured too.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, parse, serialize

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import GRAPH_BASE, INFERRED_GRAPH
from scgraph.project import Project, find_project, graph_iri
from scgraph.rules.materialise import profile, run_rules

LIMIT = 5.0


def copies(project: Project, triples: int, directory: Path) -> Iterator[tuple[Path, str]]:
    """Files that together hold at least so many triples, each with the graph that it belongs to."""
    held = 0
    for path in project.ontology_files:
        yield path, graph_iri(path)
        held += sum(1 for _ in parse(path=str(path), format=RdfFormat.TURTLE))
    number = 0
    while held < triples:
        number += 1
        for path in project.data_files:
            quads = list(parse(path=str(path), format=RdfFormat.TURTLE))
            text = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES).decode("utf-8")
            copy = directory / f"{path.stem}-{number}.nt"
            copy.write_text(
                re.sub(r"/scgraph/(id|source)/([a-z-]+)", rf"/scgraph/\1/\2-{number}", text), "utf-8"
            )
            held += len(quads)
            yield copy, GRAPH_BASE + copy.stem


def load(files: list[tuple[Path, str]]) -> Store:
    """The files in one store in memory."""
    store = Store()
    for path, graph in files:
        store.load(
            path=str(path), format=RdfFormat.from_extension(path.suffix[1:]), to_graph=NamedNode(graph)
        )
    return store


def measure(files: list[tuple[Path, str]], project: Project, runs: int) -> dict[str, float]:
    """The best of several runs, in seconds, and the sizes."""
    best: dict[str, float] = {}
    for _ in range(runs):
        start = time.perf_counter()
        store = load(files)
        loaded = time.perf_counter()
        stated = len(store)
        engine = EmbeddedEngine(store)
        run_rules(engine, project.rule_files, INFERRED_GRAPH)
        ruled = time.perf_counter()
        inferred = len(store) - stated
        profile(engine, project)
        profiled = time.perf_counter()
        seconds = {"load": loaded - start, "rules": ruled - loaded, "profiles": profiled - ruled}
        best = {name: min(value, best.get(name, value)) for name, value in seconds.items()}
        best |= {"stated": stated, "inferred": inferred, "profile": len(store) - stated - inferred}
    return best


def main() -> int:
    """Measure, print, and fail if the ratio is past its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    project = find_project()
    real = [(path, graph_iri(path)) for path in (*project.ontology_files, *project.data_files)]
    ratio = 0.0
    with tempfile.TemporaryDirectory() as directory:
        large = list(copies(project, arguments.triples, Path(directory)))
        for name, files in (("real", real), ("large", large)):
            found = measure(files, project, arguments.runs)
            ratio = found["rules"] / found["load"]
            sizes = ", ".join(f"{found[size]:.0f} {size}" for size in ("stated", "inferred", "profile"))
            times = ", ".join(f"{step} {found[step]:.3f} s" for step in ("load", "rules", "profiles"))
            sys.stdout.write(f"{name}: triples {sizes}; {times}; rules / load {ratio:.2f}\n")
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
