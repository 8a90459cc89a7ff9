"""The saved questions of a project, checked beside its data: each that is at fault is one finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scgraph.errors import UnreadableFile
from scgraph.project import Project
from scgraph.questions.check import check_query
from scgraph.validation.report import Finding, Report
from scgraph.validation.shapes import own_rule

# No shape can say it: a question is no data.
ASKABLE = own_rule(
    "question-askable",
    "A saved question can be asked",
    "A question that is at fault is asked by nobody; the others are not touched by it.",
    "Mend what is told here; the questions that come with scgraph show how one is written.",
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
