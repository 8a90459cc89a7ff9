"""The pages of a role and of a level."""

from __future__ import annotations

from collections.abc import Collection
from operator import itemgetter
from typing import Any

from scgraph.careers.comparison import side_by_side
from scgraph.careers.reading import load_demands, node_of
from scgraph.domain.demands import EXCEEDED, LOWER, MISSING
from scgraph.graph import Node
from scgraph.web.explorer import Explorer, Facts, grouped, name_of
from scgraph.web.pages import Page, page_about
from scgraph.words import SEPARATOR, listed, split_list

# How a level stands to the one below, as a ladder says it: what is missing there is new here.
_MARKS = {MISSING: "new", LOWER: "raised", EXCEEDED: "lower"}


def ladder(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A role or job family: its rungs, and its competencies with the levels side by side."""
    role = Node(iri, name_of(facts, iri))
    rungs = explorer.ask("ladder", role=role)
    law = {row["topic"]: row["law"] for row in explorer.select("topic-law.rq")}
    levels = [Node(str(rung["levelIri"]), str(rung["level"])) for rung in rungs]
    topics = [
        {
            "group": row.group,
            "topic": row.topic,
            "competency": row.competency,
            "cells": [(cell, _MARKS.get(mark, "")) for cell, mark in zip(row.cells, row.marks, strict=True)],
            "law": law.get(row.competency),
        }
        for row in side_by_side(explorer.graph, levels).rows
    ]
    # What the source names, and per level by how many statements.
    named = {
        name: {row["level"]: row["statements"] for row in rows}
        for name, rows in grouped(explorer.select("role-law.rq", role=iri), itemgetter("name")).items()
    }
    is_family = any(fact.value.endswith("#JobFamily") for fact in facts["rdf:type"])
    return page_about(
        "ladder.html",
        iri,
        facts,
        rungs=rungs,
        matrix=grouped(topics, itemgetter("group")),
        named=named,
        council=next((level for level in explorer.levels.values() if level.ladder == iri), None),
        rules=explorer.ask("progression-rules", role=role),
        kind="job family" if is_family else "role",
    )


def level(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A level: everything that it carries, which rung brought it in, and what it adds to the one below."""
    own = explorer.levels[iri]
    rungs = explorer.ask("ladder", role=Node(own.ladder, own.role))
    place = next(number for number, rung in enumerate(rungs) if rung["levelIri"] == iri)
    statements = list(explorer.graph.ask("cumulative-requirements", level=node_of(own)))
    added = explorer.ask("added-by-level", level=node_of(own))
    demands = load_demands(explorer.graph, [node_of(own)], explorer.levels)[iri]
    asked = {carried.topic for carried in demands.profile.values()}
    return page_about(
        "level.html",
        iri,
        facts,
        own.shown,
        level=own,
        rung=rungs[place],
        below=rungs[place - 1] if place else None,
        above=rungs[place + 1] if place + 1 < len(rungs) else None,
        rungs=rungs,
        carried=grouped(statements, itemgetter("kind")),
        marks={row["statement"]: "new" if row["new"] else "raised" if row["raised"] else "" for row in added},
        new=_topics(added, "new"),
        raised=_topics(added, "raised"),
        named=_topics(added, "named", asked),
        conditions=demands.conditions,
        documents=sorted({str(row["document"]) for row in statements}),
        several=len({row["rung"] for row in statements}) > 1,
    )


def _topics(added: list[dict[str, Any]], column: str, without: Collection[str] = ()) -> str:
    """The topics of a list column, each once with all that is said of it, in the order of the alphabet.

    :param without: topics that are left out.
    """
    found: dict[str, tuple[list[str], list[str]]] = {}
    for row in added:
        for told in split_list(row[column]):
            words, _, before = told.partition(", from ")
            topic, _, more = words.removesuffix(")").partition(" (")
            said, befores = found.setdefault(topic, ([], []))
            said.append(more)
            befores.append(before)
    names = sorted(found.keys() - without, key=str.casefold)
    return SEPARATOR.join(_told(topic, *found[topic]) for topic in names)


def _told(topic: str, said: list[str], befores: list[str]) -> str:
    """A topic with what is said of it in brackets, and with the step that the level below states, once."""
    steps, before = (listed(list(dict.fromkeys(filter(None, words)))) for words in (said, befores))
    more = ", ".join(filter(None, (steps, before and f"from {before}")))
    return f"{topic} ({more})" if more else topic
