"""Programs of other makers that some tests drive: found on the path; where one is missing, what brings it."""

from __future__ import annotations

import shutil

import pytest

# The names under which a program may stand on the path, and what brings it.
_PROGRAMS = {
    "Chromium": (
        ("chromium", "chromium-browser", "google-chrome"),
        "Debian: apt-get install chromium",
    ),
    "Comunica": (("comunica-sparql",), "npm install --global @comunica/query-sparql@4"),
    "curl": (("curl",), "Debian: apt-get install curl"),
    "git": (("git",), "Debian: apt-get install git"),
    "LibreOffice": (("soffice", "libreoffice"), "Debian: apt-get install libreoffice-calc-nogui"),
    "make": (("make",), "Debian: apt-get install make"),
}


def find(program: str) -> str | None:
    """Where a program is, or ``None`` where the path has none."""
    names, _ = _PROGRAMS[program]
    return next((found for name in names if (found := shutil.which(name))), None)


def why_not(program: str) -> str | None:
    """Why tests with a program are skipped, and what brings it; ``None`` where it is here."""
    if find(program):
        return None
    return f"{program} is not installed ({_PROGRAMS[program][1]})"


def needs(program: str) -> pytest.MarkDecorator:
    """A mark that skips a test where a program is missing, before any fixture of it is made."""
    reason = why_not(program)
    return pytest.mark.skipif(reason is not None, reason=reason or "")
