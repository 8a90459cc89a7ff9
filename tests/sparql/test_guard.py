"""Queries that users write: what is made ready, what is refused, and where the fault is said to be."""

from __future__ import annotations

import threading

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from scgraph.errors import BadQuery, ScgraphError
from scgraph.project import Project
from scgraph.sparql.guard import MOST_TOKENS, QueryFault, place_in_user_text, prefixes_of, prepare
from scgraph.sparql.lexer import tokenize

BEXLEY = "https://w3id.org/scgraph/graph/bexley"
COUNTY = "https://w3id.org/scgraph/graph/county"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT ?level { ?level a scg:Level }", "SELECT"),
        ("ASK {}", "ASK"),
        ("CONSTRUCT { ?s a ?c } WHERE { ?s a ?c }", "CONSTRUCT"),
        ("CONSTRUCT WHERE { ?s a ?c }", "CONSTRUCT"),
        ("DESCRIBE comp:safeguarding", "DESCRIBE"),
        ("BASE <https://w3id.org/scgraph/id/> SELECT * { <bexley> ?p ?o }", "SELECT"),
    ],
)
def test_the_form_of_a_query_is_told(text: str, form: str) -> None:
    assert prepare(text).form == form


def test_prefixes_are_ready_and_only_those_used_are_declared() -> None:
    prepared = prepare("SELECT ?level { ?level a scg:Level ; skos:prefLabel ?name }")
    assert prepared.sparql.startswith("PREFIX scg: <https://w3id.org/scgraph/ontology#> PREFIX skos: <")
    assert "dcterms" not in prepared.sparql
    assert prepared.added_lines == 1


def test_a_prefix_that_the_user_declares_is_left_to_the_user() -> None:
    text = "PREFIX scg: <http://example.org/> SELECT * { ?s a scg:Level }"
    assert prepare(text).sparql == text


def test_each_council_of_the_project_is_a_prefix_too(project: Project) -> None:
    prepared = prepare("DESCRIBE bexley:social-care-assistant_07", prefixes=prefixes_of(project))
    assert prepared.sparql.startswith("PREFIX bexley: <https://w3id.org/scgraph/id/bexley/>")
    with pytest.raises(QueryFault, match="not declared"):
        prepare("DESCRIBE nowhere:x", prefixes=prefixes_of(project))


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("SELECT * {\n  ?s ?p ?o FILTR(?o)\n}", 2, 12, "'FILTR' is not expected here"),
        ("SELECT * {\n\t?s ?p 'abc }", 2, 8, "'''"),
        ("SELECT ?x {\n  ?x ?y ?z\n", 3, 1, "ends before it is complete"),
        ("SELECT *\n{ ?s nosuch:x ?o }", 2, 6, "the prefix 'nosuch:' is not declared"),
        ("SELEC ?x {}", 1, 1, "'SELEC' is not expected here"),
        ("SELECT (COUNT(?x) ?n) {}", 1, 19, "'?n' is not expected here"),
        ("SELECT * { ?s ?p ?o . FILTER(?s = ) }", 1, 35, "')' is not expected here"),
        ("SELECT * {}\nINSERT DATA { scg:a a scg:b }", 2, 1, "'INSERT' is not expected here"),
        ("", 1, 1, "ends before it is complete"),
        ("SELECT * { ?s ?p ?o\x00 }", 1, 20, "control character"),
    ],
)
def test_a_fault_is_told_with_line_and_column_of_the_users_text(
    text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(QueryFault) as caught:
        prepare(text)
    assert (caught.value.line, caught.value.column) == (line, column), str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_fault_is_a_call_at_fault() -> None:
    with pytest.raises(BadQuery) as caught:
        prepare("nonsense")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { scg:a a scg:b }",
        "DELETE DATA { scg:a a scg:b }",
        "DELETE WHERE { ?s ?p ?o }",
        "WITH <http://g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/x.ttl>",
        "CLEAR ALL",
        "CREATE GRAPH <http://g>",
        "drop all",
        "COPY <http://a> TO <http://b>",
        "MOVE <http://a> TO <http://b>",
        "ADD <http://a> TO <http://b>",
        "PREFIX x: <http://x/>\nBASE <http://y/>\n# a remark\nINSERT DATA { x:a x:b x:c }",
    ],
)
def test_updates_are_refused_as_updates(update: str) -> None:
    with pytest.raises(QueryFault, match="changes the graph"):
        prepare(update)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { OPTIONAL { service ?where { ?s ?p ?o } } } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { FILTER(?x IN (1, 2) || NOT EXISTS { SERVICE <http://h/> {} }) }",
        # What one parser takes for a comment or a string and another does not.
        "SELECT * { ?s ?p ?o # a remark\rSERVICE <http://127.0.0.1:1/> { ?a ?b ?c }\n}",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVIC\\u0045 <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { \\u005Cu0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_nothing_that_asks_another_server_gets_through(text: str) -> None:
    with pytest.raises(QueryFault):
        prepare(text)


def test_an_escaped_quotation_mark_reads_the_same_to_every_engine() -> None:
    # Read before its escape, this asks another server; read after it, the rest of the line is a remark.
    prepared = prepare('SELECT * { ?s ?p "\\u0022 . # " . SERVICE <http://127.0.0.1:1/> { ?a ?b ?c }\n}')
    assert prepared.sparql == 'SELECT * { ?s ?p "" . # " . SERVICE <http://127.0.0.1:1/> { ?a ?b ?c }\n}'
    assert list(Store().query(prepared.sparql)) == []


def test_the_word_service_in_a_string_a_comment_or_a_name_is_no_service() -> None:
    assert (
        prepare("# SERVICE <x>\nSELECT ?service { ?service rdfs:label 'SERVICE <http://x> {}' }").form
        == "SELECT"
    )


def test_what_a_text_means_after_its_escapes_is_what_is_run() -> None:
    assert '"café"' in prepare('SELECT * { ?s ?p "caf\\u00e9" }').sparql


@pytest.mark.parametrize("escape", ["\\uD800", "\\U00110000"])
def test_an_escape_that_is_no_character_is_refused(escape: str) -> None:
    with pytest.raises(QueryFault, match="no character"):
        prepare(f'SELECT * {{ ?s ?p "{escape}" }}')


@pytest.mark.parametrize(
    "clause", ["FROM <http://example.org/x>", "FROM NAMED <file:///etc/passwd>", "FROM scg:x", "BASEFROM"]
)
def test_graphs_of_others_are_refused(clause: str) -> None:
    text = f"SELECT *\n{clause} {{ ?s ?p ?o }}"
    if clause == "BASEFROM":
        text = "BASE <http://example.org/>\nSELECT * FROM <graph> { ?s ?p ?o }"
    with pytest.raises(QueryFault, match="not one of the graphs here") as caught:
        prepare(text)
    assert caught.value.line == 2


def test_the_graphs_own_graphs_may_be_named() -> None:
    prepared = prepare(
        f"SELECT * FROM <{BEXLEY}> FROM NAMED graph:county {{ ?s ?p ?o }}", graphs={BEXLEY, COUNTY}
    )
    assert prepared.names_graphs
    assert not prepare("SELECT * { ?s ?p ?o }").names_graphs
    with pytest.raises(QueryFault):
        prepare(f"SELECT * FROM <{COUNTY}> {{ ?s ?p ?o }}", graphs={BEXLEY})


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    for name in (BEXLEY, COUNTY):
        node = NamedNode(name)
        store.add(Quad(node, NamedNode("http://is"), Literal(name.rpartition("/")[2]), node))
    return store


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?name { ?s <http://is> ?name }",
        "SELECT ?name WHERE { ?s <http://is> ?name } ORDER BY ?name",
        "SELECT (STR(?n) AS ?name) WHERE { ?s <http://is> ?n FILTER(?n = ?n) }",
        "SELECT ?name FROM <https://w3id.org/scgraph/graph/bexley> { ?s <http://is> ?name }",
        "SELECT ?name FROM NAMED graph:bexley FROM graph:bexley WHERE { ?s <http://is> ?name }",
    ],
)
def test_a_dataset_of_the_request_takes_the_place_of_the_querys_own(store: Store, text: str) -> None:
    prepared = prepare(text, default_graphs=[COUNTY])
    assert prepared.names_graphs
    assert [row["name"].value for row in store.query(prepared.sparql)] == ["county"]


def test_a_dataset_of_named_graphs_is_seen_by_graph_only(store: Store) -> None:
    prepared = prepare("ASK { GRAPH ?g { ?s ?p 'county' } }", named_graphs=[COUNTY])
    assert bool(store.query(prepared.sparql))
    assert not bool(store.query(prepare("ASK { ?s ?p ?o }", named_graphs=[COUNTY]).sparql))


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE ?s WHERE { ?s <http://is> 'county' }",
        f"DESCRIBE <{COUNTY}>",
        f"DESCRIBE <{COUNTY}> LIMIT 5",
    ],
)
def test_a_dataset_finds_its_place_in_every_form(store: Store, text: str) -> None:
    prepared = prepare(text, default_graphs=[COUNTY])
    assert [triple.object.value for triple in store.query(prepared.sparql)] == ["county"]


@pytest.mark.parametrize("bracket", ["{}", "()", "[]"])
def test_nesting_that_would_overrun_a_parser_is_refused_before_it_is_parsed(bracket: str) -> None:
    with pytest.raises(QueryFault, match="nested too deeply"):
        prepare(f"SELECT * {{ {bracket[0] * 30_000}{bracket[1] * 30_000} }}")


def test_length_that_would_hold_the_parser_up_is_refused() -> None:
    with pytest.raises(QueryFault, match=f"more than {MOST_TOKENS} words"):
        prepare(f"SELECT * {{ FILTER(1 IN ({'1,' * MOST_TOKENS}1)) }}")


def test_an_engines_complaint_gets_the_users_line(store: Store) -> None:
    prepared = prepare("SELECT (COUNT(?x) AS ?n) ?y\n{ ?y a ?x ; scg:rank ?z }")
    with pytest.raises(SyntaxError) as caught:
        store.query(prepared.sparql)
    fault = place_in_user_text(BadQuery(f"the query cannot be read: {caught.value}"), prepared)
    assert fault.line == 2
    assert "variable that is unbound" in str(fault)


def test_parsing_in_many_threads_at_once_breaks_nothing() -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for _ in range(5):
                assert prepare(f"SELECT ?x{number} {{ ?x{number} a scg:Level }}").form == "SELECT"
                with pytest.raises(QueryFault):
                    prepare(f"SELECT ?x{number} {{ ?x{number} a }}")
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


_WORDS = """SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED SERVICE INSERT DATA FILTER OPTIONAL UNION AS BIND
VALUES LIMIT { } ( ) [ ] . ; , * ?s ?p scg:Level <http://x/> 'a' "b" \\u0022 \\ 1 @en ^^ / | ^ ! # " ' '''"""
_words = st.sampled_from([*_WORDS.split(), '"""', "\n", "\r"])


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(_words, max_size=25).map(" ".join), st.text(max_size=60)))
@example("''' \n '''")
def test_any_text_is_a_query_or_a_fault_of_one_line(text: str) -> None:
    fault = None
    try:
        prepared = prepare(text)
    except ScgraphError as error:
        fault = error
    if fault is not None:
        assert isinstance(fault, QueryFault)
        assert "\n" not in str(fault)
    else:
        assert prepared.form in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
        assert not any(token.is_word("SERVICE") for token in tokenize(prepared.sparql))
