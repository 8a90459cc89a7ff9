"""Each rule of the domain stands in one place: changed there, it changes every surface that shows it."""

from __future__ import annotations

import asyncio
import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from scgraph.careers.equivalence import council_matrix, equivalents
from scgraph.careers.gaps import gap
from scgraph.careers.network import Network, load_network
from scgraph.careers.paths import find_paths
from scgraph.careers.reading import load_profile
from scgraph.cli import run
from scgraph.drawing.equivalence import draw_equivalence_map
from scgraph.drawing.paths import draw_paths
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph, open_graph
from scgraph.tables.careers import gap_sheet
from scgraph.tables.workbook import to_workbook
from scgraph.web.app import create_app
from tests.examples import EXAMPLE, ROOT

LEVEL, SUPPORT, OTHER = "Social Worker, Band C", "Bexley 07", "Social Care officer, Level C"
QUESTIONS: dict[str, Mapping[str, str]] = {
    "added-by-level": {"level": OTHER},
    "career-moves": {"level": "Community Care Officer"},
    "common-core": {},
    "cumulative-requirements": {"level": LEVEL},
    "distinctive": {"council": "Bexley"},
    "equivalence-evidence": {"level": SUPPORT, "other": "SO1"},
    "equivalence-matrix": {"here": "Derbyshire", "there": "Unnamed county council"},
    "equivalent-levels": {"level": LEVEL},
    "gap": {"from": SUPPORT, "to": OTHER},
    "hard-conditions": {},
    "legislation-impact": {"provision": "Care Act 2014"},
    "level-competencies": {"level": LEVEL},
    "proficiency-progression": {"competency": "Safeguarding"},
    "registration": {},
    "search": {"text": "assessment"},
    "source-oddities": {},
    "statutory-roles": {},
    "unanchored": {},
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "scgraph equivalents": ("equivalents", LEVEL),
    "scgraph gap": ("gap", SUPPORT, OTHER),
    "scgraph path": ("path", "SCI08", "Range 4 Level A", "--ways", "1"),
}


def _level(graph: KnowledgeGraph, name: str) -> str:
    return graph.find(name, "scg:Level").iri


def _matrix(graph: KnowledgeGraph) -> object:
    councils = (graph.find(name, "org:Organization").iri for name in ("Derbyshire", "Unnamed county council"))
    return council_matrix(graph, *councils)


def _cells(workbook: bytes) -> object:
    return list(load_workbook(io.BytesIO(workbook))["Answer"].values)


def _page(graph: KnowledgeGraph, address: str) -> str:
    async def get() -> str:
        transport = httpx.ASGITransport(create_app(graph))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return (await client.get(address)).text

    return asyncio.run(get())


def _network(graph: KnowledgeGraph) -> Network:
    return load_network(graph)


CAREERS: dict[str, Callable[[KnowledgeGraph], object]] = {
    "a profile": lambda graph: load_profile(graph, _level(graph, OTHER)),
    "a gap": lambda graph: gap(graph, _level(graph, SUPPORT), _level(graph, OTHER)),
    "likeness": lambda graph: equivalents(graph, _level(graph, LEVEL), explained=2),
    "a matrix": _matrix,
    "computed moves": lambda graph: {
        edge for edge in _network(graph).moves.edges(keys=True) if edge[2] == "computed"
    },
    "a picture of ways": lambda graph: draw_paths(find_paths(graph, "SCI08", "Range 4 Level A"), "mmd"),
    "a picture of levels alike": lambda graph: draw_equivalence_map(graph, "mmd"),
    "a workbook": lambda graph: _cells(to_workbook(gap_sheet(graph, gap(graph, SUPPORT, OTHER)))),
    "a page": lambda graph: _page(graph, "/equivalents?level=county:social-worker_band-c"),
    "directions": lambda graph: [
        _network(graph).direction(_level(graph, SUPPORT), end).told for end in _network(graph).levels
    ],
    "registers": lambda graph: (_network(graph).registers, _network(graph).joined_below),
}


@dataclass(frozen=True)
class Rule:
    """A rule: the file that it stands in, its words, other words for them, and what shows it."""

    file: str
    words: str
    others: str
    shown: tuple[str, ...]


RULES = {
    "what a step that is not stated counts as": Rule(
        "ontology/settings.ttl",
        "scg:unstatedStep prof:working",
        "scg:unstatedStep prof:awareness",
        (
            "gap",
            "level-competencies",
            "added-by-level",
            "equivalent-levels",
            "equivalence-matrix",
            "equivalence-evidence",
            "career-moves",
            "a profile",
            "a gap",
            "likeness",
            "a matrix",
            "computed moves",
            "scgraph gap",
            "scgraph equivalents",
            "a picture of levels alike",
            "a workbook",
            "a page",
        ),
    ),
    "on what terms a statement binds that states none": Rule(
        "ontology/settings.ttl",
        "scg:unstatedTerms scg:Essential",
        "scg:unstatedTerms scg:Optional",
        (
            "gap",
            "level-competencies",
            "added-by-level",
            "cumulative-requirements",
            "hard-conditions",
            "statutory-roles",
            "equivalent-levels",
            "a profile",
            "a gap",
            "likeness",
        ),
    ),
    "how rare a competency is": Rule(
        "ontology/summary/rarity.rq",
        "?levels + 1 - ?uses AS",
        "?levels + 101 - ?uses AS",
        (
            "equivalent-levels",
            "equivalence-matrix",
            "equivalence-evidence",
            "likeness",
            "a matrix",
            "scgraph equivalents",
            "a page",
        ),
    ),
    "which registration a level asks": Rule(
        "ontology/profile/40-asks-registration.rq",
        "a scg:RegistrationRequirement",
        "a scg:QualificationRequirement",
        (
            "equivalent-levels",
            "equivalence-matrix",
            "career-moves",
            "common-core",
            "likeness",
            "a matrix",
            "registers",
            "computed moves",
            "scgraph equivalents",
        ),
    ),
    "when levels differ in registration": Rule(
        "ontology/profile/42-registration.rq",
        "COALESCE(?bodies, ",
        "COALESCE(",
        ("equivalent-levels", "equivalence-matrix", "likeness", "a matrix", "scgraph equivalents", "a page"),
    ),
    "that a register is joined on its lowest rung": Rule(
        "ontology/profile/41-register-joined-below.rq",
        "?level scg:follows ?lower",
        "?level scg:experienceAt ?lower",
        ("career-moves", "registers", "computed moves"),
    ),
    "which functions a statute reserves": Rule(
        "ontology/legislation.ttl",
        "a scg:ReservedRole",
        "a scg:StatutoryRole",
        ("equivalent-levels", "equivalence-matrix", "likeness", "a matrix", "scgraph equivalents"),
    ),
    "from which share on a verdict is given": Rule(
        "ontology/settings.ttl",
        "0.5 ;",
        "0.3 ;",
        (
            "equivalent-levels",
            "equivalence-matrix",
            "likeness",
            "a matrix",
            "scgraph equivalents",
            "a picture of levels alike",
            "a page",
        ),
    ),
    "from which share on a move is near": Rule(
        "ontology/settings.ttl",
        "scg:nearFrom 0.6",
        "scg:nearFrom 0.2",
        ("career-moves", "computed moves", "scgraph path", "a picture of ways"),
    ),
    "which kinds of statement there are": Rule(
        "ontology/profile/10-kind.rq",
        "?class != scg:Requirement",
        "?class NOT IN (scg:Requirement, scg:SkillRequirement, scg:Duty)",
        (
            "gap",
            "level-competencies",
            "added-by-level",
            "cumulative-requirements",
            "distinctive",
            "legislation-impact",
            "unanchored",
            "search",
            "source-oddities",
            "a profile",
            "a gap",
            "likeness",
            "scgraph gap",
        ),
    ),
    "that context does not count": Rule(
        "ontology/profile/20-demand.rq",
        "?kind != scg:Context",
        "?kind != scg:Duty",
        (
            "gap",
            "level-competencies",
            "proficiency-progression",
            "equivalent-levels",
            "a profile",
            "a gap",
            "likeness",
            "scgraph gap",
            "scgraph equivalents",
        ),
    ),
    "that the topic of an option is not asked of everybody": Rule(
        "ontology/profile/20-demand.rq",
        "IF(BOUND(?optional), scg:Alternative,",
        "IF(BOUND(?optional), scg:Essential,",
        ("gap", "level-competencies", "equivalent-levels", "a profile", "a gap", "likeness"),
    ),
    "which terms bind": Rule(
        "ontology/scgraph.ttl",
        "'if required', 'when trained'.\"@en ;\n    scg:binds true",
        "'if required', 'when trained'.\"@en ;\n    scg:binds false",
        ("level-competencies", "equivalent-levels", "likeness"),
    ),
    "by how much a difference lowers the place": Rule(
        "ontology/settings.ttl",
        "scg:differenceWeight 0.7",
        "scg:differenceWeight 0.1",
        ("equivalent-levels", "likeness"),
    ),
    "what is rare enough for a specialism": Rule(
        "ontology/settings.ttl",
        "scg:specialismRarity 0.85",
        "scg:specialismRarity 1.0",
        ("equivalent-levels", "equivalence-matrix", "likeness", "a matrix", "scgraph equivalents"),
    ),
    "when levels differ in professional standing": Rule(
        "ontology/profile/44-standing.rq",
        '"qualified, with practice", "qualified"',
        '"qualified", "qualified"',
        ("equivalent-levels", "equivalence-matrix", "likeness", "a matrix", "scgraph equivalents"),
    ),
    "when a move is level": Rule(
        "ontology/settings.ttl",
        "scg:levelWithin 0.15",
        "scg:levelWithin 0.95",
        ("career-moves", "directions"),
    ),
    "when two levels are other work": Rule(
        "ontology/settings.ttl",
        "scg:comparableFrom 0.25",
        "scg:comparableFrom 0.95",
        ("career-moves", "directions"),
    ),
    "which group a topic belongs to": Rule(
        "ontology/profile/23-group.rq",
        "COALESCE(?top, ?competency)",
        "COALESCE(?competency, ?top)",
        (
            "gap",
            "level-competencies",
            "common-core",
            "equivalence-evidence",
            "a profile",
            "a gap",
            "likeness",
        ),
    ),
    "in which order statements stand": Rule(
        "ontology/profile/22-sort-key.rq",
        'SUBSTR("0000", 1 + STRLEN(?ordinal))',
        '""',
        ("cumulative-requirements", "unanchored", "source-oddities", "legislation-impact", "search"),
    ),
}


def shows(surface: str, graph: KnowledgeGraph, capsys: pytest.CaptureFixture[str]) -> object:
    """What a surface shows of a graph."""
    if surface in QUESTIONS:
        return graph.ask(surface, **QUESTIONS[surface]).rows
    if surface in CAREERS:
        return CAREERS[surface](graph)
    capsys.readouterr()
    assert run([*COMMANDS[surface], "--project", str(graph.project.root)]) == 0
    return capsys.readouterr().out


@pytest.fixture(scope="module")
def shown_before() -> dict[str, object]:
    return {}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_changed_in_its_one_place_changes_every_surface(
    name: str,
    graph: KnowledgeGraph,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    shown_before: dict[str, object],
) -> None:
    rule = RULES[name]
    for folder in ("ontology", "data", "queries", "shapes"):
        shutil.copytree(EXAMPLE / folder, tmp_path / folder)
    file = tmp_path / rule.file
    text = file.read_text(encoding="utf-8")
    assert rule.words in text
    file.write_text(text.replace(rule.words, rule.others), encoding="utf-8")
    changed = open_graph(Project(tmp_path))
    for surface in rule.shown:
        if surface not in shown_before:
            shown_before[surface] = shows(surface, graph, capsys)
    unchanged = [
        surface for surface in rule.shown if shows(surface, changed, capsys) == shown_before[surface]
    ]
    assert unchanged == []


@pytest.mark.parametrize(
    "words",
    [
        "0.75",
        "0.5",
        "0.25",
        "0.6",
        "scg:modality ?",
        "srole:",
        "scg:Requirement)",
        "COALESCE(?rank, 3)",
        '"essential"',
        '"near"',
        '"equivalent"',
        '"partly like',
        "0.7 ",
        "0.15",
        "0.85",
        "0.08",
        "professional-qualification",
        '"one of several"',
        "scg:givesTerms",
        "(scg:Essential",
        "1 - ?",
        "topConceptOf",
        "xsd:integer(REPLACE(?loc",
    ],
)
def test_no_question_restates_a_rule(words: str) -> None:
    """Numbers, roles and words that stand with a rule stand in no question, nor in a query of the package."""
    saved, own = list((EXAMPLE / "queries").glob("*.rq")), list((ROOT / "src").rglob("*.rq"))
    assert saved
    assert own
    bodies = {file.name: _body(file) for file in (*saved, *own)}
    assert all(bodies.values())
    assert {name for name, body in bodies.items() if words in body} == BY_TOP_CONCEPT.get(words, set())


# What is said of top concepts themselves: that they are no topics to be counted, or held in part.
BY_TOP_CONCEPT = {"topConceptOf": {"statistics.rq", "competency_use.rq", "nesting.rq"}}


def _body(file: Path) -> str:
    """A query without its comments and its prefixes."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith(("#", "PREFIX")))
