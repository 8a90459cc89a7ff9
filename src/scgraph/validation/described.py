"""File rules about what files describe: one thing in one file, the vocabulary's terms in no file of data."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import PREFIXES, RDF_TYPE, contract
from scgraph.project import graph_iri
from scgraph.sparql.parameters import bind
from scgraph.sparql.texts import query_text
from scgraph.validation.results import Result

# What tells that a rule is broken: by name, in a file, at a triple; nothing where the rule is switched off.
Tell = Callable[..., Result | None]

_TYPE = NamedNode(RDF_TYPE)
# The vocabularies that the ontology declares terms of; nobody's things have names there.
_VOCABULARIES = tuple(
    PREFIXES[name] for name in ("scg", "dcterms", "eli", "foaf", "org", "owl", "rdf", "rdfs", "skos", "xsd")
)


def described(
    engine: Reader, files: Sequence[Path], looked_at: Sequence[str], ontology: Collection[str], tell: Tell
) -> Iterator[Result | None]:
    """What two files describe, and what no file may.

    :param files: all files of the project, those of the ontology first.
    :param looked_at: the named graphs of the files to look at.
    :param ontology: those of the ontology.
    """
    homes: dict[Term, list[str]] = defaultdict(list)
    text = bind(query_text(__package__, "subjects.rq"), {"files": [graph_iri(path) for path in files]})
    for file, subject in engine.select(text).rows:
        if file is not None and subject is not None:
            homes[subject].append(file.value)
    yield from _described_twice(engine, files, looked_at, homes, tell)
    yield from _terms_added(looked_at, ontology, homes, tell)
    text = bind(query_text(__package__, "computed.rq"), {"files": list(looked_at)})
    for file, subject, path, value in engine.select(text).rows:
        if file is not None and subject is not None:
            yield tell("computed-not-stated", file.value, subject, path, value)


def _described_twice(
    engine: Reader, files: Sequence[Path], looked_at: Sequence[str], homes: dict[Term, list[str]], tell: Tell
) -> Iterator[Result | None]:
    """What two files describe, told where its class is not said, else in the second or the one looked at."""
    several = [subject.value for subject, graphs in homes.items() if len(graphs) > 1]
    if not several:
        return
    names, chosen = {graph_iri(path): path.name for path in files}, set(looked_at)
    order = {graph: place for place, graph in enumerate(names)}
    said: dict[Term, dict[str, tuple[Term | None, Term | None]]] = defaultdict(dict)
    text = bind(query_text(__package__, "said_twice.rq"), {"subjects": several})
    for file, subject, path, value in engine.select(text).rows:
        if file is not None and subject is not None and file.value in order:
            said[subject].setdefault(file.value, (path, value))
    common: dict[tuple[str, str], int] = Counter()
    for subject, by_file in said.items():
        first, *more = sorted(by_file, key=lambda graph: (by_file[graph][0] != _TYPE, order[graph]))
        told = [graph for graph in more if graph in chosen]
        if not told and more and first in chosen:
            told, first = [first], more[0]
        for graph in told:
            path, value = by_file[graph]
            common[graph, first] += path == _TYPE
            yield tell("subject-in-one-file", graph, subject, path, value, elsewhere=names[first])
    for (graph, first), shared in common.items():
        if shared > 1 and shared == _described_in(engine, graph):
            copied = tell("file-copied", graph, NamedNode(graph), None, None, elsewhere=names[first])
            yield copied and copied.at(1)


def _described_in(engine: Reader, graph: str) -> int:
    """How many things a file says of what class they are."""
    rows = engine.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH <{graph}> {{ ?s a ?class }} }}").rows
    return int(rows[0][0].value) if rows and rows[0][0] is not None else 0


def _terms_added(
    looked_at: Sequence[str], ontology: Collection[str], homes: dict[Term, list[str]], tell: Tell
) -> Iterator[Result | None]:
    """What data describe under a name of a vocabulary, from which the ontology takes what there is."""
    chosen = set(looked_at).difference(ontology)
    for subject, graphs in homes.items():
        if subject.value.startswith(_VOCABULARIES) and set(graphs).isdisjoint(ontology):
            for graph in graphs:
                if graph in chosen:
                    yield tell("vocabulary-closed", graph, subject, None, None, term=contract(subject.value))
