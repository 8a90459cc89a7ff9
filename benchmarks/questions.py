"""Every saved question at three sizes, beside rdflib: ``python benchmarks/questions.py [--sizes …]``.

The real documents, and with them so many synthetic councils (see ``synthetic.py``) that the graph, with all
that follows, has about as many triples as asked for. Each question is asked with its example, optional
parameters left out, in a process of its own that is ended at the time limit. Milliseconds are those of the
processor, the least of several runs, so that what else the machine does counts little. The table goes to
standard output.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import rdflib

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from synthetic import write_councils  # noqa: E402

from scgraph.engine.embedded import EmbeddedEngine  # noqa: E402
from scgraph.project import Project, find_project  # noqa: E402
from scgraph.questions.answers import bind_query  # noqa: E402
from scgraph.questions.door import KnowledgeGraph, open_graph  # noqa: E402

SIZES = (0, 200_000, 1_000_000)
PROFILES = 6
SPEND, RUNS = 0.4, 50
# What is promised: milliseconds on the real graph, and how many times that at the second size.
FASTEST, GROWTH = 50.0, 10.0


@dataclass(frozen=True)
class Timed:
    """The milliseconds that a question took and its rows; nothing where it took too long."""

    ms: float | None
    rows: int | None


@dataclass(frozen=True)
class Measured:
    """One graph: its triples, and what each question took on each engine."""

    triples: int
    oxigraph: dict[str, Timed]
    rdflib: dict[str, Timed]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="triples; 0 is the real graph alone"
    )
    parser.add_argument("--limit", type=float, default=10.0, help="seconds that a question may take")
    parser.add_argument("--no-rdflib", action="store_true", help="measure Oxigraph alone")
    arguments = parser.parse_args()
    project = find_project(HERE.parent)
    measured = []
    for size in map(int, arguments.sizes.split(",")):
        with tempfile.TemporaryDirectory() as directory:
            graph = grown(project, size, Path(directory))
            measured.append(measure(graph, arguments.limit, not arguments.no_rdflib))
            sys.stderr.write(f"{measured[-1].triples:,} triples measured\n")
    sys.stdout.write("".join(table(measured, arguments.limit)))
    return 0


def grown(project: Project, size: int, directory: Path) -> KnowledgeGraph:
    """The real graph with as many synthetic councils as bring it near to a size."""
    own = [*project.ontology_files, *project.data_files]
    graph = open_graph(project)
    start = triples_of(graph)
    if size <= start:
        return graph
    few = write_councils(project, 3, PROFILES, directory)
    each = (triples_of(open_graph(project, [*own, *few])) - start) / len(few)
    councils = write_councils(project, round((size - start) / each), PROFILES, directory)
    return open_graph(project, [*own, *councils])


def triples_of(graph: KnowledgeGraph) -> int:
    """How many triples a graph in memory has."""
    assert isinstance(graph.engine, EmbeddedEngine)
    return len(graph.engine.store)


def measure(graph: KnowledgeGraph, limit: float, with_rdflib: bool) -> Measured:
    """Every question on Oxigraph and, if wanted, on rdflib."""
    texts = dict(bound_questions(graph))
    oxigraph = {name: timed(_on_oxigraph, graph, text, limit) for name, text in texts.items()}
    found: dict[str, Timed] = {}
    if with_rdflib:
        union = as_rdflib(graph)
        found = {name: timed(_on_rdflib, union, text, limit) for name, text in texts.items()}
    return Measured(triples_of(graph), oxigraph, found)


def bound_questions(graph: KnowledgeGraph) -> Iterator[tuple[str, str]]:
    """(name, SPARQL) of every question with its example, optional parameters left out."""
    for name, query in graph.queries.items():
        needed = {p.name: p.example for p in query.parameters.values() if not p.optional}
        yield name, bind_query(graph, query, needed).sparql


def as_rdflib(graph: KnowledgeGraph) -> rdflib.Graph:
    """The union of the graphs in rdflib's own store."""
    assert isinstance(graph.engine, EmbeddedEngine)
    union = rdflib.Graph()
    lines = {f"{quad.triple} ." for quad in graph.engine.store}
    union.parse(data="\n".join(lines), format="nt")
    return union


def timed(ask: Callable[[Any, str], int], graph: Any, text: str, limit: float) -> Timed:
    """What a question takes, asked in a process of its own."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(False)
    process = context.Process(target=_repeat, args=(ask, graph, text, limit, sender))
    process.start()
    try:
        return Timed(*receiver.recv()) if receiver.poll(2 * limit + SPEND) else Timed(None, None)
    except EOFError:
        return Timed(None, None)
    finally:
        process.kill()
        process.join()


def _repeat(ask: Callable[[Any, str], int], graph: Any, text: str, limit: float, sender: Connection) -> None:
    taken: list[float] = []
    rows = 0
    while not taken or (sum(taken) < SPEND and len(taken) < RUNS):
        start = time.process_time()
        rows = ask(graph, text)
        taken.append(time.process_time() - start)
    least = min(taken)
    sender.send((least * 1000, rows) if least <= limit else (None, None))


def _on_oxigraph(graph: KnowledgeGraph, text: str) -> int:
    return len(graph.engine.select(text).rows)


def _on_rdflib(union: rdflib.Graph, text: str) -> int:
    return len(list(union.query(text)))


def table(measured: list[Measured], limit: float) -> Iterator[str]:
    """The table, and below it what a reader has to know and what is not as promised."""
    sizes = [f"{each.triples // 1000:,} k" for each in measured]
    heads = [f"{engine} {size}" for engine in ("Oxigraph", "rdflib") for size in sizes]
    yield f"| question | {' | '.join(f'rows {size}' for size in sizes)} | {' | '.join(heads)} |\n"
    yield f"| --- |{' ---: |' * 3 * len(sizes)}\n"
    for name in measured[0].oxigraph:
        rows = [each.oxigraph[name].rows for each in measured]
        times = [each.oxigraph[name].ms for each in measured] + [
            each.rdflib[name].ms if name in each.rdflib else 0 for each in measured
        ]
        cells = [*(f"{number:,}" if number is not None else "" for number in rows), *map(_shown, times)]
        yield f"| {name} | {' | '.join(cells)} |\n"
    yield f"\nMilliseconds; '>' took more than {limit:g} s, '–' was not asked.\n"
    yield from broken_promises(measured)


def broken_promises(measured: list[Measured]) -> Iterator[str]:
    """A line for each question that is slower than is promised."""
    for name, real in measured[0].oxigraph.items():
        if real.ms is None or real.ms > FASTEST:
            yield f"{name}: more than {FASTEST:g} ms on the smallest graph.\n"
        if len(measured) < 2 or not real.ms:
            continue
        grown_to = measured[1].oxigraph[name]
        growth = grown_to.ms / real.ms if grown_to.ms else float("inf")
        answer = (grown_to.rows or 0) / (real.rows or 1)
        if growth > GROWTH:
            reason = f"its answer grows {answer:.0f} times" if answer > 2 else "its answer does not grow"
            yield f"{name}: {growth:.0f} times as long on the second graph; {reason}.\n"


def _shown(ms: float | None) -> str:
    if ms is None:
        return ">"
    return "–" if ms == 0 else f"{ms:,.1f}" if ms < 100 else f"{ms:,.0f}"


if __name__ == "__main__":
    raise SystemExit(main())
