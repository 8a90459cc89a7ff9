"""The rules about files and the spelling of values (``shape:FileRule``), which no SHACL processor can see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import BASE, PREFIXES, RDF_TYPE
from scgraph.project import graph_iri
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.validation.described import Tell, described
from scgraph.validation.names import axioms, unknown_names
from scgraph.validation.results import Result
from scgraph.validation.shapes import FILE_RULE, Node, ShapesGraph
from scgraph.validation.spelling import faults, is_out_of_range, may_be_out_of_range, misfit

_TYPE = NamedNode(RDF_TYPE)
_OF_THE_LANGUAGE = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs"))
_PREFIX = re.compile(r"\b(?:PREFIX|prefix|Prefix)\s+([\w.-]*):\s*<([^>\s]*)>")
# What names may begin with: the web's addresses, and those of people.
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
_TRIPLE = "is no name and no value: it is a triple in the place of one (RDF 1.2)"
# The base under which all names of this project are, however its beginning is spelt.
_MISSPELT_BASE = re.compile(r"(?i)https?://(?:www[.])?" + re.escape(BASE.partition("://")[2]))


def check_files(
    engine: Reader,
    shapes: ShapesGraph,
    files: Sequence[Path],
    chosen: Sequence[Path],
    silent: Collection[Node],
    ontology: Collection[Path] = (),
) -> list[Result]:
    """What breaks the file rules among the shapes.

    :param files: all files of the project, in the order in which what two of them say belongs to the first.
    :param chosen: the files to look at.
    :param silent: rules that are switched off.
    :param ontology: the files that declare the vocabulary, which data may use and not change.
    """
    rules = {
        rule.name: node for node, rule in shapes.rules.items() if rule.is_of_files and node not in silent
    }
    if not rules or not chosen:
        return []

    def tell(
        name: str, file: str, focus: Term, path: Term | None, value: Term | None, **quoted: str
    ) -> Result | None:
        if name not in rules:
            return None
        texts = tuple((each, Literal(text)) for each, text in quoted.items())
        node = rules[name]
        return Result(
            focus, path, value, FILE_RULE, shapes.rules[node].severity, node, None, texts, file=file
        )

    looked_at = [graph_iri(path) for path in chosen]
    vocabulary = {graph_iri(path) for path in ontology}
    used = [graph for graph in looked_at if graph not in vocabulary]
    found = [
        *_suspects(engine, looked_at, tell),
        *_prefixes(engine, files, chosen, tell),
        *_typed_numbers(chosen, tell),
        *described(engine, files, looked_at, vocabulary, tell),
        *axioms(engine, used, tell),
        *unknown_names(engine, looked_at, tell),
    ]
    return [result for result in found if result is not None]


def _suspects(engine: Reader, graphs: list[str], tell: Tell) -> Iterator[Result | None]:
    """Nodes without a name, and values that are misspelt."""
    rows = engine.select(bind(query_text(__package__, "suspects.rq"), {"files": graphs})).rows
    blank: dict[tuple[str, BlankNode], Term] = {}
    named = set()
    unlinked: set[tuple[str, Term]] = set()
    for graph, subject, predicate, value, is_literal in rows:
        if graph is None or subject is None or predicate is None or value is None:
            continue
        own = predicate.value.startswith(_OF_THE_LANGUAGE)
        for node, place in ((subject, None), (value, predicate)):
            if _is_no_address(node) and (graph.value, node) not in unlinked:
                unlinked.add((graph.value, node))
                yield tell(
                    "name-is-address",
                    graph.value,
                    subject,
                    place,
                    node if place else None,
                    address=node.value,
                )
        if isinstance(value, Literal) and is_literal is not None and is_literal.value == "false":
            yield tell("literal-well-formed", graph.value, subject, predicate, value, fault=_TRIPLE)
        elif isinstance(value, Literal):
            for rule, quoted in faults(predicate.value, value):
                yield tell(rule, graph.value, subject, predicate, value, **quoted)
        elif isinstance(value, BlankNode):
            named.add((graph.value, value))
            if not own and isinstance(subject, NamedNode):
                yield tell("blank-node", graph.value, subject, predicate, value)
        if isinstance(subject, BlankNode):
            key = (graph.value, subject)
            if own and (predicate != _TYPE or value.value.startswith(_OF_THE_LANGUAGE)):
                named.add(key)  # an axiom, or a list within one
            blank.setdefault(key, predicate)
    for (file, node), predicate in blank.items():
        if (file, node) not in named:
            yield tell("blank-node", file, node, predicate, None)


def _is_no_address(node: Term) -> bool:
    return isinstance(node, NamedNode) and not node.value.startswith(_ADDRESSES)


def _prefixes(
    engine: Reader, files: Sequence[Path], chosen: Sequence[Path], tell: Tell
) -> Iterator[Result | None]:
    """Prefixes that stand for another namespace than their name says."""
    councils = PREFIXES["id"]
    rows = engine.select(f"SELECT DISTINCT ?council {{ ?council <{PREFIXES['scg']}offers> ?ladder }}").rows
    slugs = {row[0].value.removeprefix(councils) for row in rows if row[0] is not None}
    slugs |= {path.stem for path in files if path.parent.name == "turtle"}
    for path in chosen:
        text = _text(path)
        end = max(text.rfind(word) for word in ("PREFIX", "prefix", "Prefix")) + 1000
        for found in _PREFIX.finditer(text, 0, end):
            name, namespace = found.groups()
            own = PREFIXES.get(name)
            if own is None and name in slugs and namespace.startswith(BASE):
                own = f"{councils}{name}/"
            own = own or _own_spelling(namespace)
            if own is not None and own != namespace:
                line = text.count("\n", 0, found.start(1)) + 1
                focus = NamedNode(graph_iri(path))
                quoted = {"prefix": name, "namespace": namespace, "own": own}
                result = tell("prefix-fits", graph_iri(path), focus, None, None, **quoted)
                yield result and result.at(line)


def _typed_numbers(chosen: Sequence[Path], tell: Tell) -> Iterator[Result | None]:
    """Numbers that their datatype does not have and whole numbers have: an engine forgets what they were."""
    for path in chosen:
        text = _text(path)
        if not may_be_out_of_range(text):
            continue
        with suppress(SyntaxError, ValueError):  # rule file-readable tells that
            for quad in parse(text, format=RdfFormat.TURTLE, base_iri=path.resolve().as_uri()):
                value = quad.object
                if isinstance(value, Literal) and is_out_of_range(value.value, value.datatype.value):
                    quoted = {"fault": misfit(value.value, value.datatype.value)}
                    graph = graph_iri(path)
                    yield tell("literal-well-formed", graph, quad.subject, quad.predicate, value, **quoted)


def _text(path: Path) -> str:
    """What a file says; nothing where it cannot be read, which another rule tells."""
    with suppress(OSError, UnicodeDecodeError):
        if path.is_file():  # nobody may ever write to a pipe
            return path.read_text(encoding="utf-8-sig")
    return ""


def _own_spelling(namespace: str) -> str | None:
    """How a namespace of this project is spelt, where one is spelt with another scheme or host."""
    found = _MISSPELT_BASE.match(namespace)
    return f"{BASE}{namespace[found.end() :]}" if found else None
