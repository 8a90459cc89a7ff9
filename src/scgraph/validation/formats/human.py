"""For people: file, line, severity and rule, then what is wrong and what to do."""

from __future__ import annotations

from collections import Counter

from scgraph.validation.report import Finding, Report
from scgraph.validation.shapes import Rule
from scgraph.words import visible

# A rule that is broken everywhere must not hide the others.
SHOWN_PER_RULE = 20


def render(report: Report, fail_on: str = "violation", limit: int | None = SHOWN_PER_RULE) -> str:
    """The findings by file and line, at most ``limit`` of each rule, and the summary."""
    blocks, seen = [], Counter[str]()
    for finding in report.findings:
        seen[finding.rule.name] += 1
        if limit is None or seen[finding.rule.name] <= limit:
            blocks.append(_block(finding))
    for name, count in seen.items():
        if limit is not None and count > limit:
            blocks.append(f"… and {count - limit} more of {name} (--all shows them)")
    for reason in dict.fromkeys(report.referred.values()):
        names = [name for name, each in report.referred.items() if each == reason]
        blocks.append(f"note: checked by pySHACL ({reason}): {', '.join(names)}")
    return visible("\n".join([*blocks, report.summary]))


def _block(finding: Finding) -> str:
    lines = [f"{finding.where}  {finding.severity}  {finding.rule.name}", f"    {finding.message}"]
    if finding.rule.remedy and finding.result is not None:
        lines.append(f"    → {finding.rule.remedy}")
    return "\n".join(lines)


def list_rules(rules: list[tuple[Rule, str]]) -> str:
    """Every rule with its severity, its why and its remedy, by concern."""
    lines = []
    for concern in sorted({rule.concern for rule, _ in rules}):
        lines.append(f"{concern}\n")
        for rule, severity in (each for each in rules if each[0].concern == concern):
            lines.append(f"  {rule.name}  ({severity})  {rule.title}")
            lines += [f"      {rule.why}"] if rule.why else []
            lines += [f"      → {rule.remedy}"] if rule.remedy else []
            lines.append("")
    return visible("\n".join(lines).rstrip())
