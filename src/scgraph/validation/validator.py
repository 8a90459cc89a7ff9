"""A graph validated: shapes checked, results told as findings with file, line and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.errors import UsageError
from scgraph.graph import Graph
from scgraph.project import graph_iri
from scgraph.turtle.reading import read_file
from scgraph.validation.grading import Grading
from scgraph.validation.messages import filled, template, values_of
from scgraph.validation.places import Places
from scgraph.validation.reading import Reading
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
    reading = Reading.of(graph)
    _refuse_empty(graph, [path for path in files if path not in reading.salvaged])
    silent = {node for node, rule in shapes.rules.items() if grading.severity(rule) is None}
    outcome = check(graph.engine, shapes, silent, referee_only)
    looked_in = files if only else [*files, *graph.project.ontology_files]
    places = Places(graph, shapes, looked_in, outcome.results, reading.document)
    said = [r for r in outcome.results if not only or places.is_subject(r.focus)]
    results = reading.without_consequences(said)
    unmatched = tuple(shapes.rules[node] for node in outcome.unmatched)
    findings = [*_findings(graph, shapes, grading, results, places)]
    return Report(
        findings=(
            *in_order(list(reading.findings())),
            *in_order([*findings, *(() if reading.is_lost else _silence(graph, unmatched))]),
        ),
        rules=(*reading.rules, *(rule for node, rule in shapes.rules.items() if node not in silent)),
        unmatched=unmatched,
        files=len(files),
        paths=tuple(dict.fromkeys(t for r in results if r.path for t in shapes.described(r.path))),
        referred={shapes.rules[node].name: reason for node, reason in outcome.referred.items()},
        held_back=len(said) - len(results),
    )


def _refuse_empty(graph: Graph, files: Iterable[Path]) -> None:
    for path in files:
        if not graph.engine.ask(f"ASK {{ GRAPH <{graph_iri(path)}> {{ ?s ?p ?o }} }}"):
            raise UsageError(f"{path}: holds no data, so there is nothing to check.")


def _findings(
    graph: Graph, shapes: ShapesGraph, grading: Grading, results: list[Result], places: Places
) -> Iterator[Finding]:
    spoken = {term.value for r in results for term in values_of(r).values() if isinstance(term, NamedNode)}
    labels = graph.labels(sorted(spoken)) if spoken else {}
    for result in results:
        rule = shapes.rule_of(result.shape)
        severity = grading.grades.get(rule.name) or result.severity
        message = filled(template(result, shapes), values_of(result), labels)
        yield Finding(rule, WORDS.get(severity, "error"), message, *places(result), result)


def _silence(graph: Graph, unmatched: Iterable[Rule]) -> Iterator[Finding]:
    """A rule that matched nothing is told as a warning: it has proved nothing."""
    for rule in unmatched:
        file = graph.project.relative(rule.file) if rule.file else None
        line = read_file(rule.file).line_of(rule.node) if rule.file else None
        message = "This rule matched nothing: the graph holds no node that it is for."
        yield Finding(rule, "warning", message, file, line)
