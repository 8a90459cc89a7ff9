"""The pages of a role and of a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scgraph.careers.comparison import ComparedRow, compare
from scgraph.careers.conditions import load_conditions
from scgraph.careers.profile import Carried, load_profile
from scgraph.web.explorer import Fact
from scgraph.web.pages import Page

if TYPE_CHECKING:
    from scgraph.web.explorer import Explorer

Facts = dict[str, list[Fact]]


@dataclass(frozen=True)
class Cell:
    """A competency at one level. ``mark`` against the level below: 'new', 'raised', 'lower', 'kept' or ''."""

    proficiency: str
    mark: str


def ladder(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A role or job family: its rungs, and its competencies with the levels side by side."""
    rungs = explorer.ask("ladder", role=iri)
    law = {row["topic"]: row["law"] for row in explorer.select("topic-law.rq")}
    matrix: dict[str, list[dict[str, Any]]] = {}
    for row in _side_by_side(explorer, [str(rung["levelIri"]) for rung in rungs]):
        entry = {
            "topic": row.topic,
            "competency": row.competency,
            "cells": _marked(row),
            "law": law.get(row.competency),
        }
        matrix.setdefault(row.group, []).append(entry)
    context = {
        "facts": facts,
        "iri": iri,
        "rungs": rungs,
        "matrix": matrix,
        "named": _law_by_level(explorer, iri),
        "council": next((level for level in explorer.levels.values() if level.ladder == iri), None),
        "rules": explorer.ask("progression-rules", role=iri),
        "kind": "job family"
        if any(fact.value.endswith("#JobFamily") for fact in facts["rdf:type"])
        else "role",
    }
    return Page("ladder.html", facts["skos:prefLabel"][0].value, context, (iri,))


def level(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A level: everything that it carries, which rung brought it in, and what it adds to the one below."""
    own = explorer.levels[iri]
    rungs = explorer.ask("ladder", role=own.ladder)
    place = next(number for number, rung in enumerate(rungs) if rung["levelIri"] == iri)
    carried: dict[str, list[dict[str, Any]]] = {}
    for row in explorer.graph.ask("cumulative-requirements", level=iri):
        carried.setdefault(str(row["kind"]), []).append(row)
    added = explorer.ask("added-by-level", level=iri)
    context = {
        "facts": facts,
        "iri": iri,
        "level": own,
        "rung": rungs[place],
        "below": rungs[place - 1] if place else None,
        "above": rungs[place + 1] if place + 1 < len(rungs) else None,
        "rungs": rungs,
        "carried": carried,
        "marks": {
            row["statement"]: "new" if row["new"] else "raised" if row["raised"] else "" for row in added
        },
        "new": _topics(added, "new"),
        "raised": _topics(added, "raised"),
        "conditions": load_conditions(explorer.graph, iri).get(iri, ()),
        "documents": sorted({str(row["document"]) for rows in carried.values() for row in rows}),
        "several": len({row["rung"] for rows in carried.values() for row in rows}) > 1,
    }
    return Page("level.html", own.shown, context, (iri,))


def _side_by_side(explorer: Explorer, iris: list[str]) -> list[ComparedRow]:
    if len(iris) > 1:
        return list(compare(explorer.graph, iris).rows)
    profiles = [load_profile(explorer.graph, iri) for iri in iris]
    return [
        ComparedRow(c.competency, c.topic, c.group, (c,)) for profile in profiles for c in profile.values()
    ]


def _marked(row: ComparedRow) -> list[Cell | None]:
    cells: list[Cell | None] = []
    before: Carried | None = None
    for number, carried in enumerate(row.cells):
        if carried is None:
            cells.append(None)
        else:
            cells.append(Cell(carried.proficiency, _mark(before, carried) if number else ""))
        before = carried
    return cells


def _mark(before: Carried | None, now: Carried) -> str:
    if before is None:
        return "new"
    return "raised" if now.step > before.step else "lower" if now.step < before.step else "kept"


def _topics(added: list[dict[str, Any]], column: str) -> str:
    """The topics of a list column, each once, in the order of the alphabet."""
    found = {topic for row in added for topic in str(row[column] or "").split("; ") if topic}
    return "; ".join(sorted(found, key=str.casefold))


def _law_by_level(explorer: Explorer, iri: str) -> dict[str, dict[str, int]]:
    """What the source names, and per level by how many statements."""
    named: dict[str, dict[str, int]] = {}
    for row in explorer.select("role-law.rq", role=iri):
        named.setdefault(str(row["name"]), {})[str(row["level"])] = int(row["statements"])
    return named
