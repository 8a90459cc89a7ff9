"""Contradictions in the graph, each as a sentence with the facts behind it.

HermiT decides whether a graph is consistent; it does not say why not. These searches do. They find what the
kinds of axioms that the ontology uses can contradict: disjoint classes, domains and ranges, functional,
irreflexive and asymmetric properties, enumerated classes, and values of the wrong sort. Things with different
IRIs count as different, but what is said to be the same (``owl:sameAs``) shares its classes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.namespaces import PREFIXES, RDF_TYPE, contract
from scgraph.rules.axioms import Axioms, Expression, Named, OneOf, Or, read_axioms, term
from scgraph.rules.explain import Explainer, Fact, Proof

_SAME = PREFIXES["owl"] + "sameAs"
_XSD = PREFIXES["xsd"]
_WITHIN = {
    _XSD + "integer": {
        f"{_XSD}{kind}"
        for kind in (
            *("int", "long", "short", "byte", "unsignedInt", "unsignedLong"),
            *("nonNegativeInteger", "positiveInteger"),
        )
    }
}


@dataclass(frozen=True)
class Clash:
    """One contradiction: what is wrong, in a sentence, and the stated facts that together say it."""

    sentence: str
    facts: tuple[Proof, ...] = ()


def find_clashes(engine: Reader, axioms: Axioms | None = None) -> list[Clash]:
    """The contradictions in a materialised graph, in a fixed order; none if there are none.

    :raises EngineError: if the engine cannot answer.
    """
    search = _Search(engine, axioms or read_axioms(engine))
    searches = (
        search.disjoint, search.outside, search.functional, search.orders, search.enumerated, search.values,
    )  # fmt: skip
    return list({clash.sentence: clash for find in searches for clash in find()}.values())


class _Search:
    def __init__(self, engine: Reader, axioms: Axioms) -> None:
        self.engine, self.axioms = engine, axioms
        self.explainer = Explainer(engine, axioms)
        self.above = cache(axioms.superclasses)
        self.same = [(s, o) for s, o in self._rows("?s ?o", f"?s <{_SAME}> ?o") if s != o]
        self.types = self._types()

    def disjoint(self) -> Iterator[Clash]:
        """Members of two classes that share none."""
        for node, classes in self.types.items():
            for pair in self._disjoint_pairs(classes):
                one, other = map(contract, pair)
                same = [Fact(a, _SAME, b) for a, b in self.same if node in (a, b)]
                yield self._clash(
                    f"{term(node)} is a {one} and a {other}, and nothing can be both",
                    *(Fact(node, RDF_TYPE, Named(name)) for name in pair),
                    *same,
                )

    def _disjoint_pairs(self, classes: set[str]) -> list[list[str]]:
        return sorted(sorted(pair) for pair in self.axioms.disjoint if pair <= classes)

    def outside(self) -> Iterator[Clash]:
        """What stands where only members of one of several classes may stand, and can be none of them.

        A node that contradicts itself already needs no second sentence.
        """
        for place, predicate, union in self._unions():
            for s, o in self._rows("?s ?o", f"?s <{predicate}> ?o"):
                node = s if place == "subject" else o
                wrong = self._excluding(node, union)
                if not wrong or self._disjoint_pairs(self.types[node]):
                    continue
                memberships = [Fact(node, RDF_TYPE, Named(name)) for name in wrong]
                is_a = " and a ".join(contract(name) for name in wrong)
                may_be = " or a ".join(str(part) for part in union.parts)
                yield self._clash(
                    f"{term(node)} is a {is_a}, but the {place} of {contract(predicate)} "
                    f"has to be a {may_be}",
                    *memberships,
                    Fact(s, predicate, o),
                )

    def _unions(self) -> Iterator[tuple[str, str, Or]]:
        for place, table in (("subject", self.axioms.domains), ("object", self.axioms.ranges)):
            for predicate, classes in sorted(table.items()):
                yield from ((place, predicate, part) for part in classes if isinstance(part, Or))

    def _excluding(self, node: Term, union: Or) -> list[str]:
        """The classes of a node that keep it out of every part of a union; none if it may be in one."""
        wrong: list[str] = []
        known = self.types.get(node, set())
        for part in union.parts:
            apart = sorted(n for n in known if isinstance(part, Named) and self._apart(n, part.iri))
            if not apart:
                return []
            wrong.append(next((name for name in apart if name in wrong), apart[0]))
        return list(dict.fromkeys(wrong))

    def functional(self) -> Iterator[Clash]:
        """Two values where there can be one."""
        for predicate in sorted(self.axioms.characteristics["Functional"]):
            two = f"?s <{predicate}> ?a , ?b . FILTER (STR(?a) < STR(?b) && ?a != ?b)"
            for s, a, b in self._rows("?s ?a ?b", two):
                yield self._clash(
                    f"{term(s)} has two values of {contract(predicate)}, {term(a)} and {term(b)}, "
                    "and there can be only one",
                    Fact(s, predicate, a),
                    Fact(s, predicate, b),
                )

    def orders(self) -> Iterator[Clash]:
        """What is related to itself, or both ways round, by a property that forbids it."""
        for predicate in sorted(self.axioms.characteristics["Irreflexive"]):
            for (s,) in self._rows("?s", f"?s <{predicate}> ?s"):
                yield self._clash(
                    f"{term(s)} {contract(predicate)} itself, which nothing can", Fact(s, predicate, s)
                )
        for predicate in sorted(self.axioms.characteristics["Asymmetric"]):
            both = f"?s <{predicate}> ?o . ?o <{predicate}> ?s . FILTER (STR(?s) < STR(?o))"
            for s, o in self._rows("?s ?o", both):
                yield self._clash(
                    f"{term(s)} {contract(predicate)} {term(o)} and the other way round, "
                    "and only one of the two can be",
                    Fact(s, predicate, o),
                    Fact(o, predicate, s),
                )

    def enumerated(self) -> Iterator[Clash]:
        """Members of an enumerated class that are none of those enumerated."""
        for sub, sup, _ in self.axioms.subclasses:
            if not isinstance(sub, Named) or not isinstance(sup, OneOf):
                continue
            for node, classes in self.types.items():
                if sub.iri in classes and node not in sup.members:
                    yield self._clash(
                        f"{term(node)} is used as a {sub}, and only {sup} are", Fact(node, RDF_TYPE, sub)
                    )

    def values(self) -> Iterator[Clash]:
        """A value where a thing belongs, a thing where a value belongs, or a value of another datatype."""
        for predicate in sorted(self.axioms.object_properties):
            for s, o in self._rows("?s ?o", f"?s <{predicate}> ?o FILTER (isLiteral(?o))"):
                yield self._clash(
                    f"{contract(predicate)} of {term(s)} is {term(o)}, a value where a thing belongs",
                    Fact(s, predicate, o),
                )
        for predicate in sorted(self.axioms.data_properties):
            allowed = {part.iri for part in self.axioms.ranges.get(predicate, ()) if isinstance(part, Named)}
            for s, o in self._rows("?s ?o", f"?s <{predicate}> ?o"):
                if not isinstance(o, Literal):
                    wrong = f"{term(o)}, a thing where a value belongs"
                elif wanted := next((name for name in sorted(allowed) if not _fits(o, name)), None):
                    wrong = f"{o}, which is no {contract(wanted)}"
                else:
                    continue
                yield self._clash(f"{contract(predicate)} of {term(s)} is {wrong}", Fact(s, predicate, o))

    def _clash(self, sentence: str, *facts: Fact) -> Clash:
        """A contradiction with the explanations of its facts, without those that cannot be given."""
        return Clash(sentence, tuple(proof for fact in facts if (proof := self.explainer.explain(fact))))

    def _apart(self, one: str, other: str) -> bool:
        """Whether nothing can be a member of both classes, by themselves or by what is above them."""
        return any(
            frozenset((a, b)) in self.axioms.disjoint for a in self.above(one) for b in self.above(other)
        )

    def _types(self) -> dict[Term, set[str]]:
        """The classes of every node: stated, inferred, or by the domain or range of a property."""
        types: dict[Term, set[str]] = defaultdict(set)
        for node, kind in self._rows("?s ?o", "?s a ?o"):
            if isinstance(kind, NamedNode):
                types[node] |= self.above(kind.value)
        for predicate in self.axioms.object_properties | self.axioms.data_properties:
            domains = self._named(self.axioms.domains.get(predicate, ()))
            ranges = self._named(self.axioms.ranges.get(predicate, ()))
            if domains or ranges:
                for s, o in self._rows("?s ?o", f"?s <{predicate}> ?o"):
                    types[s] |= domains
                    if not isinstance(o, Literal):
                        types[o] |= ranges
        for _ in self.same:  # along a chain of names for one thing
            for one, other in self.same:
                types[one] |= types[other]
                types[other] |= types[one]
        return dict(sorted(types.items(), key=lambda item: str(item[0])))

    def _named(self, classes: list[Expression] | tuple[()]) -> set[str]:
        return {name for part in classes if isinstance(part, Named) for name in self.above(part.iri)}

    def _rows(self, variables: str, pattern: str) -> Iterator[tuple[Term, ...]]:
        """The solutions of a pattern that binds all of the variables."""
        query = f"SELECT DISTINCT {variables} {{ {pattern} }} ORDER BY {variables}"
        return (tuple(value for value in row if value is not None) for row in self.engine.select(query).rows)


def _fits(value: Literal, datatype: str) -> bool:
    if datatype == PREFIXES["rdfs"] + "Literal" or value.datatype.value == datatype:
        return True
    return value.datatype.value in _WITHIN.get(datatype, ())
