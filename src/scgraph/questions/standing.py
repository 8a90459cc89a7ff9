"""What is told before the rows of an answer about law: the status of the law, and what the rows leave out.

An answer without rows is the one most easily misread, so it says which nothing it is: the law may be known
and unused, no longer in force, or replaced. What is not known is refused where names are looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scgraph.graph import Graph
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.words import natural_key

# What is followed from a piece of law, as the query names it, and in words.
_FOLLOWED = (
    ("changes", "what it changes"),
    ("made under", "what is made under it"),
    ("to come", "what is to come beside or instead of it"),
)
# So many names are told in a note before the rest is counted.
_MOST_NAMES = 4
# So many pieces of a range are spoken of one by one.
_MOST_LAWS = 6


def law_notes(graph: Graph, laws: Sequence[tuple[str, str]], follows: bool) -> tuple[str, ...]:
    """What is to be said of the pieces of law, (IRI, label), that a question was asked about.

    The status of each, with the day on which it was read; what amends, repeals or overrules it, and what is
    coming; what else is followed from it; whether nothing rests on it; and how many statements ask for law in
    general, which no question about a piece of law finds.

    :param follows: whether the rows are the work under the law and what follows from it; else only its
        status is told.
    """
    notes = [note for iri, label in laws[:_MOST_LAWS] for note in _notes_on(graph, iri, label, follows)]
    if not follows:
        return tuple(notes)
    number = _rows(graph, "law-in-general.rq")[0][0]
    if number != "0":
        notes.append(
            f"{number} statements ask for law in general and rest on no law that is known here; they are not"
            " among these rows: see the question law-in-general."
        )
    return tuple(notes)


def _notes_on(graph: Graph, iri: str, label: str, follows: bool) -> Iterator[str]:
    facts: dict[str, list[str]] = {}
    for what, value in _rows(graph, "law-standing.rq", iri):
        facts.setdefault(what, []).append(value)
    yield f"{label}: {_status(facts)}."
    if not follows:
        return
    under = {what for (what,) in _rows(graph, "law-under.rq", iri)}
    followed = [f"{words}: {_named(facts[what])}" for what, words in _FOLLOWED if what in facts]
    if followed and "followed" in under:
        yield f"The rows take in statements under {'; under '.join(followed)}."
    if not under:
        yield (
            f"{label} is known here, but no source names it, and no topic or statutory role rests on it by"
            " our reading. That does not mean that no job is touched."
        )
    if not under and ("repealed" in facts or "overruled" in facts):
        yield f"What happened to {label}, and what else that touched: see the question law-changes-impact."


def _status(facts: dict[str, list[str]]) -> str:
    """The status in words, with its dates and the day on which it was read, and what happened to the law."""
    status = facts.get("status", ["a judgment, or law without a recorded status"])[0]
    if status == "not checked":
        status = "whether it is in force was not checked"
    since = {"in force": "from", "not in force": "until"}.get(status, "")
    parts = [f"{status} since {facts[since][0]}" if since in facts else status]
    parts += [f"read on {day}" for day in facts.get("read", [])]
    for what, words in (
        ("repealed", "repealed by"),
        ("amended", "amended by"),
        ("overruled", "overruled:"),
        ("coming", "announced:"),
    ):
        if what in facts:
            parts.append(f"{words} {_named(facts[what])}")
    return "; ".join(parts)


def _named(names: list[str]) -> str:
    ordered = sorted(set(names), key=natural_key)
    more = f" and {len(ordered) - _MOST_NAMES} more" if len(ordered) > _MOST_NAMES else ""
    return ", ".join(ordered[:_MOST_NAMES]) + more


def _rows(graph: Graph, name: str, *iris: str) -> list[tuple[str, ...]]:
    text = bind(query_text(__package__, name), {"law": iris}) if iris else query_text(__package__, name)
    return [tuple(term.value if term else "" for term in row) for row in graph.engine.select(text).rows]
