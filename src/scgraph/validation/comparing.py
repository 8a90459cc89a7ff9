"""What a change causes: the findings that an earlier version of the data has not, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scgraph.graph import Graph
from scgraph.project import graph_iri
from scgraph.validation.bases import Base, Earlier
from scgraph.validation.causes import parted
from scgraph.validation.grading import Grading
from scgraph.validation.keeping import lost_rules, lost_things
from scgraph.validation.reading import READABLE, OpenedGraph
from scgraph.validation.report import Comparison, Report, in_order
from scgraph.validation.shapes import ShapesGraph
from scgraph.validation.surroundings import lost, statements
from scgraph.validation.validator import new, validate


def findings_of(
    base: Base, shapes: ShapesGraph, grading: Grading, referee_only: bool = False, reason: bool = False
) -> Earlier:
    """What is found in an earlier version of the data.

    :param shapes: what it is judged by where it has no shapes of its own.
    """
    chosen = base.shapes or shapes
    report = validate(
        base.graph, chosen, grading, referee_only=referee_only, refuse_empty=False, reason=reason
    )
    # A store has no files that it does not read.
    found = [each for each in report.findings if not (base.is_store and each.rule.name == "file-read")]
    return Earlier(base.title, found, [*report.following, *report.held])


def only_new(report: Report, earlier: Iterable[Earlier], partly: bool = False) -> Report:
    """A report with only what was not found earlier.

    All findings are compared, and only then are those left out that follow from another that is new: what is
    new is told, also where its cause is old. So is what is held back, where all that cannot be read is old.

    :param partly: whether it is about some files alone, so that what is not found need not be gone.
    """
    every = [*report.findings, *report.following]
    left, held, comparisons = every, list(report.held), list[Comparison]()
    for each in earlier:
        gone = () if partly else new(each.findings, [*every, *report.held])
        words = tuple(finding.told for finding in gone)
        comparisons.append(Comparison(each.title, len(each.findings), words))
        left = new(left, [*each.findings, *each.unsaid])
        held = new(held, [*each.findings, *each.unsaid])
    if any(finding.rule == READABLE for finding in left):
        held = []
    told, following = parted([*left, *held])
    return replace(
        report,
        findings=in_order(told),
        following=tuple(following),
        held_back=report.held_back - len(held),
        comparisons=tuple(comparisons),
    )


def with_losses(report: Report, graph: Graph, base: Base, shapes: ShapesGraph, grading: Grading) -> Report:
    """A report with what an earlier version states or checks, and this one does not."""
    # What cannot be read now may still be stated there.
    unread = {graph_iri(path) for path in graph.salvaged} if isinstance(graph, OpenedGraph) else set()
    before = {node: told for node, told in statements(base.graph.engine).items() if told[2] not in unread}
    found = list(lost(graph.project, before, statements(graph.engine), shapes, grading))
    earlier = (base.graph.engine, before)
    found += lost_things(graph.project, base.graph.project, earlier, graph.engine, shapes, grading)
    if base.shapes is not None:
        found += lost_rules(graph.project, base.shapes, shapes, grading)
    return replace(report, findings=in_order([*report.findings, *found]))
