"""Rules that no shape can hold: they look at the files of a project and at its change, not at the graph."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.graph import Graph
from scgraph.namespaces import PREFIXES, contract
from scgraph.project import Project, graph_iri
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.turtle.reading import read_file
from scgraph.validation.grading import SEVERITIES, Grading
from scgraph.validation.report import WORDS, Finding
from scgraph.validation.shapes import Rule

_QUOTED = 3


def _rule(name: str, severity: str, title: str, why: str, remedy: str) -> Rule:
    node = NamedNode(PREFIXES["shape"] + name)
    return Rule(name, node, title, why, remedy, SEVERITIES[severity], None, None)


FILE_READ = _rule(
    "file-read",
    "violation",
    "Every file of data is read",
    "A file that nobody reads is found right, whatever it says.",
    "Save it as Turtle with the ending .ttl in the directory of the data, or move it out.",
)
NODE_TYPED = _rule(
    "node-typed",
    "violation",
    "What data speak of is of some class",
    "Rules are for classes, so none looks at a node without one, and no question finds it.",
    "Say what it is with 'a', or correct the spelling of its name.",
)
FILE_KEPT = _rule(
    "file-kept",
    "warning",
    "No file of data goes unnoticed",
    "With a file all its statements go, and no rule misses what nothing refers to.",
    "Bring it back, or leave it out on purpose.",
)
STATEMENT_KEPT = _rule(
    "statement-kept",
    "warning",
    "No statement goes unnoticed",
    "A statement that was there and is not is no fault that a rule could see.",
    "Bring it back, or leave it out on purpose.",
)
RULES = (FILE_READ, NODE_TYPED, FILE_KEPT, STATEMENT_KEPT)

Statements = Mapping[str, tuple[tuple[str, str], str, str]]


def skipped(project: Project, grading: Grading) -> Iterator[Finding]:
    """A finding for every file beside the data that holds RDF by its name and is not read."""
    home = project.relative(project.data_directory)
    for path in project.skipped_files:
        why = "is no .ttl" if path.suffix != ".ttl" else f"does not lie in {home}"
        yield from _found(FILE_READ, grading, f"This file is not read: it {why}.", project.relative(path))


def untyped(graph: Graph, files: Iterable[Path], grading: Grading) -> Iterator[Finding]:
    """A finding for every node that files of data speak of and that is of no class."""
    homes = {graph_iri(path): path for path in files}
    query = bind(query_text(__package__, "untyped.rq"), {"files": list(homes)})
    for home, node in graph.engine.select(query).rows:
        if node is not None and (path := homes.get(_text(home))) is not None:
            message, line = f"{contract(node.value)} is of no class.", read_file(path).line_of(node)
            yield from _found(NODE_TYPED, grading, message, graph.project.relative(path), line)


def statements(engine: Reader) -> Statements:
    """Of each statement its source and locator, its label, and the named graph that says so."""
    rows = engine.select(query_text(__package__, "statements.rq")).rows
    return {_text(node): ((_text(source), _text(place)), _text(label), _text(home))
            for node, source, place, label, home in rows}  # fmt: skip


def lost(project: Project, before: Statements, now: Statements, grading: Grading) -> Iterator[Finding]:
    """What was stated and is not, under any name or in any place; a file that is gone is told once."""
    places = Counter(place for place, _, _ in now.values())
    gone = defaultdict(list)
    for node, (place, label, home) in before.items():
        if node not in now and place not in places:
            gone[home].append((place[1], label))
    files = {graph_iri(path): path for path in project.data_files}
    for home, each in sorted(gone.items()):
        each.sort()
        if home in files:
            file = project.relative(files[home])
            for locator, label in each:
                message = f"No longer stated: '{label}' ({locator})."
                yield from _found(STATEMENT_KEPT, grading, message, file)
        else:
            file = project.relative(project.data_directory / f"{unquote(home.rpartition('/')[2])}.ttl")
            told = "; ".join(locator for locator, _ in each[:_QUOTED])
            more = f"; and {len(each) - _QUOTED} more" if len(each) > _QUOTED else ""
            message = f"This file is gone, and what it stated, {len(each)} in all: {told}{more}."
            yield from _found(FILE_KEPT, grading, message, file)


def _found(
    rule: Rule, grading: Grading, message: str, file: Path, line: int | None = None
) -> Iterable[Finding]:
    severity = grading.severity(rule)
    return () if severity is None else (Finding(rule, WORDS.get(severity, "error"), message, file, line),)


def _text(term: Term | None) -> str:
    return "" if term is None else term.value
