"""The pages by which a visitor judges the data: where they come from, and what the checks found."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

from starlette.requests import Request

from scgraph.namespaces import ONTOLOGY, address_of
from scgraph.statistics import count_things
from scgraph.validation.formats.turtle import render
from scgraph.web.explorer import Explorer, grouped
from scgraph.web.pages import Page

# A rule that is broken everywhere must not hide the others.
_SHOWN_PER_RULE = 20
# A visitor cannot wait for more triples than this to be checked.
MOST_CHECKED = 150_000


def validation(explorer: Explorer, _request: Request) -> Page:
    """What the checks found, by rule."""
    if sum(int(row["triples"]) for row in explorer.select("graphs.rq")) > MOST_CHECKED:
        return Page("validation.html", "Checks", {"report": None}, (ONTOLOGY,))
    report = explorer.report
    rules = grouped(report.findings, attrgetter("rule.name"))
    concerns = Counter(rule.concern for rule in report.rules)
    context = {
        "report": report,
        "rules": rules.values(),
        "concerns": sorted(concerns.items()),
        "most": _SHOWN_PER_RULE,
    }
    shown = {f.result.focus.value for found in rules.values() for f in found[:_SHOWN_PER_RULE] if f.result}
    context["labels"] = explorer.graph.labels(iri for iri in shown if address_of(iri))
    return Page("validation.html", "Checks", context, turtle=render(report))


def about(explorer: Explorer, _request: Request) -> Page:
    """The edition, the sources, the licence, and how to read the pages."""
    context = {
        "edition": explorer.edition,
        "sources": explorer.select("sources.rq"),
        "counts": count_things(explorer.graph.engine),
        "steps": explorer.select("steps.rq"),
    }
    return Page("about.html", "About the data", context, (ONTOLOGY,))
