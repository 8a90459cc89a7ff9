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
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.protocol import Term
from scgraph.namespaces import INFERRED_GRAPH, PROFILE_GRAPH
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import materialise
from scgraph.rules.reads import Reads

DERIVED = (INFERRED_GRAPH, PROFILE_GRAPH)
Content = Path | Sequence[Quad]
Subject = NamedNode | BlankNode | Triple


@dataclass(frozen=True)
class Mentions:
    """The nodes through which a graph may hang together with others, as 64-bit digests.

    ``subjects`` are those that it says something of; ``foreign`` those that it names and that neither it nor
    the ontology says anything of. ``is_shared`` tells that it says something of a node that the ontology
    names: then all other graphs may depend on it. Only what rules read counts.
    """

    subjects: array[int]
    foreign: array[int]
    is_shared: bool


@dataclass(frozen=True)
class Shard:
    """A few named graphs and what follows from them, without the ontology and what follows from it alone."""

    engine: EmbeddedEngine
    mentions: Mentions

    def derived(self) -> set[Quad]:
        """What follows from the graphs: consequences and profiles."""
        return {quad for name in DERIVED for quad in self.engine.quads(name)}

    def write(self, path: Path) -> None:
        """Write all quads as N-Quads."""
        self.engine.store.dump(str(path), RdfFormat.N_QUADS)


class Deriver:
    """Derives shards. ``shared`` are data files that all shards depend on, as they all do on the ontology."""

    def __init__(self, project: Project, shared: Sequence[Path] = (), reads: Reads | None = None) -> None:
        """:raises UnreadableFile: if a file of the ontology, or a rule, cannot be read."""
        self.project, self.shared = project, shared
        self.base = EmbeddedEngine()
        for path in (*project.ontology_files, *shared):
            self.base.load_file(path, graph_iri(path))
        self._stated = list(self.base.store)
        self._graphs = self.base.graphs()
        materialise(self.base, project)
        self._derived = [quad for name in DERIVED for quad in self.base.quads(name)]
        self.reads = Reads.of(project, self.base) if reads is None else reads
        read = [quad for quad in self.base.store if self.reads.covers(quad.predicate)]
        self._described = {quad.subject for quad in read}
        self._named = {quad.object for quad in read}

    def derive(self, contents: Mapping[str, Content]) -> Shard:
        """What follows from some named graphs, each given as its file or its quads.

        :raises UnreadableFile: if a file cannot be read; with the line.
        """
        engine = EmbeddedEngine()
        engine.add(self._stated)
        for graph, content in contents.items():
            if isinstance(content, Path):
                engine.load_file(content, graph)
            else:
                engine.add(content)
        mentions = self._mentions(engine, contents)
        materialise(engine, self.project)
        for name in self._graphs:
            engine.store.remove_graph(NamedNode(name))
        for quad in self._derived:
            engine.store.remove(quad)
        return Shard(engine, mentions)

    def knows(self, node: object) -> bool:
        """Whether the ontology says something of a node or names it, in a way that rules read."""
        return node in self._described or node in self._named

    def _mentions(self, engine: EmbeddedEngine, graphs: Iterable[str]) -> Mentions:
        subjects: set[Subject] = set()
        named: set[Term | Triple] = set()
        for graph in graphs:
            read = [quad for quad in engine.quads(graph) if self.reads.covers(quad.predicate)]
            subjects.update(quad.subject for quad in read)
            named.update(quad.object for quad in read)
        is_shared = any(self.knows(node) for node in subjects)
        return Mentions(_digests(subjects), _digests(named - subjects - self._described), is_shared)


def _digests(nodes: Iterable[object]) -> array[int]:
    """The IRIs as sorted numbers of 64 bits: a national graph's fit into a few megabytes."""
    iris = (node.value.encode() for node in nodes if isinstance(node, NamedNode))
    return array(
        "Q", sorted(int.from_bytes(hashlib.blake2b(iri, digest_size=8).digest(), "big") for iri in iris)
    )
