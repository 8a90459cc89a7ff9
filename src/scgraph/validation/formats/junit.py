"""For build servers: JUnit XML, one test case per rule, one suite per concern."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from scgraph.validation.grading import SEVERITIES
from scgraph.validation.report import WORDS, Finding, Report
from scgraph.validation.shapes import Rule


def render(report: Report, fail_on: str = "violation") -> str:
    """The rules as test cases. Findings below ``fail_on`` are told in the output of a case that passes."""
    failing = {WORDS[SEVERITIES["violation"]]}
    if fail_on != "violation":
        failing.update(WORDS.values() if fail_on == "info" else {WORDS[SEVERITIES["warning"]]})
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        findings[finding.rule.name].append(finding)
    suites: dict[str, list[Rule]] = defaultdict(list)
    for rule in report.rules:
        suites[rule.concern].append(rule)
    root = ElementTree.Element("testsuites", name="scgraph validate")
    for concern, rules in sorted(suites.items()):
        suite = ElementTree.SubElement(root, "testsuite", name=concern, tests=str(len(rules)), errors="0")
        failed = sum(
            _case(suite, rule, findings[rule.name], failing, rule in report.unmatched) for rule in rules
        )
        suite.set("failures", str(failed))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _case(
    suite: ElementTree.Element, rule: Rule, findings: list[Finding], failing: set[str], unmatched: bool
) -> bool:
    case = ElementTree.SubElement(suite, "testcase", classname=f"scgraph.{rule.concern}", name=rule.name)
    bad = [finding for finding in findings if finding.severity in failing]
    if bad:
        failure = ElementTree.SubElement(case, "failure", type=bad[0].severity, message=bad[0].message)
        failure.text = _told(bad, rule)
    elif unmatched:
        ElementTree.SubElement(case, "skipped", message="matched nothing")
    if rest := [finding for finding in findings if finding.severity not in failing]:
        ElementTree.SubElement(case, "system-out").text = _told(rest, rule)
    return bool(bad)


def _told(findings: list[Finding], rule: Rule) -> str:
    lines = [f"{finding.where}: {finding.severity}: {finding.message}" for finding in findings]
    return "\n".join([*lines, f"→ {rule.remedy}"] if rule.remedy else lines)
