"""Diagrams for other programs: Mermaid for pages of Markdown, GraphML for graph editors."""

from __future__ import annotations

import re

from scgraph.drawing.diagram import Diagram, Edge, Node
from scgraph.drawing.style import KINDS, clean, page_of

_ARROWS = {"solid": "-->", "double": "==>", "dashed": "-.->", "dotted": "-.->"}
_LINES = {"solid": "---", "double": "===", "dashed": "-.-", "dotted": "-.-"}
# What Mermaid, its Markdown or its HTML would read as more than text.
_SPECIAL = re.compile(r"""["'#&<>|`{}\[\]\\;*_~^$%:@]""")


def to_mermaid(diagram: Diagram, root: str = "") -> str:
    """A diagram as a Mermaid flowchart, with links to the pages of its nodes."""
    lines = [
        f"flowchart {diagram.flow}",
        f"  accTitle: {_plain(diagram.title)}",
        f"  accDescr: {_plain(diagram.description)}",
    ]
    for number, group in enumerate(diagram.groups, 1):
        lines.append(f'  subgraph g{number}["{_quoted(group)}"]')
        lines += [f"  {_mermaid_node(node)}" for node in diagram.nodes if node.group == group]
        lines.append("  end")
    lines += [_mermaid_node(node) for node in diagram.nodes if node.group is None]
    lines += map(_mermaid_edge, diagram.edges)
    for number, edge in enumerate(diagram.edges):
        lines.append(f"  linkStyle {number} stroke:{KINDS[edge.kind].colour}")
    strong = [node.key for node in diagram.nodes if node.strong]
    if strong:
        lines += ["  classDef strong stroke-width:3px", f"  class {','.join(strong)} strong"]
    for node in diagram.nodes:
        if page := page_of(node.iri, root):
            lines.append(f'  click {node.key} href "{page}"')
    return "\n".join(lines) + "\n"


def to_graphml(diagram: Diagram) -> bytes:
    """A diagram as GraphML, its labels as attributes of nodes and edges."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        title=clean(diagram.title), description=clean(diagram.description)
    )
    for node in diagram.nodes:
        graph.add_node(
            node.key,
            name=clean(node.name),
            notes="; ".join(map(clean, node.notes)),
            iri=clean(node.iri or ""),
            group=clean(node.group or ""),
        )
    for edge in diagram.edges:
        notes = "; ".join(map(clean, edge.notes))
        graph.add_edge(
            edge.origin, edge.target, key=edge.kind, kind=edge.kind, notes=notes, directed=edge.directed
        )
    body = "\n".join(nx.generate_graphml(graph, named_key_ids=True))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _mermaid_node(node: Node) -> str:
    return f'  {node.key}["{"<br/>".join(map(_quoted, (node.name, *node.notes)))}"]'


def _mermaid_edge(edge: Edge) -> str:
    kind = KINDS[edge.kind]
    line = (_ARROWS if edge.directed else _LINES)[kind.line]
    if not edge.notes:
        return f"  {edge.origin} {line} {edge.target}"
    first, *more = edge.notes
    label = "<br/>".join([f"{kind.symbol} {_quoted(first)}", *map(_quoted, more)])
    return f'  {edge.origin} {line}|"{label}"| {edge.target}'


def _quoted(text: str) -> str:
    """A text for a label in double quotes, everything special as Mermaid's ``#code;``.

    The first character is coded too unless it is a letter: what begins with '1.' or '-' is a list to Mermaid.
    """
    text = clean(text)
    coded = _SPECIAL.sub(_code, text[1:])
    return (text[0] if text[0].isalpha() else _code(text[0])) + coded


def _code(found: re.Match[str] | str) -> str:
    return f"#{ord(found if isinstance(found, str) else found.group())};"


def _plain(text: str) -> str:
    """A text for a title, which knows no codes: without the characters that would end it, and never empty."""
    return clean(re.sub(r"[;#{}<>%]", " ", clean(text)))
