"""The pages that lead to others: home, councils, legislation, search."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request

from scgraph.law.timeline import coming, load_events
from scgraph.namespaces import ONTOLOGY
from scgraph.statistics import count_things
from scgraph.web.explorer import Explorer, grouped
from scgraph.web.law import look_up
from scgraph.web.pages import Page, given

# Where there are more, they are counted rather than listed side by side.
MOST_COUNCILS = 12
# What the first page tells of changes of law that are coming.
MOST_COMING = 5


def home(explorer: Explorer, _request: Request) -> Page:
    """Where a visitor begins."""
    counts = dict(count_things(explorer.graph.engine))
    councils = group_councils(explorer.select("councils.rq"))
    ahead = coming(load_events(explorer.graph))
    context = {
        "counts": counts,
        "councils": councils,
        "most": MOST_COUNCILS,
        "coming": ahead[:MOST_COMING],
        "more": len(ahead[MOST_COMING:]),
    }
    return Page("home.html", "Roles in adult social care", context, (ONTOLOGY,))


def councils(explorer: Explorer, _request: Request) -> Page:
    """The councils with their roles."""
    groups = group_councils(explorer.select("councils.rq"))
    return Page(
        "councils.html", "Councils", {"councils": groups}, tuple(group["council"] for group in groups)
    )


def legislation(explorer: Explorer, request: Request) -> Page:
    """The Acts and instruments, with how many provisions each has here and how many statements rest on it.

    Above them a field for law as people cite it, and what was found for it.
    """
    text = given(request, "name")[:500]
    rows = explorer.select("acts.rq")
    kinds = sorted(grouped(rows, lambda row: row["kind"] or "").items(), key=_named_first)
    context = {
        "kinds": kinds,
        "schemes": explorer.options("scg:StatutoryScheme"),
        "text": text,
        "law": look_up(explorer, text, is_law=True) if text else None,
    }
    return Page("legislation.html", "Law", context, tuple(row["act"] for row in rows))


def search(explorer: Explorer, request: Request) -> Page:
    """What the words of a visitor match.

    :raises HTTPException: 400 for more text than is searched.
    """
    text = given(request, "q")
    if len(text) > (most := explorer.limits.search_characters):
        raise HTTPException(400, f"A search has at most {most} characters.")
    if not text:
        return Page("search.html", "Search", {"text": "", "groups": {}, "found": 0, "law": None}, (ONTOLOGY,))
    answer = explorer.limited.ask("search", text=text)
    iris = tuple(dict.fromkeys(str(row["thing"]) for row in answer))
    groups = grouped(answer, itemgetter("what"))
    law = look_up(explorer, text)
    context = {"text": text, "groups": groups, "found": len(answer), "law": law}
    return Page("search.html", f"Search: {text}", context, iris or (ONTOLOGY,))


def _named_first(group: tuple[str, object]) -> tuple[bool, str]:
    """Those whose kind is not known stand at the end."""
    return not group[0], group[0]


def group_councils(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry per council, with its roles."""
    return [{**roles[0], "roles": roles} for roles in grouped(rows, itemgetter("council")).values()]
