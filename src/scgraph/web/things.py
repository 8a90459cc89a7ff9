"""The pages of single things: each at the address that repeats its IRI."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request

from scgraph.graph import Node
from scgraph.namespaces import (
    GRAPH_BASE,
    INFERRED_GRAPH,
    ONTOLOGY,
    PREFIXES,
    PROFILE_GRAPH,
    SUMMARY_GRAPH,
    contract,
)
from scgraph.web import law, levels
from scgraph.web.addresses import iri_of
from scgraph.web.explorer import Explorer, Facts, grouped
from scgraph.web.lists import MOST_COUNCILS, group_councils
from scgraph.web.pages import Page

_NOWHERE = (
    "Nothing in the graph has this address. It may have been mistyped; the search finds things by name."
)
# What the generic page does not show as a row: it stands above, or is said better elsewhere.
_SHOWN_ABOVE = {
    "rdf:type",
    "skos:prefLabel",
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
        raise HTTPException(404, _NOWHERE)
    if request.state.form.rdf:  # nothing else of the page is needed
        return Page("thing.html", name_of(facts, iri), subjects=(iri,))
    classes = {contract(fact.value) for fact in facts.get("rdf:type", [])}
    for kind, make in _PAGES.items():
        if kind in classes:
            return make(explorer, iri, facts)
    if "scg:offers" in facts:
        return council(explorer, iri, facts)
    return other(explorer, iri, facts)


def council(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A council: its roles and its documents."""
    groups = [group for group in group_councils(explorer.select("councils.rq")) if group["council"] == iri]
    sources = [row for row in explorer.select("sources.rq") if row["council"] == iri]
    context = {
        "facts": facts,
        "council": groups[0] if groups else {"roles": []},
        "sources": sources,
        "iri": iri,
    }
    return Page("council.html", name_of(facts, iri), context, (iri,))


def statement(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """One statement: what it says, where it stands, and what follows from it."""
    topics: dict[str, dict[str, object]] = {}
    for row in explorer.select("topics-of-statement.rq", statement=iri):
        topic = topics.setdefault(str(row["topic"]), {"topic": row["topic"], "name": row["name"], "law": []})
        if row["provision"]:
            topic["law"] = [*topic["law"], row]  # type: ignore[misc]
    holders = explorer.select("holders.rq", statement=iri)
    kinds = [fact.label for fact in facts["rdf:type"] if fact.label not in {"statement", "requirement"}]
    context = {
        "facts": facts,
        "topics": topics.values(),
        "holders": holders,
        "kind": kinds[0] if kinds else "statement",
    }
    return Page("statement.html", name_of(facts, iri), {**context, "iri": iri}, (iri,))


def competency(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A competency: its place in the tree, the law behind it, and who says what about it."""
    rows = explorer.select("statements-about.rq", topic=iri)
    by_council = grouped(rows[: explorer.limits.shown_rows], lambda row: row["council"] or "")
    narrower = [
        row for row in explorer.select("members.rq", node=iri) if contract(row["property"]) == "skos:broader"
    ]
    reasons = {
        fact.value.partition(":")[0].removeprefix("Grounded in "): fact.value.partition(": ")[2]
        for fact in facts.get("rdfs:comment", [])
    }
    progression = explorer.ask("proficiency-progression", competency=Node(iri, name_of(facts, iri)))
    context = {
        "facts": facts, "iri": iri, "narrower": narrower, "reasons": reasons, "by_council": by_council,
        "progression": progression[: explorer.limits.shown_rows],
        "more": max(0, len(rows) - explorer.limits.shown_rows),
    }  # fmt: skip
    return Page("competency.html", name_of(facts, iri), context, (iri,))


def competencies(explorer: Explorer) -> Page:
    """All competencies as a tree, with their use by council."""
    nodes: dict[str, dict[str, object]] = {}
    councils: dict[str, str] = {row["council"]: row["name"] for row in explorer.select("councils.rq")}
    for row in explorer.select("topics.rq"):
        node = nodes.setdefault(row["topic"], {**row, "use": {}})
        if row["council"]:
            node["use"][row["council"]] = row["uses"]  # type: ignore[index]
    if len(councils) > MOST_COUNCILS:
        councils = {"": "All councils"}
        for node in nodes.values():
            node["use"] = {"": sum(node["use"].values())}  # type: ignore[attr-defined]
    tops = [node for node in nodes.values() if node["above"] is None]
    children = {
        top["topic"]: [node for node in nodes.values() if node["above"] == top["topic"]] for top in tops
    }
    context = {"tops": tops, "children": children, "councils": councils, "number": len(nodes)}
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
    context = {"facts": facts, "iri": iri, "rows": rows, "members": members, "kinds": kinds}
    return Page("thing.html", name_of(facts, iri), context, (iri,))


def name_of(facts: Facts, iri: str) -> str:
    """What a node is called."""
    for key in ("skos:prefLabel", "rdfs:label", "dcterms:title"):
        if key in facts:
            return facts[key][0].value
    return contract(iri)


_PAGES: dict[str, Callable[[Explorer, str, Facts], Page]] = {
    "scg:Level": levels.level,
    "scg:Ladder": levels.ladder,
    "scg:Statement": statement,
    "scg:Competency": competency,
    "eli:LegalResource": law.provision,
    "scg:StatutoryScheme": law.scheme,
}
