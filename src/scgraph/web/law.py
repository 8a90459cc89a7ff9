"""The pages of Acts, provisions and the schemes under them."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from scgraph.citations.address import is_address
from scgraph.citations.grammar import read_citation
from scgraph.errors import AmbiguousName, Offers, UnknownName
from scgraph.graph import Node
from scgraph.web.explorer import Explorer, Facts, grouped, name_of
from scgraph.web.pages import Page, page_about
from scgraph.words import natural_key


@dataclass(frozen=True)
class LookUp:
    """What the words of a visitor mean in law: ``links`` (IRI, label), and what is said above them."""

    said: tuple[str, ...] = ()
    links: Offers = ()


def look_up(explorer: Explorer, text: str, is_law: bool = False) -> LookUp:
    """The law that a text cites, the choice that it leaves, or what is nearest.

    :param is_law: whether the text is meant for law; of other words that are no citation nothing is said.
    """
    try:
        nodes = explorer.graph.find_law(text)
    except AmbiguousName as several:
        return LookUp((f"‘{text}’ fits {len(several.offers)}. Which do you mean?",), several.offers)
    except UnknownName as unknown:
        if not (is_law or is_address(text) or read_citation(text).unit):
            return LookUp()
        nearest = " These are nearest:" if unknown.offers else ""
        return LookUp((f"No Act or provision known here is called ‘{text}’.{nearest}",), unknown.offers)
    return LookUp(
        tuple(note for node in nodes for note in node.notes), [(node.iri, node.label) for node in nodes]
    )


def provision(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """An Act or a provision: its parts, the topics that rest on it, and whose work stands under it."""
    bound = explorer.ask("levels-anchored-in", act=Node(iri, name_of(facts, iri)))
    shown = bound[: explorer.limits.shown_rows]
    return page_about(
        "provision.html",
        iri,
        facts,
        official=iri.replace("http://www.legislation.gov.uk/id/", "https://www.legislation.gov.uk/"),
        parts=explorer.select("provisions.rq", act=iri),
        grounds=sorted(
            explorer.select("grounds.rq", law=iri),
            key=lambda row: (natural_key(row["name"]), natural_key(row["provisionName"])),
        ),
        cited=grouped((row for row in shown if row["naming"]), itemgetter("council")),
        grounded=grouped((row for row in shown if row["reading"]), itemgetter("council")),
        bound=bound,
        more=len(bound) - len(shown),
    )


def scheme(explorer: Explorer, iri: str, facts: Facts) -> Page:
    """A scheme that people know by its own name: the law it rests on, and the statements that name it."""
    named = [row for row in explorer.select("members.rq", node=iri) if row["property"].endswith("#cites")]
    return page_about("scheme.html", iri, facts, named=named)
