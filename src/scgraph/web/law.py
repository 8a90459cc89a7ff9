"""The pages of Acts, provisions and the schemes under them."""

from __future__ import annotations

from operator import itemgetter

from scgraph.graph import Node
from scgraph.web.explorer import Explorer, Facts, grouped
from scgraph.web.pages import Page


def provision(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """An Act or a provision: its parts, the topics that rest on it, and who is bound by it."""
    bound = explorer.ask("levels-anchored-in", act=Node(iri, facts["skos:prefLabel"][0].value))
    shown = bound[: explorer.limits.shown_rows]
    context = {
        "facts": facts,
        "iri": iri,
        "official": iri.replace("http://www.legislation.gov.uk/id/", "https://www.legislation.gov.uk/"),
        "parts": explorer.select("provisions.rq", act=iri),
        "grounds": [
            {**row, "why": (row["comment"] or "").partition(": ")[2]}
            for row in explorer.select("grounds.rq", law=iri)
        ],
        "cited": grouped((row for row in shown if not row["topics"]), itemgetter("council")),
        "grounded": grouped((row for row in shown if row["topics"]), itemgetter("council")),
        "bound": bound,
        "more": len(bound) - len(shown),
    }
    return Page("provision.html", facts["skos:prefLabel"][0].value, context, (iri,))


def scheme(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A scheme that people know by its own name: the law it rests on, and the statements that name it."""
    named = [row for row in explorer.select("members.rq", node=iri) if row["property"].endswith("#cites")]
    context = {"facts": facts, "iri": iri, "named": named}
    return Page("scheme.html", facts["skos:prefLabel"][0].value, context, (iri,))
