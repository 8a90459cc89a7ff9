"""A report in every format, read back by what reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph
from scgraph.turtle.reading import read_file
from scgraph.validation.formats import FORMATS, human, render
from scgraph.validation.report import Report
from scgraph.validation.shapes import ShapesGraph, read_shapes, sh
from scgraph.validation.validator import validate
from tests.validation.conftest import FIXTURES, Example

SKILL = "https://w3id.org/scgraph/id/example/clerk_b_skills-1"
PROFICIENCY = ox.NamedNode("https://w3id.org/scgraph/ontology#proficiency")
LINE = read_file(FIXTURES / "council.ttl").line_of_triple(ox.NamedNode(SKILL), {PROFICIENCY})
BREAK = """
INSERT DATA { GRAPH graph:council {
  ex:clerk_b_skills-1 scg:proficiency prof:understanding .
  ex:clerk_b_knowledge-1 scg:sourceNote "50% of it: odd, and\\nbroken." } }
"""


@pytest.fixture
def report(example: Example, project: Project, tmp_path: Path) -> Report:
    """Errors of three rules, and two warnings."""
    (tmp_path / "data" / "turtle").mkdir(parents=True)
    (tmp_path / "data" / "turtle" / "council.ttl").write_bytes((FIXTURES / "council.ttl").read_bytes())
    graph = KnowledgeGraph(Project(tmp_path), example(BREAK))
    return validate(graph, read_shapes(project.shape_files))


def test_the_report(report: Report) -> None:
    assert [(f.rule.name, f.severity) for f in report.findings] == [
        ("scheme-size", "warning"),
        ("scheme-top-concepts", "warning"),
        ("spaces-tidy", "error"),
        ("language-tagged", "error"),
        ("proficiency-single", "error"),
    ]
    assert (
        report.summary == f"3 errors, 2 warnings in 1 file · {len(report.rules)} rules, all of which matched"
    )
    assert report.fails()
    assert report.fails("warning")


def test_human(report: Report) -> None:
    assert (
        f"data/turtle/council.ttl:{LINE}  error  proficiency-single\n"
        "    Assesses has more than one proficiency.\n"
        "    → Keep the stronger one, or give each topic its own with scg:concernsAtWorking"
    ) in human.render(report)
    assert human.render(report).endswith(report.summary)


def test_human_caps_what_one_rule_finds(report: Report) -> None:
    text = human.render(report, limit=0)
    assert "… and 1 more of proficiency-single (--all shows them)" in text
    assert "Assesses" not in text


def test_github(report: Report) -> None:
    lines = render(report, "github").splitlines()
    place = r"::error file=data/turtle/council\.ttl,line=\d+,title=language-tagged::"
    assert re.fullmatch(place + r"'50%25 of it: odd, and broken\.' of .* English\.%0A→ Add @en .*", lines[3])
    assert all(line.startswith("::") for line in lines[:-1])
    assert lines[-1] == report.summary


def test_junit(report: Report) -> None:
    root = ElementTree.fromstring(render(report, "junit"))
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert len(cases) == len(report.rules)
    assert sum(int(suite.get("failures", 0)) for suite in root) == 3
    failure = cases["proficiency-single"].find("failure")
    assert failure is not None
    assert f"council.ttl:{LINE}" in (failure.text or "")
    assert cases["scheme-size"].find("failure") is None
    assert cases["scheme-size"].find("system-out") is not None
    stricter = ElementTree.fromstring(render(report, "junit", fail_on="warning"))
    assert sum(int(suite.get("failures", 0)) for suite in stricter) == 5


def test_sarif(report: Report) -> None:
    (run,) = json.loads(render(report, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    result = next(each for each in run["results"] if each["ruleId"] == "proficiency-single")
    assert rules[result["ruleIndex"]]["id"] == "proficiency-single"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "data/turtle/council.ttl"}, "region": {"startLine": LINE}}
    assert result["level"] == "error"
    assert [each["level"] for each in run["results"]].count("warning") == 2


def test_json(report: Report) -> None:
    content = json.loads(render(report, "json"))
    assert content["counts"] == {"error": 3, "warning": 2, "info": 0}
    assert content["fails"] is True
    assert content["findings"][-1]["focus"] == SKILL
    assert content["findings"][-1]["line"] == LINE


def test_turtle_is_a_shacl_report(report: Report) -> None:
    store = ox.Store()
    store.load(render(report, "turtle"), format=ox.RdfFormat.TURTLE)
    rows = store.query(
        f"""SELECT ?focus ?severity ?path {{ ?report a {sh("ValidationReport")} ; {sh("conforms")} false ;
        {sh("result")} ?result . ?result {sh("focusNode")} ?focus ; {sh("resultSeverity")} ?severity ;
        {sh("resultPath")} ?path ; {sh("sourceShape")} ?shape ; {sh("resultMessage")} ?message }}"""
    )
    found = list(rows)  # type: ignore[arg-type]
    assert len(found) == 5
    assert sum(isinstance(row["path"], ox.NamedNode) for row in found) == 1
    inverse = store.query(f"ASK {{ ?result {sh('resultPath')}/{sh('inversePath')} ?property }}")
    assert bool(inverse)


def test_a_format_that_does_not_exist(report: Report) -> None:
    with pytest.raises(ValueError, match="none of human, github"):
        render(report, "yaml")
    assert all(render(report, name) for name in FORMATS)


def test_rules_are_listed_with_why_and_remedy(shapes: ShapesGraph) -> None:
    text = human.list_rules([(rule, "error") for rule in shapes.rules.values()])
    for rule in shapes.rules.values():
        assert f"  {rule.name}  (error)  {rule.title}\n      {rule.why}\n      → {rule.remedy}" in text
