"""A graph validated: shapes checked, results told as findings with file, line and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.errors import UsageError
from scgraph.graph import Graph
from scgraph.project import Project, graph_iri
from scgraph.questions.door import open_graph
from scgraph.turtle.reading import read_file
from scgraph.validation.causes import parted
from scgraph.validation.contradictions import contradictions
from scgraph.validation.derivation import lacking
from scgraph.validation.filerules import check_files
from scgraph.validation.grading import Grading
from scgraph.validation.keeping import SHAPES_KEPT, lost_shapes
from scgraph.validation.messages import filled, template, values_of
from scgraph.validation.places import Places
from scgraph.validation.reading import Reading
from scgraph.validation.report import WORDS, Finding, HasFingerprint, Report, in_order
from scgraph.validation.results import Result
from scgraph.validation.run import check
from scgraph.validation.shapes import Node, Rule, ShapesGraph, read_shapes
from scgraph.validation.surroundings import skipped, untyped

Found = TypeVar("Found", bound=HasFingerprint)
Place = Callable[[Result], tuple[Path | None, int | None]]


def validate(
    graph: Graph,
    shapes: ShapesGraph | None = None,
    grading: Grading | None = None,
    only: Sequence[Path] = (),
    referee_only: bool = False,
    refuse_empty: bool = True,
    reason: bool = False,
) -> Report:
    """Validates a graph.

    Where the vocabulary is the package's, what is found without the project's own data is left out: a council
    need not use every competency, nor have every kind of thing that there are rules for.

    :param shapes: the shapes to check against, the project's own by default.
    :param only: report only what these files say; they are checked against the whole graph all the same.
    :param referee_only: leave the checking to pySHACL.
    :param refuse_empty: whether a file that holds no data is an error.
    :param reason: look for contradictions, too.
    :raises UsageError: if there is nothing to check, or the shapes cannot be used.
    """
    project, grading = graph.project, grading or Grading()
    shapes = shapes or read_shapes(project.shape_files)
    if not shapes.rules:
        raise UsageError("no shapes here, so there is nothing to check against.")
    files = list(only) or project.data_files
    reading = Reading.of(graph)
    if refuse_empty:
        _refuse_empty(graph, [path for path in files if path not in reading.salvaged])
    silent = {node for node, rule in shapes.rules.items() if grading.severity(rule) is None}
    named = {rule.name: rule for node, rule in shapes.rules.items() if node not in silent}
    if not reason and (unasked := named.get("no-contradiction")):
        silent.add(unasked.node)
    is_whole = reading.salvaged.keys().isdisjoint(project.ontology_files)
    if (whole := named.get("consequences-drawn")) and (gone := lacking(graph, whole, is_whole)):
        places = Places(graph, shapes, project.ontology_files, [gone])
        told = [*reading.findings(), *_findings(graph, shapes, grading, [gone], places)]
        return Report(tuple(told), (*reading.rules, whole), (), len(files), project=project.title)
    outcome = check(graph.engine, shapes, silent, referee_only)
    looked_in = files if only else [*files, *project.ontology_files]
    every = dict.fromkeys([*project.ontology_files, *project.data_files, *files])
    # The vocabulary that comes with the program is not this project's to mend.
    own_files = files if only or project.shared else looked_in
    outcome.results += check_files(
        graph.engine, shapes, list(every), own_files, silent, project.ontology_files
    )
    if reason and (consistent := named.get("no-contradiction")):
        outcome.results += contradictions(graph.engine, consistent, list(every))
    outcome.results = list(_on_own_side(graph, shapes, outcome.results))
    places = Places(graph, shapes, looked_in, outcome.results, reading.document)
    said = [r for r in outcome.results if not only or places.is_subject(r.focus)]
    sure = reading.without_consequences(said, shapes)
    unmatched = tuple(shapes.rules[node] for node in outcome.unmatched)
    found = list(_findings(graph, shapes, grading, said, places, places.told))
    own = found if project.shared is None else _own(graph, shapes, grading, found, referee_only)
    certain = {id(result) for result in sure}
    told, following = parted([each for each in own if id(each.result) in certain])
    held = [each for each in own if id(each.result) not in certain]
    # Of the rules of the program not all are for what one council alone has; its own should be for something.
    silence = list(_silence(graph, unmatched))
    waiting = len(silence) if reading.is_partial else 0
    nodes = () if reading.salvaged else untyped(graph, files, shapes, grading)
    lacking_shapes = lost_shapes(project, shapes)
    beside = [*lacking_shapes, *nodes, *(() if only else skipped(project, shapes, grading))]
    return Report(
        findings=(*in_order(list(reading.findings())), *in_order([*told, *silence[waiting:], *beside])),
        rules=(
            *reading.rules,
            *((SHAPES_KEPT,) if lacking_shapes else ()),
            *(rule for node, rule in shapes.rules.items() if node not in silent),
        ),
        unmatched=unmatched,
        files=len(files),
        paths=tuple(dict.fromkeys(t for r in sure if r.path for t in shapes.described(r.path))),
        referred={shapes.rules[node].name: reason for node, reason in outcome.referred.items()},
        held_back=len(held) + waiting,
        project=project.title,
        left_out=len(found) - len(own),
        following=in_order(following),
        held=in_order(held),
    )


def _refuse_empty(graph: Graph, files: Iterable[Path]) -> None:
    for path in files:
        if not graph.engine.ask(f"ASK {{ GRAPH <{graph_iri(path)}> {{ ?s ?p ?o }} }}"):
            raise UsageError(f"{path}: holds no data, so there is nothing to check.")


def _own(
    graph: Graph, shapes: ShapesGraph, grading: Grading, found: list[Finding], referee_only: bool
) -> list[Finding]:
    """The findings that are not there without the project's own data."""
    told: Collection[Node] = {finding.rule.node for finding in found}
    if not told:
        return found
    project = graph.project
    shared = open_graph(project, [*project.ontology_files, *project.shared_files])
    silent = {node for node in shapes.rules if node not in told}
    results = check(shared.engine, shapes, silent, referee_only).results
    return new(found, _findings(shared, shapes, grading, results, lambda _: (None, None)))


def new(found: Iterable[Found], before: Iterable[HasFingerprint]) -> list[Found]:
    """The findings that are not among earlier ones, wherever they stand; of equal ones, those too many."""
    known = Counter(finding.fingerprint for finding in before)
    left = []
    for finding in found:
        if known[finding.fingerprint]:
            known[finding.fingerprint] -= 1
        else:
            left.append(finding)
    return left


def _on_own_side(graph: Graph, shapes: ShapesGraph, results: list[Result]) -> Iterator[Result]:
    """The results, those about two nodes turned so that the focus node is one that files of data describe."""
    pairs = {r for r in results if r.other is not None and shapes.rule_of(r.shape).is_symmetric}
    nodes = {node for pair in pairs for node in (pair.focus, pair.other) if isinstance(node, NamedNode)}
    own = set[Term | None]()
    if nodes:
        homes = " ".join(f"<{graph_iri(path)}>" for path in graph.project.data_files)
        values = " ".join(sorted(str(node) for node in nodes))
        where = f"VALUES ?node {{ {values} }} VALUES ?home {{ {homes} }} GRAPH ?home {{ ?node ?p ?o }}"
        own = {row[0] for row in graph.engine.select(f"SELECT DISTINCT ?node {{ {where} }}").rows}
    for result in results:
        is_astray = result in pairs and result.focus not in own and result.other in own
        yield result.turned() if is_astray else result


def _findings(
    graph: Graph,
    shapes: ShapesGraph,
    grading: Grading,
    results: Iterable[Result],
    places: Place,
    elsewhere: Callable[[Term], str | None] = lambda _: None,
) -> Iterator[Finding]:
    results = list(results)
    spoken = {term.value for r in results for term in values_of(r).values() if isinstance(term, NamedNode)}
    labels = graph.labels(sorted(spoken)) if spoken else {}
    for result in results:
        rule = shapes.rule_of(result.shape)
        # A part of a shape that says nothing of its severity is as grave as the rule that it belongs to.
        severity = grading.grades.get(rule.name) or shapes.stated_severity(result.shape) or rule.severity
        said = template(result, shapes)
        message = filled(said, values_of(result), labels)
        if rule.is_symmetric and result.other is not None and (beside := elsewhere(result.other)):
            message += f" The other stands at {beside}."
        yield Finding(rule, WORDS.get(severity, "error"), message, *places(result), result, said=said)


def _is_shared(project: Project, rule: Rule) -> bool:
    """Whether a rule is one that comes with the program, to a project of data alone."""
    return project.shared is not None and (rule.file is None or rule.file.is_relative_to(project.shared))


def _silence(graph: Graph, unmatched: Iterable[Rule]) -> Iterator[Finding]:
    """A rule that matched nothing is told as a warning: it has proved nothing.

    Where the rules are the package's, only those of the project's own: a council need not have every kind of
    thing that there are rules for.
    """
    for rule in unmatched:
        if _is_shared(graph.project, rule):
            continue
        file = graph.project.relative(rule.file) if rule.file else None
        line = read_file(rule.file).line_of(rule.node) if rule.file else None
        message = "This rule matched nothing: the graph holds no node that it is for."
        yield Finding(rule, "warning", message, file, line)
