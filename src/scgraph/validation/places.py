"""Where a result stands: the file, and the line of the very triple that is at fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.graph import Graph
from scgraph.project import graph_iri
from scgraph.turtle.lines import Lines, Nested, lines_of_file
from scgraph.validation.results import Result
from scgraph.validation.shapes import ShapesGraph, sh

Place = tuple[Path | None, int | None]


class Fault(NamedTuple):
    """A triple that may be at fault: any with the subject, one of the predicates, and the value, if given."""

    subject: Term
    predicates: frozenset[Term] | None
    value: Term | None


class Places:
    """The places of some results in some files."""

    def __init__(
        self, graph: Graph, shapes: ShapesGraph, files: Sequence[Path], results: Iterable[Result]
    ) -> None:
        self._engine = graph.engine
        self._files = {graph_iri(path): path for path in files}
        self._shown = {path: graph.project.relative(path) for path in files}
        self._faults = {result: tuple(faults(result, shapes)) for result in results}
        foci = {result.focus for result in self._faults}
        told = [fault for each in self._faults.values() for fault in each]
        subjects = foci | {fault.subject for fault in told}
        asked = subjects | {fault.value for fault in told if fault.value is not None}
        self._nested = self._read_nested() if any(isinstance(node, BlankNode) for node in asked) else {}
        self._homes = self._where_described(subjects)
        self._users = self._where_named(foci - set(self._homes))
        self._wanted = self._subjects_to_read()
        self._lines: dict[Path, Lines] = {}

    def _where_described(self, nodes: set[Term]) -> dict[Term, list[Path]]:
        homes: dict[Term, list[Path]] = defaultdict(list)
        for node, path, _, _ in self._find(nodes, "?node ?p ?o", "?node"):
            homes[node].append(path)
        for path, nested in self._nested.items():
            for node in (each for each in nodes if each in nested):
                homes[node].append(path)
        return dict(homes)

    def _where_named(self, nodes: set[Term]) -> dict[Term, tuple[Path, Fault]]:
        """The first triple that names a node which no file describes."""
        users: dict[Term, tuple[Path, Fault]] = {}
        for node, path, user, predicate in self._find(nodes, "?user ?p ?node", "?user"):
            users.setdefault(node, (path, Fault(user, frozenset({predicate}), node)))
        return users

    def _subjects_to_read(self) -> dict[Path, set[Term]]:
        """The named subjects of each file whose triples are asked for."""
        wanted: dict[Path, set[Term]] = defaultdict(set)
        for node, paths in self._homes.items():
            for path in paths:
                owner = self._nested[path].owner(node) if isinstance(node, BlankNode) else node
                wanted[path] |= {owner} if owner else set()
        for path, fault in self._users.values():
            wanted[path].add(fault.subject)
        return wanted

    def is_subject(self, node: Term) -> bool:
        """Whether one of the files says something of a node."""
        return node in self._homes

    def __call__(self, result: Result) -> Place:
        """The file and line of a result: of the triple at fault, else of the node that it is about."""
        for fault in self._faults[result]:
            for path in self._homes.get(fault.subject, ()):
                if line := self._line(path, fault):
                    return self._shown[path], line
        if paths := self._homes.get(result.focus):
            path = paths[0]
            return self._shown[path], self._of(path).node(self._here(path, result.focus))
        if user := self._users.get(result.focus):
            path, fault = user
            return self._shown[path], self._line(path, fault)
        return None, None

    def _line(self, path: Path, fault: Fault) -> int | None:
        value = None if fault.value is None else self._here(path, fault.value)
        return self._of(path).triple(self._here(path, fault.subject), fault.predicates, value)

    def _of(self, path: Path) -> Lines:
        if path not in self._lines:
            self._lines[path] = lines_of_file(path, self._wanted[path])  # type: ignore[arg-type]
        return self._lines[path]

    def _here(self, path: Path, node: Term) -> Term:
        """A node as a file has it: a blank node of the engine is known again by what is said of it."""
        if not isinstance(node, BlankNode) or path not in self._nested:
            return node
        return self._of(path).alike(self._nested[path].likeness(node)) or node

    def _find(
        self, nodes: Iterable[Term], pattern: str, subject: str
    ) -> Iterator[tuple[Term, Path, Term, Term]]:
        """The named nodes that occur so in a file, with the file, the subject and the predicate there."""
        values = " ".join(sorted(str(node) for node in nodes if isinstance(node, NamedNode)))
        if not values:
            return
        predicate = "" if subject == "?node" else "?p"
        where = f"VALUES ?node {{ {values} }} GRAPH ?g {{ {pattern} }}"
        rows = self._engine.select(
            f"SELECT DISTINCT ?node ?g ({subject} AS ?subject) {predicate} {{ {where} }}"
        ).rows
        rank = {iri: position for position, iri in enumerate(self._files)}
        known = [row for row in rows if row[1] is not None and row[1].value in rank]
        for row in sorted(known, key=lambda row: (rank[row[1].value], *map(str, row))):  # type: ignore[union-attr]
            node, home, user, *used = row
            yield node, self._files[home.value], user, used[0] if used else node  # type: ignore[misc, union-attr]

    def _read_nested(self) -> dict[Path, Nested]:
        """The blank nodes of each file, as the engine names them."""
        found: dict[Path, list[tuple[Term, Term, Term]]] = defaultdict(list)
        either = "FILTER(ISBLANK(?s) || ISBLANK(?o))"
        rows = self._engine.select(f"SELECT ?g ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o {either} }} }}").rows
        for home, *triple in rows:
            if home is not None and home.value in self._files:
                found[self._files[home.value]].append(tuple(triple))  # type: ignore[arg-type]
        return {path: Nested(triples) for path, triples in found.items()}


def faults(result: Result, shapes: ShapesGraph) -> Iterator[Fault]:
    """The triples that may be at fault, the likeliest first."""
    focus, value = result.focus, None if result.value == result.focus else result.value
    ahead, back = _first_steps(result.path, shapes) if result.path is not None else (None, None)
    if ahead and value is not None:
        yield Fault(focus, ahead, value)
    if back and value is not None and not isinstance(value, Literal):
        yield Fault(value, back, focus)
    if ahead:
        yield Fault(focus, ahead, None)
    if result.path is None and value is not None:
        yield Fault(focus, None, value)


def _first_steps(path: Term, shapes: ShapesGraph) -> tuple[frozenset[Term], frozenset[Term]]:
    """The properties that a path begins with, those that it follows and those that it goes back along."""
    if isinstance(path, NamedNode):
        return frozenset({path}), frozenset()
    inverse = shapes.value(path, sh("inversePath"))
    if inverse is not None:
        ahead, back = _first_steps(inverse, shapes)
        return back, ahead
    head = shapes.value(path, sh("alternativePath"))
    if head is not None:
        steps = [_first_steps(item, shapes) for item in shapes.items(head)]
    else:
        repeated = [
            shapes.value(path, sh(f"{name}Path")) for name in ("zeroOrMore", "oneOrMore", "zeroOrOne")
        ]
        inner = next((each for each in repeated if each is not None), None) or next(shapes.items(path), None)
        steps = [_first_steps(inner, shapes)] if inner is not None else []
    return (
        frozenset().union(*(ahead for ahead, _ in steps)),
        frozenset().union(*(back for _, back in steps)),
    )
