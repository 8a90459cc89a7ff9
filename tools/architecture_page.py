"""``docs/architecture.md`` and its picture: the rooms of the package, drawn from what imports what.

The floors come from the import contract in ``pyproject.toml``, the job of a room from the first line of its
docstring, the arrows from the imports. The words around them are in ``architecture_page.md`` and ``.toml``.
Run by ``make docs``.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Template

import grimp
import networkx as nx
import pygraphviz

from scgraph.files import write_text

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "scgraph"
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "architecture.svg"
TEMPLATE = Path(__file__).with_suffix(".md")
WORDS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Room:
    """A room of the house; ``job`` is empty where nothing is built yet."""

    name: str
    job: str


@dataclass(frozen=True)
class House:
    """The rooms floor by floor, the lowest first, and which room imports which."""

    floors: tuple[tuple[Room, ...], ...]
    imports: frozenset[tuple[str, str]]

    def floor_of(self, name: str) -> int | None:
        """The number of a room's floor, 1 for the lowest; ``None`` if there is no such room."""
        numbers = (n for n, floor in enumerate(self.floors, 1) if any(room.name == name for room in floor))
        return next(numbers, None)


@dataclass(frozen=True)
class Step:
    """A step of a data flow: the function, by its dotted name in the package, and what it does."""

    function: str
    does: str


@dataclass(frozen=True)
class Coming:
    """A capability to come: the room that it gets, what stands there, and the rooms that it uses."""

    what: str
    room: str
    stands: str
    uses: tuple[str, ...]


def read_words() -> tuple[dict[str, tuple[Step, ...]], tuple[Coming, ...]]:
    """The two data flows by name (``question``, ``triple``), and the capabilities to come."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    flows = {name: tuple(Step(**step) for step in words[name]) for name in ("question", "triple")}
    return flows, tuple(Coming(**{**coming, "uses": tuple(coming["uses"])}) for coming in words["coming"])


def main(arguments: list[str]) -> int:
    """Write page and picture, or with ``--check`` say whether the page is current."""
    house = read_house()
    text = page(house)
    if "--check" in arguments:
        current = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        sys.stdout.write(f"docs/architecture.md: {'current' if current else 'out of date; run make docs'}\n")
        return 0 if current else 1
    write_text(PAGE, text)
    write_text(PICTURE, draw(house))
    sys.stdout.write("docs/architecture.md and docs/architecture.svg written\n")
    return 0


def read_house() -> House:
    """The floors of the contract, with the rooms that are there and those to come, and today's imports."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (contract["layers"] for contract in contracts["contracts"] if contract["id"] == "floors")
    floors = tuple(tuple(_room(name) for name in re.findall(r"\w+", layer)) for layer in reversed(layers))
    rooms = {room.name for floor in floors for room in floor}
    graph = grimp.build_graph("scgraph", cache_dir=None)
    pairs = (
        (importer.split(".")[1], imported.split(".")[1])
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer.count(".") and imported.count(".")
    )
    return House(floors, frozenset((a, b) for a, b in pairs if a != b and {a, b} <= rooms))


def _room(name: str) -> Room:
    files = (PACKAGE / f"{name}.py", PACKAGE / name / "__init__.py")
    path = next((path for path in files if path.is_file()), None)
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path else None
    return Room(name, said.splitlines()[0] if said else "")


def find_function(name: str) -> Path | None:
    """The file that defines ``module.function`` or ``module.Class.function``, or ``None``."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        place = PACKAGE.joinpath(*parts[:length])
        path = next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file()), None)
        if path is not None:
            return path if _defines(ast.parse(path.read_text(encoding="utf-8")), parts[length:]) else None
    return None


def _defines(node: ast.AST, names: list[str]) -> bool:
    kinds = (ast.FunctionDef, ast.ClassDef)
    inside = {child.name: child for child in ast.iter_child_nodes(node) if isinstance(child, kinds)}
    if names[0] not in inside:
        return False
    return len(names) == 1 or _defines(inside[names[0]], names[1:])


def page(house: House) -> str:
    """The whole page."""
    flows, coming = read_words()
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(
        rooms=_rooms(house, coming),
        coming=_coming(house, coming),
        **{name: _flow(steps) for name, steps in flows.items()},
    )


def _rooms(house: House, coming: tuple[Coming, ...]) -> str:
    lines = ["| floor | room | what it is for |", "|---|---|---|"]
    for number, floor in reversed(list(enumerate(house.floors, 1))):
        for room in floor:
            file = f"{room.name}.py" if (PACKAGE / f"{room.name}.py").is_file() else f"{room.name}/"
            stands = next((entry.what for entry in coming if entry.room == room.name), "nothing yet")
            lines.append(f"| {number} | `{file}` | {room.job or f'To come: {stands}.'} |")
    return "\n".join(lines)


def _flow(steps: tuple[Step, ...]) -> str:
    return "\n".join(f"{number}. `{step.function}` {step.does}" for number, step in enumerate(steps, 1))


def _coming(house: House, coming: tuple[Coming, ...]) -> str:
    lines = ["| capability | its room | floor | what stands there | it uses |", "|---|---|---|---|---|"]
    for entry in coming:
        uses = ", ".join(f"`{name}`" for name in entry.uses)
        lines.append(
            f"| {entry.what} | `{entry.room}` | {house.floor_of(entry.room)} | {entry.stands} | {uses} |"
        )
    return "\n".join(lines)


def arrows(house: House) -> list[tuple[str, str]]:
    """The imports to be drawn: those that do not follow from two others."""
    return sorted(nx.transitive_reduction(nx.DiGraph(house.imports)).edges)


def draw(house: House) -> str:
    """The rooms as boxes on their floors, and an arrow from a room to what it imports."""
    graph = pygraphviz.AGraph(directed=True)
    graph.graph_attr.update(rankdir="TB", nodesep="0.3", ranksep="0.32", bgcolor="white", newrank="true")
    graph.node_attr.update(
        shape="box", style="filled,rounded", fillcolor="#dbe9f6", color="#5b7f9f", fontname="Helvetica",
        fontsize="12", height="0.32", margin="0.12,0.04",
    )  # fmt: skip
    graph.edge_attr.update(color="#777777", arrowsize="0.6")
    above = ""
    for number, floor in reversed(list(enumerate(house.floors, 1))):
        mark = f"floor {number}"
        graph.add_node(mark, label=str(number), shape="plaintext", style="", fontcolor="#777777")
        for room in floor:
            look = {} if room.job else {"style": "dashed,rounded", "fontcolor": "#666666", "color": "#999999"}
            graph.add_node(room.name, **look)
        graph.add_subgraph([mark, *(room.name for room in floor)], rank="same")
        if above:
            graph.add_edge(above, mark, style="invis")
        above = mark
    for importer, imported in arrows(house):
        graph.add_edge(importer, imported)
    svg = graph.draw(format="svg", prog="dot").decode("utf-8")
    svg = re.sub(r"<!--.*?-->\n?", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    return svg.replace("<svg ", '<svg role="img" aria-label="The rooms of the package on their floors" ', 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
