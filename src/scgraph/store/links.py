"""Which named graphs hang together: those of which one says something of a node that another one names."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from itertools import groupby, repeat
from operator import itemgetter

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
        zip(nodes, repeat(index), repeat(stated))
        for index, name in enumerate(names)
        for nodes, stated in ((mentions[name].subjects, True), (mentions[name].foreign, False))
    ]
    for _, uses in groupby(heapq.merge(*streams), key=itemgetter(0)):
        members, stated = zip(*((graph, says) for _, graph, says in uses), strict=True)
        if any(stated):
            for member in members[1:]:
                leader[find(member)] = find(members[0])
    groups: dict[int, list[str]] = {}
    for index, name in enumerate(names):
        groups.setdefault(find(index), []).append(name)
    return [sorted(group) for group in groups.values()]
