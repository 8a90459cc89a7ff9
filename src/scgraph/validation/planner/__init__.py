"""Shapes turned into SPARQL, one set-based SELECT for many nodes; what is not covered is said to be so."""

from scgraph.validation.planner.planner import Planner, Question, ShapePlan
from scgraph.validation.planner.scope import Branch, NotCovered
from scgraph.validation.planner.targets import ClassTree

__all__ = ["Branch", "ClassTree", "NotCovered", "Planner", "Question", "ShapePlan"]
