"""Every saved question on one engine, as JSON: ``national_questions.py ours|rdflib|jena|virtuoso STORE``."""

from __future__ import annotations

import json
import multiprocessing
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent)]

from scgraph.engine.endpoint import EndpointEngine  # noqa: E402
from scgraph.engine.pool import WorkerPool  # noqa: E402
from scgraph.errors import EngineError, QueryTimeout  # noqa: E402
from scgraph.project import find_project  # noqa: E402
from scgraph.questions.answers import BoundQuery, bind_query, to_answer  # noqa: E402
from scgraph.questions.door import KnowledgeGraph  # noqa: E402
from scgraph.store.generations import StoreReader, open_store  # noqa: E402

LIMIT = 20.0
SPEND, FEWEST = 1.0, 3  # seconds for each call, and calls
# A graph with more triples is asked and not validated: that takes longer than everything else together.
VALIDATE_UP_TO = 500_000


def bound_questions(graph: KnowledgeGraph) -> dict[str, BoundQuery]:
    """Every saved question with the example value of each parameter."""
    found = {}
    for name, query in graph.queries.items():
        values = {
            p.name: p.example
            for p in query.parameters.values()
            if p.example is not None and p.default is None
        }
        found[name] = bind_query(graph, query, values)
    return found


def repeat(*calls: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> list[list[float]]:
    """The milliseconds of some calls, made in turns so that each sees the same machine.

    :param clock: counts the CPU of this process, or the wall where another process does the work.
    """
    times: list[list[float]] = [[] for _ in calls]
    spent = 0.0
    while len(times[0]) < FEWEST or (spent < SPEND * len(calls) and len(times[0]) < 200):
        for call, taken in zip(calls, times, strict=True):
            start = clock()
            call()
            taken.append((clock() - start) * 1000)
            spent += taken[-1] / 1000
    return times


def ours(engine: StoreReader, graph: KnowledgeGraph) -> dict[str, Any]:
    """Our layer against raw pyoxigraph, question by question; and validation."""
    store, found = engine.store, {}
    with WorkerPool(engine.path, workers=1, timeout=LIMIT, max_memory=8 * 1024**3) as pool:
        for name, bound in bound_questions(graph).items():
            try:
                pool.raw(bound.sparql, "text/csv")  # one that does not end would not end here either
            except (QueryTimeout, EngineError) as error:
                found[name] = {"ms": None, "rows": None, "ratio": None, "error": str(error)}
                continue

            def raw(text: str = bound.sparql) -> list[tuple[Any, ...]]:
                return [tuple(row) for row in store.query(text, use_default_graph_as_union=True)]

            def layered(bound: BoundQuery = bound) -> Any:
                return to_answer(bound, engine.select(bound.sparql))

            raw_times, times = repeat(raw, layered)
            # Of neighbours in time, since a machine that others use too changes its speed within seconds.
            ratio = statistics.median(ours / bare for ours, bare in zip(times, raw_times, strict=True))
            found[name] = {"ms": min(times), "raw_ms": min(raw_times), "ratio": ratio, "rows": len(raw())}
    return {"questions": found, **validation(engine, graph)}


def validation(engine: StoreReader, graph: KnowledgeGraph) -> dict[str, Any]:
    """Seconds to check the whole graph against all shapes."""
    from scgraph.validation.run import check
    from scgraph.validation.shapes import read_shapes

    if len(engine.store) > VALIDATE_UP_TO:
        return {"validate_seconds": None, "findings": None}
    start = time.perf_counter()
    outcome = check(engine, read_shapes(graph.project.shape_files))
    return {"validate_seconds": round(time.perf_counter() - start, 2), "findings": len(outcome.results)}


def served(name: str, engine: StoreReader, graph: KnowledgeGraph) -> dict[str, Any]:
    """A real server, loaded and asked over HTTP."""
    from tests.engines.servers import run_jena, run_virtuoso

    starter = run_virtuoso(340_000) if name == "virtuoso" else run_jena("--store", "tdb2", "--heap", "6g")
    with starter as server:
        start = time.perf_counter()
        server.load(engine)
        seconds = time.perf_counter() - start
        remote = EndpointEngine(server.url, timeout=LIMIT)
        found = {}
        for question, bound in bound_questions(graph).items():
            found[question] = asked(lambda text=bound.sparql: remote.select(text).rows)  # type: ignore[misc]
    return {"load_seconds": round(seconds, 1), "questions": found}


def asked(call: Callable[[], list[Any]]) -> dict[str, Any]:
    """Milliseconds and rows of a call, or why there are none."""
    try:
        rows = len(call())
    except EngineError as error:
        return {"ms": None, "rows": None, "error": str(error)}
    return {"ms": min(repeat(call, clock=time.perf_counter)[0]), "rows": rows}


def rdflib_engine(store: str) -> dict[str, Any]:
    """rdflib's own engine, each question in a process of its own that is ended after the limit."""
    context = multiprocessing.get_context("fork")
    graph = KnowledgeGraph(find_project(HERE.parent), open_store(Path(store)))
    texts = {name: bound.sparql for name, bound in bound_questions(graph).items()}
    start = time.perf_counter()
    dataset = _rdflib_dataset(graph)
    seconds = time.perf_counter() - start
    found = {}
    for name, text in texts.items():
        receiver, sender = context.Pipe(False)
        process = context.Process(target=_ask_rdflib, args=(dataset, text, sender))
        process.start()
        found[name] = receiver.recv() if receiver.poll(LIMIT / 3) else {"ms": None, "rows": None}
        process.kill()
        process.join()
    return {"load_seconds": round(seconds, 1), "questions": found}


def _rdflib_dataset(graph: KnowledgeGraph) -> Any:
    import io

    import rdflib
    from pyoxigraph import RdfFormat

    assert isinstance(graph.engine, StoreReader)
    dump = io.BytesIO()
    graph.engine.store.dump(dump, RdfFormat.N_QUADS)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=dump.getvalue(), format="nquads")
    return dataset


def _ask_rdflib(dataset: Any, text: str, sender: Any) -> None:
    start = time.perf_counter()
    rows = len(list(dataset.query(text)))
    sender.send({"ms": (time.perf_counter() - start) * 1000, "rows": rows})


def main(kind: str, path: str) -> None:
    """Print the measurements as JSON."""
    if kind == "rdflib":
        print(json.dumps(rdflib_engine(path)))
        return
    engine = open_store(Path(path))
    graph = KnowledgeGraph(find_project(HERE.parent), engine)
    print(json.dumps(ours(engine, graph) if kind == "ours" else served(kind, engine, graph)))


if __name__ == "__main__":
    main(*sys.argv[1:])
