"""Why something is in the graph: the stated facts and the axioms behind it, found by going backwards.

The search reads the axioms of the ontology, not the rules, so an explanation is also a second opinion on a
rule. It is bounded by depth and deepens step by step, so that the explanation found is a shortest one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import INFERRED_GRAPH, PROFILE_GRAPH, RDF_TYPE, SUMMARY_GRAPH, contract
from scgraph.rules.axioms import (
    And,
    Axioms,
    Expression,
    Named,
    OneOf,
    Or,
    Self,
    Some,
    Value,
    read_axioms,
    term,
)

_DEEPEST = 40


@dataclass(frozen=True)
class Fact:
    """A triple; its object may be a class expression where it says what something is."""

    subject: Term
    predicate: str
    object: Term | Expression

    def __str__(self) -> str:
        verb = "is a" if self.predicate == RDF_TYPE else contract(self.predicate)
        target = term(self.object) if isinstance(self.object, Term) else str(self.object)
        return f"{term(self.subject)} {verb} {target}"


@dataclass(frozen=True)
class Proof:
    """A fact, and why it holds: the graph that states it, or an axiom and the facts it starts from."""

    fact: Fact
    graph: str | None = None
    axiom: str | None = None
    premises: tuple[Proof, ...] = ()

    def leaves(self) -> Iterator[Proof]:
        """The stated facts at the bottom."""
        if self.graph:
            yield self
        for premise in self.premises:
            yield from premise.leaves()


class Explainer:
    """Finds explanations in one graph."""

    def __init__(self, engine: Reader, axioms: Axioms | None = None) -> None:
        self.engine = engine
        self.axioms = axioms or read_axioms(engine)
        self._failed: dict[Fact, int] = {}
        self._proved: dict[Fact, Proof] = {}
        self._found = cache(self._find)

    def explain(self, fact: Fact) -> Proof | None:
        """A shortest explanation of a fact, or ``None`` if it does not follow.

        :raises EngineError: if the engine cannot answer.
        """
        return next(filter(None, (self._prove(fact, depth) for depth in range(_DEEPEST))), None)

    def _prove(self, fact: Fact, depth: int) -> Proof | None:
        if proof := self._proved.get(fact):
            return proof
        if self._failed.get(fact, -1) >= depth:
            return None
        proof = self._stated(fact) or (self._derive(fact, depth) if depth else None)
        if proof:
            self._proved[fact] = proof
        else:
            self._failed[fact] = depth
        return proof

    def _stated(self, fact: Fact) -> Proof | None:
        node = NamedNode(fact.object.iri) if isinstance(fact.object, Named) else fact.object
        if not isinstance(node, Term):
            return None
        said = {*self._graphs(fact.subject, fact.predicate, node)} - {INFERRED_GRAPH}
        return Proof(fact, graph=min(said)) if said else None

    def _derive(self, fact: Fact, depth: int) -> Proof | None:
        for axiom, premises in self._ways(fact):
            found = takewhile(bool, (self._prove(premise, depth - 1) for premise in premises))
            proofs = tuple(proof for proof in found if proof)
            if len(proofs) == len(premises):
                return Proof(fact, axiom=axiom, premises=proofs)
        return None

    def _ways(self, fact: Fact) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        """The axioms that give a fact, each with the premises it then needs."""
        if fact.predicate == RDF_TYPE:
            if isinstance(fact.object, Term):
                yield from self._type_ways(fact.subject, Named(fact.object.value))
            elif isinstance(fact.object, Named):
                yield from self._type_ways(fact.subject, fact.object)
            else:
                yield from self._membership(fact.subject, fact.object)
        elif isinstance(fact.object, Term):
            yield from self._property_ways(fact.subject, fact.predicate, fact.object)

    def _type_ways(self, node: Term, wanted: Named) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        for sub, sup, words in self.axioms.subclasses:
            if sup == wanted or (isinstance(sup, And) and wanted in sup.parts):
                yield words, (Fact(node, RDF_TYPE, sub),)
        for predicate, classes in self.axioms.domains.items():
            if wanted in classes:
                for value in self._objects(node, predicate):
                    yield f"domain of {contract(predicate)}: {wanted}", (Fact(node, predicate, value),)
        for predicate, classes in self.axioms.ranges.items():
            if wanted in classes:
                for subject in self._subjects(predicate, node):
                    yield f"range of {contract(predicate)}: {wanted}", (Fact(subject, predicate, node),)

    def _property_ways(self, s: Term, predicate: str, o: Term) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        name = contract(predicate)
        for part in self.axioms.subproperties.get(predicate, ()):
            if self._graphs(s, part, o):
                yield f"{contract(part)} ⊑ {name}", (Fact(s, part, o),)
        for inverse in self.axioms.inverses.get(predicate, ()):
            if self._graphs(o, inverse, s):
                yield f"{name} ≡ inverse {contract(inverse)}", (Fact(o, inverse, s),)
        if predicate in self.axioms.characteristics["Transitive"]:
            for middle in self._objects(s, predicate):
                if middle not in (s, o) and self._graphs(middle, predicate, o):
                    yield f"{name} is transitive", (Fact(s, predicate, middle), Fact(middle, predicate, o))
        for chain in self.axioms.chains.get(predicate, ()):
            words = f"{' ∘ '.join(contract(link) for link in chain)} ⊑ {name}"
            yield from ((words, facts) for facts in self._walk(s, chain, o))
        for sub, sup, words in self.axioms.subclasses:
            if sup == Value(predicate, o) or (s == o and sup == Self(predicate)):
                yield words, (Fact(s, RDF_TYPE, sub),)

    def _walk(self, s: Term, chain: tuple[str, ...], o: Term) -> Iterator[tuple[Fact, ...]]:
        """The ways along a chain of properties from one node to another."""
        first, *rest = chain
        if not rest:
            if self._graphs(s, first, o):
                yield (Fact(s, first, o),)
            return
        reflexive = any(sup == Self(first) for _, sup, _ in self.axioms.subclasses)
        for middle in (*self._objects(s, first), *((s,) if reflexive else ())):
            for facts in self._walk(middle, tuple(rest), o):
                yield (Fact(s, first, middle), *facts)

    def _membership(self, node: Term, expression: Expression) -> Iterator[tuple[str, tuple[Fact, ...]]]:
        """The facts that put a node into a class expression."""
        match expression:
            case And(parts):
                yield "all of these", tuple(Fact(node, RDF_TYPE, part) for part in parts)
            case Or(parts):
                for part in parts:
                    yield "one of these", (Fact(node, RDF_TYPE, part),)
            case OneOf(members) if node in members:
                yield f"{term(node)} is one of {expression}", ()
            case Value(predicate, value):
                yield str(expression), (Fact(node, predicate, value),)
            case Self(predicate):
                yield str(expression), (Fact(node, predicate, node),)
            case Some(predicate, filler):
                for value in self._objects(node, predicate):
                    if not isinstance(value, Literal):
                        yield str(expression), (Fact(node, predicate, value), Fact(value, RDF_TYPE, filler))

    def _graphs(self, s: Term, predicate: str, o: Term) -> list[str]:
        """The graphs that state a fact or infer it."""
        found = self._found(f"SELECT ?x {{ GRAPH ?x {{ {s} <{predicate}> {o} }} }}")
        return [graph.value for graph in found if graph.value not in (PROFILE_GRAPH, SUMMARY_GRAPH)]

    def _objects(self, s: Term, predicate: str) -> list[Term]:
        return self._found(f"SELECT DISTINCT ?x {{ {s} <{predicate}> ?x }} ORDER BY ?x")

    def _subjects(self, predicate: str, o: Term) -> list[Term]:
        return self._found(f"SELECT DISTINCT ?x {{ ?x <{predicate}> {o} }} ORDER BY ?x")

    def _find(self, query: str) -> list[Term]:
        return [found for (found,) in self.engine.select(query).rows if found is not None]
