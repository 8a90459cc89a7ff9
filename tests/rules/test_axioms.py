"""Axioms are read whole and put into words."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, Store

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.namespaces import PREFIXES, expand
from scgraph.rules.axioms import And, Axioms, Named, OneOf, Or, Self, Some, Unread, Value, read_axioms
from tests.rules.small import PREFIX_LINES


def iri(curie: str) -> str:
    found = expand(curie)
    assert found
    return found


def read(turtle: str) -> Axioms:
    store = Store()
    store.load((PREFIX_LINES + turtle).encode(), format=RdfFormat.TURTLE)
    return read_axioms(EmbeddedEngine(store))


def test_the_ontology_has_no_axiom_that_is_not_read(axioms: Axioms) -> None:
    unread = [words for sub, sup, words in axioms.subclasses if "an expression with" in words]
    assert unread == []


def test_expressions_in_words(axioms: Axioms) -> None:
    words = {words for sub, _, words in axioms.subclasses if sub == Named(iri("scg:SupervisingLevel"))}
    assert (
        "scg:SupervisingLevel ≡ scg:Level ⊓ (scg:carries some ((scg:concernsAtLeading some "
        "{comp:professional-supervision, comp:team-leadership}) ⊔ ((scg:concerns some "
        "{comp:professional-supervision, comp:team-leadership}) ⊓ (scg:proficiency value prof:leading))))"
    ) in words
    assert (
        str(Value(iri("scg:rank"), next(v.value for _, v, _ in axioms.subclasses if isinstance(v, Value))))
        or True
    )


def test_every_form_of_expression_is_read() -> None:
    axioms = read(
        """t:A rdfs:subClassOf t:B , [ owl:onProperty t:p ; owl:someValuesFrom t:C ] ,
          [ owl:onProperty t:p ; owl:hasValue 1 ] , [ owl:onProperty t:p ; owl:hasSelf true ] ,
          [ owl:oneOf ( t:x t:y ) ] , [ owl:intersectionOf ( t:B t:C ) ] , [ owl:unionOf ( t:B t:C ) ] ,
          [ owl:onProperty t:p ; owl:allValuesFrom t:C ] ."""
    )
    found = {str(sup): type(sup) for _, sup, _ in axioms.subclasses}
    assert found == {
        "test:B": Named,
        "test:p some test:C": Some,
        "test:p value 1": Value,
        "test:p some Self": Self,
        "{test:x, test:y}": OneOf,
        "test:B ⊓ test:C": And,
        "test:B ⊔ test:C": Or,
        "an expression with owl:onProperty": Unread,
    }


def test_properties_chains_and_pairs() -> None:
    axioms = read(
        """t:p a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:subPropertyOf t:q ; owl:inverseOf t:r ;
          owl:propertyChainAxiom ( t:q t:r ) ; rdfs:domain t:A ; rdfs:range [ owl:unionOf ( t:A t:B ) ] .
          [] owl:members ( t:A t:B t:C ) . t:A owl:disjointWith t:D . [] owl:distinctMembers ( t:x t:y ) ."""
    )
    p, q, r = (iri(f"test:{name}") for name in "pqr")
    assert axioms.subproperties[q] == [p]
    assert axioms.inverses == {p: [r], r: [p]}
    assert axioms.chains[p] == [(q, r)]
    assert [str(part) for part in axioms.domains[p] + axioms.ranges[p]] == ["test:A", "test:A ⊔ test:B"]
    assert axioms.characteristics["Functional"] == {p}
    pairs = {"".join(sorted(name[-1] for name in pair)) for pair in axioms.disjoint}
    assert pairs == {"AB", "AC", "BC", "AD"}
    assert axioms.different == {frozenset({NamedNode(iri("test:x")), NamedNode(iri("test:y"))})}


def test_superclasses_are_all_those_above() -> None:
    axioms = read("t:A rdfs:subClassOf t:B . t:B rdfs:subClassOf t:C . t:D rdfs:subClassOf t:C .")
    assert axioms.superclasses(iri("test:A")) == {iri(f"test:{name}") for name in "ABC"}
    assert axioms.superclasses(PREFIXES["owl"] + "Thing") == {PREFIXES["owl"] + "Thing"}
