"""On a machine with Python alone, tests that drive other programs are skipped and say what brings those."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from .conftest import ROOT

# All that a bare machine has: a shell, make, and what its recipes call.
HERE = ("sh", "bash", "env", "make", "grep", "sed", "printf", "test", "touch", "rm", "uname")
# The tests that drive another program, and what they say where there is none.
DRIVING = (
    "test_browser or libreoffice or comunica or test_curl"
    " or recipe or hooks or workflow or virtuoso or digest"
)
FILES = (
    "tests/web/test_browser.py",
    "tests/tables/test_workbook.py",
    "tests/web/test_protocol.py",
    "tests/validation/test_pipeline.py",
    "tests/engines/test_endpoint.py",
)
REASONS = {
    "Chromium is not installed (Debian: apt-get install chromium)",
    "LibreOffice is not installed (Debian: apt-get install libreoffice-calc-nogui)",
    "Comunica is not installed (npm install --global @comunica/query-sparql@4)",
    "curl is not installed (Debian: apt-get install curl)",
    "git is not installed (Debian: apt-get install git)",
    "Virtuoso is not installed (Debian: apt-get install virtuoso-opensource-7-bin)",
}


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a machine with no browser, office, Java, npm, curl, git or triple store."""
    place = tmp_path_factory.mktemp("bin")
    for name in HERE:
        if found := shutil.which(name):
            (place / name).symlink_to(found)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "JAVA"))}
    return {**kept, "PATH": str(place), "PLAYWRIGHT_BROWSERS_PATH": str(place / "none")}


def run(bare: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest on that machine."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_every_test_is_collected(bare: dict[str, str]) -> None:
    done = run(bare, "--collect-only")
    assert done.returncode == 0, done.stdout[-3000:]
    found = re.search(r"^(\d+) tests collected in", done.stdout, re.MULTILINE)
    assert found is not None, done.stdout[-3000:]  # "… / 2 errors" would not match
    assert int(found.group(1)) > 800


def test_what_needs_another_program_is_skipped_with_the_command_that_brings_it(bare: dict[str, str]) -> None:
    done = run(bare, "-rsfE", *FILES, "-k", DRIVING)
    assert done.returncode == 0, done.stdout[-3000:]
    counted = re.search(r"^(\d+) skipped, \d+ deselected in ", done.stdout, re.MULTILINE)
    assert counted is not None, done.stdout[-3000:]  # "3 passed, 2 skipped" would not match
    assert int(counted.group(1)) > 25
    assert set(re.findall(r"^SKIPPED \[\d+\] \S+: (.*)$", done.stdout, re.MULTILINE)) == REASONS


def test_programs_at_their_usual_places_are_not_seen(bare: dict[str, str]) -> None:
    code = "from tests.programs import _PROGRAMS, find; print([p for p in _PROGRAMS if find(p)])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in ("['make']", "[]")
