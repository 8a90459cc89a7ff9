"""Validation: the graph checked against SHACL shapes, quickly, exactly, with a remedy for every finding."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scgraph.validation.report import Finding, Report
    from scgraph.validation.shapes import read_shapes
    from scgraph.validation.validator import validate

__all__ = ["Finding", "Report", "read_shapes", "validate"]

_HOMES = {"Finding": "report", "Report": "report", "read_shapes": "shapes", "validate": "validator"}


def __getattr__(name: str) -> Any:
    # Imported on use: listing the rules needs no graph.
    if name in _HOMES:
        return getattr(importlib.import_module(f"scgraph.validation.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'scgraph.validation' has no attribute '{name}'")
