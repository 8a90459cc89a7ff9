"""The axioms of the ontology, read from the graph and put into words.

Only what the ontology uses is read: named classes, some, has value, has self, one of, and, or;
sub-properties, inverses, chains, domains and ranges, and the characteristics of properties. The rest is
HermiT's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import PREFIXES, contract

_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]

_TBOX = f"""PREFIX owl: <{_OWL}> PREFIX rdf: <{_RDF}> PREFIX rdfs: <{_RDFS}>
SELECT ?s ?p ?o WHERE {{
  VALUES ?p {{
    rdf:first rdf:rest rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range
    owl:equivalentClass owl:disjointWith owl:members owl:distinctMembers owl:inverseOf owl:propertyChainAxiom
    owl:onProperty owl:someValuesFrom owl:hasValue owl:hasSelf owl:oneOf owl:intersectionOf owl:unionOf
  }}
  ?s ?p ?o .
}}"""
_KINDS = f"""PREFIX owl: <{_OWL}>
SELECT ?property ?kind WHERE {{
  VALUES ?kind {{
    owl:Class owl:ObjectProperty owl:DatatypeProperty owl:FunctionalProperty owl:TransitiveProperty
    owl:IrreflexiveProperty owl:AsymmetricProperty
  }}
  ?property a ?kind .
}}"""


@dataclass(frozen=True)
class Named:
    """A class by its IRI."""

    iri: str

    def __str__(self) -> str:
        return contract(self.iri)


@dataclass(frozen=True)
class Some:
    """What is related by a property to some member of a class."""

    property: str
    filler: Expression

    def __str__(self) -> str:
        return f"{contract(self.property)} some {_bracket(self.filler)}"


@dataclass(frozen=True)
class Value:
    """What is related by a property to one individual or value."""

    property: str
    value: Term

    def __str__(self) -> str:
        return f"{contract(self.property)} value {term(self.value)}"


@dataclass(frozen=True)
class Self:
    """What is related by a property to itself."""

    property: str

    def __str__(self) -> str:
        return f"{contract(self.property)} some Self"


@dataclass(frozen=True)
class OneOf:
    """Exactly these individuals."""

    members: tuple[Term, ...]

    def __str__(self) -> str:
        return "{" + ", ".join(term(member) for member in self.members) + "}"


@dataclass(frozen=True)
class And:
    """What is in all of these classes."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " ⊓ ".join(_bracket(part) for part in self.parts)


@dataclass(frozen=True)
class Or:
    """What is in at least one of these classes."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " ⊔ ".join(_bracket(part) for part in self.parts)


@dataclass(frozen=True)
class Unread:
    """An expression of a form that scgraph does not reason over; HermiT does."""

    form: str

    def __str__(self) -> str:
        return f"an expression with {self.form}"


Expression = Named | Some | Value | Self | OneOf | And | Or | Unread


@dataclass(repr=False)
class Axioms:
    """The axioms of one ontology; properties and classes are IRIs."""

    #: sub-class, super-class, and the axiom in words
    subclasses: list[tuple[Expression, Expression, str]] = field(default_factory=list)
    disjoint: set[frozenset[str]] = field(default_factory=set)
    different: set[frozenset[Term]] = field(default_factory=set)
    #: super-property → its sub-properties
    subproperties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: property → its inverses, both ways
    inverses: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: property → the chains that imply it
    chains: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    domains: dict[str, list[Expression]] = field(default_factory=lambda: defaultdict(list))
    ranges: dict[str, list[Expression]] = field(default_factory=lambda: defaultdict(list))
    #: characteristic (``Functional``, ``Transitive``, ``Irreflexive``, ``Asymmetric``) → properties
    characteristics: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    classes: set[str] = field(default_factory=set)
    object_properties: set[str] = field(default_factory=set)
    data_properties: set[str] = field(default_factory=set)

    def superclasses(self, class_iri: str) -> set[str]:
        """A class and all named classes above it."""
        found, waiting = {class_iri}, [class_iri]
        while waiting:
            below = Named(waiting.pop())
            for sub, sup, _ in self.subclasses:
                if sub == below and isinstance(sup, Named) and sup.iri not in found:
                    found.add(sup.iri)
                    waiting.append(sup.iri)
        return found


def read_axioms(engine: Reader) -> Axioms:
    """The axioms that stand in the graph.

    :raises EngineError: if the engine cannot answer.
    """
    return _Reader(engine).axioms


def term(value: Term) -> str:
    """A term as a reader of Turtle writes it, with our prefixes."""
    if isinstance(value, NamedNode):
        return contract(value.value)
    if isinstance(value, Literal) and value.datatype.value == PREFIXES["xsd"] + "integer":
        return value.value
    return str(value)


def _bracket(part: Expression) -> str:
    return str(part) if isinstance(part, Named | OneOf) else f"({part})"


class _Reader:
    """Reads the triples of the ontology once and builds the axioms from them."""

    def __init__(self, engine: Reader) -> None:
        #: predicate, with our prefixes → subject → objects
        self.triples: dict[str, dict[Term, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in engine.select(_TBOX).rows:
            if s is not None and isinstance(p, NamedNode) and o is not None:
                self.triples[contract(p.value)][s].append(o)
        self.axioms = Axioms()
        self._kinds(engine)
        self._properties()
        self._classes()
        self._disjoint_and_different()

    def _kinds(self, engine: Reader) -> None:
        kinds: dict[str, set[str]] = defaultdict(set)
        for node, kind in engine.select(_KINDS).rows:
            if isinstance(node, NamedNode) and isinstance(kind, NamedNode):
                kinds[kind.value.removeprefix(_OWL).removesuffix("Property")].add(node.value)
        self.axioms.classes = kinds.pop("Class", set())
        self.axioms.object_properties = kinds.pop("Object", set())
        self.axioms.data_properties = kinds.pop("Datatype", set())
        self.axioms.characteristics = kinds

    def _properties(self) -> None:
        axioms = self.axioms
        for sub, sup in self._named_pairs("rdfs:subPropertyOf"):
            axioms.subproperties[sup].append(sub)
        for one, other in self._named_pairs("owl:inverseOf"):
            axioms.inverses[one].append(other)
            axioms.inverses[other].append(one)
        for s, chain in self._pairs("owl:propertyChainAxiom"):
            axioms.chains[_iri(s)].append(tuple(map(_iri, self._list(chain))))
        for s, node in self._pairs("rdfs:domain"):
            axioms.domains[_iri(s)].append(self._expression(node))
        for s, node in self._pairs("rdfs:range"):
            axioms.ranges[_iri(s)].append(self._expression(node))

    def _classes(self) -> None:
        for sub, sup in self._pairs("rdfs:subClassOf"):
            below, above = self._expression(sub), self._expression(sup)
            self.axioms.subclasses.append((below, above, f"{below} ⊑ {above}"))
        for one, other in self._pairs("owl:equivalentClass"):
            left, right = self._expression(one), self._expression(other)
            words = f"{left} ≡ {right}"
            self.axioms.subclasses += [(left, right, words), (right, left, words)]

    def _disjoint_and_different(self) -> None:
        self.axioms.disjoint |= set(map(frozenset, self._named_pairs("owl:disjointWith")))
        for _, head in self._pairs("owl:members"):
            self.axioms.disjoint |= set(map(frozenset, combinations(map(_iri, self._list(head)), 2)))
        for _, head in self._pairs("owl:distinctMembers"):
            self.axioms.different |= set(map(frozenset, combinations(self._list(head), 2)))

    def _pairs(self, predicate: str) -> Iterator[tuple[Term, Term]]:
        return ((s, o) for s, objects in self.triples[predicate].items() for o in objects)

    def _named_pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        for s, o in self._pairs(predicate):
            if isinstance(s, NamedNode) and isinstance(o, NamedNode):
                yield s.value, o.value

    def _list(self, head: Term) -> Iterator[Term]:
        while firsts := self.triples["rdf:first"].get(head):
            yield firsts[0]
            head = self.triples["rdf:rest"][head][0]

    def _get(self, node: Term, name: str) -> Term | None:
        found = self.triples[f"owl:{name}"].get(node)
        return found[0] if found else None

    def _expression(self, node: Term) -> Expression:
        if isinstance(node, NamedNode):
            return Named(node.value)
        if prop := self._get(node, "onProperty"):
            if filler := self._get(node, "someValuesFrom"):
                return Some(_iri(prop), self._expression(filler))
            if value := self._get(node, "hasValue"):
                return Value(_iri(prop), value)
            if self._get(node, "hasSelf"):
                return Self(_iri(prop))
        if head := self._get(node, "oneOf"):
            return OneOf(tuple(self._list(head)))
        if head := self._get(node, "intersectionOf"):
            return And(tuple(self._expression(part) for part in self._list(head)))
        if head := self._get(node, "unionOf"):
            return Or(tuple(self._expression(part) for part in self._list(head)))
        return Unread(" and ".join(sorted(name for name, found in self.triples.items() if node in found)))


def _iri(node: Term) -> str:
    return node.value if isinstance(node, NamedNode | BlankNode) else str(node)
