"""A graph validated: shapes checked, results told as findings with file, line and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.errors import UsageError
from scgraph.graph import Graph
from scgraph.project import Project, graph_iri
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.turtle.lines import lines_of_file
from scgraph.validation.grading import Grading
from scgraph.validation.messages import filled, template, values_of
from scgraph.validation.report import WORDS, Finding, Report, in_order
from scgraph.validation.results import Result
from scgraph.validation.run import check
from scgraph.validation.shapes import Rule, ShapesGraph, read_shapes


def validate(
    graph: Graph,
    shapes: ShapesGraph | None = None,
    grading: Grading | None = None,
    only: Sequence[Path] = (),
    referee_only: bool = False,
) -> Report:
    """Validates a graph.

    :param shapes: the shapes to check against, the project's own by default.
    :param only: report only what these files say; they are checked against the whole graph all the same.
    :param referee_only: leave the checking to pySHACL.
    :raises UsageError: if there is nothing to check, or the shapes cannot be used.
    """
    shapes = shapes or read_shapes(graph.project.shape_files)
    grading = grading or Grading()
    if not shapes.rules:
        raise UsageError("no shapes here, so there is nothing to check against.")
    files = list(only) or graph.project.data_files
    _refuse_empty(graph, files)
    silent = {node for node, rule in shapes.rules.items() if grading.severity(rule) is None}
    outcome = check(graph.engine, shapes, silent, referee_only)
    looked_in = files if only else [*files, *graph.project.ontology_files]
    places = _Places(graph, looked_in, {result.focus for result in outcome.results})
    results = [r for r in outcome.results if not only or places.is_subject(r.focus)]
    unmatched = tuple(shapes.rules[node] for node in outcome.unmatched)
    return Report(
        findings=in_order(
            [*_findings(graph, shapes, grading, results, places), *_silence(graph, grading, unmatched)]
        ),
        rules=tuple(rule for node, rule in shapes.rules.items() if node not in silent),
        unmatched=unmatched,
        files=len(files),
        paths=tuple(dict.fromkeys(t for r in results if r.path for t in shapes.described(r.path))),
        referred={shapes.rules[node].name: reason for node, reason in outcome.referred.items()},
    )


def open_with(project: Project, files: Iterable[Path]) -> KnowledgeGraph:
    """A project in memory together with further files, each in the place of the project's file of its name.

    :raises UnreadableFile: if a file is missing or cannot be parsed; with the line.
    """
    chosen = {graph_iri(path): path for path in (*project.ontology_files, *project.data_files)}
    chosen.update({graph_iri(path): path for path in files})
    return open_graph(project, chosen.values())


def _refuse_empty(graph: Graph, files: Iterable[Path]) -> None:
    for path in files:
        if not graph.engine.ask(f"ASK {{ GRAPH <{graph_iri(path)}> {{ ?s ?p ?o }} }}"):
            raise UsageError(f"{path}: holds no data, so there is nothing to check.")


class _Places:
    """Which file says something of which node, and on which line."""

    def __init__(self, graph: Graph, files: Sequence[Path], nodes: set[Term]) -> None:
        self._files = {graph_iri(path): path for path in files}
        self._shown = {path: graph.project.relative(path) for path in files}
        self._lines: dict[Path, dict[str, int]] = {}
        self._graphs = self._homes(graph, nodes, "?node ?p ?o", "?node")
        lost = nodes - set(self._graphs)
        self._users = self._homes(graph, lost, "?user ?p ?node", "?user") if lost else {}

    def _homes(
        self, graph: Graph, nodes: set[Term], pattern: str, subject: str
    ) -> dict[Term, tuple[Path, str]]:
        """For each node a file that has the pattern, and the subject of it there."""
        values = " ".join(str(node) for node in nodes if isinstance(node, NamedNode))
        homes: dict[Term, tuple[Path, str]] = {}
        if not values:
            return homes
        where = f"VALUES ?node {{ {values} }} GRAPH ?g {{ {pattern} }}"
        rows = graph.engine.select(f"SELECT DISTINCT ?node ?g ({subject} AS ?subject) {{ {where} }}").rows
        rank = {iri: position for position, iri in enumerate(self._files)}
        found = [(node, home.value, at.value) for node, home, at in rows if node and home and at]
        known = [row for row in found if row[1] in rank]
        for node, home, at in sorted(known, key=lambda row: (rank[row[1]], row[2]), reverse=True):
            homes[node] = (self._files[home], at)
        return homes

    def is_subject(self, node: Term) -> bool:
        """Whether one of the files says something of a node."""
        return node in self._graphs

    def __call__(self, node: Term) -> tuple[Path | None, int | None]:
        """The file and line of a node, or of the first that names it where no file describes it."""
        found = self._graphs.get(node) or self._users.get(node)
        if found is None:
            return None, None
        path, subject = found
        if path not in self._lines:
            self._lines[path] = lines_of_file(path)
        return self._shown[path], self._lines[path].get(subject)


def _findings(
    graph: Graph, shapes: ShapesGraph, grading: Grading, results: list[Result], places: _Places
) -> list[Finding]:
    spoken = {term.value for r in results for term in values_of(r).values() if isinstance(term, NamedNode)}
    labels = graph.labels(sorted(spoken)) if spoken else {}
    findings = []
    for result in results:
        rule = shapes.rule_of(result.shape)
        severity = grading.grades.get(rule.name) or result.severity
        message = filled(template(result, shapes), values_of(result), labels)
        file, line = places(result.focus)
        findings.append(Finding(rule, WORDS.get(severity, "error"), message, file, line, result))
    return findings


def _silence(graph: Graph, grading: Grading, unmatched: Iterable[Rule]) -> list[Finding]:
    """A rule that matched nothing is told as a warning: it has proved nothing."""
    message = "This rule matched nothing: the graph holds no node that it is for."
    return [
        Finding(rule, "warning", message, *_rule_place(graph, rule))
        for rule in unmatched
        if grading.severity(rule) is not None
    ]


def _rule_place(graph: Graph, rule: Rule) -> tuple[Path | None, int | None]:
    if rule.file is None:
        return None, None
    return graph.project.relative(rule.file), lines_of_file(rule.file).get(rule.node.value)
