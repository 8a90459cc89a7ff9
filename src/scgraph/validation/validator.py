"""A graph validated: shapes checked, results told as findings with file, line and words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from scgraph.errors import UsageError
from scgraph.graph import Graph
from scgraph.namespaces import ONTOLOGY
from scgraph.project import Project, graph_iri
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.turtle.reading import read_file
from scgraph.validation.causes import without_consequences
from scgraph.validation.filerules import check_files, is_derived
from scgraph.validation.grading import Grading
from scgraph.validation.messages import filled, template, values_of
from scgraph.validation.places import Places
from scgraph.validation.report import WORDS, Finding, Report, in_order
from scgraph.validation.results import Result
from scgraph.validation.run import check
from scgraph.validation.shapes import FILE_RULE, Node, Rule, ShapesGraph, read_shapes


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
    looked_in = files if only else [*files, *graph.project.ontology_files]
    if not is_derived(graph.engine) and (bare := _underived(graph, shapes, silent, files)):
        return bare
    outcome = check(graph.engine, shapes, silent, referee_only)
    every = dict.fromkeys([*graph.project.ontology_files, *graph.project.data_files, *files])
    outcome.results += check_files(graph.engine, shapes, list(every), looked_in, silent)
    places = Places(graph, shapes, looked_in, outcome.results)
    results = [r for r in outcome.results if not only or places.is_subject(r.focus)]
    unmatched = tuple(shapes.rules[node] for node in outcome.unmatched)
    told = without_consequences(list(_findings(graph, shapes, grading, results, places)))
    return Report(
        findings=in_order([*told, *_silence(graph, unmatched)]),
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


def _findings(
    graph: Graph, shapes: ShapesGraph, grading: Grading, results: list[Result], places: Places
) -> Iterator[Finding]:
    spoken = {term.value for r in results for term in values_of(r).values() if isinstance(term, NamedNode)}
    labels = graph.labels(sorted(spoken)) if spoken else {}
    for result in results:
        rule = shapes.rule_of(result.shape)
        # A part of a shape that says nothing of its severity is as grave as the rule that it belongs to.
        severity = grading.grades.get(rule.name) or shapes.stated_severity(result.shape) or rule.severity
        message = filled(template(result, shapes), values_of(result), labels)
        yield Finding(rule, WORDS.get(severity, "error"), message, *places(result), result)


def _underived(
    graph: Graph, shapes: ShapesGraph, silent: Collection[Node], files: Sequence[Path]
) -> Report | None:
    """One finding where the rules by which things follow are missing: all others would be false."""
    project = graph.project
    kinds = {"rules": project.rule_files, "profile": project.profile_files, "summary": project.summary_files}
    lacking = next((name for name, found in kinds.items() if not found), None)
    rule = next((r for node, r in shapes.rules.items() if r.name == "consequences-drawn"), None)
    if lacking is None or rule is None or rule.node in silent or not project.ontology_files:
        return None
    file = project.relative(project.ontology_files[0].parent / "scgraph.ttl")
    result = Result(NamedNode(ONTOLOGY), None, None, FILE_RULE, rule.severity, rule.node)
    text = filled(template(result, shapes), {"folder": Literal(f"ontology/{lacking}/")}, {})
    finding = Finding(rule, WORDS.get(rule.severity, "error"), text, file, 1, result)
    return Report((finding,), (rule,), (), len(files))


def _silence(graph: Graph, unmatched: Iterable[Rule]) -> Iterator[Finding]:
    """A rule that matched nothing is told as a warning: it has proved nothing."""
    for rule in unmatched:
        file = graph.project.relative(rule.file) if rule.file else None
        line = read_file(rule.file).line_of(rule.node) if rule.file else None
        message = "This rule matched nothing: the graph holds no node that it is for."
        yield Finding(rule, "warning", message, file, line)
