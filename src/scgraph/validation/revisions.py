"""A project as it was at a revision of its git repository, written into a directory."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from scgraph.errors import MissingDependency, UsageError


def write_revision(root: Path, revision: str, into: Path) -> tuple[Path, str]:
    """Write a revision of the repository around a project, and say where the project is there, and its name.

    Where there was nothing yet (no commit, or the zeros that servers send for a new branch), so is it there.

    :param into: a directory that is empty.
    :raises UsageError: if there is no repository, or no such revision in it.
    :raises MissingDependency: if git is not installed.
    """
    index = {**os.environ, "GIT_INDEX_FILE": str(into / "index")}
    tree = into / "tree"
    tree.mkdir()
    found = _run(root, "rev-parse", "--show-toplevel", "--show-prefix")
    if found.returncode != 0:
        words = os.fsdecode(found.stderr).strip().partition("\n")[0]  # of whom the repository is, for one
        raise UsageError(f"{revision}: neither a directory, nor can git read a repository at {root}: {words}")
    top, inside = os.fsdecode(found.stdout).split("\n")[:2]
    here, nothing = tree / inside, "nothing (there is no commit before)"
    if revision.strip("0") == "" and len(revision) >= 40:
        return here, nothing
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        if revision == "HEAD" and not _git(root, "rev-list", "--all", "--max-count=1"):
            return here, nothing
        raise UsageError(
            f"{revision}: neither a directory nor a revision of {top}."
            " If the clone is shallow, fetch the rest: git fetch --unshallow."
        )
    for step in (("read-tree", commit), ("checkout-index", "--all", "--quiet", f"--prefix={tree}/")):
        if _git(Path(top), *step, environment=index) is None:
            raise UsageError(f"{revision}: git cannot write out this revision ({step[0]} failed).")
    return here, f"{revision} ({commit[:9]})"


def _git(place: Path, *words: str, environment: dict[str, str] | None = None) -> str | None:
    """What git answers, or ``None`` where it fails."""
    done = _run(place, *words, environment=environment)
    return os.fsdecode(done.stdout).removesuffix("\n") if done.returncode == 0 else None


def _run(
    place: Path, *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=off", *words]
    try:
        # No shell; the words are ours but for a revision, which cannot be an option.
        return subprocess.run(command, cwd=place, env=environment, capture_output=True)  # noqa: S603
    except FileNotFoundError as error:
        raise MissingDependency("git is not installed; --against needs it for revisions.") from error
