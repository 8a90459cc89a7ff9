"""Requests at the edge of what is allowed, and questions with odd metadata: answered, or refused in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scgraph.cli import run
from scgraph.questions.door import KnowledgeGraph
from scgraph.web import create_app
from tests.hostile.test_values import write

SPARQL = (
    "", "%00", "SELECT*{?s ?p ?o}LIMIT -1", "SELECT*{?s ?p ?o}LIMIT 99999999999999999999",
    "SELECT*{?s ?p ?o}OFFSET 99999999999999999999 LIMIT 1", "SELECT(1/0 AS ?x){}",
    "SELECT(REPEAT(1) AS ?x){}",
    "SELECT(REGEX('a','[') AS ?x){}", "SELECT(STRDT('x',<javascript:x>) AS ?x){}",
    "SELECT(REPLACE('a','','b') AS ?x){}", "SELECT(SUBSTR('a',-99999999999999999) AS ?x){}",
    "SELECT('%1b]0;x%07' AS ?x){}", "CONSTRUCT{<a> <urn:x/1> 1}{}&format=rdf", "DESCRIBE <x>",
    "ASK{}&format=nope", "ASK{}&format=csv&format=json", "ASK{}&default-graph-uri=javascript:x",
    "ASK{}&default-graph-uri=%00", "ASK{}&named-graph-uri=%3Cx%3E",
)  # fmt: skip
PATHS = (
    "/compare?level=&level=", "/path?from=Bexley+07&to=Bexley+07", "/path?from=%00&to=%00",
    "/path?from=Bexley+07&to=SO1&alternatives=-1", "/path?from=Bexley+07&from=SO1&to=SO1", "/path.svg",
    "/search?q=%00", "/search?q=%ED%A0%80", "/search?q=%0d%0aSet-Cookie:x", "/questions/levels?nope=1",
    "/equivalents?level=Bexley+07&council=%00", "/questions/levels.csv?ask=1&ask=1", "/questions/levels.exe",
    "/questions/..%2f..%2fetc", "/questions/%00", "/legislation?name=%00",
    "/legislation?name=s.1-99999999999999999999+Care+Act+2014", "/legislation/../../etc", "/id/%2e%2e/x",
    "/id//", "/id/bexley/%F0%9F%92%A9", "/id/bexley.ttl.ttl", "/id/%3Cscript%3E", "/%5Cevil", "/downloads/x",
    "/static/%00", "/ontology.exe", "/sparql?example=%00", "/sparql?example=../x",
    *(f"/sparql?query={query}" for query in SPARQL),
)  # fmt: skip
HEADERS = (
    {"accept": "*/*;q=0"}, {"accept": "text/html;q=nan"}, {"accept": "," * 4000}, {"accept": ";;;"},
    {"accept": "text/html;q=1e999"}, {"host": 'evil"><script>'}, {"host": ""}, {"host": "a" * 2000},
    {"x-forwarded-proto": "javascript"}, {"if-none-match": "*"}, {"content-length": "9" * 30},
    {"content-length": "-1"}, {"content-length": "+5"}, {"range": "bytes=0-0"}, {"cookie": "a=b" * 6000},
)  # fmt: skip
HEAD = "#+ summary: s\n#+ description: d\n"
REST = "#+ columns:\n#+   a: {}\nSELECT ?a { ?a ?p ?o } LIMIT 1\n"
METADATA = {
    "twice": HEAD + "#+ summary: t\n" + REST,
    "nothing": "#+ summary: null\n#+ description: d\n" + REST,
    "a date": "#+ summary: 2020-01-01\n#+ description: d\n" + REST,
    "an object": HEAD + "#+ tags: [!!python/object:os.system x]\n" + REST,
    "an odd kind": HEAD + "#+ columns:\n#+   a: {kind: nope}\nSELECT ?a {}\n",
    "a list of columns": HEAD + "#+ columns: [a]\nSELECT ?a {}\n",
    "a number of parameters": HEAD + "#+ parameters: 5\n" + REST,
    "an empty parameter": HEAD + "#+ parameters:\n#+   x:\n" + REST,
    "an odd class": HEAD + "#+ parameters:\n#+   x: {class: 'no:<>', label: l, example: e}\n" + REST,
    "an odd default": HEAD + "#+ parameters:\n#+   x: {type: integer, label: [1], default: {}}\n" + REST,
    "an odd expectation": HEAD + "#+ expects: {a: b}\n" + REST,
    "a merge of YAML": HEAD + "#+ <<: {tags: [x]}\n" + REST,
    "a key that is a number": HEAD + "#+ 5: x\n" + REST,
    "a key that is a list": HEAD + "#+ ? [a]\n#+ : b\n" + REST,
    "a zero": HEAD + "\0" + REST,
    "2 MB": f"#+ summary: {'s' * 2_000_000}\n#+ description: d\n" + REST,
    "no more than its mark": "#+\n",
}


@pytest.fixture(scope="module")
def client(graph: KnowledgeGraph) -> TestClient:
    return TestClient(create_app(graph), raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize("path", PATHS)
def test_an_odd_address_is_answered_or_refused(client: TestClient, path: str) -> None:
    answer = client.get(path.replace(" ", "%20"))
    assert answer.status_code in {200, 303, 400, 404}
    assert "set-cookie" not in answer.headers
    assert "Traceback" not in answer.text
    assert not re.search(r'href="(?:javascript|//)', answer.text)


@pytest.mark.parametrize("headers", HEADERS, ids=lambda each: str(each)[:30])
@pytest.mark.parametrize("path", ["/councils", "/.well-known/void", "/sparql", "/sparql?query=ASK{}"])
def test_an_odd_header_is_passed_over_or_refused(
    client: TestClient, path: str, headers: dict[str, str]
) -> None:
    answer = client.get(path, headers=headers)
    assert answer.status_code in {200, 304, 400, 406, 413, 431}
    assert "<script>" not in answer.text


@pytest.mark.parametrize("what", METADATA)
def test_a_question_with_odd_metadata_is_read_or_told_in_one_line(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", "off")
    root = write(tmp_path, "")
    (root / "queries").mkdir()
    (root / "queries" / "q.rq").write_text(METADATA[what])
    for words, codes in ((["query", "run", "q"], {0, 2}), (["query", "list"], {0, 1})):
        assert run([*words, "--project", str(root)]) in codes
        told = capsys.readouterr()
        assert len([line for line in told.err.splitlines() if line.startswith("scgraph:")]) <= 1
        assert max(map(len, told.err.splitlines()), default=0) < 1_000
