"""The package keeps to its floors, nothing goes in circles, and docs/architecture.md shows it as it is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, ModuleType

import networkx as nx
import pytest

from scgraph.cli import run
from scgraph.project import find_project
from scgraph.validation.formats import render
from scgraph.validation.reading import open_with
from scgraph.validation.shapes import read_shapes
from scgraph.validation.validator import validate

from .conftest import ROOT, load_tool
from .examples import EXAMPLE

SOURCES = ROOT / "src"


def modules(sources: Path) -> dict[str, Path]:
    """The file of each module of a source tree, by dotted name; a package is its ``__init__``."""
    return {
        ".".join(path.relative_to(sources).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(sources.rglob("*.py"))
    }


def imports(sources: Path) -> nx.DiGraph[str]:
    """Which module imports which: at the top, inside functions and for type checkers alike."""
    files = modules(sources)
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(files)
    for name, path in files.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for target in _targets(node, name, path.name == "__init__.py"):
                # `from a.b import c` means the module a.b.c where there is one, and a.b otherwise.
                known = next((part for part in (target, target.rpartition(".")[0]) if part in files), None)
                if known is not None and known != name:
                    found.add_edge(name, known, line=getattr(node, "lineno", 0))
    return found


def _targets(node: ast.AST, name: str, is_package: bool) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        parts = name.split(".")
        up = parts[: len(parts) - node.level + is_package]
        base = ".".join([*up, *([node.module] if node.module else [])])
    return [f"{base}.{alias.name}" for alias in node.names]


def circles(found: nx.DiGraph[str]) -> list[str]:
    """Each set of modules that import each other in a circle, with the imports that make it one."""
    return [
        "; ".join(
            f"{one} imports {other} (line {found[one][other]['line']})"
            for one, other in sorted(found.subgraph(part).edges)
        )
        for part in nx.strongly_connected_components(found)
        if len(part) > 1
    ]


def test_no_module_is_in_a_circle() -> None:
    found = imports(SOURCES)
    assert found.number_of_edges() > 300, "imports were not read"
    assert circles(found) == []


def test_a_circle_inside_functions_and_for_type_checkers_is_seen(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text("def f():\n    from .two import g\n")
    (package / "two.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from package import one\n"
    )
    (package / "three.py").write_text("import package.one\n")
    assert circles(imports(tmp_path)) == [
        "package.one imports package.two (line 2); package.two imports package.one (line 3)"
    ]


def test_the_floors_are_kept() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool("architecture_page")


def test_the_page_is_current(tool: ModuleType) -> None:
    shown = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert shown == tool.page(tool.read_house()), "docs/architecture.md is out of date; run make docs"


def test_the_picture_shows_the_imports_of_today(tool: ModuleType) -> None:
    svg = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    titles = {title.replace("&#45;", "-") for title in re.findall(r"<title>(.*?)</title>", svg)}
    arrows = {tuple(title.split("-&gt;")) for title in titles if "-&gt;" in title}
    house = tool.read_house()
    boxes = {room.name for floor in house.floors for room in floor}
    assert boxes <= titles, "docs/architecture.svg is out of date; run make docs"
    assert arrows == set(tool.arrows(house)), "docs/architecture.svg is out of date; run make docs"


def test_a_stale_page_is_noticed(tool: ModuleType) -> None:
    house = tool.read_house()
    room = next(room for floor in house.floors for room in floor if room.job)
    object.__setattr__(room, "job", "Something else.")
    assert tool.page(house) != (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_function_that_the_page_names_exists(tool: ModuleType) -> None:
    flows, _ = tool.read_words()
    named = [step.function for flow in flows.values() for step in flow]
    assert len(named) >= 12
    for name in named:
        assert tool.find_function(name) is not None, f"tools/architecture_page.toml names {name}: not there"
    assert tool.find_function("questions.door.KnowledgeGraph.no_such_thing") is None
    assert tool.find_function("no_such_room.open_graph") is None


def test_what_is_to_come_stands_on_rooms_below_it(tool: ModuleType) -> None:
    house = tool.read_house()
    _, to_come = tool.read_words()
    assert len(to_come) >= 8
    for coming in to_come:
        assert house.floor_of(coming.room) is not None, f"{coming.room} has no floor in pyproject.toml"
        for used in coming.uses:
            below = house.floor_of(used)
            assert below is not None, f"{coming.room} is to use {used}, which is no room"
            assert below < house.floor_of(coming.room), f"{coming.room} may not use {used}"


def calls(names: list[str], action: Callable[[], object]) -> list[str]:
    """The calls of these functions of the package while an action runs, in order."""
    made: list[str] = []
    inside = str(SOURCES / "scgraph")

    def watch(frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(inside):
            path = Path(code.co_filename).relative_to(inside).with_suffix("")
            name = f"{'.'.join(path.parts).removesuffix('.__init__')}.{code.co_qualname}"
            if name in names:
                made.append(name)

    sys.setprofile(watch)
    try:
        action()
    finally:
        sys.setprofile(None)
    return made


def first_out_of_order(names: list[str], made: list[str]) -> str | None:
    """The first of the names that is not called behind those before it; ``None`` if all are."""
    rest = iter(made)
    return next((name for name in names if name not in rest), None)


def test_a_question_goes_to_its_rows_as_the_page_says(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCGRAPH_CACHE", "off")  # the page tells of a graph that is made in memory
    arguments = ["query", "run", "gap", "--from", "Bexley 07", "--to", "SO1", "--format", "csv"]
    arguments += ["-o", str(tmp_path / "gap.csv"), "--project", str(EXAMPLE)]
    names = [step.function for step in tool.read_words()[0]["question"]]
    assert first_out_of_order(names, calls(names, lambda: run(arguments))) is None
    assert (tmp_path / "gap.csv").read_text(encoding="utf-8").count("\n") > 10


def test_a_broken_triple_goes_to_its_line_as_the_page_says(tool: ModuleType, tmp_path: Path) -> None:
    text = (EXAMPLE / "data" / "turtle" / "bexley.ttl").read_text(encoding="utf-8")
    broken = tmp_path / "bexley.ttl"
    broken.write_text(re.sub(r"(?m)^(\s+scg:locator) .*", r'\1 "nowhere" ;', text, count=1), encoding="utf-8")
    project = find_project(EXAMPLE)
    told: list[str] = []

    def act() -> None:
        shapes = read_shapes(project.shape_files)
        graph = open_with(project, [broken])
        told.append(render(validate(graph, shapes, only=[broken]), "human", "violation"))

    names = [step.function for step in tool.read_words()[0]["triple"]]
    assert first_out_of_order(names, calls(names, act)) is None
    assert re.search(r"bexley\.ttl:\d+  error", told[0]), told[0][:500]


def test_a_flow_that_is_told_wrongly_is_noticed() -> None:
    assert calls(["project.find_project"], lambda: find_project(EXAMPLE)) == ["project.find_project"]
    assert first_out_of_order(["a", "b"], ["b", "a"]) == "b"
    assert first_out_of_order(["a", "b"], ["b", "a", "c", "b"]) is None
