"""What the documents name is there: files, modules, questions, addresses, bounds."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
from pathlib import Path

import pytest

from scgraph.questions.door import KnowledgeGraph
from scgraph.sparql import guard
from scgraph.web.limits import Limits

from .conftest import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text_of(name))
    lost = [link for link in links if "://" not in link and not (ROOT / name).parent.joinpath(link).exists()]
    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_modules_named_are_there(name: str) -> None:
    named = set(re.findall(r"`(scgraph(?:\.[a-z_]+)+)`", text_of(name))) - {"scgraph.toml"}
    assert [module for module in named if importlib.util.find_spec(module) is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_python_shown_imports_what_is_there(name: str) -> None:
    for block in re.findall(r"^```python\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_files_named_are_there(name: str) -> None:
    named = set(
        re.findall(r"`((?:benchmarks|docs|ontology|shapes|src|tests|tools)/[\w./-]+\.\w+)`", text_of(name))
    )
    made = {"docs/ontology.html", "ontology/rules/NN-name.rq"}  # by `make docs`; a pattern
    assert [file for file in named - made if not (ROOT / file).exists()] == []


def test_careers_names_the_questions_that_it_asks(graph: KnowledgeGraph) -> None:
    asked = set()
    for path in (ROOT / "src" / "scgraph" / "careers").glob("*.py"):
        if path.stem not in ("equivalence", "assessments"):  # docs/equivalence.md tells of these
            asked |= set(re.findall(r"\.ask\(\s*\"([a-z-]+)\"", path.read_text(encoding="utf-8")))
    introduction = text_of("docs/careers.md").partition("\n## ")[0]
    asks, _, alone = introduction.partition("The questions ")
    assert asked == {name for name in re.findall(r"`([a-z-]+)`", asks) if name in graph.queries}
    assert set(re.findall(r"`([a-z-]+)`", alone)) <= set(graph.queries) - asked


def test_the_bounds_of_the_explorer_are_those_told() -> None:
    table = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", text_of("docs/web.md"), re.MULTILINE)
    bounds = {what: bound for what, bound, _ in table}
    limits = Limits()
    mega, kilo = 1024 * 1024, 1024
    assert bounds["time of a query, with the time to read it"].startswith(f"{limits.query_seconds:g} s ")
    assert bounds["queries of users at once; waiting"] == (
        f"{limits.queries_running} (`--workers`); {limits.queries_waiting}"
    )
    assert bounds["slow ones among them; waiting"] == f"all but one; {limits.slow_waiting}"
    assert bounds["processor time after which a query counts as slow"] == f"{limits.brief_seconds:g} s"
    assert bounds["pages made at once; waiting"] == f"{limits.pages_running}; {limits.pages_waiting}"
    assert bounds["tables, workbooks and dumps made at once; waiting"] == (
        f"{limits.tables_running}; {limits.tables_waiting}"
    )
    assert bounds["size of an answer, also of a server behind it"] == f"{limits.answer_bytes // mega} MB"
    assert bounds["size of a body; of an address; of all headers"] == (
        f"{limits.body_bytes // kilo} kB; {limits.address_bytes // kilo} kB; {limits.header_bytes // kilo} kB"
    )
    assert bounds["fields of a form, with the address"] == f"{limits.fields:,}"
    assert bounds["graphs that a request names"] == f"{limits.graphs}"
    assert bounds["words and signs of a query; depth of its brackets"] == (
        f"{guard.MOST_TOKENS:,}; {guard.DEEPEST}"
    )
    assert bounds["values of a parameter of a question; their characters"] == (
        f"{limits.values}; {limits.value_characters}"
    )
    assert bounds["characters of a search; levels compared"].startswith(f"{limits.search_characters}; ")
    assert bounds["rows shown on a page; characters of Turtle"] == (
        f"{limits.shown_rows}; {limits.shown_characters:,}"
    )
    assert bounds["nodes described by the RDF of a page"] == f"{limits.described_nodes}"
    assert bounds["time to send a request"] == f"{limits.request_seconds:g} s"
    assert bounds["time to take a piece of an answer"] == f"{limits.send_seconds:g} s"


def test_every_decision_says_why_and_what_it_costs() -> None:
    text = text_of("docs/decisions.md")
    entries = [entry.splitlines() for entry in text.split("\n\n") if entry.startswith("**")]
    assert len(entries) > 20
    for what, *rest in entries:
        assert what.endswith("**"), what
        assert [line.split(":")[0] for line in rest] == ["Why", "Cost"], what


def test_there_is_no_document_that_this_does_not_read() -> None:
    assert {Path(name).name for name in NAMES} >= {"architecture.md", "decisions.md", "careers.md", "web.md"}
