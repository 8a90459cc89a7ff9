"""The ontology, some data files and what follows from them, sent to a server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from scgraph.ending import temporary_directory
from scgraph.engine.endpoint import EndpointEngine
from scgraph.errors import EngineError, UsageError
from scgraph.namespaces import DERIVED_GRAPHS, GRAPH_BASE, SUMMARY_GRAPH
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import summarise
from scgraph.store.links import find_groups
from scgraph.store.load import Loaded, check_files
from scgraph.store.parallel import Derived, Progress, derive_files, with_shared
from scgraph.store.shards import BY_COUNCIL, Deriver, Mentions


def load_endpoint(
    project: Project,
    engine: EndpointEngine,
    files: Sequence[Path] | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Make a server hold the ontology, some data files, and what follows, graph by graph.

    A server is not changed in one step: while it is being loaded, its answers are a mixture.

    :param files: the data files; the project's own if none are named.
    :raises UsageError: if a file cannot be read, or the server holds other graphs of ours.
    :raises EngineError: if the server does not take all.
    """
    chosen = check_files(project, project.data_files if files is None else files)
    expected = {graph_iri(file) for file in (*project.ontology_files, *chosen)} | set(DERIVED_GRAPHS)
    others = [name for name in engine.graphs() if name.startswith(GRAPH_BASE) and name not in expected]
    if others:
        raise UsageError(
            f"{engine.addresses.query}: also holds {', '.join(others[:5])}, not in this load, and what"
            " follows depends on all of them. Name their files too, or drop them."
        )
    return with_shared(project, lambda deriver: _Sender(engine, deriver).send(chosen, progress))


class _Sender:
    """One load of a server."""

    def __init__(self, engine: EndpointEngine, deriver: Deriver) -> None:
        self.engine, self.deriver = engine, deriver
        self.counts: Counter[str] = Counter()
        self.seen: set[Quad] = set()

    def send(self, files: Sequence[Path], progress: Progress | None) -> Loaded:
        """Send the ontology, then file after file with what follows from it."""
        base = self.deriver.base.engine
        for graph in {*base.graphs(), *DERIVED_GRAPHS}:
            quads = list(base.quads(graph))
            self.engine.replace_graph(graph, quads)
            self.counts[graph] = len(quads)
        mentions: dict[str, Mentions] = {}
        with temporary_directory() as scratch:
            for result in derive_files(self.deriver, files, scratch, progress):
                mentions[graph_iri(result.file)] = result.mentions
                self._send_file(result)
        self._check_apart(mentions)
        summary = summarise(self.engine, self.deriver.project)
        self.counts[SUMMARY_GRAPH] = sum(found.triples for found in summary)
        self._check_counts()
        graphs = sorted(graph_iri(file) for file in files)
        stated = sum(self.counts[graph] for graph in graphs)
        return Loaded(tuple(graphs), stated, sum(self.counts[graph] for graph in DERIVED_GRAPHS))

    def _send_file(self, result: Derived) -> None:
        """Send one file's quads: its own graph whole, what follows to the graphs of consequences."""
        quads = parse(path=str(result.quads), format=RdfFormat.N_QUADS)
        ordered = sorted(filter(self._is_new, quads), key=lambda quad: str(quad.graph_name))
        result.quads.unlink()
        for name, part in groupby(ordered, key=lambda quad: quad.graph_name):
            batch = list(part)
            graph = str(name).strip("<>")
            if graph in BY_COUNCIL:
                self.engine.add(batch)
            else:
                self.engine.replace_graph(graph, batch)
            self.counts[graph] += len(batch)

    def _is_new(self, quad: Quad) -> bool:
        """Whether no other file gave this quad: two may, of nodes of the ontology."""
        if not self.deriver.knows(quad.subject):
            return True
        is_new = quad not in self.seen
        self.seen.add(quad)
        return is_new

    def _check_apart(self, mentions: dict[str, Mentions]) -> None:
        """:raises UsageError: if more follows than was sent, because files speak of each other."""
        for group in find_groups(mentions):
            if len(group) > 1:
                raise UsageError(
                    f"{group[0]} and {group[1]} speak of each other. Load them into a --store instead."
                )

    def _check_counts(self) -> None:
        """:raises EngineError: if the server does not hold what it was sent."""
        held = self.engine.sizes()
        for graph, count in self.counts.items():
            if held.get(graph, 0) != count:
                raise EngineError(
                    f"{self.engine.addresses.query}: was sent {count:,} triples for {graph}"
                    f" and holds {held.get(graph, 0):,}."
                )
