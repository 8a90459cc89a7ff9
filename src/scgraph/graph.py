"""A project opened on an engine: the graph that questions are asked of, and names looked up in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.engine.protocol import Engine
from scgraph.errors import UnknownName
from scgraph.namespaces import INFERRED_GRAPH, PREFIXES, PROFILE_GRAPH, RDF_TYPE, contract, expand
from scgraph.project import Project, find_project, graph_iri

if TYPE_CHECKING:
    from scgraph.queries.catalogue import SavedQuery
    from scgraph.queries.run import QueryAnswer

# Where a name may stand, in the order in which they count.
_NAMES = "skos:prefLabel|skos:altLabel|scg:jobTitle|skos:notation|rdfs:label|dcterms:title"
# What is read to find them, of all that rules conclude.
_READ_FOR_NAMES = (RDF_TYPE, PREFIXES["scg"] + "hasLevel")
_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX scg: <https://w3id.org/scgraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@dataclass(frozen=True)
class Found:
    """The node that a name means. ``others`` are the further nodes that bear the same name."""

    iri: str
    label: str
    others: tuple[str, ...] = ()


@dataclass
class KnowledgeGraph:
    """A project on an engine."""

    project: Project
    engine: Engine

    @cached_property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved questions of the project by name."""
        from scgraph.queries.catalogue import load_catalogue

        return load_catalogue(self.project)

    def ask(self, name: str, **parameters: object) -> QueryAnswer:
        """The answer of a saved question.

        Parameters go by their names; one that is a Python keyword takes a trailing underscore
        (``graph.ask("gap", from_="Bexley 07", to="SO1")``).

        :raises UsageError: for an unknown question, an unknown or missing parameter, or an unknown name.
        """
        from scgraph.queries.run import run_query

        return run_query(self, name, {key.removesuffix("_"): value for key, value in parameters.items()})

    def label(self, iri: str) -> str:
        """The preferred label of a node, or its CURIE where it has none."""
        return self.labels([iri]).get(iri, contract(iri))

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """The preferred labels of the nodes that have one."""
        values = " ".join(str(NamedNode(iri)) for iri in iris)
        rows = self.engine.select(
            f"""{_PREFIXES}SELECT ?node ?label {{
              VALUES ?node {{ {values} }} ?node skos:prefLabel|rdfs:label ?label }}"""
        ).rows
        return {node.value: label.value for node, label in reversed(rows) if node and label}

    def find(self, text: str, kind: str) -> Found:
        """The member of a class that an IRI, a CURIE or a label names.

        Labels are compared without regard to case, spaces and punctuation. Where several members bear the
        label, the one whose preferred label is shortest is meant (the least qualified name), and ``others``
        names the rest, so that a surface can say so. A ladder with a single level names that level too.

        :param kind: the class, as a CURIE.
        :raises UnknownName: with the nearest names, if nothing of that class is called so.
        """
        text = text.strip()
        iri = text.strip("<>") if "://" in text else expand(text)
        if iri is not None:
            if label := self._member(iri, kind):
                return Found(iri, label)
            if "://" in text:
                raise UnknownName(text, _plain(kind), [])
        members = self._named(text, kind) or self._folded(text, kind)
        if not members:
            raise UnknownName(text, _plain(kind), self._nearest(text, kind))
        ordered = sorted(members.items(), key=lambda item: (len(item[1]), item[1]))
        (iri, label), *rest = ordered
        return Found(iri, label, tuple(other for _, other in rest))

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

    def _named(self, text: str, kind: str) -> dict[str, str]:
        """Members that bear exactly this text: an index look-up on every engine, however large the graph."""
        forms = f"{Literal(text)} {Literal(text, language='en')}"
        # The name stands in each branch: an engine would read every name of the graph for one outside them.
        branches = " UNION ".join(
            f"{{ VALUES ?name {{ {forms} }} {branch} }}" for branch in _bearers_of_names(kind)
        )
        rows = self.engine.select(
            f"""{_PREFIXES}SELECT DISTINCT ?node ?label {{
              {branches} OPTIONAL {{ ?node skos:prefLabel ?label }} }}"""
        ).rows
        return {node.value: label.value if label else contract(node.value) for node, label in rows if node}

    def _folded(self, text: str, kind: str) -> dict[str, str]:
        wanted = fold(text)
        return {iri: label for iri, label, name in self._names(kind) if fold(name) == wanted}

    def _nearest(self, text: str, kind: str) -> list[str]:
        import difflib

        spoken: dict[str, str] = {}
        for _, _, name in self._names(kind):
            spoken.setdefault(fold(name), name)
        close = difflib.get_close_matches(fold(text), spoken, n=4, cutoff=0.5)
        return [spoken[name] for name in close]

    def _names(self, kind: str) -> list[tuple[str, str, str]]:
        """(IRI, preferred label, any name) of every member of a class."""
        branches = " UNION ".join(f"{{ {branch} }}" for branch in _bearers_of_names(kind))
        rows = self.engine.select(
            f"""{_PREFIXES}SELECT DISTINCT ?node ?label ?name {{
              {branches} OPTIONAL {{ ?node skos:prefLabel ?label }} }}"""
        ).rows
        return [
            (node.value, label.value if label else contract(node.value), name.value)
            for node, label, name in rows
            if node and name
        ]


def open_graph(
    project: Project | None = None,
    files: Iterable[Path] | None = None,
    profiles: bool = True,
    question: SavedQuery | None = None,
) -> KnowledgeGraph:
    """A project loaded into memory, with the consequences of its axioms and its profiles materialised.

    :param files: the Turtle files to load instead of the project's own ontology and data.
    :param profiles: whether to compute the competency profiles too; a command without them need not wait.
    :param question: the question, if the graph is opened to ask only this one: consequences that its answer
        cannot depend on are left out.
    :raises ScgraphError: if a file cannot be read or parsed.
    """
    from scgraph.reasoning.materialise import run_rules

    project = project or find_project()
    engine = EmbeddedEngine()
    for path in files or (*project.ontology_files, *project.data_files):
        engine.load_file(path, graph_iri(path))
    rules = [*project.rule_files, *(project.profile_files if profiles else ())]
    if question is not None:
        from scgraph.reasoning.reads import needed_rules

        classes = (expand(of.of_class) for of in question.parameters.values() if of.of_class)
        also = (*_READ_FOR_NAMES, *filter(None, classes))
        rules = needed_rules(rules, question.sparql, also)
    run_rules(engine, [rule for rule in project.rule_files if rule in rules], INFERRED_GRAPH)
    run_rules(engine, [rule for rule in project.profile_files if rule in rules], PROFILE_GRAPH)
    return KnowledgeGraph(project, engine)


def fold(name: str) -> str:
    """A name without case, spaces and punctuation, as names are compared.

    >>> fold("Bexley 07") == fold("bexley07")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold().replace("&", "and"))


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
