"""How alike two levels are: answers of saved questions, presented; the formula itself is SPARQL.

``docs/equivalence.md`` gives the formula and its reasons.
"""

from scgraph.equivalence.assessments import to_turtle
from scgraph.equivalence.likeness import (
    Equivalents,
    Evidence,
    Likeness,
    Matrix,
    council_matrix,
    equivalents,
    load_evidence,
)

__all__ = [
    "Equivalents", "Evidence", "Likeness", "Matrix", "council_matrix", "equivalents", "load_evidence",
    "to_turtle",
]  # fmt: skip
