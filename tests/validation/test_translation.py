"""What the translator covers, what it hands over and says so, and that nothing is skipped."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.validation.run import check
from scgraph.validation.shapes import BadShapes, ShapesGraph, sh
from scgraph.validation.translation.targets import Classes
from scgraph.validation.translation.terms import NotCovered
from scgraph.validation.translation.translator import Translator

HEADER = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX t: <http://example.org/t#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX shape: <https://w3id.org/scgraph/shapes#>
t:prefixes sh:declare [ sh:prefix "t" ; sh:namespace "http://example.org/t#"^^xsd:anyURI ] .
"""


def shapes_of(turtle: str) -> ShapesGraph:
    """Shapes from Turtle."""
    return ShapesGraph(quad.triple for quad in ox.parse(HEADER + turtle, format=ox.RdfFormat.TURTLE))


def engine_of(turtle: str) -> EmbeddedEngine:
    """An engine over some Turtle."""
    store = ox.Store()
    store.load(HEADER + turtle, format=ox.RdfFormat.TURTLE)
    return EmbeddedEngine(store)


DATA = engine_of('t:a a t:A ; t:p 1 , "x" ; t:q t:b . t:b a t:B ; t:p t:a .')

HANDED_OVER = {
    "sh:datatype xsd:byte": "sh:datatype <http://www.w3.org/2001/XMLSchema#byte>",
    'sh:pattern "(?=x)x"': "a pattern that engines may read differently",
    'sh:pattern "\\\\bx"': "a pattern that engines may read differently",
    'sh:pattern "x" ; sh:flags "m"': "a pattern with these flags",
    'sh:minInclusive "2015-04-01"^^xsd:date': "a range that is not one of whole or decimal numbers",
    "sh:in ( 1.50 )": "a constant that is not plain text, a whole number or a truth value",
    "sh:hasValue [ t:p 1 ]": "a blank node as a constant",
    "sh:node t:recursive": "shapes or paths nested without end",
    "sh:lessThan t:q": "sh:lessThan",
    "sh:property [ sh:path t:q ; sh:minCount 1 ]": (
        "sh:property with something that is no property shape, or of values"
    ),
    "sh:node [ sh:property [ sh:path t:q ; sh:minCount 2 ] ]": (
        "counts beyond one, or of a longer path, inside another shape"
    ),
    "sh:node [ sh:property [ sh:path ( t:p t:q ) ; sh:class t:B ] ]": "a longer path inside another shape",
    "sh:node [ sh:sparql t:asked ]": "sh:sparql",
    "sh:sparql t:asked": "a query that is not declared to be set-based",
}


@pytest.mark.parametrize("constraint", HANDED_OVER)
def test_what_is_not_covered_is_handed_over_with_the_reason(constraint: str) -> None:
    shapes = shapes_of(
        f"t:shape a sh:PropertyShape ; sh:targetClass t:A ; sh:path t:p ; {constraint} ."
        "t:recursive a sh:NodeShape ; sh:property [ sh:path t:q ; sh:node t:recursive ] ."
        't:asked sh:prefixes t:prefixes ; sh:select "SELECT $this WHERE { $this t:p 1 }" .'
    )
    outcome = check(DATA, shapes)
    assert outcome.referred == {ox.NamedNode("http://example.org/t#shape"): HANDED_OVER[constraint]}
    assert outcome.results == check(DATA, shapes, referee_only=True).results or outcome.results


@pytest.mark.parametrize("path", ["[ sh:inversePath ( t:q t:p ) ]", "[ sh:zeroOrMorePath t:q ]"])
def test_paths_that_processors_walk_differently_are_handed_over(path: str) -> None:
    shapes = shapes_of(f"t:shape sh:targetClass t:B ; sh:path {path} ; sh:minCount 1 .")
    assert list(check(DATA, shapes).referred.values()) == ["a path of another kind"]


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT ?x WHERE { $this t:p ?x }", "a query that does not select $this"),
        ("SELECT * WHERE { $this t:p ?x }", "a query that does not select $this"),
        ("SELECT $this WHERE { $this t:p ?x FILTER($currentShape = ?x) }", "a query with $currentShape"),
        ("SELECT $this WHERE { $this $PATH ?x }", "a query with $PATH on a shape without a path"),
    ],
)
def test_a_query_that_cannot_be_set_based_is_handed_over_whatever_it_declares(
    query: str, reason: str
) -> None:
    shapes = shapes_of(
        "t:shape a sh:NodeShape ; sh:targetClass t:A ; "
        f'sh:sparql [ sh:prefixes t:prefixes ; shape:setBased true ; sh:select "{query}" ] .'
    )
    with pytest.raises(NotCovered) as refusal:
        Translator(shapes, Classes(DATA)).translate(shapes.targeted[0])
    assert str(refusal.value) == reason


def test_a_query_that_is_none_makes_bad_shapes() -> None:
    shapes = shapes_of(
        "t:shape sh:targetClass t:A ; "
        'sh:sparql [ shape:setBased true ; sh:select "SELECT $this { $this }" ] .'
    )
    with pytest.raises(BadShapes, match="the rule 'shape' cannot be used: its query cannot be asked: "):
        check(DATA, shapes)


def test_values_that_processors_judge_differently_are_handed_over() -> None:
    shapes = shapes_of("t:shape sh:targetClass t:A ; sh:path t:p ; sh:datatype xsd:date .")
    plain = engine_of('t:a a t:A ; t:p "2015-04-01"^^xsd:date .')
    odd = engine_of('t:a a t:A ; t:p "2015-02-30"^^xsd:date .')
    assert check(plain, shapes).referred == {}
    assert check(odd, shapes).referred
    assert len(check(odd, shapes).results) == 1


def test_a_doubt_inside_another_shape_is_handed_over() -> None:
    shapes = shapes_of(
        "t:shape sh:targetClass t:A ; sh:not [ sh:path t:p ; sh:datatype xsd:date ; sh:minCount 1 ] ."
    )
    odd = engine_of('t:a a t:A ; t:p "2015-02-30"^^xsd:date , "2015-02-29"^^xsd:date .')
    assert check(odd, shapes).referred


def test_a_constraint_component_of_its_own_is_handed_over_and_checked() -> None:
    shapes = shapes_of(
        """t:Component a sh:ConstraintComponent ; sh:parameter [ sh:path t:least ] ;
             sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER($value >= $least) }" ] .
           t:shape sh:targetClass t:A ; sh:property [ sh:path t:n ; t:least 3 ] ."""
    )
    outcome = check(engine_of("t:a a t:A ; t:n 2 , 4 ."), shapes)
    assert list(outcome.referred.values()) == ["a constraint component of its own"]
    assert [result.focus.value for result in outcome.results] == ["http://example.org/t#a"]


def test_a_shape_that_matches_nothing_is_told() -> None:
    shapes = shapes_of("t:shape sh:targetClass t:Nothing ; sh:nodeKind sh:IRI .")
    outcome = check(DATA, shapes)
    assert [node.value for node in outcome.unmatched] == ["http://example.org/t#shape"]


def test_a_shape_that_is_handed_over_and_matches_nothing_is_told_too() -> None:
    shapes = shapes_of("t:shape sh:targetClass t:Nothing ; sh:path t:p ; sh:datatype xsd:byte .")
    outcome = check(DATA, shapes)
    assert [node.value for node in outcome.unmatched] == ["http://example.org/t#shape"]
    assert outcome.referred == {}


def test_a_path_without_end_is_bad() -> None:
    with pytest.raises(BadShapes, match="pySHACL cannot use the shapes"):
        check(
            DATA,
            shapes_of("t:shape sh:targetClass t:A ; sh:path _:p ; sh:minCount 1 . _:p sh:inversePath _:p ."),
        )


def test_a_silent_shape_is_neither_checked_nor_told() -> None:
    shapes = shapes_of("t:shape sh:targetClass t:A ; sh:nodeKind sh:Literal .")
    assert len(check(DATA, shapes).results) == 1
    assert check(DATA, shapes, silent=[ox.NamedNode("http://example.org/t#shape")]).results == []


def test_bad_shapes_are_said_to_be_bad() -> None:
    with pytest.raises(BadShapes, match="not well formed"):
        check(DATA, shapes_of("t:shape sh:targetClass t:A ; sh:or [ rdf:first t:x ] ."))
    with pytest.raises(BadShapes, match="pySHACL cannot use the shapes"):
        check(DATA, shapes_of("t:shape sh:targetClass t:A ; sh:path t:p ; sh:minCount 1 , 2 ."))


def test_the_severity_and_the_messages_values_come_with_a_result() -> None:
    shapes = shapes_of(
        """t:shape sh:targetClass t:A ; sh:severity sh:Info ;
             sh:sparql [ sh:prefixes t:prefixes ; shape:setBased true ;
               sh:select "SELECT $this ?other WHERE { $this t:q ?other }" ] ."""
    )
    (result,) = check(DATA, shapes).results
    assert result.severity == sh("Info")
    assert result.bindings == (("other", ox.NamedNode("http://example.org/t#b")),)
    assert result.value == result.focus


def test_a_class_below_is_looked_into_only_where_it_adds_instances() -> None:
    shapes = shapes_of("t:shape sh:targetClass t:A ; sh:nodeKind sh:Literal .")
    engine = engine_of(
        "t:A1 rdfs:subClassOf t:A . t:A2 rdfs:subClassOf t:A1 . t:x a t:A2 . t:y a t:A , t:A1 ."
    )
    assert sorted(result.focus.value[-1] for result in check(engine, shapes).results) == ["x", "y"]
