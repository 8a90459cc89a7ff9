"""A load killed at any moment leaves the old store or the new one, whole.

Slow (half a minute), because it is about fifty processes that load a store and are killed with ``kill -9``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scgraph.project import Project

KILLS = 50

# Runs in a process of its own, which forks once per kill. It never opens a store itself: a fork would inherit
# half of Oxigraph's threads.
DRIVER = r"""
import hashlib, os, random, re, signal, sys, time
from pathlib import Path
from scgraph.store.generations import open_store
from scgraph.store.load import load_store
from scgraph.store.shards import Deriver
from scgraph.project import find_project

def child(work):
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)

def digest(path):
    store = open_store(path).store
    lines = sorted(re.sub(r"_:\w+", "_:", str(quad)) for quad in store)
    return hashlib.sha256("".join(lines).encode()).hexdigest()

def state(path):
    reader, writer = os.pipe()
    pid = child(lambda: os.write(writer, digest(path).encode()))
    os.waitpid(pid, 0)
    os.close(writer)
    found = os.read(reader, 100)
    os.close(reader)
    return found

project, root, kills = find_project(Path(sys.argv[1])), Path(sys.argv[2]), int(sys.argv[3])
versions = {name: sorted((root / name).glob("*.ttl")) for name in ("one", "two")}
expected = {}
for name, files in versions.items():
    os.waitpid(child(lambda: load_store(project, root / name / "a.db", files)), 0)
    expected[state(root / name / "a.db")] = name
assert len(expected) == 2
store = root / "crash.db"
begin = time.monotonic()
os.waitpid(child(lambda: load_store(project, store, versions["one"])), 0)
span = time.monotonic() - begin
now, random = "one", random.Random(7)
for number in range(kills):
    wanted = "two" if now == "one" else "one"
    pid = child(lambda: load_store(project, store, versions[wanted]))
    time.sleep(random.uniform(0, 1.4 * span))
    os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    found = expected.get(state(store), "a mixture")
    ended = "killed" if os.WIFSIGNALED(status) else "done"
    print(found, ended, "changed" if found == wanted else "kept", flush=True)
    now = found
os.waitpid(child(lambda: load_store(project, store, versions["one" if now == "two" else "two"])), 0)
print(len(list((store / "generations").iterdir())), "generation at the end")
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX")
def test_a_load_killed_at_any_moment_leaves_the_old_store_or_the_new(
    project: Project, tmp_path: Path
) -> None:
    files = [file for file in project.data_files if file.stem in {"bexley", "richmond-wandsworth"}]
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for file in files:
            shutil.copy(file, tmp_path / name)
    for file in (tmp_path / "two").glob("*.ttl"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("prof:working", "prof:leading"), encoding="utf-8")
    command = [sys.executable, "-c", DRIVER, str(project.root), str(tmp_path), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    *trials, last = done.stdout.splitlines() or [""]
    assert done.returncode == 0, done.stderr
    assert len(trials) == KILLS
    assert not [trial for trial in trials if trial.startswith("a mixture")]
    # The test is worth nothing if no load was killed, or none got anywhere.
    assert {trial.split()[2] for trial in trials} == {"kept", "changed"}
    assert any("killed" in trial for trial in trials)
    assert last == "1 generation at the end"
