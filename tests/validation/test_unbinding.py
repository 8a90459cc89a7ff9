"""Which SPARQL constraints may be asked once for all nodes."""

from __future__ import annotations

import pytest

from scgraph.validation.planner.scope import NotCovered
from scgraph.validation.planner.tokens import tokenize, written
from scgraph.validation.planner.unbinding import projection

PROVED = [
    "SELECT $this WHERE { $this a ex:A }",
    "SELECT DISTINCT $this ?x { $this ex:p/ex:q+ ?x . FILTER(?x != $this) } ORDER BY ?x",
    "SELECT $this { ?x ex:p $this ; ex:q 1, 2.5, 'a'@en, \"b\"^^ex:t . }",
    "SELECT $this { $this ex:p ?x OPTIONAL { $this ex:q ?y FILTER(?y > ?x) } FILTER(!BOUND(?y)) }",
    "SELECT $this { { $this ex:p ?x } UNION { ?x ex:q $this FILTER($this != ?x) } }",
    "SELECT $this { $this ex:p ?x FILTER NOT EXISTS { ?x ex:q $this FILTER EXISTS { $this ex:r ?x } } }",
    "SELECT $this { $this ex:p ?x FILTER(?x > 1 || NOT EXISTS { $this ex:q ?x }) }",
    "SELECT $this (COUNT(?x) AS ?n) { $this ex:p ?x } GROUP BY $this HAVING(COUNT(?x) > 1)",
    "SELECT $this { { SELECT $this (MAX(?x) AS ?m) WHERE { $this ex:p ?x } GROUP BY $this } FILTER(?m > 2) }",
    "SELECT $this { $this ex:p ?x . BIND(STR($this) AS ?name) } # a comment { with braces",
    "SELECT $this { $this ex:p [ ex:q ?x ; ex:r ( 1 2 ) ] }",
    "SELECT $this { $this ex:p ?x . $this ex:q* ?y }",
]
UNBOUND = "a query that does not bind $this in every solution"
UNSELECTED = "a query or sub-query that does not select $this"
LOOSE = "a filter on $this in a group that does not bind it"
REFUSED = {
    "SELECT $this { FILTER($this = ex:a) }": LOOSE,
    "SELECT $this { { FILTER(BOUND($this)) } $this ex:p 1 }": LOOSE,
    "SELECT $this { ?x ex:p 1 }": UNBOUND,
    "SELECT ?x { $this ex:p ?x }": UNSELECTED,
    "SELECT $this { $this ex:p* ?x }": UNBOUND,
    "SELECT $this { OPTIONAL { $this ex:p ?x } $this ex:q ?x }": "an OPTIONAL on $this before it is bound",
    "SELECT $this { { $this ex:p 1 } UNION { ?x ex:q 1 } }": UNBOUND,
    "SELECT $this { BIND($this AS ?x) $this ex:p ?x }": "a BIND on $this before it is bound",
    "SELECT $this { BIND(1 AS $this) }": "a query that gives $this a value of its own",
    "SELECT (1 AS $this) { ?x ex:p 1 }": "a query that gives $this a value of its own",
    "SELECT $this { $this ex:p 1 } LIMIT 1": "a query with LIMIT",
    "SELECT $this { $this ex:p 1 MINUS { $this ex:q 1 } }": "a query with MINUS",
    "SELECT $this { VALUES $this { ex:a } }": "a query with VALUES",
    "SELECT $this { GRAPH ?g { $this ex:p 1 } }": "a query with GRAPH",
    "SELECT $this { SERVICE ex:s { $this ex:p 1 } }": "a query with SERVICE",
    "SELECT $this { $this ex:p 1 { SELECT ?x { ?x ex:q 1 } } }": UNSELECTED,
    "SELECT $this (COUNT(?x) AS ?n) { $this ex:p ?x }": "an aggregate over several focus nodes",
    "SELECT $this ?x { $this ex:p ?x } GROUP BY ?x": "an aggregate over several focus nodes",
    "SELECT * { $this ex:p 1 }": "a query that selects no named variable",
    "ASK { $this ex:p 1 }": "a query that is not a plain SELECT",
    "SELECT $this { $this ex:p 1 FILTER EXISTS {SELECT $this {$this ex:q 1}} }": "a sub-query inside EXISTS",
    "SELECT $this { $this ex:p 1 } ; DROP ALL": "a query that goes on after its end with ';'",
    "SELECT $this { $this ex:p ?x FILTER(?x = 1 }": "a filter that cannot be read",
}


@pytest.mark.parametrize("query", PROVED)
def test_proved(query: str) -> None:
    assert "this" in projection(tokenize(query))


@pytest.mark.parametrize("query", REFUSED)
def test_refused_with_the_reason(query: str) -> None:
    with pytest.raises(NotCovered) as refusal:
        projection(tokenize(query))
    assert str(refusal.value) == REFUSED[query]


@pytest.mark.parametrize("query", PROVED)
def test_written_tokens_mean_the_same(query: str) -> None:
    import pyoxigraph as ox

    text = f"PREFIX ex: <http://ex.org/>\n{written(tokenize(query))}"
    ox.Store().query(text)
    assert tokenize(written(tokenize(query))) == tokenize(query)


def test_strings_keep_what_looks_like_sparql() -> None:
    text = "SELECT $this { $this ex:p \"a (b) # {c} \\\" d\" , '''e ' f\n} ''' }"
    assert [token.text for token in tokenize(text) if token.kind == "string"] == [
        '"a (b) # {c} \\" d"',
        "'''e ' f\n} '''",
    ]


def test_what_is_not_sparql_is_refused() -> None:
    with pytest.raises(NotCovered, match="cannot be read at"):
        tokenize("SELECT $this { ` }")
