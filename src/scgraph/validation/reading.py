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
from scgraph.validation.shapes import Rule, ShapesGraph, own_rule

_COMPONENT = NamedNode(PREFIXES["shape"] + "FileReadableConstraintComponent")

# No shape can say it, since shapes see only what could be read.
READABLE = own_rule(
    "file-readable",
    "A file of data is Turtle in UTF-8",
    "What cannot be read is in no answer, and nothing in it is checked.",
    "Mend this first; all else is checked as far as it can be read.",
    is_of_files=True,
)


@dataclass
class OpenedGraph(KnowledgeGraph):
    """A project in memory, as far as its files can be read, and what became of those that are at fault."""

    salvaged: Mapping[Path, Salvage] = field(default_factory=dict)


def open_with(project: Project, files: Iterable[Path] = ()) -> OpenedGraph:
    """A project in memory together with further files, each in the place of the project's file of its name.

    :raises UnreadableFile: if a file is missing or cannot be read at all.
    """
    given = list(files)
    chosen = {graph_iri(path): path for path in (*project.ontology_files, *project.data_files)}
    chosen.update({graph_iri(path): path for path in given})
    # What the call names has to be there; what lies among the data is the fault of the data.
    salvaged = {
        path: Salvage(faults=[BadSyntax(path, why)], is_lost=True)
        for path in chosen.values()
        if path not in given and (why := _unusable(path))
    }

    def read_what_can_be(engine: EmbeddedEngine, path: Path, graph: str) -> None:
        try:
            if path.is_file() and has_conflict(path.read_bytes()):
                raise BadSyntax(path, "holds an unfinished merge.")
            engine.load_file(path, graph)
            if next(engine.quads(graph), None) is None:
                salvaged[path] = Salvage(faults=[BadSyntax(path, "holds nothing.", 1)], is_lost=True)
        except BadSyntax as fault:
            # N-Triples is Turtle too; other formats do not say where one statement ends.
            is_turtle = rdf_format(path) in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)
            found = salvaged[path] = salvage(path) if is_turtle else Salvage(is_lost=True)
            found.faults = found.faults or [fault]
            name = NamedNode(graph)
            engine.add(Quad(q.subject, q.predicate, q.object, name) for q in found.quads)

    usable = [path for path in chosen.values() if path not in salvaged]
    graph = open_graph(project, usable, read_what_can_be)
    return OpenedGraph(graph.project, graph.engine, salvaged)


def _unusable(path: Path) -> str | None:
    """Why nothing can be read under the name of a file."""
    if path.is_dir():
        return "is a directory, not a file."
    if path.is_symlink() and not path.exists():
        return "is a link that leads nowhere."
    if path.exists() and not path.is_file():
        return "is a pipe or a device, not a file."
    try:
        path.open("rb").close()
    except OSError as error:
        return f"cannot be read: {error.strerror or error}."
    return None


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
    def is_torn(self) -> bool:
        """Whether of some file nobody knows what it speaks of, or what else it would have spoken of."""
        return any(found.is_lost or found.breaks_off for found in self.salvaged.values())

    @property
    def is_partial(self) -> bool:
        """Whether anything is missing of what the files say."""
        return self.is_torn or any(found.lost for found in self.salvaged.values())

    def findings(self) -> Iterator[Finding]:
        """One for each mistake in each file."""
        for path, found in self.salvaged.items():
            file, focus = self.graph.project.relative(path), NamedNode(graph_iri(path))
            result = Result(focus, None, None, _COMPONENT, READABLE.severity, READABLE.node)
            for fault in found.faults:
                yield Finding(READABLE, "error", fault.reason, file, fault.line, result, fault.column)

    def document(self, path: Path, about: Iterable[Term] | None = None) -> Document:
        """What a file says (of some nodes at least), with its lines, as far as it can be read."""
        found = self.salvaged.get(path)
        return read(found.text, path.resolve().as_uri()) if found else read_file(path, about)

    def without_consequences(self, results: list[Result], shapes: ShapesGraph) -> list[Result]:
        """The results that do not hang on what could not be read: that may be all that is missing."""
        vocabulary = [self.salvaged[p] for p in self.graph.project.ontology_files if p in self.salvaged]
        if any(found.is_lost for found in vocabulary):
            return []  # without its words nothing can be said of the data
        if not self.is_partial:
            return results
        lost = self._lost()
        left = [result for result in results if lost.isdisjoint(_names(result))]
        if not self.is_torn:
            return left
        is_vocabulary_torn = any(found.is_lost or found.breaks_off for found in vocabulary)
        return [
            result
            for result in left
            if not shapes.rule_of(result.shape).misses_lost
            or (not is_vocabulary_torn and self._is_sound(result.focus))
        ]

    def _is_sound(self, node: Term) -> bool:
        """Whether a file of data that can be read describes a node, so that all that it needs is there."""
        sound = [path for path in self.graph.project.data_files if path not in self.salvaged]
        values = " ".join(f"<{graph_iri(path)}>" for path in sound)
        where = f"VALUES ?home {{ {values} }} GRAPH ?home {{ {node} ?p ?o }}"
        return isinstance(node, NamedNode) and self.graph.engine.ask(f"ASK {{ {where} }}")

    def _lost(self) -> set[str]:
        """The nodes that the unread parts may have spoken of, and those that lead to what they described."""
        files = self.salvaged.values()
        named = {t.value for f in files for q in f.quads for t in q.triple if isinstance(t, NamedNode)}
        dangling = self._nodes("dangling.rq")
        if not self.is_torn:
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
