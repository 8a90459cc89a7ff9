"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

import json
from typing import Any

from scgraph import __version__
from scgraph.validation.report import WORDS, Finding, Report
from scgraph.validation.shapes import Rule

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, fail_on: str = "violation") -> str:
    """The report as one SARIF run."""
    index = {rule.name: position for position, rule in enumerate(report.rules)}
    rules = [_rule(rule) for rule in report.rules]
    run = {
        "tool": {"driver": {"name": "scgraph", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index) for finding in report.findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.name,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": _LEVELS[WORDS.get(rule.severity, "error")]},
        "properties": {"concern": rule.concern},
    }
    if rule.why:
        described["fullDescription"] = {"text": rule.why}
    if rule.remedy:
        described["help"] = {"text": rule.remedy}
    return described


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule.name,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
    }
    if finding.rule.name in index:
        result["ruleIndex"] = index[finding.rule.name]
    location: dict[str, Any] = {}
    if finding.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": finding.file.as_posix()}}
        if finding.line:
            location["physicalLocation"]["region"] = {"startLine": finding.line}
    if finding.result:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.result.focus.value}]
    if location:
        result["locations"] = [location]
    return result
