"""A diagram in the form that is asked for: laid out as a picture, or written for other programs."""

from __future__ import annotations

from scgraph.drawing.diagram import Diagram
from scgraph.drawing.exchange import to_graphml, to_mermaid
from scgraph.drawing.layout import render
from scgraph.drawing.style import GRAPH_FORMS, check_form


def draw_diagram(diagram: Diagram, form: str, root: str = "") -> bytes:
    """A diagram in one of the forms that graphs come in.

    :param root: what stands before the addresses of pages, for the links in SVG and Mermaid.
    :raises UsageError: for an unknown form.
    :raises MissingDependency: if SVG, PNG or PDF is asked for and pygraphviz is not installed.
    """
    check_form(form, GRAPH_FORMS)
    if form == "mmd":
        return to_mermaid(diagram, root).encode("utf-8")
    if form == "graphml":
        return to_graphml(diagram)
    return render(diagram, form, root)
