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
        "properties": {"project": report.project, "summary": report.summary},
        "results": [_result(finding, index) for finding in report.findings],
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return _given(
        id=rule.name,
        shortDescription={"text": rule.title},
        defaultConfiguration={"level": _LEVELS[WORDS.get(rule.severity, "error")]},
        properties={"concern": rule.concern},
        fullDescription={"text": rule.why} if rule.why else None,
        help={"text": rule.remedy} if rule.remedy else None,
    )


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    file, region = finding.file, {"startLine": finding.line} if finding.line else None
    location = _given(
        physicalLocation=_given(artifactLocation={"uri": file.as_posix()}, region=region) if file else None,
        logicalLocations=[{"fullyQualifiedName": finding.result.focus.value}] if finding.result else None,
    )
    return _given(
        ruleId=finding.rule.name,
        level=_LEVELS[finding.severity],
        message={"text": finding.message},
        ruleIndex=index.get(finding.rule.name),
        locations=[location] if location else None,
        partialFingerprints={"scgraph/v1": finding.fingerprint},
    )


def _given(**values: Any) -> dict[str, Any]:
    """What is known: SARIF has no nulls."""
    return {name: value for name, value in values.items() if value is not None}
