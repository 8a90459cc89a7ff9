"""The pages about going from level to level: compare, the way from one to another, levels alike."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scgraph.careers.comparison import compare
from scgraph.careers.equivalence import equivalents as rank_equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.paths import PREFERENCES, Paths, find_paths
from scgraph.careers.reading import pick
from scgraph.errors import MissingDependency, UsageError
from scgraph.graph import Node
from scgraph.namespaces import contract
from scgraph.tables.careers import (
    LEGEND,
    LIKENESS,
    comparison_sheet,
    equivalents_sheet,
    learning,
    open_text,
    paths_sheet,
    totals_text,
)
from scgraph.web.explorer import Explorer
from scgraph.web.pages import Page, given
from scgraph.web.views import option_groups

LEVEL_CLASS = "https://w3id.org/scgraph/ontology#Level"
MOST_COMPARED = 3
# For how many levels alike the topics behind the verdict are told; the others are a click away.
EXPLAINED = 5
MOST_ALIKE = 60


def compare_levels(explorer: Explorer, request: Request) -> Page:
    """Up to three levels side by side.

    :raises HTTPException: 400 for more.
    """
    given_levels = [text.strip() for text in request.query_params.getlist("level")]
    if len(given_levels) > MOST_COMPARED:
        given_levels = [text for text in given_levels if text]
    if len(given_levels) > MOST_COMPARED:
        raise HTTPException(400, f"At most {MOST_COMPARED} levels are compared at once.")
    texts = given_levels + [""] * (MOST_COMPARED - len(given_levels))
    faults: dict[str, str] = {}
    named = [_find_level(explorer, text, faults, f"level-{n}") for n, text in enumerate(texts, 1)]
    found = [node for node, _ in named]
    chosen = list({node.iri: node for node in found if node}.values())
    context: dict[str, Any] = {
        "texts": [text for _, text in named],
        "groups": option_groups(explorer),
        "faults": faults,
        "comparison": None,
        "all": given(request, "all") == "1",
        "query": [("level", contract(node.iri)) for node in chosen],
    }
    # A link may name one level, to begin with; the form always sends all its fields.
    if len(request.query_params.getlist("level")) > 1 and any(texts) and not faults and len(chosen) < 2:
        empty = next((n for n, node in enumerate(found, 1) if node is None), 2)
        faults[f"level-{empty}"] = "Choose two or three different levels."
    title, sheet = "Compare levels", None
    if len(chosen) > 1 and not faults:
        comparison = context["comparison"] = compare(explorer.graph, chosen)
        title = f"Compare {', '.join(level.shown for level in comparison.levels)}"
        sheet = comparison_sheet(explorer.graph, comparison)
    subjects = tuple(node.iri for node in chosen) or (LEVEL_CLASS,)
    return Page("compare.html", title, context, subjects, sheet=sheet, status=400 if faults else 200)


def path(explorer: Explorer, request: Request) -> Page:
    """The ways from one level to another, and what is missing between the two."""
    context, ends = _ends(explorer, request)
    faults = context["faults"]
    title, sheet = "From one job to another", None
    if ends:
        paths = _find(explorer, context, ends)
        title = f"From {paths.origin.shown} to {paths.target.shown}"
        named = [(name, contract(node.iri)) for name, node in zip(("from", "to"), ends, strict=True)]
        context |= {"paths": paths, "gap": gap(explorer.graph, *ends), "ends": named}
        choices = [(name, value) for name in ("prefer", "stated") if (value := given(request, name))]
        picture = Markup(_draw(paths))  # noqa: S704 - of our own making
        context |= {"query": [*named, *choices], "picture": picture}
        sheet = paths_sheet(explorer.graph, paths)
    elif (origin := context["start"]) and not faults:
        start = pick(explorer.levels, origin)
        title = f"Where {start.shown} could lead"
        context |= {"origin": start, "moves": explorer.ask("career-moves", level=origin)}
    subjects = tuple(node.iri for node in ends) or (LEVEL_CLASS,)
    return Page("path.html", title, context, subjects, sheet=sheet, status=400 if faults else 200)


def drawing(explorer: Explorer, request: Request) -> Response:
    """The picture of a way.

    :raises HTTPException: 404 where there is none to draw, or nothing to draw it with.
    """
    context, ends = _ends(explorer, request)
    if not ends:
        raise HTTPException(404, "There is no picture without two different levels.")
    picture = _draw(_find(explorer, context, ends))
    if not picture:
        raise HTTPException(404, "Pictures need Graphviz, which is not installed here.")
    return Response(picture, 200, media_type="image/svg+xml")


def equivalents(explorer: Explorer, request: Request) -> Page:
    """The levels of other councils that are most like one."""
    faults: dict[str, str] = {}
    node, text = _find_level(explorer, given(request, "level"), faults, "level")
    context: dict[str, Any] = {
        "text": text,
        "groups": option_groups(explorer),
        "faults": faults,
        "level": None,
        "ranked": (),
        "explained": LIKENESS,
        "query": [("level", contract(node.iri))] if node else [],
    }
    title, sheet = "Similar levels", None
    if node:
        found = rank_equivalents(explorer.graph, node, limit=MOST_ALIKE, explained=EXPLAINED)
        context |= {"level": found.level, "ranked": found.ranked}
        title = f"Levels like {found.level.shown}"
        sheet = equivalents_sheet(explorer.graph, found)
    subjects = (node.iri,) if node else (LEVEL_CLASS,)
    return Page("equivalents.html", title, context, subjects, sheet=sheet, status=400 if faults else 200)


def _find_level(explorer: Explorer, text: str, faults: dict[str, str], field: str) -> tuple[Node | None, str]:
    """The level that a text names, and what its field shows; why there is none is noted under the field."""
    try:
        node = explorer.graph.find(text, "scg:Level") if text else None
    except UsageError as error:
        faults[field] = str(error)
        node = None
    return node, contract(node.iri) if node else text


def _ends(explorer: Explorer, request: Request) -> tuple[dict[str, Any], tuple[Node, Node] | tuple[()]]:
    """The context of a form with two levels, and the two, where both are named and differ."""
    faults: dict[str, str] = {}
    start, start_text = _find_level(explorer, given(request, "from"), faults, "from")
    end, end_text = _find_level(explorer, given(request, "to"), faults, "to")
    if end_text and not start_text:
        faults["from"] = "Choose a level to begin at."
    elif start and end and start.iri == end.iri:
        faults["to"] = "Choose a different level to go to."
    context: dict[str, Any] = {
        "texts": {"from": start_text, "to": end_text},
        "groups": option_groups(explorer),
        "faults": faults,
        "prefer": prefer if (prefer := given(request, "prefer")) in PREFERENCES else "hops",
        "learning": learning,
        "open_text": open_text,
        "totals_text": totals_text,
        "legend": LEGEND,
        "stated": given(request, "stated") == "1",
        "paths": None,
        "origin": None,
        "start": start,
    }
    return context, (start, end) if start and end and not faults else ()


def _find(explorer: Explorer, context: dict[str, Any], ends: tuple[Node, Node]) -> Paths:
    prefer, stated = context["prefer"], context["stated"]
    return find_paths(explorer.graph, *ends, prefer=prefer, stated_only=stated, network=explorer.network)


def _draw(paths: Paths) -> str:
    """The picture as SVG that a page may hold, or nothing where there is no Graphviz."""
    from scgraph.drawing.paths import draw_paths

    try:
        return draw_paths(paths).decode("utf-8")
    except MissingDependency:
        return ""
