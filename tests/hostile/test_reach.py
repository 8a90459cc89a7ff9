"""Nothing that a project brings reaches another server or file: questions, rules, shapes, imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import UnreadableFile
from scgraph.questions.catalogue import load_query
from scgraph.rules import hermit
from scgraph.rules.axioms import Axioms
from scgraph.rules.materialise import run_rules
from scgraph.validation.shapes import BadShapes, read_shapes

# Written in the ways in which a word may hide from a reader who looks for it.
REACHING = {
    "service": "SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o }",
    "small letters": "service silent <http://127.0.0.1:9/x> { ?s ?p ?o }",
    "an escape": "\\u0053ERVICE <http://127.0.0.1:9/x> { ?s ?p ?o }",
    "behind a comment": "# it's\rSERVICE <http://127.0.0.1:9/x> { ?s ?p ?o }",
    "behind a string": "BIND('''a\\''' AS ?x) SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } # '''",
    "a variable": "VALUES ?g { <http://127.0.0.1:9/x> } SERVICE ?g { ?s ?p ?o }",
}
HEAD = "#+ summary: s\n#+ description: d\n#+ columns:\n#+   s: {label: S}\n"


@pytest.mark.parametrize("what", REACHING)
def test_no_question_rule_or_shape_asks_another_server(what: str, tmp_path: Path) -> None:
    pattern = f"{{ ?s ?p ?o . {REACHING[what]} }}"
    question, rule, shape = (tmp_path / name for name in ("q.rq", "r.rq", "s.ttl"))
    question.write_bytes(f"{HEAD}SELECT ?s {pattern}".encode())
    rule.write_bytes(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}".encode())
    with pytest.raises(UnreadableFile, match=r"q\.rq"):
        load_query(question)
    with pytest.raises(UnreadableFile, match=r"r\.rq"):
        run_rules(EmbeddedEngine(), [rule], "https://w3id.org/scgraph/graph/inferred")
    text = f"SELECT $this WHERE {pattern.replace('?s', '$this')}".replace("\\", "\\\\").replace("\r", "\\r")
    shape.write_text(
        "PREFIX sh: <http://www.w3.org/ns/shacl#>\n<x:s> a sh:NodeShape ; sh:targetNode <x:n> ; sh:sparql"
        f' [ sh:message "m" ; sh:select """{text}""" ] .'
    )
    with pytest.raises(BadShapes, match=r"s\.ttl"):
        read_shapes([shape])


def test_a_question_names_no_graph_to_load(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(f"{HEAD}SELECT ?s FROM <file:///etc/passwd> {{ ?s ?p ?o }}")
    with pytest.raises(UnreadableFile, match=r"q\.rq:5:\d+: FROM"):
        load_query(path)


def test_who_really_wants_it_may_ask_another_server(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(f"{HEAD}SELECT ?s {{ {REACHING['service']} }}")
    assert load_query(path, network=True).name == "q"


def test_a_word_in_a_text_or_a_comment_is_none(tmp_path: Path) -> None:
    path = tmp_path / "q.rq"
    path.write_text(f'{HEAD}# from a SERVICE\nSELECT ?s {{ ?s ?p "from a SERVICE" }} # SERVICE')
    assert load_query(path).name == "q"


@pytest.mark.parametrize("imported", ["http://127.0.0.1:9/o", "file:///etc/passwd"])
@pytest.mark.parametrize("network", [False, True])
def test_imports_are_followed_only_where_that_is_wanted(
    imported: str, network: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = EmbeddedEngine()
    node = NamedNode("http://x/o")
    imports = NamedNode("http://www.w3.org/2002/07/owl#imports")
    engine.add([Quad(node, imports, NamedNode(imported), NamedNode("http://x/g"))])
    given: list[str] = []

    def serialised(triples: list[object], *_: object, **__: object) -> None:
        given.extend(map(str, triples))
        raise KeyboardInterrupt

    monkeypatch.setattr(hermit, "hermit_command", lambda: ["false"])
    monkeypatch.setattr(hermit, "serialize", serialised)
    with pytest.raises(KeyboardInterrupt):
        hermit.check(engine, Axioms(), network=network)
    assert any("imports" in triple for triple in given) == (network and imported.startswith("http"))
