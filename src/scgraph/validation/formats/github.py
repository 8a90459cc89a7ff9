"""For GitHub Actions: one workflow command per finding, which marks the line in the change."""

from __future__ import annotations

from scgraph.validation.report import Finding, Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, fail_on: str = "violation") -> str:
    """The workflow commands, and the summary as plain text for the log."""
    return "\n".join([*(_command(finding) for finding in report.findings), report.summary])


def _command(finding: Finding) -> str:
    place = {"file": finding.file.as_posix() if finding.file else "", "line": str(finding.line or "")}
    place["col"] = str(finding.column or "")
    place["title"] = finding.rule.name
    properties = ",".join(f"{name}={_property(value)}" for name, value in place.items() if value)
    remedy = f"\n→ {finding.rule.remedy}" if finding.rule.remedy else ""
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(finding.message + remedy)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
