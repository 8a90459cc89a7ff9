"""For SHACL tools: the validation report of the SHACL vocabulary, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.validation.report import Finding, Report
from scgraph.validation.shapes import sh

_BOOLEAN = NamedNode(PREFIXES["xsd"] + "boolean")


def render(report: Report, fail_on: str = "violation") -> str:
    """One ``sh:ValidationResult`` per finding; a rule that matched nothing is no result of SHACL."""
    prefixes = {name: PREFIXES[name] for name in ("scg", "sh", "shape", "xsd")}
    text = serialize(_triples(report), format=RdfFormat.TURTLE, prefixes=prefixes)
    return (text or b"").decode("utf-8")


def _triples(report: Report) -> Iterator[Triple]:
    root, kind = BlankNode("report"), NamedNode(RDF_TYPE)
    results = [finding for finding in report.findings if finding.result is not None]
    yield Triple(root, kind, sh("ValidationReport"))
    yield Triple(root, sh("conforms"), Literal("false" if results else "true", datatype=_BOOLEAN))
    for position, finding in enumerate(results):
        node = BlankNode(f"result{position}")
        yield Triple(root, sh("result"), node)
        yield Triple(node, kind, sh("ValidationResult"))
        yield from _result(node, finding)


def _result(node: BlankNode, finding: Finding) -> Iterator[Triple]:
    result = finding.result
    if result is None:
        return
    yield Triple(node, sh("focusNode"), result.focus)
    if result.path is not None:
        yield Triple(node, sh("resultPath"), result.path)
    if result.value is not None:
        yield Triple(node, sh("value"), result.value)
    yield Triple(node, sh("sourceConstraintComponent"), result.component)
    yield Triple(node, sh("sourceShape"), result.shape)
    yield Triple(node, sh("resultSeverity"), result.severity)
    yield Triple(node, sh("resultMessage"), Literal(finding.message, language="en"))
