"""The pages that lead to others: home, councils, legislation, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from scgraph.statistics import count_things
from scgraph.web.pages import Page, given

if TYPE_CHECKING:
    from scgraph.web.explorer import Explorer

# Where there are more, they are counted rather than listed side by side.
MOST_COUNCILS = 12


def home(explorer: Explorer, _request: Request) -> Page:
    """Where a visitor begins."""
    counts = dict(count_things(explorer.graph.engine))
    councils = group_councils(explorer.select("councils.rq"))
    context = {"counts": counts, "councils": councils, "most": MOST_COUNCILS}
    return Page("home.html", "Roles in adult social care", context, ("https://w3id.org/scgraph/ontology",))


def councils(explorer: Explorer, _request: Request) -> Page:
    """The councils with their roles."""
    groups = group_councils(explorer.select("councils.rq"))
    return Page(
        "councils.html", "Councils", {"councils": groups}, tuple(group["council"] for group in groups)
    )


def legislation(explorer: Explorer, _request: Request) -> Page:
    """The Acts and instruments, with how many provisions each has here and how many statements rest on it."""
    rows = explorer.select("acts.rq")
    return Page("legislation.html", "Law", {"acts": rows}, tuple(row["act"] for row in rows))


def search(explorer: Explorer, request: Request) -> Page:
    """What the words of a visitor match."""
    text = given(request, "q")[:200]
    if not text:
        return Page("search.html", "Search", {"text": "", "groups": {}, "found": 0}, _start(explorer))
    answer = explorer.limited.ask("search", text=text)
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in answer:
        groups.setdefault(str(row["what"]), []).append(row)
    iris = tuple(str(row["thing"]) for row in answer)[:200]
    title = f"Search: {text}"
    return Page(
        "search.html", title, {"text": text, "groups": groups, "found": len(answer)}, iris or _start(explorer)
    )


def group_councils(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry per council, with its roles."""
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(row["council"], {**row, "roles": []})
        group["roles"].append(row)
    return list(groups.values())


def _start(_explorer: Explorer) -> tuple[str, ...]:
    return ("https://w3id.org/scgraph/ontology",)
