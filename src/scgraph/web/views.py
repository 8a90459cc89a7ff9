"""Templates: the Jinja environment, and the few functions that templates call."""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from importlib import resources
from operator import attrgetter
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_environment
from markupsafe import Markup, escape

from scgraph.law.timeline import as_date
from scgraph.namespaces import address_of, contract
from scgraph.web.explorer import Explorer, Fact, grouped
from scgraph.words import SEPARATOR, counted, percent, plural, sentence, split_list

# A drop-down with more members than this is worse than a field to type a name into.
MOST_OPTIONS = 400
# An address of the web: with a host, and without what makes readers take it for another one.
_ADDRESS = re.compile(r"https?://[\w\[][^\s\\@<>\"]*\Z")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def make_environment(explorer: Explorer) -> Environment:
    """The environment in which all pages are rendered; every value is escaped."""
    environment = Environment(
        loader=PackageLoader("scgraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        address=address_of,
        after_colon=lambda text: text.partition(":")[2] or text,
        count=count,
        curie=lambda iri: contract(str(iri)),
        day=day,
        groupby=grouped_by,
        fragment=lambda iri: iri.rpartition("#")[2],
        licence=lambda iri: "CC BY 4.0" if iri.endswith("/licenses/by/4.0/") else iri,
        link=link,
        link_out=link_out,
        linked=functools.partial(link_words, explorer),
        locator=lambda text: " › ".join(part for part in str(text).split(" / ") if part != "-"),
        percent=lambda share: percent(share) if isinstance(share, int | float | Decimal) else share or "",
        plural=lambda kind: plural(str(kind)),
        query=lambda pairs: urlencode(pairs, doseq=True),
        time=time_of,
        told=functools.partial(link_told, explorer),
        sentence=lambda text: sentence(str(text)),
        short=short,
        show=show_fact,
        term=show_term,
        trail_links=lambda facts: [(fact.address, fact.label) for fact in facts if fact.address],
        words=lambda text: split_list(str(text or "")),
        words_for_number=lambda number: _NUMBERS[number] if number < len(_NUMBERS) else str(number),
    )
    style = hashlib.sha256(static_file("style.css")).hexdigest()[:12]
    environment.globals.update(explorer=explorer, stylesheet=f"/static/style.css?v={style}")
    return environment


def link_words(explorer: Explorer, text: object, act: str = "") -> Markup:
    """The words of a list, each a link to its page where the vocabularies know it.

    Provisions of the Act that was named just before go without its name: 'Care Act 2014, s.9, s.27'. On the
    page of an Act its own name goes without saying.
    """
    links = []
    for word in str(text or "").split(SEPARATOR):
        if word:
            links.append(_link_word(explorer, word, word.removeprefix(f"{act}, ")))
            act = word.partition(", ")[0]
    return Markup(", ").join(links)


def link_told(explorer: Explorer, text: object) -> Markup:
    """The same for topics that say in brackets how far they go and on what terms."""
    parts = (part.partition(" (") for part in str(text or "").split(SEPARATOR) if part)
    return Markup(", ").join(_link_word(explorer, topic) + bracket + rest for topic, bracket, rest in parts)


@pass_environment
def grouped_by(environment: Environment, rows: Iterable[object], name: str) -> list[tuple[str, list[object]]]:
    """Rows under what they have in common, in the order of that: as text, for a name may be a number, too."""
    groups = grouped(rows, lambda row: environment.getitem(row, name))
    return sorted(groups.items(), key=lambda group: group[0].casefold())


def count(number: object, thing: str, things: str = "") -> str:
    """A number with its noun; what stands where a number should is shown as it is.

    >>> count(2, "month"), count("abc", "month")
    ('2 months', 'abc months')
    """
    return counted(number, thing, things) if isinstance(number, int) else f"{number} {things or thing + 's'}"


def show_term(term: dict[str, str] | None) -> Markup:
    """A term of a result in SPARQL's JSON as a reader sees it, a link where it has a page here."""
    if term is None:
        return Markup('<span class="none">–</span>')
    value = term["value"]
    if term["type"] != "uri":
        return escape(f"_:{value}" if term["type"] == "bnode" else value)
    return link(value) if address_of(value) else escape(contract(value))


def link(iri: object, text: object = None) -> Markup:
    """A name as a link to the page of what it names: here, or out in the web.

    This and ``link_out`` decide what becomes a link, and nothing else. What is no address of a page (as
    ``urn:``, ``javascript:``, a node without a name, nothing) is shown as the text alone.
    """
    target = str(iri or "")
    shown = contract(target) if text is None else text
    if address := address_of(target):
        return Markup('<a href="{}">{}</a>').format(address, shown)
    return link_out(target, shown)


def link_out(text: object, shown: object = None) -> Markup:
    """An address of the web as a link that leaves these pages, even where they have its page; else text.

    >>> link_out("javascript:alert(1)")
    Markup('javascript:alert(1)')
    """
    target = str(text)
    name = target if shown is None else shown
    if is_web_address(target):
        return Markup('<a href="{}" rel="external">{}</a>').format(target, name)
    return escape(name)


def is_web_address(text: str) -> bool:
    """Whether a text is an address that a reader may be sent to."""
    return _ADDRESS.match(text) is not None


def show_fact(fact: Fact) -> Markup:
    """A value of a property as a reader sees it."""
    return link(fact.value, fact.label) if fact.is_node else escape(fact.value)


def short(name: object, whole: object) -> str:
    """A name without the name of the whole that stands above it anyway.

    >>> short("Social Worker, Band A", "Social Worker"), short("SCI09", "Social Care and Inclusion")
    ('Band A', 'SCI09')
    """
    plain = str(name)
    rest = plain.removeprefix(str(whole))
    return rest.lstrip(", ") if rest != plain and rest[:1] == "," else plain


def day(text: str) -> str:
    """A date as people write it.

    >>> day("2026-11-22")
    '22 November 2026'
    """
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return text
    return f"{date.day} {date:%B %Y}"


def time_of(text: str) -> Markup:
    """A date as people write it, for machines as well; what is no date is shown as the text that it is.

    >>> time_of("2026-06-02"), time_of("soon")
    (Markup('<time datetime="2026-06-02">2 June 2026</time>'), Markup('soon'))
    """
    if as_date(text) is None:
        return escape(text)
    return Markup('<time datetime="{}">{}</time>').format(text, day(text))


def static_file(name: str) -> bytes:
    """One of the few files that pages refer to."""
    return resources.files("scgraph.web").joinpath("static", name).read_bytes()


def _link_word(explorer: Explorer, word: str, shown: str = "") -> Markup:
    return link(explorer.vocabulary.get(word), shown or word)


def option_groups(explorer: Explorer) -> list[tuple[str, list[tuple[str, str]]]]:
    """The levels for a drop-down: (council and role, [(CURIE, name)]), from the lowest rung up.

    None where there are so many that a field to type a name into serves better.
    """
    if len(explorer.levels) > MOST_OPTIONS:
        return []
    levels = sorted(explorer.levels.values(), key=attrgetter("council", "role", "order", "name"))
    groups = grouped(levels, lambda level: f"{level.council}: {level.role}")
    return [
        (heading, [(contract(level.iri), level.shown) for level in members])
        for heading, members in groups.items()
    ]
