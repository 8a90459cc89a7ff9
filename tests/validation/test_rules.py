"""Every rule has an example that passes and one that fails, and pySHACL finds the same there.

The example graph (``fixtures/``) passes. ``rules/NAME.ru`` breaks it for one rule; the comments on top of it
say which focus nodes, with which values, must be found, and no other may be.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from scgraph.project import Project
from scgraph.validation.referee import referee
from scgraph.validation.run import check
from scgraph.validation.shapes import REMEDY, ShapesGraph, sh
from tests.validation.conftest import HEADER, HERE, Example

BROKEN = {path.stem: path for path in sorted((HERE / "rules").glob("*.ru"))}
# The example's scheme is too small on purpose; the real one passes (test_mutations.py).
BROKEN_ANYWAY = {"scheme-size", "scheme-top-concepts"}


def expected(path: Path) -> set[tuple[ox.NamedNode, object]]:
    """The focus nodes and values that the comments of a file name."""
    lines = [
        line.removeprefix("# expects:").strip() for line in path.read_text().splitlines() if line[0] == "#"
    ]
    rows = " ".join(f"({line} UNDEF)" if " " not in line else f"({line})" for line in lines)
    found = ox.Store().query(f"{HEADER}SELECT ?focus ?value {{ VALUES (?focus ?value) {{ {rows} }} }}")
    return {tuple(row) for row in found}  # type: ignore[union-attr]


def others(shapes: ShapesGraph, name: str) -> list[ox.NamedNode | ox.BlankNode]:
    """The shapes other than that of one rule."""
    return [node for node, rule in shapes.rules.items() if rule.name != name]


def test_every_rule_has_an_example(shapes: ShapesGraph) -> None:
    # The table of damages has those of the rules about files (test_damages.py).
    assert {rule.name for rule in shapes.rules.values() if not rule.is_of_files} == set(BROKEN)


def test_every_rule_says_what_why_and_what_to_do(shapes: ShapesGraph) -> None:
    for rule in shapes.rules.values():
        assert shapes.objects(rule.node, sh("message")), rule.name
        assert shapes.objects(rule.node, REMEDY), rule.name
        assert rule.title, rule.name
        assert rule.why, rule.name


def test_the_translator_covers_every_rule(example: Example, shapes: ShapesGraph) -> None:
    assert check(example(), shapes).referred == {}


def test_the_example_passes(example: Example, shapes: ShapesGraph) -> None:
    outcome = check(example(), shapes)
    assert {shapes.rule_of(result.shape).name for result in outcome.results} == BROKEN_ANYWAY
    assert outcome.unmatched == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_found_exactly_and_by_pyshacl_too(
    name: str, example: Example, shapes: ShapesGraph
) -> None:
    engine = example(BROKEN[name].read_text())
    translated = check(engine, shapes, others(shapes, name)).results
    assert {(result.focus, result.value) for result in translated} == expected(BROKEN[name])
    assert len(translated) == len(expected(BROKEN[name]))
    node = next(node for node, rule in shapes.rules.items() if rule.name == name)
    judged = referee(engine, shapes, [node])
    assert sorted(str(result.key) for result in translated) == sorted(str(result.key) for result in judged)


def test_the_shapes_are_valid_shacl(project: Project) -> None:
    from pyshacl.entrypoints import meta_validate
    from rdflib import Graph

    graph = Graph()
    for path in project.shape_files:
        graph.parse(path)
    conforms, _, text = meta_validate(graph)
    assert conforms, text
