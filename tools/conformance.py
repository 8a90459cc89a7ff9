"""Runs the W3C SHACL test suite through this project's validator: ``make conformance``.

The suite comes as data inside pySHACL's source distribution, which pip fetches. Every case is
validated as ``scgraph validate`` does it (translator first, pySHACL for what that does not cover) and
by pySHACL alone. A case may differ from the suite's expected report only where pySHACL differs too;
those are named. Then this project's own graph is checked against its own shapes both ways, which
takes pySHACL a minute. Exit code 1 where anything differs that may not.

python tools/conformance.py [DIRECTORY] [--verbose]

DIRECTORY holds an unpacked ``sht_tests``; without it, one is fetched into
``tests/conformance/suite``.
"""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox
from rdflib import RDF, SH, BNode, Graph, Namespace
from rdflib.collection import Collection

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import ScgraphError
from scgraph.project import find_project
from scgraph.questions.door import open_graph
from scgraph.validation.results import Result
from scgraph.validation.run import Outcome, check
from scgraph.validation.shapes import ShapesGraph, read_shapes

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
SUITE = Path(__file__).resolve().parents[1] / "tests" / "conformance" / "suite"
Form = object
Report = Counter[tuple[Form, ...]]


@dataclass(frozen=True)
class Case:
    """One test of the suite: two graphs, and the report that is expected (``None`` where a failure is)."""

    name: str
    data: Path
    shapes: Path
    manifest: Graph
    expected: object | None


@dataclass(frozen=True)
class Verdict:
    """How a case went: by ours, by pySHACL alone, and how many of its shapes the translator covered."""

    case: Case
    ours: bool
    pyshacl: bool
    same: bool
    covered: int
    referred: tuple[str, ...]


def fetch(into: Path) -> Path:
    """The suite, unpacked from pySHACL's source distribution of the version installed."""
    release = version("pyshacl")
    suite = into / f"pyshacl-{release}" / "test" / "resources" / "sht_tests"
    if suite.is_dir():
        return suite
    into.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pyshacl"]
    subprocess.run([*command, "--dest", str(into), f"pyshacl=={release}"], check=True)
    with tarfile.open(into / f"pyshacl-{release}.tar.gz") as archive:
        archive.extractall(into, filter="data")
    return suite


def cases(manifest: Path) -> Iterator[Case]:
    """The validation tests of a manifest and of those that it includes."""
    graph = Graph().parse(manifest, format="turtle", publicID=manifest.as_uri())
    for included in graph.objects(None, MF.include):
        yield from cases(_path(included))
    for head in graph.objects(None, MF.entries):
        for entry in Collection(graph, head):
            if (entry, RDF.type, SHT.Validate) in graph:
                action, result = graph.value(entry, MF.action), graph.value(entry, MF.result)
                yield Case(
                    name="/".join(manifest.with_suffix("").parts[-3:]),
                    data=_path(graph.value(action, SHT.dataGraph)),
                    shapes=_path(graph.value(action, SHT.shapesGraph)),
                    manifest=graph,
                    expected=None if result == SHT.Failure else result,
                )


def _path(iri: object) -> Path:
    return Path(unquote(urlsplit(str(iri)).path))


def form(graph: Graph, node: object, depth: int = 6) -> Form:
    """A node in a form that compares across graphs: a blank node is what is said of it."""
    if not isinstance(node, BNode):
        return node.n3() if node is not None else None  # type: ignore[attr-defined]
    if depth == 0:
        return "…"
    described = [RDF.first, RDF.rest] if (node, RDF.first, None) in graph else graph.predicates(node)
    pairs = {(p, o) for p in described for o in graph.objects(node, p)}
    return tuple(sorted(str((p, form(graph, o, depth - 1))) for p, o in pairs))


def expected_report(case: Case) -> Report:
    """The results that the suite expects."""
    graph = case.manifest
    keys = (
        SH.focusNode,
        SH.resultPath,
        SH.value,
        SH.sourceConstraintComponent,
        SH.resultSeverity,
        SH.sourceShape,
    )
    return Counter(
        tuple(form(graph, graph.value(node, key)) for key in keys)
        for node in graph.objects(case.expected, SH.result)
    )


def our_report(results: list[Result], data: Graph, shapes: Graph) -> Report:
    """Our results in the form that the expected ones have."""
    homes = (data, shapes, data, shapes, shapes, shapes)
    return Counter(
        tuple(form(home, _rdflib(term)) for home, term in zip(homes, result.key, strict=True))
        for result in results
    )


def _rdflib(term: object) -> object:
    from rdflib.util import from_n3

    if term is None:
        return None
    return BNode(term.value) if isinstance(term, ox.BlankNode) else from_n3(str(term))


def _quads(path: Path) -> list[ox.Quad]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.as_uri()))


def _graph(quads: list[ox.Quad]) -> Graph:
    graph = Graph()
    for quad in quads:
        graph.add(tuple(_rdflib(term) for term in quad.triple))  # type: ignore[arg-type]
    return graph


def judge(case: Case) -> Verdict:
    """Runs a case through our validator and through pySHACL, and compares both with what is expected."""
    data, shape_quads = _quads(case.data), _quads(case.shapes)
    store = ox.Store()
    store.extend(data)
    engine, shapes = EmbeddedEngine(store), ShapesGraph(quad.triple for quad in shape_quads)
    graphs = _graph(data), _graph(shape_quads)
    reports: list[Report | None] = []
    outcome = Outcome()
    for referee_only in (False, True):
        try:
            outcome_of_run = check(engine, shapes, referee_only=referee_only)
            reports.append(our_report(outcome_of_run.results, *graphs))
            outcome = outcome if referee_only else outcome_of_run
        except ScgraphError:
            reports.append(None)
    expected = expected_report(case) if case.expected is not None else None
    ours, pyshacl = reports
    covered = len(shapes.targeted) - len(outcome.referred)
    return Verdict(
        case,
        ours == expected,
        pyshacl == expected,
        ours == pyshacl,
        covered,
        tuple(outcome.referred.values()),
    )


def main() -> int:
    """Runs the suite and prints what came of it."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)  # ill-typed literals are what is tested
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("directory", nargs="?", type=Path)
    options.add_argument("--verbose", action="store_true", help="name every case")
    arguments = options.parse_args()
    suite = arguments.directory or fetch(SUITE)
    verdicts = [judge(case) for case in cases((suite / "manifest.ttl").resolve())]
    for verdict in verdicts:
        state = (
            "as expected"
            if verdict.ours
            else "DIFFERS" + (" (so does pySHACL)" if not verdict.pyshacl else "")
        )
        if arguments.verbose or not verdict.ours or not verdict.same:
            reasons = f"; to pySHACL: {', '.join(verdict.referred)}" if verdict.referred else ""
            print(f"{verdict.case.name}: {state}{'' if verdict.same else '; unlike pySHACL'}{reasons}")
    translated = sum(not verdict.referred for verdict in verdicts)
    print(
        f"{len(verdicts)} cases: {sum(v.ours for v in verdicts)} as the suite expects, "
        f"{sum(v.pyshacl for v in verdicts)} by pySHACL alone; {translated} translated entirely into SPARQL."
    )
    agreed = own_graph_agrees()
    print(f"This project: the translator's results are {'' if agreed else 'NOT '}those of pySHACL.")
    return 0 if agreed and all(v.ours or not v.pyshacl for v in verdicts) else 1


def own_graph_agrees() -> bool:
    """Whether the translator and pySHACL find the same in this project's own graph."""
    project = find_project(Path(__file__).resolve().parents[1])
    engine, shapes = open_graph(project).engine, read_shapes(project.shape_files)
    translated = check(engine, shapes)
    if translated.referred:
        print(f"not translated: {translated.referred}")
    judged = check(engine, shapes, referee_only=True)
    return Counter(r.key for r in translated.results) == Counter(r.key for r in judged.results)


if __name__ == "__main__":
    sys.exit(main())
