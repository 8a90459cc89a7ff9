"""The pages of Acts, provisions and the schemes under them."""

from __future__ import annotations

from operator import itemgetter

from scgraph.graph import Node
from scgraph.web.explorer import Explorer, Facts, grouped, name_of
from scgraph.web.pages import Page, page_about


def provision(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """An Act or a provision: its parts, the topics that rest on it, and who is bound by it."""
    bound = explorer.ask("levels-anchored-in", act=Node(iri, name_of(facts, iri)))
    shown = bound[: explorer.limits.shown_rows]
    return page_about(
        "provision.html",
        iri,
        facts,
        official=iri.replace("http://www.legislation.gov.uk/id/", "https://www.legislation.gov.uk/"),
        parts=explorer.select("provisions.rq", act=iri),
        grounds=explorer.select("grounds.rq", law=iri),
        cited=grouped((row for row in shown if not row["topics"]), itemgetter("council")),
        grounded=grouped((row for row in shown if row["topics"]), itemgetter("council")),
        bound=bound,
        more=len(bound) - len(shown),
    )


def scheme(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A scheme that people know by its own name: the law it rests on, and the statements that name it."""
    named = [row for row in explorer.select("members.rq", node=iri) if row["property"].endswith("#cites")]
    return page_about("scheme.html", iri, facts, named=named)
