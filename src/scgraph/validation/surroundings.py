"""The file rules that look at what lies around the data, and at what a change takes away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.graph import Graph
from scgraph.project import Project, graph_iri
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.turtle.reading import read_file
from scgraph.validation.grading import Grading
from scgraph.validation.messages import filled, template, values_of
from scgraph.validation.report import WORDS, Finding
from scgraph.validation.results import Result
from scgraph.validation.shapes import FILE_RULE, ShapesGraph

_QUOTED = 3


Statements = Mapping[str, tuple[tuple[str, str], str, str]]


def skipped(project: Project, shapes: ShapesGraph, grading: Grading) -> Iterator[Finding]:
    """A finding for every file beside the data that holds RDF by its name and is not read."""
    home = project.relative(project.data_directory)
    for path in project.skipped_files:
        why = "is no .ttl" if path.suffix != ".ttl" else f"does not lie in {home}"
        file, node = project.relative(path), NamedNode(graph_iri(path))
        yield from file_finding(shapes, grading, "file-read", node, file, 1, why=why)


def untyped(graph: Graph, files: Iterable[Path], shapes: ShapesGraph, grading: Grading) -> Iterator[Finding]:
    """A finding for every node that files of data speak of and that is of no class."""
    homes = {graph_iri(path): path for path in files}
    query = bind(query_text(__package__, "untyped.rq"), {"files": list(homes)})
    for home, node in graph.engine.select(query).rows:
        if isinstance(node, NamedNode) and (path := homes.get(_text(home))) is not None:
            file, line = graph.project.relative(path), read_file(path).line_of(node)
            yield from file_finding(shapes, grading, "node-typed", node, file, line)


def statements(engine: Reader) -> Statements:
    """Of each statement its source and locator, its label, and the named graph that says so."""
    rows = engine.select(query_text(__package__, "statements.rq")).rows
    return {_text(node): ((_text(source), _text(place)), _text(label), _text(home))
            for node, source, place, label, home in rows}  # fmt: skip


def lost(
    project: Project, before: Statements, now: Statements, shapes: ShapesGraph, grading: Grading
) -> Iterator[Finding]:
    """What was stated and is not, under any name or in any place; a file that is gone is told once."""
    places = Counter(place for place, _, _ in now.values())
    gone = defaultdict(list)
    for node, (place, label, home) in before.items():
        if node not in now and place not in places:
            gone[home].append((place[1], label, node))
    files = {graph_iri(path): path for path in project.data_files}
    for home, each in sorted(gone.items()):
        each.sort()
        if home in files:
            file = project.relative(files[home])
            for locator, label, node in each:
                quoted = {"label": label, "locator": locator}
                yield from file_finding(
                    shapes, grading, "statement-kept", NamedNode(node), file, None, **quoted
                )
        else:
            file = project.relative(project.data_directory / f"{unquote(home.rpartition('/')[2])}.ttl")
            told = "; ".join(locator for locator, _, _ in each[:_QUOTED])
            more = f"; and {len(each) - _QUOTED} more" if len(each) > _QUOTED else ""
            quoted = {"number": str(len(each)), "locators": told + more}
            yield from file_finding(shapes, grading, "file-kept", NamedNode(home), file, None, **quoted)


def file_finding(
    shapes: ShapesGraph,
    grading: Grading,
    name: str,
    focus: NamedNode,
    file: Path,
    line: int | None = None,
    **quoted: str,
) -> Iterator[Finding]:
    """A finding of a file rule, if it is among the shapes and not switched off.

    :param quoted: what its message quotes.
    """
    rule = shapes.file_rules.get(name)
    if rule is None or (severity := grading.severity(rule)) is None:
        return
    texts = tuple((each, Literal(text)) for each, text in quoted.items())
    result = Result(focus, None, None, FILE_RULE, severity, rule.node, None, texts)
    said = template(result, shapes)
    told = filled(said, values_of(result), {})
    yield Finding(rule, WORDS.get(severity, "error"), told, file, line, result, said=said)


def _text(term: Term | None) -> str:
    return "" if term is None else term.value
