"""Values become whole terms in the place of whole tokens, and can be nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Store
from rdflib import Literal, URIRef
from rdflib.plugins.sparql import prepareQuery

from scgraph.errors import BadParameter, BadQuery
from scgraph.project import find_project
from scgraph.questions.catalogue import load_catalogue
from scgraph.sparql import parameters

from ..examples import EXAMPLE

# Letters, and what could end a string, start another, or be read twice.
hostile = st.text(st.sampled_from("ab\"'\\u0041\n\r\t{}<>?#@$;.^ \0é\U0001f600"), max_size=30)
texts = st.one_of(st.text(max_size=30), hostile)
SENTINEL = "a text that no test gives"
SHORT = """SELECT ?s WHERE {
    ?s ?p ?o . FILTER (CONTAINS(STR(?o), ?_text) || ?_text = "x") BIND (CONCAT(?_text, "") AS ?t) }"""


@pytest.mark.parametrize(
    "untouched",
    [
        '"?_level_iri"',
        "'?_level_iri'",
        '"""a " ?_level_iri "" b"""',
        "'''a ' ?_level_iri'''",
        '"an escaped \\" ?_level_iri"',
        "<http://example.org/?_level_iri>",
        "# ?_level_iri",
        "?level_iri",
        "ex:it\\'s",
        "?s_?p",
    ],
)
def test_look_alikes_are_left_alone(untouched: str) -> None:
    query = f"SELECT * WHERE {{ ?s ?p {untouched}\n }}"
    assert parameters.bind(query, {}) == query
    assert parameters.find_parameters(query) == {}


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("{ ?_a_iri ?p ?o }", "{ <http://a/> ?p ?o }"),
        ("{ $_a_iri ?p ?o }", "{ <http://a/> ?p ?o }"),
        ("{?_a_iri?p?o}", "{<http://a/>?p?o}"),
        ("{ ?_a_iri ?p ?_a_iri }", "{ <http://a/> ?p <http://a/> }"),
        ("{ ?s ?p ?_b }", '{ ?s ?p "x" }'),
        ("FILTER(?n>?_n_integer)", 'FILTER(?n>"3"^^<http://www.w3.org/2001/XMLSchema#integer>)'),
        ("{ BIND (?_many_iri AS ?x) }", "{ VALUES ?x { <http://a/> <http://b/> } }"),
        ("{ bind( # why\n?_many_iri AS ?x ) }", "{ VALUES ?x { <http://a/> <http://b/> } }"),
        ("{ BIND (?_none AS ?x) ?x ?p ?o }", "{  ?x ?p ?o }"),
        (
            "{ BIND (?_a_iri AS ?x) ?x ?p 1 } UNION { BIND (?_a_iri AS ?x) ?x ?p 2 }",
            "{ VALUES ?x { <http://a/> } ?x ?p 1 } UNION { VALUES ?x { <http://a/> } ?x ?p 2 }",
        ),
        ("{ BIND (?o AS ?x) }", "{ BIND (?o AS ?x) }"),
    ],
)
def test_parameters_become_terms(query: str, bound: str) -> None:
    values = {"a": ["http://a/"], "b": ["x"], "n": [3], "many": ["http://a/", "http://b/"], "none": []}
    assert parameters.bind(query, values) == bound


@pytest.mark.parametrize(
    ("query", "values", "says"),
    [
        ("?_a_iri", {}, "'a' takes exactly one value, not 0"),
        ("?_a_iri", {"a": ["http://a/", "http://b/"]}, "'a' takes exactly one value, not 2"),
        ("?_a_iri", {"a": ["http://a/> ?p ?o . <http://b/"]}, "'a' has to be an IRI"),
        ("?_a_iri", {"a": ["no iri"]}, "'a' has to be an IRI"),
        ("?_a_integer", {"a": ["three"]}, "'a' has to be a whole number"),
        ("?_a", {"a": ["half a \ud83d character"]}, "lone surrogate"),
    ],
)
def test_what_is_no_value_is_refused(query: str, values: dict[str, list[str]], says: str) -> None:
    with pytest.raises(BadParameter, match=says):
        parameters.bind(query, values)


@pytest.mark.parametrize("name", ["?_from_level_iri", "?__a", "?_", "?_a_text"])
def test_a_name_that_other_readers_would_take_differently_is_refused(name: str) -> None:
    with pytest.raises(BadQuery, match="is no parameter"):
        parameters.find_parameters(f"SELECT * {{ {name} ?p ?o }}")


def test_one_name_has_one_type() -> None:
    with pytest.raises(BadQuery, match="'a' stands in the query with two types"):
        parameters.find_parameters("{ ?_a_iri ?p ?_a }")


@given(texts)
@example("\\u0022")
@example("\\\\u0022 . ?s ?p")
@example('" . } DROP ALL #')
@example("\u2028\x85\x0b\0")
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    assume(not any(0xD800 <= ord(char) <= 0xDFFF for char in text))
    ((term,),) = Store().query(f"SELECT ({parameters.quote(text)} AS ?x) {{}}")  # type: ignore[misc]
    assert term.value == text
    # A reader that expands \uXXXX before it looks for the ends of strings sees the same.
    expanded = re.sub(r"\\u(....)", lambda match: chr(int(match[1], 16)), parameters.quote(text))
    ((again,),) = Store().query(f"SELECT ({expanded} AS ?x) {{}}")  # type: ignore[misc]
    assert again.value == text


def leaves(node: Any) -> Iterator[Any]:
    """The algebra of a query, flattened: names of operators and variables as text, values as terms."""
    if isinstance(node, dict):
        yield f"<{getattr(node, 'name', '')}>"
        for key in sorted(node, key=str):
            yield str(key)
            yield from leaves(node[key])
    elif isinstance(node, list | tuple):
        yield f"[{len(node)}]"
        for item in node:
            yield from leaves(item)
    elif isinstance(node, set | frozenset):
        yield from sorted(map(str, node))
    elif isinstance(node, Literal | URIRef):
        yield node
    else:
        yield str(node)


@cache
def shape(query: str, text: str) -> list[Any]:
    return list(leaves(prepareQuery(parameters.bind(query, {"text": [text]})).algebra))


def assert_only_the_value_differs(query: str, value: str) -> None:
    before, after = shape(query, SENTINEL), shape(query, value)
    assert len(before) == len(after)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed
    assert all(str(old) == SENTINEL and str(new) == value for old, new in changed)


@given(texts)
@settings(deadline=None, max_examples=50)
@example('" . } ; DROP ALL #')
@example("\\")
@example("\\u0022")
def test_a_text_never_changes_the_shape_of_a_query(text: str) -> None:
    assert_only_the_value_differs(SHORT, text)


@given(texts)
@settings(deadline=None, max_examples=5)
def test_a_text_never_changes_the_shape_of_the_search(text: str) -> None:
    query = load_catalogue(find_project(EXAMPLE))["search"].sparql
    assert_only_the_value_differs(query, text)


@given(st.one_of(texts, texts.map(lambda text: "http://example.org/" + text)))
@settings(deadline=None)
@example("http://example.org/> ?p ?o . <http://example.org/")
def test_an_iri_is_one_or_is_refused(text: str) -> None:
    query = "SELECT ?p WHERE { ?_a_iri ?p ?o }"
    try:
        bound = parameters.bind(query, {"a": [text]})
    except BadParameter:
        return
    ((subject, _, _),) = prepareQuery(bound).algebra.p.p.triples
    assert str(subject) == text
