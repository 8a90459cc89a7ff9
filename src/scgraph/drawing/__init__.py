"""Answers as pictures: career paths, ladders, equivalence maps, competency matrices and heat maps.

Every picture comes as SVG, PNG and PDF; those that are graphs also as Mermaid and GraphML. Graphviz (through
pygraphviz) and matplotlib are imported only when a picture needs them.
"""
