"""Which named graphs hang together: those of which one says something of a node that another one names."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping

from scgraph.store.shards import Mentions


def find_groups(mentions: Mapping[str, Mentions]) -> list[list[str]]:
    """The graphs in groups that have to be reasoned over together; most groups have one member.

    >>> from array import array
    >>> def graph(subjects, foreign=()):
    ...     return Mentions(array("Q", subjects), array("Q", foreign), False)
    >>> find_groups({"a": graph([1, 2], [9]), "b": graph([3], [2]), "c": graph([4], [9])})
    [['a', 'b'], ['c']]
    """
    names = list(mentions)
    leader = list(range(len(names)))

    def find(member: int) -> int:
        while leader[member] != member:
            leader[member] = leader[leader[member]]
            member = leader[member]
        return member

    streams = [
        _stream(nodes, index, stated)
        for index, name in enumerate(names)
        for nodes, stated in ((mentions[name].subjects, True), (mentions[name].foreign, False))
    ]
    for members in _linked(heapq.merge(*streams)):
        for member in members[1:]:
            leader[find(member)] = find(members[0])
    groups: dict[int, list[str]] = {}
    for index, name in enumerate(names):
        groups.setdefault(find(index), []).append(name)
    return [sorted(group) for group in groups.values()]


def _stream(nodes: Iterable[int], graph: int, stated: bool) -> Iterator[tuple[int, int, bool]]:
    return ((node, graph, stated) for node in nodes)


def _linked(nodes: Iterator[tuple[int, int, bool]]) -> Iterator[list[int]]:
    """The graphs that share a node, for each node that at least one of them says something of."""
    current, stated = -1, False
    members: list[int] = []
    for node, graph, says in nodes:
        if node != current:
            if stated and len(members) > 1:
                yield members
            current, members, stated = node, [], False
        members.append(graph)
        stated = stated or says
    if stated and len(members) > 1:
        yield members
