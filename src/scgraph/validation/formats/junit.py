"""For build servers: JUnit XML, one test case per rule, one suite per concern."""

from __future__ import annotations

from itertools import groupby
from xml.etree import ElementTree

from scgraph.validation.report import Finding, Report, as_grave_as
from scgraph.validation.shapes import Rule


def render(report: Report, fail_on: str = "violation") -> str:
    """The rules as test cases. Findings below ``fail_on`` are told in the output of a case that passes."""
    name = f"scgraph validate: {report.project}" if report.project else "scgraph validate"
    root = ElementTree.Element("testsuites", name=name)
    for concern, members in groupby(sorted(report.rules, key=_concern), key=_concern):
        rules = list(members)
        suite = ElementTree.SubElement(root, "testsuite", name=concern, tests=str(len(rules)), errors="0")
        failed = sum(_case(suite, rule, report, as_grave_as(fail_on)) for rule in rules)
        suite.set("failures", str(failed))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def _concern(rule: Rule) -> str:
    return rule.concern


def _case(suite: ElementTree.Element, rule: Rule, report: Report, failing: list[str]) -> bool:
    findings = [finding for finding in report.findings if finding.rule.name == rule.name]
    case = ElementTree.SubElement(suite, "testcase", classname=f"scgraph.{rule.concern}", name=rule.name)
    bad = [finding for finding in findings if finding.severity in failing]
    if bad:
        failure = ElementTree.SubElement(case, "failure", type=bad[0].severity, message=bad[0].message)
        failure.text = _told(bad, rule)
    elif rule in report.unmatched:
        ElementTree.SubElement(case, "skipped", message="matched nothing")
    if rest := [finding for finding in findings if finding.severity not in failing]:
        ElementTree.SubElement(case, "system-out").text = _told(rest, rule)
    return bool(bad)


def _told(findings: list[Finding], rule: Rule) -> str:
    lines = [f"{finding.where}: {finding.severity}: {finding.message}" for finding in findings]
    return "\n".join([*lines, f"→ {rule.remedy}"] if rule.remedy else lines)
