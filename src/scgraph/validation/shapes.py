"""Shapes read from Turtle: what the translator, the referee and the report need to know of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from scgraph.engine.protocol import Term
from scgraph.errors import BadSyntax, UnreadableFile, UsageError
from scgraph.namespaces import PREFIXES
from scgraph.sparql.guard import QueryFault
from scgraph.sparql.reach import refuse_reaching
from scgraph.turtle.reading import read_file
from scgraph.turtle.syntax import read_rdf, reading

Node = NamedNode | BlankNode


def sh(name: str) -> NamedNode:
    """A term of the SHACL vocabulary.

    >>> sh("path").value
    'http://www.w3.org/ns/shacl#path'
    """
    return NamedNode(PREFIXES["sh"] + name)


RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")
RDF_FIRST = NamedNode(PREFIXES["rdf"] + "first")
RDF_REST = NamedNode(PREFIXES["rdf"] + "rest")
RDF_NIL = NamedNode(PREFIXES["rdf"] + "nil")
RDFS_CLASS = NamedNode(PREFIXES["rdfs"] + "Class")
SUBCLASS_OF = NamedNode(PREFIXES["rdfs"] + "subClassOf")
REMEDY = NamedNode(PREFIXES["shape"] + "remedy")
SET_BASED = NamedNode(PREFIXES["shape"] + "setBased")
NOTED_FORM_OF = NamedNode(PREFIXES["shape"] + "notedFormOf")
CONSEQUENCE_OF = NamedNode(PREFIXES["shape"] + "consequenceOf")
MISSES_LOST = NamedNode(PREFIXES["shape"] + "missesWhatIsLost")
SYMMETRIC = NamedNode(PREFIXES["shape"] + "symmetric")
MADE_OF = NamedNode(PREFIXES["shape"] + "madeOf")
FILE_RULE = NamedNode(PREFIXES["shape"] + "FileRule")
OWL_IMPORTS = NamedNode(PREFIXES["owl"] + "imports")

TARGETS = (sh("targetClass"), sh("targetNode"), sh("targetSubjectsOf"), sh("targetObjectsOf"))
_SHAPE_VALUED = (sh("property"), sh("node"), sh("not"), sh("qualifiedValueShape"))
_SHAPE_LIST_VALUED = (sh("and"), sh("or"), sh("xone"))


class BadShapes(UsageError):
    """Shapes that no SHACL processor can use."""


@dataclass(frozen=True)
class Shape:
    """A node shape, or with a ``path`` a property shape."""

    node: Node
    path: Term | None
    severity: NamedNode
    deactivated: bool


@dataclass(frozen=True)
class Rule:
    """A shape as its reader knows it. ``noted_form_of`` names the strict rule that this one excuses.

    ``consequence_of`` names the rules whose findings this one's may follow from; a rule that ``misses_lost``
    is broken by what is not there, so also by what cannot be read; one that ``is_of_files`` is none of SHACL;
    one that ``is_symmetric`` says of ``?other`` what it says of the focus node.
    """

    name: str
    node: Node
    title: str
    why: str
    remedy: str
    severity: NamedNode
    file: Path | None
    noted_form_of: str | None
    consequence_of: frozenset[str] = frozenset()
    is_of_files: bool = False
    misses_lost: bool = False
    is_symmetric: bool = False

    @property
    def concern(self) -> str:
        """What the rule is about: the name of the file that it stands in; else a file itself."""
        return self.file.stem if self.file else "files"


class ShapesGraph:
    """The triples of some shape files, indexed."""

    def __init__(self, triples: Iterable[Triple], origin: dict[Node, Path] | None = None) -> None:
        self.triples = list(triples)
        self._origin = origin or {}
        self._by_subject: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._by_predicate: dict[NamedNode, list[tuple[Node, Term]]] = defaultdict(list)
        for triple in dict.fromkeys(self.triples):
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            self._by_subject[subject][predicate].append(value)  # type: ignore[index, arg-type]
            self._by_predicate[predicate].append((subject, value))  # type: ignore[arg-type]

    @property
    def files(self) -> dict[Node, Path]:
        """The file that describes each node first."""
        return self._origin

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The values of a property of a node."""
        return self._by_subject.get(subject, {}).get(predicate, [])

    def value(self, subject: Term, predicate: NamedNode) -> Term | None:
        """A value of a property of a node, the only one where the vocabulary allows only one."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: Term, predicate: NamedNode) -> str:
        """The text of a property of a node; empty where it has none."""
        value = self.value(subject, predicate)
        return value.value if isinstance(value, Literal) else ""

    def pairs(self, predicate: NamedNode) -> list[tuple[Node, Term]]:
        """Subjects and objects of a predicate."""
        return self._by_predicate.get(predicate, [])

    def predicates(self, subject: Term) -> set[NamedNode]:
        """The predicates that a node has values of."""
        return set(self._by_subject.get(subject, ()))

    def subjects(self, predicate: NamedNode, value: Term) -> list[Node]:
        """The nodes that have this value of a property."""
        return [subject for subject, found in self.pairs(predicate) if found == value]

    def items(self, head: Term) -> Iterator[Term]:
        """The members of an RDF list.

        :raises BadShapes: if the list has no end.
        """
        seen = set()
        while head != RDF_NIL:
            first, rest = self.value(head, RDF_FIRST), self.value(head, RDF_REST)
            if first is None or rest is None or head in seen:
                raise self.fault(head, "an RDF list in it is not well formed: write ( … ).")
            seen.add(head)
            yield first
            head = rest

    def fault(self, node: Term, reason: str) -> BadShapes:
        """What to raise for a shape, or a part of one, that cannot be used: with name, file and line."""
        seen: set[Term] = set()
        while not (isinstance(node, NamedNode) and node in self._origin) and node not in seen:
            seen.add(node)
            node = next((s for p in self._by_predicate for s, value in self.pairs(p) if value == node), node)
        file = self._origin.get(node) if isinstance(node, NamedNode) else None
        if file is None:
            return BadShapes(f"the rule '{local_name(node)}' cannot be used: {reason}")
        line = read_file(file).line_of(node)
        where = f"{file}:{line}" if line else str(file)
        return BadShapes(f"{where}: the rule '{local_name(node)}' cannot be used: {reason}")

    def is_set_based(self, constraint: Node) -> bool:
        """Whether a SPARQL constraint is declared to mean the same asked once for all of its nodes."""
        return self.text(constraint, SET_BASED) == "true"

    def prefixes(self, constraint: Node) -> dict[str, str]:
        """The prefixes that the ``sh:prefixes`` of a SPARQL constraint declare."""
        owners = self.objects(constraint, sh("prefixes"))
        owners = [*owners, *(each for owner in owners for each in self.objects(owner, OWL_IMPORTS))]
        return {name: namespace for owner in owners for name, namespace in self.declared_by(owner).items()}

    def declared_by(self, owner: Term) -> dict[str, str]:
        """The prefixes that a node declares."""
        declarations = self.objects(owner, sh("declare"))
        return {self.text(each, sh("prefix")): self.text(each, sh("namespace")) for each in declarations}

    def described(self, node: Term) -> Iterator[Triple]:
        """What is said of a blank node, and of the blank nodes in that."""
        if not isinstance(node, BlankNode):
            return
        for predicate in self.predicates(node):
            for value in self.objects(node, predicate):
                yield Triple(node, predicate, value)
                yield from self.described(value)

    @cached_property
    def shapes(self) -> dict[Node, Shape]:
        """Every shape, by its node: typed, targeted, or used by another shape."""
        nodes: list[Term] = []
        for kind in ("NodeShape", "PropertyShape"):
            nodes += self.subjects(RDF_TYPE, sh(kind))
        for predicate in (*TARGETS, sh("property"), sh("node")):
            nodes += [subject for subject, _ in self.pairs(predicate)]
        for predicate in _SHAPE_VALUED:
            nodes += [value for _, value in self.pairs(predicate)]
        for predicate in _SHAPE_LIST_VALUED:
            nodes += [item for _, head in self.pairs(predicate) for item in self.items(head)]
        named = (node for node in dict.fromkeys(nodes) if isinstance(node, NamedNode | BlankNode))
        return {node: self._shape(node) for node in named}

    def _shape(self, node: Node) -> Shape:
        severity = self.value(node, sh("severity"))
        return Shape(
            node=node,
            path=self.value(node, sh("path")),
            severity=severity if isinstance(severity, NamedNode) else sh("Violation"),
            deactivated=self.text(node, sh("deactivated")) in ("true", "1"),
        )

    def is_implicit_class(self, shape: Shape) -> bool:
        """Whether a shape is a class too, and so targets its own instances."""
        kinds = {RDFS_CLASS, *self.subjects(SUBCLASS_OF, RDFS_CLASS)}
        return any(kind in kinds for kind in self.objects(shape.node, RDF_TYPE))

    @cached_property
    def targeted(self) -> list[Shape]:
        """The shapes that say themselves which nodes they are for, in the order of their names."""
        found = [
            shape
            for node, shape in self.shapes.items()
            if not self.predicates(node).isdisjoint((*TARGETS, sh("target"))) or self.is_implicit_class(shape)
        ]
        return sorted(found, key=lambda shape: str(shape.node))

    @cached_property
    def rules(self) -> dict[Node, Rule]:
        """The rules that a reader is told of: targeted shapes that are not switched off, and file rules."""
        of_files = [self._shape(node) for node in self.subjects(RDF_TYPE, FILE_RULE)]
        shapes = [*self.targeted, *sorted(of_files, key=lambda shape: str(shape.node))]
        return {shape.node: self._rule(shape) for shape in shapes if not shape.deactivated}

    @cached_property
    def file_rules(self) -> dict[str, Rule]:
        """The rules about files and spelling, by name, which the program checks itself."""
        return {rule.name: rule for rule in self.rules.values() if rule.is_of_files}

    def _rule(self, shape: Shape) -> Rule:
        strict = self.value(shape.node, NOTED_FORM_OF)
        return Rule(
            name=local_name(shape.node),
            node=shape.node,
            title=self.text(shape.node, sh("name")) or local_name(shape.node),
            why=self.text(shape.node, sh("description")),
            remedy=self.text(shape.node, REMEDY),
            severity=self._severity(shape),
            file=self._origin.get(shape.node),
            noted_form_of=local_name(strict) if isinstance(strict, NamedNode) else None,
            consequence_of=frozenset(local_name(each) for each in self.objects(shape.node, CONSEQUENCE_OF)),
            is_of_files=FILE_RULE in self.objects(shape.node, RDF_TYPE),
            misses_lost=self.text(shape.node, MISSES_LOST) == "true",
            is_symmetric=self.text(shape.node, SYMMETRIC) == "true",
        )

    def _severity(self, shape: Shape) -> NamedNode:
        """How grave a rule says that it is: at its top, else the gravest that its parts say."""
        if (own := self.stated_severity(shape.node)) is not None:
            return own
        parts = [part for part, owner in self._parents.items() if owner == shape.node]
        said = {self.stated_severity(part) for part in parts if part in self.shapes}
        ordered = [sh(name) for name in ("Violation", "Warning", "Info")]
        known = [each for each in ordered if each in said]
        return sh("Violation") if not known or None in said else known[0]

    def stated_severity(self, node: Node | Term) -> NamedNode | None:
        """The severity that a shape itself states."""
        severity = self.value(node, sh("severity"))
        return severity if isinstance(severity, NamedNode) else None

    @cached_property
    def _parents(self) -> dict[Term, Node]:
        parents: dict[Term, Node] = {}
        for predicate in (*_SHAPE_VALUED, *_SHAPE_LIST_VALUED, RDF_FIRST, RDF_REST):
            for subject, value in self.pairs(predicate):
                parents.setdefault(value, subject)
        return parents

    def rule_of(self, node: Node) -> Rule:
        """The rule that a source shape belongs to: itself, or the targeted shape that leads to it."""
        at: Node | None = node
        seen: set[Node] = set()
        while at is not None and at not in self.rules and at not in seen:
            seen.add(at)
            at = self._parents.get(at)
        if at in self.rules:
            return self.rules[at]
        return self._rule(self.shapes.get(node) or self._shape(node))


def own_rule(name: str, title: str, why: str, remedy: str, is_of_files: bool = False) -> Rule:
    """A rule that the program itself checks, since no file of shapes can say it; breaking it is an error."""
    node = NamedNode(PREFIXES["shape"] + name)
    return Rule(name, node, title, why, remedy, sh("Violation"), None, None, is_of_files=is_of_files)


def local_name(node: Term) -> str:
    """The last part of an IRI: what a rule is called.

    >>> local_name(NamedNode("https://w3id.org/scgraph/shapes#level-adds"))
    'level-adds'
    """
    if not isinstance(node, NamedNode):
        return node.value
    return node.value.rstrip("/#").replace("#", "/").rpartition("/")[2] or node.value


def read_shapes(files: Iterable[Path]) -> ShapesGraph:
    """The shapes in some Turtle files.

    :raises UnreadableFile: if a file cannot be read or parsed, with line and column: then nothing is checked.
    :raises BadShapes: if two of the files define one rule, or a query in them asks more than the graph.
    """
    triples: list[Triple] = []
    origin: dict[Node, Path] = {}
    kinds = (sh("NodeShape"), sh("PropertyShape"), FILE_RULE)
    defined: dict[Node, Path] = {}
    for path in dict.fromkeys(files):
        try:
            with reading(path):
                for quad in parse(read_rdf(path), format=RdfFormat.TURTLE, rename_blank_nodes=True):
                    triples.append(quad.triple)
                    if isinstance(quad.subject, NamedNode | BlankNode):
                        if quad.predicate == RDF_TYPE and quad.object in kinds:
                            defined.setdefault(quad.subject, path)
                        # Whatever another file says of a rule, it would be another rule by that.
                        if (first := defined.get(quad.subject, path)) != path:
                            raise _defined_twice(quad.subject, path, first)
                        origin.setdefault(quad.subject, path)
        except BadSyntax as error:  # the rules are at fault, not the data that they would have checked
            raise UnreadableFile(error.path, error.reason, error.line, error.column) from error
    shapes = ShapesGraph(triples, origin)
    _refuse_reaching(shapes)
    return shapes


def _refuse_reaching(shapes: ShapesGraph) -> None:
    """Refuse shapes whose queries ask more than the graph that they are for.

    :raises BadShapes: with file and line.
    """
    for name in ("select", "ask", "construct", "update"):
        for node, text in shapes.pairs(sh(name)):
            try:
                refuse_reaching(text.value, shapes.prefixes(node))
            except QueryFault as error:
                raise shapes.fault(node, f"its query cannot be asked: {error}") from error


def _defined_twice(node: Node, path: Path, first: Path) -> BadShapes:
    """What to raise for a rule that a second file defines."""
    return BadShapes(
        f"{path}:{read_file(path).line_of(node)}: the rule '{local_name(node)}' cannot be used:"
        f" {first} defines it already. Give yours a name of its own; to grade a rule or switch it off, use"
        " --profile."
    )
