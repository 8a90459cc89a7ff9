"""A project on an engine, and names looked up in it: once, and then passed on as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader
from scgraph.errors import UnknownName
from scgraph.namespaces import PREFIXES, contract, expand
from scgraph.project import Project
from scgraph.words import fold

# Where a name may stand, in the order in which they count.
_NAMES = "skos:prefLabel|skos:altLabel|scg:jobTitle|skos:notation|rdfs:label|dcterms:title"
_PREFIXES = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("dcterms", "rdfs", "scg", "skos")
)


@dataclass(frozen=True)
class Node:
    """A node of the graph: accepted wherever a name is, and not looked up again.

    ``others`` are the further nodes that bear the name that was looked up.
    """

    iri: str
    label: str
    others: tuple[str, ...] = ()


# What a caller may name a node by: an IRI, a CURIE or a label, to be looked up, or a node that has been.
Name = str | Node


@dataclass
class Graph:
    """A project on an engine."""

    project: Project
    engine: Reader

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

        :param kind: the class, as a CURIE.
        :raises UnknownName: with the nearest names, if nothing of that class is called so.
        """
        if isinstance(name, Node):
            return name
        text = name.strip()
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
        """The members of a class with their preferred labels, sorted by label: what a drop-down offers."""
        return sorted(
            {iri: label for iri, label, _ in reversed(self._names(kind))}.items(),
            key=lambda item: (item[1].casefold(), item[0]),
        )

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
            if node and name
        ]


def _class(kind: str) -> str:
    iri = expand(kind)
    if iri is None:
        raise ValueError(f"{kind} is not a CURIE of ours")
    return str(NamedNode(iri))


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
    'Act or provision'
    """
    spoken = {"eli:LegalResource": "Act or provision", "scg:Ladder": "role", "org:Organization": "council"}
    return spoken.get(kind, re.sub(r"(?<!^)(?=[A-Z])", " ", kind.partition(":")[2]).lower())
