"""Files derived on all cores: each in a process of its own, the results in the order of the files."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scgraph.errors import EngineError, ScgraphError, UnreadableFile
from scgraph.project import Project, graph_iri
from scgraph.store.shards import Deriver, Mentions

if TYPE_CHECKING:
    from concurrent.futures import Future

_SMALL = 8_000_000  # bytes
_AHEAD = 4


@dataclass(frozen=True)
class Derived:
    """A file derived: where its quads are (N-Quads), how many it states and how many follow."""

    file: Path
    quads: Path
    stated: int
    derived: int
    mentions: Mentions


@dataclass(frozen=True)
class _Fault:
    """An error as it travels between processes. ``is_system``: the system raised it, for a full disk say."""

    message: str
    of_file: UnreadableFile | None = None
    is_system: bool = False

    def raised(self) -> ScgraphError | OSError:
        """The error."""
        if self.is_system:
            return OSError(self.message)
        if self.of_file is not None:
            return self.of_file
        return EngineError(self.message)


def are_small(files: Sequence[Path]) -> bool:
    """Whether files are so small that more processes, or more pieces, would cost more than they save."""
    return sum(file.stat().st_size for file in files if file.is_file()) < _SMALL


def derive_files(deriver: Deriver, files: Sequence[Path], scratch: Path) -> Iterator[Derived]:
    """What each file states and what follows, as a file in ``scratch`` that the caller may remove.

    :raises ScgraphError: if a file cannot be read.
    """
    jobs = [(file, scratch / f"{number}.nq") for number, file in enumerate(files)]
    cores = min(os.cpu_count() or 1, len(files))
    if cores < 2 or are_small(files):
        for job in jobs:
            yield _derive(deriver, *job)
        return
    # Loads of small files do not wait for these.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(cores, context, _start, (deriver.project, deriver.shared))
    with executor:
        waiting: list[Future[Derived | _Fault]] = []
        for job in jobs:
            waiting.append(executor.submit(_run, *job))
            if len(waiting) > cores + _AHEAD:
                yield _result(waiting.pop(0))
        for future in waiting:
            yield _result(future)


_own_deriver: Deriver | None = None


def _start(project: Project, shared: Sequence[Path]) -> None:
    global _own_deriver
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _own_deriver = Deriver(project, shared)


def _leave_with_parent() -> None:
    """End when the process that started this one has ended, however it did: a pool does not see to that."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run(file: Path, target: Path) -> Derived | _Fault:
    assert _own_deriver is not None  # the pool's initialiser has run
    try:
        return _derive(_own_deriver, file, target)
    except UnreadableFile as error:
        return _Fault(str(error), error)
    except ScgraphError as error:
        return _Fault(str(error))
    except OSError as error:
        return _Fault(error.strerror or str(error), is_system=True)


def _derive(deriver: Deriver, file: Path, target: Path) -> Derived:
    graph = graph_iri(file)
    shard = deriver.derive({graph: file})
    shard.write(target)
    return Derived(file, target, shard.stated, len(shard.engine.store) - shard.stated, shard.mentions[graph])


def _result(future: Future[Derived | _Fault]) -> Derived:
    found = future.result()
    if isinstance(found, _Fault):
        raise found.raised()
    return found
