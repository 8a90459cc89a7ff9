"""Answers as pictures: career paths, ladders, equivalence maps, competency matrices and heat maps.

Every picture comes as SVG, PNG and PDF; those that are graphs also as Mermaid (``mmd``) and GraphML.
Councils and ladders are named by IRI, CURIE or label; ``root`` is what stands before the addresses of pages
that a picture links to. Graphviz (through pygraphviz) and matplotlib are imported only when a picture needs
them.
"""
