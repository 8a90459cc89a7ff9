"""For programs: the report as JSON."""

from __future__ import annotations

import json
from typing import Any

from scgraph.validation.report import WORDS, Finding, Report


def render(report: Report, fail_on: str = "violation") -> str:
    """The findings with everything that is known of them, the counts, and how the rules fared."""
    content = {
        "project": report.project,
        "fails": report.fails(fail_on),
        "counts": {word: report.counts[word] for word in WORDS.values()},
        "noted": report.noted,
        "files": report.files,
        "rules": len(report.rules),
        "heldBack": report.held_back,
        "unmatched": [rule.name for rule in report.unmatched],
        "referred": report.referred,
        "left_out": report.left_out,
        "comparisons": [
            {"base": each.base, "before": each.before, "gone": list(each.gone)} for each in report.comparisons
        ],
        "findings": [_finding(finding) for finding in report.findings],
        # Not told, as they follow from others; a comparison with this report has to know them.
        "following": [_known(each) for each in report.following],
        # Nor these, as they may follow from what cannot be read.
        "held": [_known(each) for each in report.held],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)


def _known(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule.name, "message": finding.message, "fingerprint": finding.fingerprint}


def _finding(finding: Finding) -> dict[str, Any]:
    result = finding.result
    return {
        "file": finding.file.as_posix() if finding.file else None,
        "line": finding.line,
        "column": finding.column,
        "severity": finding.severity,
        "rule": finding.rule.name,
        "message": finding.message,
        "remedy": finding.rule.remedy or None,
        "noted": finding.is_noted,
        "fingerprint": finding.fingerprint,
        "focus": result.focus.value if result else None,
        "value": result.value.value if result and result.value is not None else None,
        "component": result.component.value if result else None,
    }
