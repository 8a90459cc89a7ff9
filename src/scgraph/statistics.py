"""Counts of what is in a graph."""

from __future__ import annotations

from scgraph.engine.protocol import Reader
from scgraph.sparql.texts import query_text

# The order in which a reader expects the counts.
_ORDER = (
    "councils",
    "roles and job families",
    "levels",
    "statements",
    "competencies",
    "Acts and instruments",
    "provisions",
    "noted oddities of the sources",
)


def count_things(engine: Reader) -> list[tuple[str, int]]:
    """(what, how many) of each kind of thing in the graph."""
    rows = engine.select(query_text(__package__, "statistics.rq")).rows
    counts = {thing.value: int(number.value) for thing, number in rows if thing and number}
    return [(thing, counts.get(thing, 0)) for thing in _ORDER]


def competency_use(engine: Reader) -> tuple[tuple[str, ...], list[tuple[str | int, ...]]]:
    """(header, rows): per competency its topic, its uses by each council and in all, the most used first."""
    uses: dict[tuple[str, str], dict[str, int]] = {}
    sources: set[str] = set()
    for top, competency, source, number in engine.select(query_text(__package__, "competency_use.rq")).rows:
        counts = uses.setdefault((top.value if top else "", competency.value if competency else ""), {})
        if source is not None and number is not None:
            name = source.value.rpartition("/")[2]
            sources.add(name)
            counts[name] = int(number.value)
    names = sorted(sources)
    ordered = sorted(uses.items(), key=lambda item: (-sum(item[1].values()), item[0][1]))
    return ("topic", "competency", *names, "all"), [
        (*competency, *(counts.get(name, 0) for name in names), sum(counts.values()))
        for competency, counts in ordered
    ]
