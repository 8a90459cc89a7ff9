"""What the pages share: the graph, the words of its vocabularies, and the edition that is shown."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from scgraph import __version__
from scgraph.careers.network import Network, load_network
from scgraph.careers.reading import load_levels
from scgraph.deadlines import remaining
from scgraph.domain.levels import Level
from scgraph.engine.protocol import Term, well_formed
from scgraph.errors import QueryTimeout
from scgraph.files import digest
from scgraph.namespaces import PREFIXES, address_of, contract
from scgraph.questions.answers import Answer, to_python
from scgraph.questions.door import KnowledgeGraph
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.validation.report import Report
from scgraph.validation.validator import validate
from scgraph.web.limits import Limits

Made = TypeVar("Made")
Row = TypeVar("Row")


class _made_once(cached_property[Made]):
    """A property that takes long to make: by one thread, while the others wait."""

    _lock = threading.RLock()

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Made:  # type: ignore[override]
        if not self._lock.acquire(timeout=remaining(threading.TIMEOUT_MAX)):
            raise QueryTimeout(f"{self.attrname} was not ready in time. Try again in a moment.")
        try:
            return super().__get__(instance, owner)
        finally:
            self._lock.release()


@dataclass(frozen=True)
class Edition:
    """Which data are shown: the version and date they give of themselves, their licence."""

    version: str
    modified: str
    licence: str
    title: str
    description: str


@dataclass(frozen=True)
class Fact:
    """A value of one property of a node, with the words for both."""

    value: str
    property_label: str
    label: str
    is_node: bool

    @property
    def address(self) -> str | None:
        """Where the value has its page here."""
        return address_of(self.value) if self.is_node else None


# What is said of a node, by the CURIE of the property.
Facts = dict[str, list[Fact]]


@dataclass
class Explorer:
    """One graph, shown. Everything that is cached here holds for one version of the data.

    ``limited`` is the same graph for what users ask, where a query that takes too long can be stopped.
    ``address`` is where the public reaches it, with the last slash; empty where that is where it was asked.
    """

    graph: KnowledgeGraph
    limited: KnowledgeGraph
    limits: Limits
    digest: str | None
    address: str = ""

    def select(self, name: str, **values: str | Iterable[str]) -> list[dict[str, Any]]:
        """The rows of one of this package's own queries, its parameters given as checked IRIs or texts."""
        answer = self.graph.engine.select(own_query(name, **values))
        return [dict(zip(answer.variables, map(to_python, row), strict=True)) for row in answer.rows]

    def answer(self, question: str, **parameters: object) -> Answer | None:
        """The answer of a saved question, with what is told before it; none without such a question."""
        return self.graph.ask(question, **parameters) if question in self.graph.queries else None

    def ask(self, question: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a saved question; none where this project does not have it."""
        return list(self.answer(question, **parameters) or ())

    def facts(self, iri: str) -> Facts:
        """What is said of a node, by the CURIE of the property; empty where the graph does not know it."""
        answer = self.graph.engine.select(own_query("node.rq", node=iri))
        found: dict[str, dict[str, Fact]] = {}
        for prop, value, *labels in answer.rows:
            if prop is not None and value is not None:
                known = found.setdefault(contract(prop.value), {})
                known.setdefault(value.value, _fact(prop, value, labels))
        return {prop: list(facts.values()) for prop, facts in found.items()}

    def describe(self, iris: Iterable[str]) -> Iterable[Triple]:
        """What is said of some nodes, and the labels of what they lead to."""
        return self.graph.engine.construct(own_query("describe.rq", nodes=iris))

    def graph_triples(self, graph: str) -> Iterable[Triple]:
        """All triples of a named graph."""
        return self.graph.engine.construct(own_query("graph.rq", graph=graph))

    @cached_property
    def graph_names(self) -> tuple[str, ...]:
        """The IRIs of the named graphs."""
        return tuple(self.graph.engine.graphs())

    @cached_property
    def edition(self) -> Edition:
        """Which data are shown."""
        row = next(iter(self.select("edition.rq")), {})
        return Edition(**{each.name: str(row.get(each.name) or "") for each in fields(Edition)})

    @property
    def known_edition(self) -> Edition:
        """Which data are shown, where that is known without asking."""
        known = self.__dict__.get("edition")
        return known if isinstance(known, Edition) else Edition("", "", "", "", "")

    @cached_property
    def vocabulary(self) -> dict[str, str]:
        """The IRI of each word of the vocabularies that has a page: topics, law, statutory roles, scales."""
        found: dict[str, str] = {}
        for row in self.select("labels.rq"):
            if address_of(str(row["node"])) is not None:
                found.setdefault(str(row["label"]), str(row["node"]))
        return found

    def options(self, kind: str) -> list[tuple[str, str]]:
        """The members of a class with their names, for a drop-down; of organisations, only the councils."""
        if kind == "org:Organization":
            return list({row["council"]: row["name"] for row in self.select("councils.rq")}.items())
        return self.graph.members(kind)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Every level by its IRI."""
        return load_levels(self.graph)

    @_made_once
    def report(self) -> Report:
        """What the checks found."""
        return validate(self.graph)

    @_made_once
    def network(self) -> Network:
        """The moves between levels."""
        return load_network(self.graph)


def own_query(name: str, **values: str | Iterable[str]) -> str:
    """The text of one of this package's own queries, its parameters given as checked IRIs or texts."""
    lists = {key: [value] if isinstance(value, str) else list(value) for key, value in values.items()}
    return bind(query_text(__package__, name), lists)


def grouped(rows: Iterable[Row], key: Callable[[Row], object]) -> dict[str, list[Row]]:
    """Rows under what they have in common, in the order in which that comes first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(key(row)), []).append(row)
    return groups


def name_of(facts: Facts, iri: str) -> str:
    """What a node is called."""
    for key in ("scg:name", "rdfs:label", "dcterms:title"):
        if key in facts:
            return facts[key][0].value
    return contract(iri)


def digest_of(graph: KnowledgeGraph) -> str | None:
    """A digest of the data, the programme's version and the pages' own files: what the ETag stands on.

    ``None`` where the engine cannot tell what it holds.
    """
    version = graph.engine.version
    if version is None:
        return None
    own = sorted(Path(str(resources.files(__package__))).rglob("*"))
    shown = [path for path in own if path.suffix in {".py", ".html", ".css", ".rq", ".svg"}]
    files = digest((*graph.project.query_files, *graph.project.shape_files, *shown))
    return f"{version} {__version__} {files}"


def write_rdf(triples: Iterable[Triple], form: RdfFormat) -> bytes:
    """Triples as RDF, each once, with the prefixes that they use."""
    once = list(dict.fromkeys(triples))
    terms = (term for triple in once for term in (triple.subject, triple.predicate, triple.object))
    used = {contract(term.value).partition(":")[0] for term in terms if isinstance(term, NamedNode)}
    prefixes = {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}
    return well_formed(bytes(serialize(once, format=form, prefixes=prefixes) or b""), form.media_type)


def _fact(prop: Term, value: Term, labels: list[Term | None]) -> Fact:
    is_node = isinstance(value, NamedNode)
    label = next(
        (label.value for label in labels[1:] if label), contract(value.value) if is_node else value.value
    )
    # A name in camel case as words: ``seeAlso`` is 'see also'.
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", contract(prop.value).partition(":")[2]).lower()
    return Fact(value.value, labels[0].value if labels[0] else name, label, is_node)
