"""Which properties the rules read: only through those can what follows from one graph depend on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode
from rdflib import URIRef, Variable
from rdflib.namespace import RDFS
from rdflib.paths import InvPath, MulPath, NegatedPath
from rdflib.paths import Path as PropertyPath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import UnreadableFile
from scgraph.project import Project

_SUB_PROPERTIES = f"SELECT DISTINCT ?property {{ ?property <{RDFS.subPropertyOf}> ?wider }}"


class _Everything(Exception):
    """A rule that reads whatever property there is."""


@dataclass(frozen=True)
class Reads:
    """The IRIs of the properties that the rules and profiles read, or ``None`` if they may read any."""

    properties: frozenset[str] | None

    @classmethod
    def of(cls, project: Project, ontology: EmbeddedEngine) -> Reads:
        """What the rules of a project read.

        A rule may leave a property open where it asks for sub-properties of another: the ontology has them.

        :raises UnreadableFile: if a rule cannot be parsed.
        """
        found: set[str] = set()
        try:
            for path in (*project.rule_files, *project.profile_files):
                found |= _rule_reads(path)
        except _Everything:
            return cls(None)
        rows = ontology.select(_SUB_PROPERTIES).rows
        return cls(frozenset(found | {row[0].value for row in rows if row[0] is not None}))

    def covers(self, predicate: NamedNode) -> bool:
        """Whether rules read this property."""
        return self.properties is None or predicate.value in self.properties

    def filter(self, variable: str) -> str:
        """A SPARQL filter on the properties that rules read."""
        if self.properties is None:
            return ""
        return f"FILTER ({variable} IN ({', '.join(str(NamedNode(iri)) for iri in sorted(self.properties))}))"


def _rule_reads(path: Path) -> set[str]:
    try:
        algebra = prepareQuery(path.read_text(encoding="utf-8")).algebra
    except Exception as error:  # rdflib's parser raises what its grammar happens to
        raise UnreadableFile(path, f"cannot be parsed: {error}") from error
    triples = list(_triples(algebra))
    narrowed = {subject for subject, predicate, _ in triples if predicate == RDFS.subPropertyOf}
    found: set[str] = set()
    for _, predicate, _ in triples:
        if isinstance(predicate, Variable):
            if predicate not in narrowed:
                raise _Everything
        else:
            found |= {str(iri) for iri in _named(predicate)}
    return found


def _triples(node: Any) -> Iterator[tuple[Any, Any, Any]]:
    """All triple patterns of a query, wherever they stand."""
    if isinstance(node, CompValue):
        for key, value in node.items():
            if key in {"triples", "template"} and value:
                yield from value
            else:
                yield from _triples(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _triples(item)


def _named(predicate: Any) -> Iterable[URIRef]:
    """The properties that a property path names."""
    if isinstance(predicate, URIRef):
        return [predicate]
    if isinstance(predicate, NegatedPath) or not isinstance(predicate, PropertyPath):
        raise _Everything
    if isinstance(predicate, MulPath):
        return _named(predicate.path)
    parts: Any = [predicate.arg] if isinstance(predicate, InvPath) else getattr(predicate, "args", None)
    if parts is None:
        raise _Everything
    return [iri for part in parts for iri in _named(part)]
