"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
    # Code scanning refuses a result without a file: where none holds what is at fault, it is the rule's.
    region = _given(startLine=finding.line or 1, startColumn=finding.column)
    place = {"artifactLocation": {"uri": _uri(finding.file or _home(finding.rule))}, "region": region}
    location = _given(
        physicalLocation=place,
        logicalLocations=[{"fullyQualifiedName": finding.result.focus.value}] if finding.result else None,
    )
    return _given(
        ruleId=finding.rule.name,
        level=_LEVELS[finding.severity],
        message={"text": finding.message or finding.rule.title},
        ruleIndex=index.get(finding.rule.name),
        locations=[location],
        partialFingerprints={"scgraph/v1": finding.fingerprint},
    )


def _home(rule: Rule) -> Path:
    """The file of a rule as seen from here, or where shapes are kept."""
    if rule.file is None:
        return Path("shapes")
    here = Path.cwd().resolve()
    whole = rule.file.resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else whole


def _uri(path: Path) -> str:
    """A path as a URI: relative where the path is."""
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path.as_posix()))


def _given(**values: Any) -> dict[str, Any]:
    """What is known: SARIF has no nulls."""
    return {name: value for name, value in values.items() if value is not None}
