"""Contradictions in the graph, each as a sentence with the facts behind it.

HermiT decides whether a graph is consistent; it does not say why not. These searches do. They find what the
kinds of axioms that the ontology uses can contradict: disjoint classes, domains and ranges, functional,
irreflexive and asymmetric properties, enumerated classes, and values of the wrong sort. Things with different
IRIs count as different.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import PREFIXES, RDF_TYPE, contract
from scgraph.rules.axioms import Axioms, Expression, Named, OneOf, Or, read_axioms, term
from scgraph.rules.explain import Explainer, Fact, Proof

_XSD = PREFIXES["xsd"]
_WITHIN = {
    _XSD + "integer": {
        _XSD + name
        for name in (
            "int",
            "long",
            "short",
            "byte",
            "nonNegativeInteger",
            "positiveInteger",
            "unsignedInt",
            "unsignedLong",
        )
    }
}


@dataclass(frozen=True)
class Clash:
    """One contradiction: what is wrong, in a sentence, and the stated facts that together say it."""

    subject: Term
    sentence: str
    facts: tuple[Proof, ...] = ()


def find_clashes(engine: Reader, axioms: Axioms | None = None) -> list[Clash]:
    """The contradictions in a materialised graph, in a fixed order; none if there are none.

    :raises EngineError: if the engine cannot answer.
    """
    search = _Search(engine, axioms or read_axioms(engine))
    disjoint = list(search.disjoint())
    found = [
        *disjoint,
        *search.outside(already={clash.subject for clash in disjoint}),
        *search.functional(),
        *search.orders(),
        *search.enumerated(),
        *search.values(),
    ]
    return list({clash.sentence: clash for clash in found}.values())


class _Search:
    def __init__(self, engine: Reader, axioms: Axioms) -> None:
        self.engine, self.axioms = engine, axioms
        self.explainer = Explainer(engine, axioms)
        self.above = {name: axioms.superclasses(name) for name in self._class_names()}
        self.types = self._types()

    def disjoint(self) -> Iterator[Clash]:
        """Members of two classes that share none."""
        for node, classes in self.types.items():
            for pair in sorted(sorted(pair) for pair in self.axioms.disjoint if pair <= classes):
                one, other = pair
                yield Clash(
                    node,
                    f"{term(node)} is a {contract(one)} and a {contract(other)}, and nothing can be both",
                    self._why(Fact(node, RDF_TYPE, Named(one)), Fact(node, RDF_TYPE, Named(other))),
                )

    def outside(self, already: set[Term]) -> Iterator[Clash]:
        """What stands where only members of one of several classes may stand, and can be none of them.

        :param already: the nodes known to contradict themselves, which need no second sentence.
        """
        for place, predicate, union in self._unions():
            for s, o in self._pairs(f"?s <{predicate}> ?o"):
                node = s if place == "subject" else o
                if node in already or not (wrong := self._excluding(node, union)):
                    continue
                memberships = [Fact(node, RDF_TYPE, Named(name)) for name in wrong]
                is_a = " and a ".join(contract(name) for name in wrong)
                may_be = " or a ".join(str(part) for part in union.parts)
                yield Clash(
                    node,
                    f"{term(node)} is a {is_a}, but the {place} of {contract(predicate)} "
                    f"has to be a {may_be}",
                    self._why(*memberships, Fact(s, predicate, o)),
                )

    def _unions(self) -> Iterator[tuple[str, str, Or]]:
        for place, table in (("subject", self.axioms.domains), ("object", self.axioms.ranges)):
            for predicate, classes in sorted(table.items()):
                yield from ((place, predicate, part) for part in classes if isinstance(part, Or))

    def _excluding(self, node: Term, union: Or) -> list[str]:
        """The classes of a node that keep it out of every part of a union; none if it may be in one."""
        wrong: list[str] = []
        for part in union.parts:
            known = self.types.get(node, set())
            apart = sorted(n for n in known if isinstance(part, Named) and self._apart(n, part.iri))
            if not apart:
                return []
            wrong.append(next((name for name in apart if name in wrong), apart[0]))
        return list(dict.fromkeys(wrong))

    def functional(self) -> Iterator[Clash]:
        """Two values where there can be one."""
        for predicate in sorted(self.axioms.characteristics["Functional"]):
            rows = self.engine.select(
                f"""SELECT DISTINCT ?s ?a ?b {{
                  ?s <{predicate}> ?a , ?b . FILTER (STR(?a) < STR(?b) && ?a != ?b) }} ORDER BY ?s ?a ?b"""
            ).rows
            for s, a, b in rows:
                if s is not None and a is not None and b is not None:
                    yield Clash(
                        s,
                        f"{term(s)} has two values of {contract(predicate)}, {term(a)} and {term(b)}, "
                        "and there can be only one",
                        self._why(Fact(s, predicate, a), Fact(s, predicate, b)),
                    )

    def orders(self) -> Iterator[Clash]:
        """What is related to itself, or both ways round, by a property that forbids it."""
        for predicate in sorted(self.axioms.characteristics["Irreflexive"]):
            for s, _ in self._pairs(f"?s <{predicate}> ?s BIND (?s AS ?o)"):
                yield Clash(
                    s,
                    f"{term(s)} {contract(predicate)} itself, which nothing can",
                    self._why(Fact(s, predicate, s)),
                )
        for predicate in sorted(self.axioms.characteristics["Asymmetric"]):
            for s, o in self._pairs(
                f"?s <{predicate}> ?o . ?o <{predicate}> ?s . FILTER (STR(?s) < STR(?o))"
            ):
                yield Clash(
                    s,
                    f"{term(s)} {contract(predicate)} {term(o)} and the other way round, "
                    "and only one of the two can be",
                    self._why(Fact(s, predicate, o), Fact(o, predicate, s)),
                )

    def enumerated(self) -> Iterator[Clash]:
        """Members of an enumerated class that are none of those enumerated."""
        listed = [
            (sub.iri, sup)
            for sub, sup, _ in self.axioms.subclasses
            if isinstance(sub, Named) and isinstance(sup, OneOf)
        ]
        for class_iri, members in listed:
            for node, classes in self.types.items():
                if class_iri in classes and node not in members.members:
                    yield Clash(
                        node,
                        f"{term(node)} is used as a {contract(class_iri)}, and only {members} are",
                        self._why(Fact(node, RDF_TYPE, Named(class_iri))),
                    )

    def values(self) -> Iterator[Clash]:
        """A value where a thing belongs, a thing where a value belongs, or a value of another datatype."""
        for predicate in sorted(self.axioms.object_properties):
            for s, o in self._pairs(f"?s <{predicate}> ?o FILTER (isLiteral(?o))"):
                yield Clash(
                    s,
                    f"{contract(predicate)} of {term(s)} is {term(o)}, a value where a thing belongs",
                    self._why(Fact(s, predicate, o)),
                )
        for predicate in sorted(self.axioms.data_properties):
            allowed = {part.iri for part in self.axioms.ranges.get(predicate, ()) if isinstance(part, Named)}
            for s, o in self._pairs(f"?s <{predicate}> ?o"):
                if not isinstance(o, Literal):
                    yield Clash(
                        s,
                        f"{contract(predicate)} of {term(s)} is {term(o)}, a thing where a value belongs",
                        self._why(Fact(s, predicate, o)),
                    )
                elif wanted := next((name for name in sorted(allowed) if not _fits(o, name)), None):
                    yield Clash(
                        s,
                        f"{contract(predicate)} of {term(s)} is {o}, which is no {contract(wanted)}",
                        self._why(Fact(s, predicate, o)),
                    )

    def _why(self, *facts: Fact) -> tuple[Proof, ...]:
        """The explanations of facts, without those that cannot be given."""
        return tuple(proof for fact in facts if (proof := self.explainer.explain(fact)))

    def _apart(self, one: str, other: str) -> bool:
        """Whether nothing can be a member of both classes, by themselves or by what is above them."""
        return any(
            frozenset((a, b)) in self.axioms.disjoint
            for a in self.above.get(one, {one})
            for b in self.above.get(other, {other})
        )

    def _class_names(self) -> set[str]:
        named = {name for pair in self.axioms.disjoint for name in pair}
        for sub, sup, _ in self.axioms.subclasses:
            named |= {side.iri for side in (sub, sup) if isinstance(side, Named)}
        for classes in (*self.axioms.domains.values(), *self.axioms.ranges.values()):
            named |= {side.iri for side in classes if isinstance(side, Named)}
        return named

    def _types(self) -> dict[Term, set[str]]:
        """The classes of every node: stated, inferred, or by the domain or range of a property."""
        types: dict[Term, set[str]] = defaultdict(set)
        for node, kind in self._pairs("?s a ?o"):
            if isinstance(kind, NamedNode):
                types[node] |= self.above.get(kind.value, set())
        for predicate in self.axioms.object_properties | self.axioms.data_properties:
            domains = self._named(self.axioms.domains.get(predicate, ()))
            ranges = self._named(self.axioms.ranges.get(predicate, ()))
            if domains or ranges:
                for s, o in self._pairs(f"?s <{predicate}> ?o"):
                    types[s] |= domains
                    if not isinstance(o, Literal):
                        types[o] |= ranges
        return dict(sorted(types.items(), key=lambda item: str(item[0])))

    def _named(self, classes: list[Expression] | tuple[()]) -> set[str]:
        return {
            name
            for part in classes
            if isinstance(part, Named)
            for name in self.above.get(part.iri, {part.iri})
        }

    def _pairs(self, pattern: str) -> Iterator[tuple[Term, Term]]:
        for s, o in self.engine.select(f"SELECT DISTINCT ?s ?o {{ {pattern} }} ORDER BY ?s ?o").rows:
            if s is not None and o is not None:
                yield s, o


def _fits(value: Literal, datatype: str) -> bool:
    if datatype == PREFIXES["rdfs"] + "Literal" or value.datatype.value == datatype:
        return True
    return value.datatype.value in _WITHIN.get(datatype, ())
