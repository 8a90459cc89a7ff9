"""Citations as people write them lead where ``forms.txt`` says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.errors import AmbiguousName, UnknownName
from scgraph.graph import Graph
from scgraph.namespaces import PREFIXES, expand
from scgraph.project import Project
from scgraph.questions.door import KnowledgeGraph

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Form:
    """A row of the table: ``iris`` are what it leads to; ``only_here`` where more law may change it."""

    text: str
    outcome: str
    iris: tuple[str, ...]
    only_here: bool = False


def read_forms() -> list[Form]:
    lines = (HERE / "forms.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            text, outcome, what, remark = (part.strip() for part in line.split("|"))
            iris = tuple(map(iri_of, what.split()))
            found.append(Form(text, outcome, iris, remark.startswith("only among these")))
    return found


def iri_of(local: str) -> str:
    return expand(local) or PREFIXES["leg"] + local


FORMS = read_forms()


@pytest.fixture(scope="module")
def law(project: Project) -> Graph:
    """The small copy of the law beside the table."""
    engine = EmbeddedEngine()
    engine.load_file(HERE / "law.ttl", "https://example.org/law")
    return Graph(project, engine)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
def test_a_form_leads_where_the_table_says(law: Graph, form: Form) -> None:
    match form.outcome:
        case "asks":
            with pytest.raises(AmbiguousName) as asked:
                law.find_law(form.text)
            assert {iri for iri, _ in asked.value.offers} == set(form.iris)
        case "none":
            with pytest.raises(UnknownName) as missed:
                law.find_law(form.text)
            assert form.iris == () or [iri for iri, _ in missed.value.offers][:1] == list(form.iris)
            assert "\n" not in str(missed.value)
        case "is" | "notes" | "all" | "some" as outcome:
            nodes = law.find_law(form.text)
            assert form.iris == () or tuple(node.iri for node in nodes) == form.iris
            notes = [note for node in nodes for note in node.notes]
            assert bool(notes) == (outcome in {"notes", "some"}), notes
            assert any("not known here" in note for note in notes) or outcome != "some"
        case other:
            raise ValueError(other)


def test_the_table_is_large_and_has_no_form_twice() -> None:
    texts = [form.text for form in FORMS]
    assert len(texts) >= 200
    assert [text for text in set(texts) if texts.count(text) > 1] == []


@pytest.mark.parametrize(
    "form", [f for f in FORMS if f.outcome == "is" and not f.only_here], ids=lambda form: form.text
)
def test_the_law_of_the_project_is_found_by_the_same_forms(graph: KnowledgeGraph, form: Form) -> None:
    """What more is known there changes nothing for a form that names its Act."""
    assert tuple(node.iri for node in graph.find_law(form.text)) == form.iris
