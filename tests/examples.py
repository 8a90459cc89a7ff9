"""The project that tests ask: that of this checkout with the five example councils alone.

What tests know by heart (1,051 statements, 30 levels, golden answers) is true of these five, whatever other
councils a checkout holds. The copy is made once; the processes of a test run share it and stand in it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNCILS = ("bexley", "county", "derbyshire", "kent-medway", "richmond-wandsworth")
_SHARED = "SCGRAPH_EXAMPLE_PROJECT"


def _copy() -> Path:
    """The copy that this test run has made, or a new one."""
    if shared := os.environ.get(_SHARED):
        return Path(shared)
    home = Path(tempfile.mkdtemp(prefix="scgraph-examples-")).resolve()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SCGRAPH_CACHE"] = str(home / "cache")  # what commands keep of a project goes with it
    place = home / "project"
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / part, place / part)
    (place / "data" / "turtle").mkdir(parents=True)
    for council in COUNCILS:
        shutil.copy2(ROOT / "data" / "turtle" / f"{council}.ttl", place / "data" / "turtle")
    os.environ[_SHARED] = str(place)
    return place


EXAMPLE = _copy()
