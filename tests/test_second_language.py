"""A label in a second language is allowed, doubles no row, and changes no answer."""

from __future__ import annotations

import asyncio
import json
import shutil
from itertools import count
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from scgraph.cli import run
from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.namespaces import PREFIXES, address_of, expand
from scgraph.project import Project, find_project, graph_iri
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.store.generations import open_store
from scgraph.store.load import load_store
from scgraph.web.app import create_app
from tests.engines.test_same_rows import (
    Asked,
    RdflibEngine,
    compare,
    examples,
    first_difference,
    golden_sets,
    optional_examples,
)
from tests.examples import EXAMPLE, ROOT

LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
# Some sort before the English labels and some behind, so that neither the first nor the last one is right.
WORDS = ("Aberth", "Ystyr")
ASKED = {str(each): each for each in (*examples(), *optional_examples(), *golden_sets())}
# What rdflib answers in a second or two. The others read the same names.
QUICK = ("levels", "ladder", "registration", "statutory-roles", "progression-rules", "qualifications")
COMMANDS = (
    ["path", "Community Care Officer", "Advanced Social Work Practitioner"],
    ["path", "Scale 6", "SO2"],
    ["gap", "Bexley 07", "SO1"],
    ["gap", "Social Worker, Band B", "Social Worker, Band C"],
    ["compare", "Bexley 07", "SCI08", "SO2"],
    ["equivalents", "Social Care officer, Level B"],
    ["stats"],
    ["stats", "--competencies"],
    ["validate"],
)
DRAWINGS = (
    ["path", "Community Care Officer", "SCI09", "--draw"],
    ["draw", "ladder", "Social Care Assessor", "-o"],
    ["draw", "topics", "Social Care Assistant", "-o"],
    ["draw", "map", "Bexley", "Richmond and Wandsworth", "-o"],
    ["draw", "heatmap", "Bexley", "Richmond and Wandsworth", "-o"],
)
PAGES = (
    *(
        "/",
        "/councils",
        "/legislation",
        "/law/events",
        "/competency/",
        "/validation",
        "/about",
        "/search?q=carers",
    ),
    *("/equivalents?level=SO1", "/path?from=SO1&to=SO2", "/compare?level=SO1&level=SO2", "/questions/levels"),
)
# One thing of each class that has a page of its own, and of those that share one.
KINDS = (
    *(
        "scg:Level",
        "scg:Ladder",
        "scg:Statement",
        "scg:Competency",
        "scg:Grade",
        "scg:GradeScheme",
        "scg:Option",
    ),
    *(
        "scg:StatutoryScheme",
        "scg:LegalEvent",
        "scg:Judgment",
        "scg:CodeOfPractice",
        "scg:StatutoryRole",
        "scg:RegulatoryBody",
        "scg:QualificationLevel",
        "scg:Modality",
    ),
    *("eli:LegalResource", "eli:LegalResourceSubdivision", "foaf:Document", "org:Organization"),
)


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example project, each thing with a label in Welsh beside the English one."""
    root = tmp_path_factory.mktemp("translated") / "project"
    shutil.copytree(EXAMPLE, root)
    numbers = count(1)
    project = find_project(root)
    for path in (*project.ontology_files, *project.data_files):
        named = dict.fromkeys(
            quad.subject for quad in read_quads(path, graph_iri(path)) if quad.predicate == LABEL
        )
        labels = [
            Literal(f"{WORDS[number % 2]} {number}", language="cy")
            for _, number in zip(named, numbers, strict=False)
        ]
        with path.open("a", encoding="utf-8") as file:
            file.writelines(
                f"{Triple(node, LABEL, text)} .\n" for node, text in zip(named, labels, strict=True)
            )
    assert next(numbers) > 1500
    return project


@pytest.fixture(scope="module")
def bilingual(translated: Project) -> KnowledgeGraph:
    """The same in memory."""
    return open_graph(translated)


@pytest.fixture(scope="module")
def rdflib_engine(bilingual: KnowledgeGraph) -> RdflibEngine:
    """The same in rdflib."""
    assert isinstance(bilingual.engine, EmbeddedEngine)
    return RdflibEngine(bilingual.engine)


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_every_question_has_the_same_answer(
    asked: Asked, graph: KnowledgeGraph, bilingual: KnowledgeGraph
) -> None:
    one, two = (each.ask(asked.question, **asked.parameters) for each in (graph, bilingual))
    assert first_difference(one.rows, two.rows) is None


@pytest.mark.parametrize("asked", [each for each in examples() if each.question in QUICK], ids=str)
def test_rdflib_gives_that_answer_too(
    asked: Asked, graph: KnowledgeGraph, rdflib_engine: RdflibEngine
) -> None:
    compare(graph, rdflib_engine, asked)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_says_the_same(
    words: list[str], translated: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for root in (EXAMPLE, translated.root):
        monkeypatch.chdir(root)
        assert run(words) == 0
        said.append(capsys.readouterr().out)
    assert said[0].strip()
    assert said[0] == said[1]


@pytest.mark.parametrize("words", DRAWINGS, ids=lambda words: " ".join(words[:2]))
def test_every_drawing_is_the_same(
    words: list[str], translated: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pygraphviz", reason="pictures need the extra 'drawing'")
    drawn = []
    for number, root in enumerate((EXAMPLE, translated.root)):
        monkeypatch.chdir(root)
        assert run([*words, str(tmp_path / f"{number}.svg")]) == 0
        drawn.append((tmp_path / f"{number}.svg").read_text(encoding="utf-8"))
    assert drawn[0] == drawn[1]


def test_every_page_is_the_same(graph: KnowledgeGraph, bilingual: KnowledgeGraph) -> None:
    addresses = [*PAGES, *(address_of(thing(graph, kind)) or kind for kind in KINDS)]
    for address, one, two in zip(
        addresses, pages(graph, addresses), pages(bilingual, addresses), strict=True
    ):
        assert one == two, address


def thing(graph: KnowledgeGraph, kind: str) -> str:
    """A member of a class: the first by its IRI."""
    (first,) = graph.engine.select(
        f"SELECT ?node {{ ?node a <{expand(kind)}> ; <{LABEL.value}> ?label }} ORDER BY ?node LIMIT 1"
    ).rows
    return first[0].value if first[0] else ""


def pages(graph: KnowledgeGraph, addresses: list[str]) -> list[str]:
    """What stands at some addresses."""

    async def get() -> list[str]:
        transport = httpx.ASGITransport(create_app(graph))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            answers = [await client.get(each, headers={"accept": "text/html"}) for each in addresses]
            assert {each.status_code for each in answers} == {200}
            return [each.text for each in answers]

    return asyncio.run(get())


def test_the_language_is_chosen_in_one_place() -> None:
    every = (path for part in ("ontology", "queries", "src") for path in (ROOT / part).rglob("*.rq"))
    found = {path.name for path in every if "skos:prefLabel" in path.read_text(encoding="utf-8")}
    # Some mean the labels of all languages: to find things, and to hand all out. One reads graphs that were
    # made before there was a name.
    looked_up = {"law_names.rq", "search.rq", "describe.rq"}  # by names in any language
    assert found == {"01-name.rq", "statements.rq", *looked_up}


def test_a_thing_is_found_by_its_other_name_and_shown_by_the_english_one(bilingual: KnowledgeGraph) -> None:
    level = "https://w3id.org/scgraph/id/bexley/social-care-assistant_07"
    words = f"SELECT ?label {{ <{level}> <{LABEL.value}> ?label FILTER (LANG(?label) = 'cy') }}"
    ((welsh,),) = bilingual.engine.select(words).rows
    assert welsh is not None
    found = bilingual.find(welsh.value, "scg:Level")
    assert (found.iri, found.label, found.others) == (level, "Social Care Assistant, Bexley 07", ())
    rows = [row for row in bilingual.ask("search", text=welsh.value) if row["thing"] == level]
    assert [row["name"] for row in rows] == ["Social Care Assistant, Bexley 07"]


def test_a_store_on_disk_follows_a_label_that_is_added(translated: Project, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "project")
    project = find_project(tmp_path / "project")
    load_store(project, tmp_path / "store")
    shutil.copy2(translated.data_directory / "bexley.ttl", project.data_directory)
    assert load_store(project, tmp_path / "store").is_incremental
    one, two = open_store(tmp_path / "store"), open_graph(project).engine
    names = f"SELECT ?node ?name {{ ?node <{PREFIXES['scg']}name> ?name }} ORDER BY ?node ?name"
    assert one.select(names).rows == two.select(names).rows


@pytest.mark.parametrize(
    ("label", "rule"),
    [
        ('"Bexley 07"@en , "Bexley Seven"@en', "label-given"),
        ('"Bexley 07"@cy', "label-given"),
        ('"Bexley 07"@en , "Bexley saith"@cy , "Bexley 7"@cy', "label-once-per-language"),
        ('"Bexley 07"@en , "Bexley 7"', "language-tagged"),
    ],
)
def test_one_label_in_each_language_and_one_in_english(
    label: str, rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "project")
    path = tmp_path / "project" / "data" / "turtle" / "bexley.ttl"
    text = path.read_text(encoding="utf-8")
    old = 'skos:prefLabel "Social Care Assistant, Bexley 07"@en'
    assert text.count(old) == 1
    path.write_text(text.replace(old, f"skos:prefLabel {label}"), encoding="utf-8")
    assert run(["validate", "--project", str(tmp_path / "project"), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [each["rule"] for each in findings if each["severity"] == "error"] == [rule]
