"""A project on an engine, and names looked up in it: once, and then passed on as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.errors import AmbiguousName, UnknownName, UsageError
from scgraph.namespaces import PREFIXES, contract, expand
from scgraph.project import Project
from scgraph.sparql.texts import query_text
from scgraph.words import fold, natural_key

if TYPE_CHECKING:  # only those who look up law wait for the grammar of citations
    from scgraph.citations.book import Law, LawBook

# Where a name may stand, in the order in which they count.
_NAMES = "skos:prefLabel|skos:altLabel|scg:jobTitle|skos:notation|rdfs:label|dcterms:title"
_PREFIXES = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dcterms", "rdfs", "scg", "skos")
)


@dataclass(frozen=True)
class Node:
    """A node of the graph: accepted wherever a name is, and not looked up again.

    ``others`` are the further nodes that bear the name that was looked up, ``notes`` what else a user should
    be told about how it was understood.
    """

    iri: str
    label: str
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


# What a caller may name a node by: an IRI, a CURIE or a label, to be looked up, or a node that has been.
Name = str | Node

# The class of all law that has a text, and the classes of which members are named by citations.
LEGISLATION = "eli:LegalResource"
LAW = frozenset({LEGISLATION, "eli:LegalResourceSubdivision", "scg:StatutoryScheme"})


@dataclass
class Graph:
    """A project on an engine."""

    project: Project
    engine: Reader
    _book: tuple[list[tuple[Term | None, ...]], LawBook] | None = field(
        default=None, init=False, repr=False, compare=False
    )

    def label(self, iri: str) -> str:
        """The preferred label of a node in English, or its CURIE where it has none."""
        return self.labels([iri]).get(iri, contract(iri))

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """The preferred labels in English of the nodes that have one."""
        values = " ".join(str(NamedNode(iri)) for iri in iris)
        rows = self.engine.select(
            f"""{_PREFIXES}SELECT ?node ?label {{
              VALUES ?node {{ {values} }} ?node scg:name|rdfs:label ?label }}"""
        ).rows
        return {node.value: label.value for node, label in reversed(rows) if node and label}

    def find(self, name: Name, kind: str) -> Node:
        """The member of a class that an IRI, a CURIE or a label names; a node stands for itself.

        Labels are compared without regard to case, spaces and punctuation. Where several members bear the
        label, the one whose preferred label is shortest is meant (the least qualified name), and ``others``
        names the rest, so that a surface can say so. A ladder with a single level names that level too.

        Law is found by citations, as people write them: see ``find_all``.

        :param kind: the class, as a CURIE.
        :raises UnknownName: with the nearest names, if nothing of that class is called so.
        :raises AmbiguousName: with the choices, if several Acts have what is cited.
        :raises UsageError: for a range or list of provisions.
        """
        found = self.find_all(name, kind)
        if len(found) > 1:
            first = found[0].label
            raise UsageError(
                f"'{name}' is {len(found)} provisions, and one is wanted: for example '{first}'."
            )
        return found[0]

    def find_all(self, name: Name, kind: str) -> tuple[Node, ...]:
        """The members of a class that a name means: one, but for a range or list of provisions.

        'ss.42-47 of the Care Act' is those of them that the graph knows; the first says which it does not.
        A scheme, where only what has a text will do, is answered at the provision that sets it out.

        :raises UnknownName: with the nearest names, if nothing of that class is called so.
        :raises AmbiguousName: with the choices, if several Acts have what is cited.
        """
        if isinstance(name, Node):
            return (name,)
        return self._find_law(name.strip(), kind) if kind in LAW else (self._find_one(name.strip(), kind),)

    def find_law(self, name: Name) -> tuple[Node, ...]:
        """The Acts, provisions or schemes that a citation means.

        :raises UnknownName: with the nearest in law, if nothing is called so.
        :raises AmbiguousName: with the choices, if several Acts have what is cited.
        """
        return (name,) if isinstance(name, Node) else self._find_law(name.strip(), None)

    def _find_one(self, text: str, kind: str) -> Node:
        iri = text.strip("<>") if "://" in text else expand(text)
        if iri is not None:
            if label := self._member(iri, kind):
                return Node(iri, label)
            if "://" in text:
                raise UnknownName(text, _plain(kind), [])
        wanted = fold(text)
        found = self._names(kind, text) or [row for row in self._names(kind) if fold(row[2]) == wanted]
        if not found:
            raise UnknownName(text, _plain(kind), self._nearest(text, kind))
        members = {iri: label for iri, label, _ in found}
        ordered = sorted(members.items(), key=lambda item: (len(item[1]), item[1]))
        (iri, label), *rest = ordered
        return Node(iri, label, tuple(other for _, other in rest))

    def members(self, kind: str) -> list[tuple[str, str]]:
        """The members of a class with their preferred labels, in natural order: what a drop-down offers."""
        return sorted(
            {iri: label for iri, label, _ in reversed(self._names(kind))}.items(),
            key=lambda item: (natural_key(item[1]), item[0]),
        )

    def _find_law(self, text: str, kind: str | None) -> tuple[Node, ...]:
        from scgraph.citations.lookup import Found, Several, look_up

        book = self._law_book()
        iri = text.strip("<>") if "://" in text else expand(text)
        read = Found((book.laws[iri],)) if iri is not None and iri in book.laws else look_up(book, text)
        if isinstance(read, Several):
            raise AmbiguousName(text, [(law.iri, law.label) for law in read.choices], read.example)
        if not isinstance(read, Found):
            raise UnknownName(
                text, _plain(LEGISLATION), offers=[(law.iri, law.label) for law in read.nearest]
            )
        laws = {each.iri: each for law in read.laws for each in _of_kind(book, law, kind)}
        if not laws:
            labels = "; ".join(law.label for law in read.laws)
            raise UnknownName(text, _plain(kind or LEGISLATION), reason=f"it is {labels}, which is none")
        notes = list(read.notes)
        if laws.keys().isdisjoint(law.iri for law in read.laws):
            notes += [f"answered at {law.label}, which sets it out." for law in laws.values()]
        first, *rest = laws.values()
        noted = tuple(f"'{text}': {note}" for note in notes)
        return (Node(first.iri, first.label, notes=noted), *(Node(law.iri, law.label) for law in rest))

    def _law_book(self) -> LawBook:
        """The law of the graph with its names, made anew when they have changed."""
        from scgraph.citations.book import Law, LawBook

        rows = self.engine.select(query_text(__package__, "law_names.rq")).rows
        if self._book is None or self._book[0] != rows:
            said: dict[str, dict[str, list[str]]] = {}
            for law, use, value in rows:
                if law and use and value:
                    said.setdefault(law.value, {}).setdefault(use.value, []).append(value.value)
            laws = []
            for iri, uses in said.items():
                labels, kinds = uses.get("label", []), frozenset(map(contract, uses.get("kind", [])))
                names = tuple(dict.fromkeys([*labels, *uses.get("name", [])]))
                headings, wholes = tuple(uses.get("heading", [])), tuple(uses.get("whole", []))
                label = labels[0] if labels else contract(iri)
                laws.append(Law(iri, label, names, headings, kinds, wholes))
            self._book = rows, LawBook(laws)
        return self._book[1]

    def _member(self, iri: str, kind: str) -> str | None:
        try:
            node = NamedNode(iri)
        except ValueError:
            return None
        if not self.engine.ask(f"{_PREFIXES}ASK {{ {node} a {_class(kind)} }}"):
            return None
        return self.label(iri)

    def _nearest(self, text: str, kind: str) -> list[str]:
        import difflib

        spoken: dict[str, str] = {}
        for _, _, name in self._names(kind):
            spoken.setdefault(fold(name), name)
        close = difflib.get_close_matches(fold(text), spoken, n=4, cutoff=0.5)
        return [spoken[name] for name in close]

    def _names(self, kind: str, text: str | None = None) -> list[tuple[str, str, str]]:
        """(IRI, preferred label, any name) of every member of a class, or of those that bear exactly a text.

        For a text it is an index look-up on every engine, however large the graph: the text stands in each
        branch, since an engine would read every name of the graph for one outside them.
        """
        only = "" if text is None else f"VALUES ?name {{ {Literal(text)} {Literal(text, language='en')} }}"
        branches = " UNION ".join(f"{{ {only} {branch} }}" for branch in _bearers_of_names(kind))
        rows = self.engine.select(
            f"""{_PREFIXES}SELECT DISTINCT ?node ?label ?name {{
              {branches} OPTIONAL {{ ?node scg:name ?label }} }}"""
        ).rows
        return [
            (node.value, label.value if label else contract(node.value), name.value)
            for node, label, name in rows
            if isinstance(node, NamedNode) and name  # a text is no member, whatever points at it
        ]


def _class(kind: str) -> str:
    iri = expand(kind)
    if iri is None:
        raise ValueError(f"{kind} is not a CURIE of ours")
    return str(NamedNode(iri))


def _of_kind(book: LawBook, law: Law, kind: str | None) -> list[Law]:
    """A law where it is of the class; of a scheme, the provisions that set it out."""
    if kind is None or kind in law.kinds:
        return [law]
    return [book.laws[whole] for whole in law.wholes if not law.path and whole in book.laws]


def _bearers_of_names(kind: str) -> list[str]:
    """Patterns of who bears a name: a member itself; a level also that of the ladder whose only one it is."""
    own = f"?node {_NAMES} ?name ; a {_class(kind)} ."
    if kind != "scg:Level":
        return [own]
    only = "FILTER NOT EXISTS { ?ladder scg:hasLevel ?other . FILTER (?other != ?node) }"
    return [own, f"?ladder {_NAMES} ?name ; scg:hasLevel ?node . {only}"]


def _plain(kind: str) -> str:
    """A class in a reader's words: ``scg:Level`` is a level.

    >>> _plain("eli:LegalResource")
    'Act or provision known here'
    """
    spoken = {
        "eli:LegalResource": "Act or provision known here",
        "scg:Ladder": "role",
        "org:Organization": "council",
    }
    return spoken.get(kind, re.sub(r"(?<!^)(?=[A-Z])", " ", kind.partition(":")[2]).lower())
