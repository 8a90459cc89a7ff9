"""Reports are what their consumers take, whatever a label, a file name or a rule holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.graph import Graph
from scgraph.project import Project, graph_iri
from scgraph.validation.formats import FORMATS, human, render
from scgraph.validation.reading import open_with
from scgraph.validation.report import Report
from scgraph.validation.shapes import read_shapes
from scgraph.validation.validator import validate

SCHEMAS = Path(__file__).parent / "schemas"
HOSTILE = (
    r"\u0000\u0007\u001B[31mred\u001B[0m \u202Eback\uFFFE \uFFFF \u0085 \u2028 "
    r"]]> <&\" %0A ::error:: \r\n ##[x]"
)
SHAPES = """PREFIX ex: <http://ex.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX shape: <https://w3id.org/scgraph/shapes#>
ex:a a sh:NodeShape ; sh:targetClass ex:Thing ; sh:name "HOSTILE" ; sh:description "HOSTILE" ;
  shape:remedy "HOSTILE" ;
  sh:property [ sh:path ex:text ; sh:maxLength 1 ; sh:message "{$this}: {?value} HOSTILE" ] .
ex:b a sh:NodeShape ; sh:targetClass ex:None ; sh:nodeKind sh:IRI .
[] a sh:NodeShape ; sh:targetClass ex:Elsewhere ; sh:nodeKind sh:Literal ; sh:message "" .
"""
DATA = """PREFIX ex: <http://ex.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
ex:x a ex:Thing ; skos:prefLabel "HOSTILE" ; ex:text "HOSTILE" , "HOSTILE é 🙂" .
"""


@pytest.fixture(params=["named plainly", "na me,:%é\\\n\x1b", "broken"])
def report(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """A report on hostile data in such a file, on a node in no file, and on a rule without a match."""
    monkeypatch.chdir(tmp_path)
    path, shapes = tmp_path / "data" / "turtle" / f"{request.param}.ttl", tmp_path / "shapes" / "own.ttl"
    for file, text in ((path, DATA), (shapes, SHAPES)):
        file.parent.mkdir(parents=True)
        file.write_text(text.replace("HOSTILE", HOSTILE), encoding="utf-8")
    project = Project(tmp_path)
    if request.param == "broken":
        path.write_text(path.read_text(encoding="utf-8") + "\x1b[31m ]\x07 .\n", encoding="utf-8")
        graph: Graph = open_with(project)
    else:
        engine = EmbeddedEngine()
        engine.load_file(path, graph_iri(path))
        graph = Graph(project, engine)
    node, kind = ox.NamedNode("http://ex.org/y"), ox.NamedNode("http://ex.org/Elsewhere")
    elsewhere = ox.NamedNode("http://ex.org/graph")
    graph.engine.add([ox.Quad(node, ox.NamedNode(f"{_RDF}type"), kind, elsewhere)])  # type: ignore[attr-defined]
    found = validate(graph, read_shapes([shapes]))
    assert len(found.findings) == 4 + (request.param == "broken")
    return found


_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_lets_a_label_command_anything(format_: str, report: Report) -> None:
    text = render(report, format_)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufffe\uffff\ud800-\udfff]", text)
    assert text.encode("utf-8")
    if format_ == "github":
        lines = text.splitlines()
        assert len(lines) == len(report.findings) + 1
        assert all(re.match(r"::(error|warning) [^:]+::", line) for line in lines[:-1])
    if format_ == "turtle":
        assert list(ox.parse(text, format=ox.RdfFormat.TURTLE))


def test_rules_are_listed_so_too(report: Report) -> None:
    assert "\x1b" not in human.list_rules([(rule, "error") for rule in report.rules])


@pytest.mark.parametrize("fail_on", ["violation", "warning"])
def test_junit_is_what_build_servers_take(fail_on: str, report: Report) -> None:
    text = render(report, "junit", fail_on)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ')
    root = ElementTree.fromstring(text.encode())
    for suite in root:
        assert int(suite.get("tests", -1)) == len(suite.findall("testcase"))
        assert int(suite.get("failures", -1)) == len(suite.findall("testcase/failure"))
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(set(names)) == len(names)
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    xmlschema.XMLSchema(SCHEMAS / "junit.xsd").validate(text)


def results(report: Report) -> list[dict[str, Any]]:
    """The results of a report in SARIF."""
    found: list[dict[str, Any]] = json.loads(render(report, "sarif"))["runs"][0]["results"]
    return found


def test_sarif_meets_its_schema(report: Report) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    schema = json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(json.loads(render(report, "sarif")))


def test_every_result_of_sarif_has_a_location_that_code_scanning_takes(report: Report) -> None:
    assert len(results(report)) == len(report.findings)
    for result in results(report):
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?:[\w.~/@!$&'()*+,;=-]|%[0-9A-F]{2})+", uri)
        assert not urlsplit(uri).scheme
        assert result["message"]["text"]
        assert result["ruleIndex"] >= 0
