"""Where a result stands: the file, and the line of the very triple that is at fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.graph import Graph
from scgraph.project import graph_iri
from scgraph.turtle.likeness import likenesses
from scgraph.turtle.reading import Document, read_file
from scgraph.validation.results import Result
from scgraph.validation.shapes import ShapesGraph, sh

_REPEATS = ("zeroOrMore", "oneOrMore", "zeroOrOne")


class Fault(NamedTuple):
    """A triple that may be at fault: any with the subject, one of the predicates, and the value, if given."""

    subject: Term
    predicates: frozenset[Term] | None
    value: Term | None


class Places:
    """The places of some results in some files."""

    def __init__(
        self,
        graph: Graph,
        shapes: ShapesGraph,
        files: Sequence[Path],
        results: Iterable[Result],
        read: Callable[[Path, Collection[Term]], Document] = read_file,
    ) -> None:
        self._engine = graph.engine
        self._files = {graph_iri(path): path for path in files}
        self._shown = {path: graph.project.relative(path) for path in files}
        self._faults = {result: tuple(faults(result, shapes)) for result in results}
        foci = {result.focus for result in self._faults}
        told = [fault for each in self._faults.values() for fault in each]
        others = {result.other for result in self._faults if result.other is not None}
        subjects = foci | others | {fault.subject for fault in told}
        asked = subjects | {fault.value for fault in told if fault.value is not None}
        self._document = cache(lambda path: read(path, asked))
        self._blank = self._blank_nodes() if any(isinstance(node, BlankNode) for node in asked) else {}
        self._homes = self._where(subjects, "?node ?p ?o")
        self._users = self._where(foci - set(self._homes), "?s ?p ?node")

    def is_subject(self, node: Term) -> bool:
        """Whether one of the files says something of a node."""
        return node in self._homes

    def __call__(self, result: Result) -> tuple[Path | None, int | None]:
        """The file and line of a result: of the triple at fault, else of the node that it is about."""
        own = self._files.get(result.file) if result.file else None
        if own is not None and result.line is not None:
            return self._shown[own], result.line
        for fault in self._faults[result]:
            for path in self._homes.get(fault.subject, ()):
                if own not in (None, path):
                    continue
                value = None if fault.value is None else self._here(path, fault.value)
                subject = self._here(path, fault.subject)
                if line := self._document(path).line_of_triple(subject, fault.predicates, value):
                    return self._shown[path], line
        for path in self._homes.get(result.focus) or self._users.get(result.focus) or ():
            return self._shown[path], self._document(path).line_of(self._here(path, result.focus))
        return None, None

    def told(self, node: Term) -> str | None:
        """The file and line where a node is described, if one of the files does so."""
        for path in self._homes.get(node, ()):
            line = self._document(path).line_of(self._here(path, node))
            return f"{self._shown[path]}:{line}" if line else str(self._shown[path])
        return None

    def _here(self, path: Path, node: Term) -> Term:
        """A node as a file has it: a blank node of the engine is known again by what is said of it."""
        likeness = self._blank.get(path, {}).get(node)
        return node if likeness is None else self._document(path).alike.get(likeness, node)

    def _where(self, nodes: Collection[Term], pattern: str) -> dict[Term, list[Path]]:
        """The files in which nodes occur so."""
        values = " ".join(sorted(str(node) for node in nodes if isinstance(node, NamedNode)))
        where = f"VALUES ?node {{ {values} }} GRAPH ?g {{ {pattern} }}"
        rows = self._engine.select(f"SELECT DISTINCT ?node ?g {{ {where} }}").rows if values else ()
        found: dict[str, set[Term]] = defaultdict(set)
        for node, home in rows:
            if node is not None and home is not None:
                found[home.value].add(node)
        homes: dict[Term, list[Path]] = defaultdict(list)
        for iri, path in self._files.items():
            for node in found[iri].union(node for node in self._blank.get(path, ()) if node in nodes):
                homes[node].append(path)
        return homes

    def _blank_nodes(self) -> dict[Path, dict[Term, int]]:
        """The likenesses of the blank nodes of each file, as the engine names them."""
        found: dict[Path, list[tuple[Term, Term, Term]]] = defaultdict(list)
        either = "FILTER(ISBLANK(?s) || ISBLANK(?o))"
        rows = self._engine.select(f"SELECT ?g ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o {either} }} }}").rows
        for home, *triple in rows:
            if home is not None and home.value in self._files:
                found[self._files[home.value]].append(tuple(triple))  # type: ignore[arg-type]
        return {path: likenesses(triples) for path, triples in found.items()}


def faults(result: Result, shapes: ShapesGraph) -> Iterator[Fault]:
    """The triples that may be at fault, the likeliest first."""
    focus, value = result.focus, None if result.value == result.focus else result.value
    if result.path is None:
        if value is not None:
            yield Fault(focus, None, value)
            yield Fault(value, None, focus)
        return
    steps = set(_first_steps(result.path, shapes))
    ahead = frozenset(step for step, is_ahead in steps if is_ahead)
    back = frozenset(step for step, is_ahead in steps if not is_ahead)
    if ahead and value is not None:
        yield Fault(focus, ahead, value)
    if back and value is not None and not isinstance(value, Literal):
        yield Fault(value, back, focus)
    if ahead:
        yield Fault(focus, ahead, None)


def _first_steps(path: Term, shapes: ShapesGraph, ahead: bool = True) -> Iterator[tuple[Term, bool]]:
    """The properties that a path begins with, and whether it follows them or goes back along them."""
    if isinstance(path, NamedNode):
        yield path, ahead
    elif (inverse := shapes.value(path, sh("inversePath"))) is not None:
        yield from _first_steps(inverse, shapes, not ahead)
    elif (options := shapes.value(path, sh("alternativePath"))) is not None:
        for option in shapes.items(options):
            yield from _first_steps(option, shapes, ahead)
    else:
        # What is repeated is no list, and must not be asked for its members.
        steps = chain((shapes.value(path, sh(f"{name}Path")) for name in _REPEATS), shapes.items(path))
        if (first := next((step for step in steps if step is not None), None)) is not None:
            yield from _first_steps(first, shapes, ahead)
