"""Diagrams laid out and drawn by Graphviz, which pygraphviz brings along."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.exchange import to_graphml, to_mermaid
from scgraph.drawing.style import (
    BULLET,
    FONT,
    GRAPH_FORMS,
    INK,
    KINDS,
    PAPER,
    RAMP,
    SOFT,
    Kind,
    check_form,
    page_of,
    wrap,
)
from scgraph.drawing.svg import finish
from scgraph.ending import lasting_directory
from scgraph.errors import MissingDependency

if TYPE_CHECKING:
    from pygraphviz import AGraph

_NAME_WIDTH, _NOTE_WIDTH, _EDGE_WIDTH, _TITLE_WIDTH = 32, 36, 42, 64
_PDF_DATE = re.compile(rb"/CreationDate \([^)]*\)")
# Graphviz draws inside this process and is not thread-safe.
_LOCK = threading.Lock()


def draw_diagram(diagram: Diagram, form: str, root: str = "") -> bytes:
    """A diagram in one of the forms that graphs come in. The same diagram gives the same bytes.

    :raises UsageError: for an unknown form.
    :raises MissingDependency: if SVG, PNG or PDF is asked for and pygraphviz is not installed.
    """
    check_form(form, GRAPH_FORMS)
    if form == "mmd":
        return to_mermaid(diagram, root).encode("utf-8")
    if form == "graphml":
        return to_graphml(diagram)
    with _LOCK, _own_fonts():
        graph = _to_graphviz(diagram, root)
        if form == "png":
            graph.graph_attr["dpi"] = "144"
        drawn: bytes = graph.draw(format=form, prog="dot")
    if form == "svg":
        names = {node.key: ", ".join((node.name, *node.notes)) for node in diagram.nodes}
        names |= {f"e{number}": _spoken(edge, diagram) for number, edge in enumerate(diagram.edges)}
        return finish(drawn, diagram.title, diagram.description, names)
    if form == "pdf":
        # Blanked to its length: the file's table of places stays true.
        return _PDF_DATE.sub(lambda date: b" " * len(date.group()), drawn)
    return drawn


@contextmanager
def _own_fonts() -> Iterator[None]:
    """Lay out with the font that matplotlib carries: the same on every machine, even without any fonts."""
    settings = _font_settings() if "FONTCONFIG_FILE" not in os.environ else {}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            os.environ.pop(name, None)


@cache
def _font_settings() -> dict[str, str]:
    """The environment in which Fontconfig sees one directory of fonts and no settings of the machine's own.

    The one inside pygraphviz is older than many a machine's settings, and complains of them on stderr.
    """
    matplotlib = find_spec("matplotlib")
    if matplotlib is None or matplotlib.origin is None:
        return {}
    root = lasting_directory("scgraph-fonts-")
    fonts = Path(matplotlib.origin).resolve().parent / "mpl-data" / "fonts" / "ttf"
    config = root / "fonts.conf"
    text = f"<fontconfig><dir>{escape(str(fonts))}</dir><cachedir>/cache</cachedir></fontconfig>"
    try:
        # Fontconfig looks for the same paths below its root, and for its configuration also outside.
        inside = {path: root / path.relative_to(path.anchor) for path in (fonts, config)}
        for path in inside.values():
            path.parent.mkdir(parents=True, exist_ok=True)
        inside[fonts].symlink_to(fonts)
        for path in (config, inside[config]):
            path.write_text(text, encoding="utf-8")
    except OSError:
        return {}
    return {"FONTCONFIG_FILE": str(config), "FONTCONFIG_SYSROOT": str(root)}


def _to_graphviz(diagram: Diagram, root: str) -> AGraph:
    try:
        from pygraphviz import AGraph
    except ImportError as error:
        raise MissingDependency(
            "this picture needs pygraphviz, which is not installed: run pip install 'scgraph[drawing]'."
        ) from error
    graph = AGraph(directed=True, strict=False)
    graph.graph_attr.update(
        rankdir=diagram.flow, bgcolor=PAPER, fontname=FONT, fontsize="11", pad="0.25", nodesep="0.4",
        ranksep="0.5", label=_title(diagram), labelloc="t", labeljust="l", newrank="true",
    )  # fmt: skip
    if diagram.flow == "LR":
        graph.graph_attr.update(nodesep="0.08", ranksep="0.7")
    graph.node_attr.update(
        shape="box", style="filled,rounded", fillcolor=PAPER, color=INK, fontname=FONT, fontsize="11",
        margin="0.16,0.09", penwidth="1.2",
    )  # fmt: skip
    graph.edge_attr.update(fontname=FONT, fontsize="9.5", arrowsize="0.9")
    for nodes in diagram.boxes:
        _add_box(graph, nodes, root)
    for number, group in enumerate(diagram.groups, 1):
        _add_group(graph, diagram, group, number)
    for number, edge in enumerate(diagram.edges):
        _add_edge(graph, diagram, edge, number)
    if diagram.flow == "LR":
        _add_columns(graph, diagram)
    return graph


def _add_box(graph: AGraph, nodes: list[Node], root: str) -> None:
    """A box of one node, or a stack with the first at the foot; it is known by its first node's key."""
    first = nodes[0]
    if first.stack is not None:
        rungs = "".join(
            f'<TR><TD PORT="{node.key}" HREF="{escape(page_of(node.iri, root) or "")}" TOOLTIP=" ">'
            f"{_box(node)}</TD></TR>"
            for node in reversed(nodes)
        )
        frame = f'BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="5" BGCOLOR="{PAPER}"'
        graph.add_node(
            first.key, id=first.key, shape="plain", style="", label=f"<<TABLE {frame}>{rungs}</TABLE>>"
        )
        return
    attributes: dict[str, Any] = {"id": first.key, "label": f"<{_box(first)}>"}
    if page := page_of(first.iri, root):
        attributes |= {"URL": page, "tooltip": " "}
    if first.strong:
        attributes |= {"penwidth": "3", "fillcolor": RAMP[0]}
    graph.add_node(first.key, **attributes)


def _members(diagram: Diagram, group: str) -> list[str]:
    """The keys of the boxes of a group."""
    return [nodes[0].key for nodes in diagram.boxes if nodes[0].group == group]


def _is_inside(edge: Edge, diagram: Diagram) -> bool:
    """Whether a line need not be drawn: the stack itself shows that one stands on the other."""
    return any({edge.origin, edge.target} <= {node.key for node in nodes} for nodes in diagram.boxes)


def _add_group(graph: AGraph, diagram: Diagram, group: str, number: int) -> None:
    """A frame around the boxes of a group."""
    label = "<BR/>".join(f"<B>{line}</B>" for line in _lines(group, _NAME_WIDTH))
    graph.add_subgraph(
        _members(diagram, group), name=f"cluster_{number}", label=f"<{label}>", id=f"g{number}", color=SOFT,
        style="rounded", margin="14", labeljust="c",
    )  # fmt: skip


def _add_edge(graph: AGraph, diagram: Diagram, edge: Edge, number: int) -> None:
    if _is_inside(edge, diagram):
        return
    box = {node.key: nodes[0].key for nodes in diagram.boxes for node in nodes}
    origin, target = box[edge.origin], box[edge.target]
    key, pen = f"e{number}", _pen(KINDS[edge.kind], edge.directed)
    if diagram.flow == "LR":
        tail, head = f"{edge.origin}:e", f"{edge.target}:w"
        if not edge.notes:
            graph.add_edge(origin, target, key=key, id=key, **pen, tailport=tail, headport=head)
            return
        # On the line, not beside it: between columns lines run too close to tell whose a label is.
        graph.add_node(key, id=key, shape="plain", style="", label=f"<{_note(edge, True)}>")
        graph.add_edge(origin, key, key="in", **pen, tailport=tail, headport="w")
        graph.add_edge(key, target, key="out", **pen, tailport="e", headport=head)
    elif not edge.notes:
        graph.add_edge(origin, target, key=key, id=key, **pen)
    else:
        graph.add_edge(origin, target, key=key, id=key, label=f"<{_note(edge, False)}>", **pen)


def _pen(kind: Kind, directed: bool) -> dict[str, str]:
    pen = {"color": kind.colour, "penwidth": "1.8"}
    if kind.line == "double":
        pen = {"color": f"{kind.colour}:invis:{kind.colour}", "penwidth": "1.4"}
    elif kind.line != "solid":
        pen["style"] = kind.line
    return pen if directed else {**pen, "dir": "none"}


def _add_columns(graph: AGraph, diagram: Diagram) -> None:
    """Each group in a column, in their order, and between two the labels of lines that leave the left one.

    A group that no line leads to needs no column of its own.
    """
    group_of = {node.key: node.group for node in diagram.nodes}
    links = [(group_of[edge.origin], group_of[edge.target]) for edge in diagram.edges]
    ends = {group for link in links if link[0] != link[1] for group in link}
    linked = [group for group in diagram.groups if group in ends]
    for number, group in enumerate(diagram.groups, 1):
        graph.add_subgraph(_members(diagram, group), name=f"column_{number}", rank="same")
    for number, (left, right) in enumerate(pairwise(linked), 1):
        labels = [
            f"e{place}"
            for place, (origin, target) in enumerate(links)
            if origin == left != target and diagram.edges[place].notes
        ]
        order = {"style": "invis", "weight": "0"}
        gap = f"gap_{number}"
        graph.add_node(gap, shape="point", style="invis", label="")
        graph.add_subgraph([gap, *labels], name=f"labels_{number}", rank="same")
        graph.add_edge(_members(diagram, left)[0], gap, key="order", **order)
        graph.add_edge(gap, _members(diagram, right)[0], key="order", **order)


def _title(diagram: Diagram) -> str:
    """The title and, below it, what each kind of line that is drawn says."""
    lines = [f'<FONT POINT-SIZE="15"><B>{line}</B></FONT>' for line in _lines(diagram.title, _TITLE_WIDTH)]
    drawn = {edge.kind for edge in diagram.edges if not _is_inside(edge, diagram)}
    lines.append('<FONT POINT-SIZE="4">\u00a0</FONT>')
    for kind in KINDS.values():
        if kind.name in drawn:
            lines.append(_key(f"{kind.sample} {kind.symbol}", kind.colour, kind.words))
    if any(node.stack for node in diagram.nodes):
        lines.append(_key("▭▭▭", INK, "boxes on each other: the rungs of a ladder, the lowest at the foot"))
    return f"<{_table(lines, 4)}>"


def _key(sample: str, colour: str, words: str) -> str:
    return f'{_mark(sample, colour, "10")}<FONT POINT-SIZE="10">{words}</FONT>'


def _box(node: Node) -> str:
    lines = [f"<B>{line}</B>" for line in _lines(node.name, _NAME_WIDTH)]
    for note in node.notes:
        lines += [
            f'<FONT POINT-SIZE="9.5" COLOR="{SOFT}">{line}</FONT>' for line in _lines(note, _NOTE_WIDTH)
        ]
    return "<BR/>".join(lines)


def _note(edge: Edge, is_on_line: bool) -> str:
    """The label of a line: its symbol and what it is, then what more there is to say, left-aligned."""
    kind = KINDS[edge.kind]
    first, *more = edge.notes
    lines = [f"<B>{line}</B>" for line in _lines(first, _EDGE_WIDTH)]
    lines[0] = _mark(kind.symbol, kind.colour) + lines[0]
    for note in more:
        text = _lines(note.removeprefix(BULLET), _EDGE_WIDTH)
        if note.startswith(BULLET):
            signs = [BULLET.strip(), *["\u2002"] * (len(text) - 1)]
            text = [_mark(sign, INK) + line for sign, line in zip(signs, text, strict=True)]
        lines += text
    # The padding keeps the text off a line that it stands beside.
    return _table(lines, 1 if is_on_line else 7)


def _mark(text: str, colour: str, size: str = "9.5") -> str:
    """A sign before a line of text: a piece of its own, whose width holds however a viewer treats spaces."""
    return f'<FONT COLOR="{colour}" POINT-SIZE="{size}"><B>{text}\u00a0</B></FONT>'


def _table(lines: list[str], padding: int) -> str:
    """Lines of text, left-aligned."""
    text = "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines)
    frame = f'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{padding}"'
    return f"<TABLE {frame}><TR><TD>{text}</TD></TR></TABLE>"


def _spoken(edge: Edge, diagram: Diagram) -> str:
    """What a line says, in one sentence: the two ends, what it is, and more."""
    names = {node.key: node.name for node in diagram.nodes}
    words = KINDS[edge.kind].words
    said = edge.notes if edge.notes and edge.notes[0].startswith(words) else (words, *edge.notes)
    return f"{names[edge.origin]} to {names[edge.target]}: {'; '.join(said)}"


def _lines(text: str, width: int) -> list[str]:
    return [escape(line, quote=False) for line in wrap(text, width)]
