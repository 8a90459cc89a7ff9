"""A change of a few named graphs in a store, and of what follows from them and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pyoxigraph import NamedNode, Quad

from scgraph.namespaces import DERIVED_GRAPHS
from scgraph.store.generations import Generation
from scgraph.store.links import find_groups
from scgraph.store.shards import Deriver, Mentions


class NotLocal(Exception):
    """A change that reaches beyond the graphs that were changed: all has to be derived again."""


class Change:
    """Changes named graphs of a store. ``groups`` are those that hang together, before and then after."""

    def __init__(self, generation: Generation, deriver: Deriver, groups: Iterable[Sequence[str]]) -> None:
        self.generation, self.deriver = generation, deriver
        self.groups = [list(group) for group in groups]

    def apply(self, fresh: Mapping[str, Sequence[Quad]], removed: Iterable[str] = ()) -> tuple[int, int]:
        """Replace some graphs and remove others. Returns the triples stated and derived anew.

        :raises NotLocal: if the change reaches further; the store is then as it was.
        """
        touched = {*fresh, *removed}
        linked = touched | self._linked(fresh)
        before = [group for group in self.groups if linked & {*group}]
        members = {graph for group in before for graph in group} | fresh.keys()
        contents = {graph: fresh.get(graph) or self._held(graph) for graph in sorted(members - set(removed))}
        after, new = self._derive_groups(contents)
        old = self._derive_each(before)
        self._check_local(old - new)
        for graph in touched:
            self.generation.store.remove_graph(NamedNode(graph))
        self._replace(old, new, chain.from_iterable(fresh.values()))
        self.groups = [group for group in self.groups if group not in before] + after
        return sum(map(len, fresh.values())), len(new)

    def join(self, group: Sequence[str]) -> None:
        """Derive graphs together that were derived one by one and turned out to hang together."""
        self._replace(self._derive_each([[graph] for graph in group]), self._derive_each([group]))

    def _replace(self, old: set[Quad], new: set[Quad], more: Iterable[Quad] = ()) -> None:
        for quad in old - new:
            self.generation.store.remove(quad)
        self.generation.store.bulk_extend([*more, *(new - old)])

    def _derive_groups(self, contents: Mapping[str, Sequence[Quad]]) -> tuple[list[list[str]], set[Quad]]:
        """How graphs hang together, and what follows from them."""
        shards = {graph: self.deriver.derive({graph: quads}) for graph, quads in contents.items()}
        mentions: dict[str, Mentions] = {}
        for shard in shards.values():
            mentions.update(shard.mentions)
        if any(of_graph.is_shared for of_graph in mentions.values()):
            raise NotLocal
        groups = find_groups(mentions)
        found: set[Quad] = set()
        for group in groups:
            alone = len(group) == 1
            shard = shards[group[0]] if alone else self.deriver.derive({g: contents[g] for g in group})
            found |= shard.derived()
        return groups, found

    def _derive_each(self, groups: Iterable[Sequence[str]]) -> set[Quad]:
        """What follows from groups of graphs as the store holds them."""
        found: set[Quad] = set()
        for group in groups:
            found |= self.deriver.derive({graph: self._held(graph) for graph in group}).derived()
        return found

    def _held(self, graph: str) -> list[Quad]:
        return list(self.generation.store.quads_for_pattern(None, None, None, NamedNode(graph)))

    def _linked(self, fresh: Mapping[str, Sequence[Quad]]) -> set[str]:
        """The graphs that say something of a node that a new graph names, or the other way round."""
        subjects = {quad.subject for quads in fresh.values() for quad in quads}
        objects = {
            quad.object for quads in fresh.values() for quad in quads if isinstance(quad.object, NamedNode)
        }
        patterns = [*((node, None) for node in subjects | objects), *((None, node) for node in subjects)]
        found = {
            quad.graph_name.value
            for subject, target in patterns
            for quad in self.generation.store.quads_for_pattern(subject, None, target, None)
            if isinstance(quad.graph_name, NamedNode)
        }
        return {graph for graph in found if graph not in DERIVED_GRAPHS}

    def _check_local(self, dropped: Iterable[Quad]) -> None:
        """:raises NotLocal: if what is dropped may follow from a graph that has not changed, too."""
        for quad in dropped:
            if self.deriver.knows(quad.subject):
                raise NotLocal
