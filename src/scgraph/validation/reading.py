"""Files opened to be checked: one that cannot be read is a finding, and all else is checked all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.protocol import Term
from scgraph.errors import BadSyntax
from scgraph.graph import Graph
from scgraph.namespaces import PREFIXES
from scgraph.project import Project, graph_iri
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.sparql.texts import query_text
from scgraph.turtle.disguise import has_conflict
from scgraph.turtle.reading import Document, read, read_file
from scgraph.turtle.salvage import Salvage, salvage
from scgraph.turtle.syntax import rdf_format
from scgraph.validation.report import Finding
from scgraph.validation.results import Result
from scgraph.validation.shapes import Rule, sh

_NODE = NamedNode(PREFIXES["shape"] + "file-readable")
_COMPONENT = NamedNode(PREFIXES["shape"] + "FileReadableConstraintComponent")

# No shape can say it, since shapes see only what could be read.
READABLE = Rule(
    name="file-readable",
    node=_NODE,
    title="A file of data is Turtle in UTF-8",
    why="What cannot be read is in no answer, and nothing in it is checked.",
    remedy="Mend this first; all else is checked as far as it can be read.",
    severity=sh("Violation"),
    file=None,
    noted_form_of=None,
)


@dataclass
class OpenedGraph(KnowledgeGraph):
    """A project in memory, as far as its files can be read, and what became of those that are at fault."""

    salvaged: Mapping[Path, Salvage] = field(default_factory=dict)


def open_with(project: Project, files: Iterable[Path] = ()) -> OpenedGraph:
    """A project in memory together with further files, each in the place of the project's file of its name.

    :raises UnreadableFile: if a file is missing or cannot be read at all.
    """
    chosen = {graph_iri(path): path for path in (*project.ontology_files, *project.data_files)}
    chosen.update({graph_iri(path): path for path in files})
    salvaged: dict[Path, Salvage] = {}

    def read_what_can_be(engine: EmbeddedEngine, path: Path, graph: str) -> None:
        try:
            if path.is_file() and has_conflict(path.read_bytes()):
                raise BadSyntax(path, "holds an unfinished merge.")
            engine.load_file(path, graph)
        except BadSyntax as fault:
            # N-Triples is Turtle too; other formats do not say where one statement ends.
            is_turtle = rdf_format(path) in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)
            found = salvaged[path] = salvage(path) if is_turtle else Salvage(is_lost=True)
            found.faults = found.faults or [fault]
            name = NamedNode(graph)
            engine.add(Quad(q.subject, q.predicate, q.object, name) for q in found.quads)

    graph = open_graph(project, chosen.values(), read_what_can_be)
    return OpenedGraph(graph.project, graph.engine, salvaged)


@dataclass
class Reading:
    """What a graph's files at fault mean for what is told of it."""

    graph: Graph
    salvaged: Mapping[Path, Salvage]

    @classmethod
    def of(cls, graph: Graph) -> Reading:
        """That of any graph; where no file is at fault, it means nothing."""
        return cls(graph, graph.salvaged if isinstance(graph, OpenedGraph) else {})

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rule that files at fault break, where there are any."""
        return (READABLE,) if self.salvaged else ()

    @property
    def is_lost(self) -> bool:
        """Whether of some file nobody knows what it speaks of."""
        return any(found.is_lost for found in self.salvaged.values())

    def findings(self) -> Iterator[Finding]:
        """One for each mistake in each file."""
        for path, found in self.salvaged.items():
            file, focus = self.graph.project.relative(path), NamedNode(graph_iri(path))
            result = Result(focus, None, None, _COMPONENT, sh("Violation"), _NODE)
            for fault in found.faults:
                yield Finding(READABLE, "error", fault.reason, file, fault.line, result, fault.column)

    def document(self, path: Path, about: Iterable[Term] | None = None) -> Document:
        """What a file says (of some nodes at least), with its lines, as far as it can be read."""
        found = self.salvaged.get(path)
        return read(found.text, path.resolve().as_uri()) if found else read_file(path, about)

    def without_consequences(self, results: list[Result]) -> list[Result]:
        """The results that do not hang on what could not be read: that may be all that is missing."""
        vocabulary = [self.salvaged[p] for p in self.graph.project.ontology_files if p in self.salvaged]
        if any(found.is_lost for found in vocabulary):
            return []  # without its words nothing can be said of the data
        if not any(found.lost or found.is_lost for found in self.salvaged.values()):
            return results
        lost = self._lost()
        return [result for result in results if lost.isdisjoint(_names(result))]

    def _lost(self) -> set[str]:
        """The nodes that the unread parts may have spoken of, and those that lead to what they described."""
        files = self.salvaged.values()
        named = {t.value for f in files for q in f.quads for t in q.triple if isinstance(t, NamedNode)}
        dangling = self._nodes("dangling.rq")
        if not any(found.is_lost or found.breaks_off for found in files):
            dangling &= named
        gone = dangling | {node for found in files for node in found.subjects}
        leading = self._nodes("leading.rq", sorted(gone)) if gone else set()
        return gone | leading | {node for found in files for node in found.lost}

    def _nodes(self, query: str, given: Iterable[str] = ()) -> set[str]:
        values = " ".join(f"<{iri}>" for iri in given if _is_iri(iri))
        text = query_text(__package__, query).replace("UNDEF }", f"{values} }}")
        return {node.value for (node,) in self.graph.engine.select(text).rows if isinstance(node, NamedNode)}


def _is_iri(text: str) -> bool:
    """Whether a name out of a text that nobody could read is a whole one."""
    try:
        return bool(NamedNode(text))
    except ValueError:
        return False


def _names(result: Result) -> set[str]:
    terms = (result.focus, result.value, *(term for _, term in result.bindings))
    return {term.value for term in terms if isinstance(term, NamedNode)}
