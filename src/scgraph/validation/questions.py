"""The saved questions of a project, checked beside its data: each that is at fault is one finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.errors import UnreadableFile
from scgraph.namespaces import PREFIXES
from scgraph.project import Project
from scgraph.questions.check import check_query
from scgraph.validation.report import Finding, Report
from scgraph.validation.shapes import Rule, sh

# No shape can say it: a question is no data.
ASKABLE = Rule(
    name="question-askable",
    node=NamedNode(PREFIXES["shape"] + "question-askable"),
    title="A saved question can be asked",
    why="A question that is at fault is asked by nobody; the others are not touched by it.",
    remedy="Mend what is told here; the questions that come with scgraph show how one is written.",
    severity=sh("Violation"),
    file=None,
    noted_form_of=None,
)


def with_questions(report: Report, project: Project) -> Report:
    """A report with what is wrong with the saved questions of a project in front."""
    found = tuple(_findings(project))
    if not found:
        return report
    return replace(report, findings=(*found, *report.findings), rules=(ASKABLE, *report.rules))


def _findings(project: Project) -> Iterator[Finding]:
    names: dict[str, Path] = {}
    for path in project.query_files:
        first = names.setdefault(path.stem, path)
        try:
            if first != path:
                raise UnreadableFile(
                    path, f"a question of this name comes with scgraph ({first}): rename it.", 1
                )
            check_query(path)
        except UnreadableFile as fault:
            file = project.relative(path)
            yield Finding(ASKABLE, "error", fault.reason, file, fault.line, column=fault.column)
