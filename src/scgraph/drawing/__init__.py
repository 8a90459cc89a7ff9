"""Answers as pictures: career paths, ladders, equivalence maps, competency matrices and heat maps.

Every picture comes as SVG, PNG and PDF; those that are graphs also as Mermaid and GraphML. Beside every
``draw_x`` a ``tabulate_x`` gives a table of the same content. Graphviz (through pygraphviz) and matplotlib
are imported only when a picture needs them.
"""

from scgraph.drawing.competencies import draw_competency_matrix, tabulate_competency_matrix
from scgraph.drawing.equivalence import (
    draw_equivalence_map,
    draw_heat_map,
    tabulate_equivalence_map,
    tabulate_heat_map,
)
from scgraph.drawing.ladders import draw_ladder, tabulate_ladder
from scgraph.drawing.paths import draw_paths, tabulate_paths
from scgraph.drawing.style import GRAPH_FORMS, GRID_FORMS

__all__ = [
    "GRAPH_FORMS", "GRID_FORMS", "draw_competency_matrix", "draw_equivalence_map", "draw_heat_map",
    "draw_ladder", "draw_paths", "tabulate_competency_matrix", "tabulate_equivalence_map",
    "tabulate_heat_map", "tabulate_ladder", "tabulate_paths",
]  # fmt: skip
