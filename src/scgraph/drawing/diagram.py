"""A picture that is a graph: its boxes and lines, whatever it is drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Node:
    """A box: a name and, smaller, notes.

    Nodes of one ``group`` stand together; those of one ``stack`` stand on each other, the first at the foot,
    and lines between them need not be drawn. A ``strong`` one is set off.
    """

    key: str
    name: str
    notes: tuple[str, ...] = ()
    iri: str | None = None
    group: str | None = None
    stack: str | None = None
    strong: bool = False


@dataclass(frozen=True)
class Edge:
    """A line of a kind between two boxes. The first note is what the line is, the others say more.

    Without notes the legend alone says what the line is.
    """

    origin: str
    target: str
    kind: str
    notes: tuple[str, ...] = ()
    directed: bool = True


@dataclass(frozen=True)
class Diagram:
    """Boxes and lines with a title and a description in words.

    ``flow`` says where lines lead, as Graphviz and Mermaid write it: down the page (``TB``), up it (``BT``),
    or across it (``LR``), with the groups as columns.
    """

    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    flow: Literal["TB", "BT", "LR"] = "TB"

    @property
    def boxes(self) -> list[list[Node]]:
        """The nodes of each box: one of its own, or those of one stack."""
        stacks: dict[str, list[Node]] = {}
        for node in self.nodes:
            stacks.setdefault(node.stack or node.key, []).append(node)
        return list(stacks.values())

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that occur, in the order of the nodes."""
        return tuple(dict.fromkeys(node.group for node in self.nodes if node.group is not None))
