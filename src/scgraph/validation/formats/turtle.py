"""For SHACL tools: the validation report of the SHACL vocabulary, in Turtle."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES, RDF_TYPE
from scgraph.validation.report import WORDS, Finding, Report
from scgraph.validation.shapes import sh

_SEVERITIES = {word: severity for severity, word in WORDS.items()}
_BOOLEAN = NamedNode(PREFIXES["xsd"] + "boolean")


def render(report: Report, fail_on: str = "violation") -> str:
    """One ``sh:ValidationResult`` per finding; a rule that matched nothing is no result of SHACL."""
    prefixes = {name: PREFIXES[name] for name in ("scg", "sh", "shape", "xsd")}
    text = serialize(_triples(report), format=RdfFormat.TURTLE, prefixes=prefixes)
    return (text or b"").decode("utf-8")


def _triples(report: Report) -> Iterator[Triple]:
    root, kind = BlankNode("report"), NamedNode(RDF_TYPE)
    results = {
        BlankNode(f"result{position}"): finding
        for position, finding in enumerate(report.findings)
        if finding.result is not None
    }
    yield Triple(root, kind, sh("ValidationReport"))
    yield Triple(root, sh("conforms"), Literal("false" if results else "true", datatype=_BOOLEAN))
    yield from (Triple(root, sh("result"), node) for node in results)
    for node, finding in results.items():
        yield Triple(node, kind, sh("ValidationResult"))
        yield from (Triple(node, sh(name), value) for name, value in _said(finding) if value is not None)
    yield from report.paths


def _said(finding: Finding) -> Iterator[tuple[str, Term | None]]:
    result = finding.result
    if result is None:
        return
    yield "focusNode", result.focus
    yield "resultPath", result.path
    yield "value", result.value
    yield "sourceConstraintComponent", result.component
    yield "sourceShape", result.shape
    yield "resultSeverity", _SEVERITIES[finding.severity]
    yield "resultMessage", Literal(finding.message, language="en")
