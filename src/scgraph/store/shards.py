"""Reasoning council by council: what follows from one council's graph follows from it and the ontology.

So a graph of any size is derived in pieces that fit into memory, on all cores, and a change of one council
derives that council again and no other. That holds as long as no two pieces speak of each other, which is
looked at and not assumed: pieces that do are joined (see ``links.py``).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.protocol import Term
from scgraph.files import read_text
from scgraph.namespaces import INFERRED_GRAPH, PREFIXES, PROFILE_GRAPH, RDF_TYPE
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import derive, summarise
from scgraph.sparql.lexer import prologue, solid

# What follows from one council's graph and the ontology alone; summaries do not.
BY_COUNCIL = (INFERRED_GRAPH, PROFILE_GRAPH)
Content = Path | Sequence[Quad]
Subject = NamedNode | BlankNode | Triple
_ANNOTATION = NamedNode(PREFIXES["owl"] + "AnnotationProperty")


@dataclass(frozen=True)
class Mentions:
    """The nodes through which a graph may hang together with others, as 64-bit digests.

    ``subjects`` are those that it says something of; ``foreign`` those that it names and that neither it nor
    the ontology says anything of. ``is_shared`` tells that it says something of a node that the ontology
    names: then all other graphs may depend on it. Annotations do not count: in OWL nothing follows from them,
    and no rule reads them.
    """

    subjects: array[int]
    foreign: array[int]
    is_shared: bool


@dataclass(frozen=True)
class Shard:
    """A few named graphs and what follows from them: how many triples they state, what each mentions."""

    engine: EmbeddedEngine
    stated: int
    mentions: Mapping[str, Mentions]

    def derived(self) -> set[Quad]:
        """What follows from them council by council: consequences and profiles."""
        return {quad for name in BY_COUNCIL for quad in self.engine.quads(name)}

    def write(self, path: Path) -> None:
        """Write all quads as N-Quads."""
        self.engine.store.dump(str(path), RdfFormat.N_QUADS)


class Deriver:
    """Derives shards. ``shared`` are data files that all shards depend on, as they all do on the ontology."""

    def __init__(self, project: Project, shared: Sequence[Path] = ()) -> None:
        """:raises UnreadableFile: if a file of the ontology cannot be read."""
        self.project, self.shared = project, shared
        engine = EmbeddedEngine()
        for path in (*project.ontology_files, *shared):
            engine.load_file(path, graph_iri(path))
        self._graphs = engine.graphs()
        self._stated = list(engine.store)
        kinds = engine.store.quads_for_pattern(None, NamedNode(RDF_TYPE), _ANNOTATION)
        # Councils may share annotations (a document's title, say): nothing follows from what no rule reads.
        self.idle = {quad.subject for quad in kinds} - read_by_rules(project)
        counting = [quad for quad in self._stated if quad.predicate not in self.idle]
        self._described = {quad.subject for quad in counting}
        self._named = {quad.object for quad in counting}

    @property
    def size(self) -> int:
        """How many triples the ontology, and what is shared, state."""
        return len(self._stated)

    @cached_property
    def base(self) -> Shard:
        """The ontology, what is shared, and what follows from them alone."""
        return self._derive({})

    def derive_whole(self, contents: Mapping[str, Content]) -> Shard:
        """Some named graphs with the ontology, and all that follows, summaries too: a graph as it is asked.

        :raises UnreadableFile: if a file cannot be read; with the line.
        """
        shard = self._derive(contents)
        summarise(shard.engine, self.project)
        return shard

    def derive(self, contents: Mapping[str, Content]) -> Shard:
        """What follows from some named graphs, without the ontology and what follows from it alone.

        :param contents: each graph as its file or its quads.
        :raises UnreadableFile: if a file cannot be read; with the line.
        """
        shard = self._derive(contents)
        for name in self._graphs:
            shard.engine.store.remove_graph(NamedNode(name))
        for quad in self.base.derived():
            shard.engine.store.remove(quad)
        return shard

    def knows(self, node: object) -> bool:
        """Whether the ontology says something of a node or names it, from which something may follow."""
        return node in self._described or node in self._named

    def _derive(self, contents: Mapping[str, Content]) -> Shard:
        engine = EmbeddedEngine()
        engine.add(self._stated)
        for graph, content in contents.items():
            if isinstance(content, Path):
                engine.load_file(content, graph)
            else:
                engine.add(content)
        stated = len(engine.store) - len(self._stated)
        mentions = {graph: self._mentions(engine.quads(graph)) for graph in contents}
        derive(engine, self.project)
        return Shard(engine, stated, mentions)

    def _mentions(self, quads: Iterable[Quad]) -> Mentions:
        subjects: set[Subject] = set()
        named: set[Term | Triple] = set()
        for quad in quads:
            if quad.predicate not in self.idle:
                subjects.add(quad.subject)
                named.add(quad.object)
        is_shared = any(self.knows(node) for node in subjects)
        return Mentions(_digests(subjects), _digests(named - subjects - self._described), is_shared)


def read_by_rules(project: Project) -> set[NamedNode]:
    """Everything that the rules and profiles name, so the properties that they read among it.

    :raises UnreadableFile: if a rule file cannot be read.
    """
    named: set[str] = set()
    for path in (*project.rule_files, *project.profile_files):
        tokens = solid(read_text(path))
        names = prologue(tokens)
        named |= {names.iri(token) for token in tokens if token.kind in ("iri", "word")}
    return {NamedNode(iri) for iri in named if iri}


def _digests(nodes: Iterable[object]) -> array[int]:
    """The IRIs as sorted numbers of 64 bits: a national graph's fit into a few megabytes."""
    iris = (node.value.encode() for node in nodes if isinstance(node, NamedNode))
    return array(
        "Q", sorted(int.from_bytes(hashlib.blake2b(iri, digest_size=8).digest(), "big") for iri in iris)
    )
