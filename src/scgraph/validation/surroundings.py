"""The file rules that look at what lies around the data, and at what a change takes away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.graph import Graph
from scgraph.namespaces import PREFIXES, contract
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


def files_gone(
    now: Graph, before: Graph, told: Iterable[Finding], shapes: ShapesGraph, grading: Grading
) -> Iterator[Finding]:
    """Files of data that are gone with what no statement is, so that nobody misses it.

    :param told: what is told already, of statements.
    """
    known = {finding.file for finding in told}
    here = {path.name for path in now.project.own_files}
    for path in before.project.own_files:
        file = now.project.relative(now.project.data_directory / path.name)
        if path.name in here or file in known:
            continue
        described = _described(before.engine, graph_iri(path))
        if gone := sorted(described - _described(now.engine)):
            locators = ", ".join(gone[:_QUOTED]) + (
                f" and {len(gone) - _QUOTED} more" if gone[_QUOTED:] else ""
            )
            quoted = {"number": str(len(gone)), "locators": locators}
            focus = NamedNode(graph_iri(path))
            yield from file_finding(shapes, grading, "file-kept", focus, file, None, **quoted)


def rules_gone(
    project: Project, before: ShapesGraph | None, shapes: ShapesGraph, grading: Grading
) -> Iterator[Finding]:
    """Rules that an earlier version checks and this one does not, told of each file that had them."""
    left = {rule.name for rule in shapes.rules.values()}
    gone = defaultdict(list)
    for rule in before.rules.values() if before is not None else ():
        if rule.name not in left and rule.file is not None:
            gone[rule.file.name].append(rule.name)
    for name, rules in sorted(gone.items()):
        file = project.relative(project.root / "shapes" / name)
        focus = NamedNode(f"{PREFIXES['shape']}{rules[0]}")
        yield from file_finding(
            shapes, grading, "rules-kept", focus, file, None, rules=", ".join(sorted(rules))
        )


def _described(engine: Reader, graph: str | None = None) -> set[str]:
    """The nodes that a named graph, or any, says a class of, contracted."""
    pattern = "?node a ?class" if graph is None else f"GRAPH {NamedNode(graph)} {{ ?node a ?class }}"
    rows = engine.select(f"SELECT DISTINCT ?node {{ {pattern} }}").rows
    return {contract(node.value) for (node,) in rows if isinstance(node, NamedNode)}


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
