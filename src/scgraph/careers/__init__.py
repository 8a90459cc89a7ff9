"""Career paths: the ways between levels, the gap on each, and levels side by side.

What is read here are answers of saved questions; a surface shows what these functions return.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from scgraph.careers.comparison import ComparedRow, Comparison, compare
from scgraph.careers.conditions import Condition, Totals, load_conditions
from scgraph.careers.gaps import MARKS, Gap, GapRow, gap
from scgraph.careers.levels import Level, load_levels
from scgraph.careers.profile import Carried, Place, load_profile

if TYPE_CHECKING:
    from scgraph.careers.network import Network, Rule, load_network
    from scgraph.careers.obstacles import Obstacle
    from scgraph.careers.paths import Hop, Path, Paths, find_paths

__all__ = [
    "MARKS", "Carried", "ComparedRow", "Comparison", "Condition", "Gap", "GapRow", "Hop", "Level", "Network",
    "Obstacle", "Path", "Paths", "Place", "Rule", "Totals", "compare", "find_paths", "gap", "load_conditions",
    "load_levels", "load_network", "load_profile",
]  # fmt: skip

_LATE = {
    "Hop": "paths", "Network": "network", "Obstacle": "obstacles", "Path": "paths", "Paths": "paths",
    "Rule": "network", "find_paths": "paths", "load_network": "network",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """What needs networkx is imported when it is first asked for: that takes a tenth of a second."""
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_LATE[name]}"), name)
