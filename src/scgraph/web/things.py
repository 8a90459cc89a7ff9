"""The pages of single things: each at the address that repeats its IRI."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request

from scgraph.domain.demands import UNSTATED
from scgraph.graph import Node
from scgraph.namespaces import (
    GRAPH_BASE,
    INFERRED_GRAPH,
    ONTOLOGY,
    PREFIXES,
    PROFILE_GRAPH,
    SUMMARY_GRAPH,
    contract,
    iri_of,
)
from scgraph.web import events, law, levels
from scgraph.web.explorer import Explorer, Facts, grouped, name_of
from scgraph.web.lists import MOST_COUNCILS, group_councils
from scgraph.web.negotiation import HTML
from scgraph.web.pages import Page, page_about
from scgraph.words import SEPARATOR, natural_key, split_list

_NOWHERE = (
    "Nothing in the graph has this address. It may have been mistyped; the search finds things by name."
)
# What the generic page does not show as a row: it stands above, or is said better elsewhere.
_SHOWN_ABOVE = {
    "rdf:type",
    "skos:prefLabel",
    "scg:name",
    "rdfs:label",
    "dcterms:title",
    "skos:definition",
    "rdfs:isDefinedBy",
    "skos:hiddenLabel",
}


def thing(explorer: Explorer, request: Request) -> Page:
    """The page of whatever the address names.

    :raises HTTPException: 404 where the graph says nothing about it.
    """
    iri = iri_of(request.scope["path"])
    if f"{iri.rstrip('/')}/" == PREFIXES["comp"]:
        return competencies(explorer)
    if iri == ONTOLOGY:
        return ontology(explorer)
    if iri.startswith(GRAPH_BASE):
        return named_graph(explorer, iri)
    try:
        NamedNode(iri)
    except ValueError as error:
        raise HTTPException(404, _NOWHERE) from error
    facts = explorer.facts(iri)
    if not facts:
        raise _nowhere(explorer, request, iri)
    if request.state.form.rdf:  # nothing else of the page is needed
        return Page("thing.html", name_of(facts, iri), subjects=(iri,))
    classes = {contract(fact.value) for fact in facts.get("rdf:type", [])}
    for kind, make in _PAGES.items():
        if kind in classes and (kind != "scg:Level" or iri in explorer.levels):
            return make(explorer, iri, facts)
    if "scg:offers" in facts:
        return council(explorer, iri, facts)
    return other(explorer, iri, facts)


def _nowhere(explorer: Explorer, request: Request, iri: str) -> HTTPException:
    """Nothing has this address; a reader who asks for law below what is known here is led to what is."""
    if iri.startswith(PREFIXES["leg"]) and request.state.form is HTML and law.look_up(explorer, iri).links:
        return HTTPException(303, _NOWHERE, {"location": f"/legislation?{urlencode({'name': iri})}"})
    return HTTPException(404, _NOWHERE)


def council(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A council: its roles and its documents."""
    groups = group_councils(explorer.select("councils.rq"))
    sources = [row for row in explorer.select("sources.rq") if row["council"] == iri]
    own: dict[str, Any] = next((group for group in groups if group["council"] == iri), {"roles": []})
    return page_about("council.html", iri, facts, council=own, sources=sources)


def statement(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """One statement: what it says, where it stands, and what follows from it."""
    topics = [
        {**rows[0], "law": [row for row in rows if row["provision"]]}
        for rows in grouped(
            explorer.select("topics-of-statement.rq", statement=iri), itemgetter("topic")
        ).values()
    ]
    holders = explorer.select("holders.rq", statement=iri)
    kinds = [fact.label for fact in facts["rdf:type"] if fact.label not in {"statement", "requirement"}]
    kind = kinds[0] if kinds else "statement"
    return page_about(
        "statement.html",
        iri,
        facts,
        topics=topics,
        roles=sorted(
            explorer.select("roles-of-statement.rq", statement=iri),
            key=lambda row: (natural_key(row["name"]), natural_key(row["provisionName"])),
        ),
        holders=holders,
        kind=kind,
        options=explorer.select("options-of-statement.rq", statement=iri),
    )


def competency(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A competency: its place in the tree, the law behind it, and who says what about it."""
    rows = explorer.select("statements-about.rq", topic=iri)
    by_council = grouped(rows[: explorer.limits.shown_rows], lambda row: row["council"] or "")
    narrower = grouped(explorer.select("narrower.rq", topic=iri), itemgetter("above"))
    name = name_of(facts, iri)
    progression = [
        {**row, "adds": _asked(row["adds"], name), "shared": _asked(row["shared"], name)}
        for row in explorer.ask("proficiency-progression", competency=Node(iri, name))
    ]
    return page_about(
        "competency.html",
        iri,
        facts,
        narrower=narrower,
        groundings=sorted(
            explorer.select("groundings.rq", topic=iri), key=lambda row: natural_key(row["name"])
        ),
        by_council=by_council,
        progression=progression[: explorer.limits.shown_rows],
        more=max(0, len(rows) - explorer.limits.shown_rows),
    )


def _asked(told: str | None, name: str) -> str:
    """What is asked on a topic; its own page need not name it where no narrower one stands beside it."""
    parts = sorted(split_list(told), key=str.casefold)
    own = [part.removeprefix(name) for part in parts]
    if all(rest == "" or rest.startswith(" (") for rest in own):
        parts = [rest.strip(" ()") or UNSTATED for rest in own]
    return SEPARATOR.join(parts)


def competencies(explorer: Explorer) -> Page:
    """All competencies as a tree, with their use by council."""
    councils: dict[str, str] = {row["council"]: row["name"] for row in explorer.select("councils.rq")}
    nodes = [
        {**rows[0], "use": {row["council"]: row["uses"] for row in rows if row["council"]}}
        for rows in grouped(explorer.select("topics.rq"), itemgetter("topic")).values()
    ]
    if len(councils) > MOST_COUNCILS:
        councils = {"": "All councils"}
        for node in nodes:
            node["use"] = {"": sum(node["use"].values())}
    context = {
        "tops": [node for node in nodes if node["above"] is None],
        "children": grouped(nodes, itemgetter("above")),
        "above": {node["topic"]: node["name"] for node in nodes},
        "councils": councils,
        "number": sum(node["above"] is not None for node in nodes),
    }
    return Page("competencies.html", "Competencies", context, graph=f"{GRAPH_BASE}competencies")


def ontology(explorer: Explorer) -> Page:
    """The terms of the ontology."""
    rows = explorer.select("terms.rq")
    groups = {
        "Classes": [row for row in rows if contract(row["kind"]) == "owl:Class"],
        "Properties": [row for row in rows if contract(row["kind"]).endswith("Property")],
    }
    context = {"groups": groups, "facts": explorer.facts(ONTOLOGY)}
    return Page("ontology.html", "The ontology", context, graph=f"{GRAPH_BASE}scgraph")


def named_graph(explorer: Explorer, iri: str) -> Page:
    """A named graph: what it holds, and where to download it."""
    sizes = {row["graph"]: row["triples"] for row in explorer.select("graphs.rq")}
    if iri not in sizes:
        raise HTTPException(404, _NOWHERE)
    stem = iri.removeprefix(GRAPH_BASE)
    about = {
        INFERRED_GRAPH: "What follows from the axioms of the ontology; no source says it in so many words.",
        PROFILE_GRAPH: "The highest step at which each level carries each competency, computed by us.",
        SUMMARY_GRAPH: "What is counted over all councils, such as how rare a competency is; computed by us.",
    }.get(iri, "What one file of the project states.")
    return Page(
        "graph.html",
        f"Named graph {stem}",
        {"iri": iri, "stem": stem, "triples": sizes[iri], "about": about},
        graph=iri,
    )


def other(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """Any other thing: what is said of it, and what leads to it."""
    rows = [(key, values) for key, values in facts.items() if key not in _SHOWN_ABOVE]
    members = grouped(
        explorer.select("members.rq", node=iri),
        lambda row: row["propertyLabel"] or contract(row["property"]).partition(":")[2],
    )
    types = facts.get("rdf:type", [])
    kinds = [fact.label for fact in types if fact.value.startswith(PREFIXES["scg"])] or [
        fact.label for fact in types
    ]
    return page_about("thing.html", iri, facts, rows=rows, members=members, kinds=kinds)


_PAGES: dict[str, Callable[[Explorer, str, Facts], Page]] = {
    "scg:Level": levels.level,
    "scg:Ladder": levels.ladder,
    "scg:Statement": statement,
    "scg:Competency": competency,
    "scg:LegalEvent": events.event,
    "eli:LegalResource": law.provision,
    "scg:StatutoryScheme": law.scheme,
}
