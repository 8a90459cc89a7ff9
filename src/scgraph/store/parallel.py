"""Files derived on all cores: each in a process of its own, the results in the order of the files."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from scgraph.project import Project, graph_iri
from scgraph.store.shards import Deriver, Mentions

if TYPE_CHECKING:
    from concurrent.futures import Future

# Called with the bytes of files done, the bytes of all files, and the triples derived from them.
Progress = Callable[[int, int, int], None]
Done = TypeVar("Done")
_SMALL = 8_000_000  # bytes
_AHEAD = 4


class SharedData(Exception):
    """Data files that say something of the ontology's own nodes: all others may depend on them."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__(*files)
        self.files = files


@dataclass(frozen=True)
class Derived:
    """A file derived: where its quads are (N-Quads), how many it states and how many follow."""

    file: Path
    quads: Path
    stated: int
    derived: int
    mentions: Mentions


def are_small(files: Sequence[Path]) -> bool:
    """Whether files are so small that more processes, or more pieces, would cost more than they save."""
    return sum(file.stat().st_size for file in files if file.is_file()) < _SMALL


def derive_files(
    deriver: Deriver, files: Sequence[Path], scratch: Path, progress: Progress | None = None
) -> Iterator[Derived]:
    """What each file states and what follows, as a file in ``scratch`` that the caller may remove.

    :param files: those that the deriver knows to be shared are left out.
    :raises SharedData: in the end, if other files turn out to be shared.
    :raises ScgraphError: if a file cannot be read.
    """
    alone = [file for file in files if file not in deriver.shared]
    total, done, triples = sum(file.stat().st_size for file in alone), 0, 0
    shared: list[Path] = []
    for result in _derive_each(deriver, alone, scratch):
        if result.mentions.is_shared:
            shared.append(result.file)
        if shared:  # all has to be derived again
            result.quads.unlink()
        else:
            yield result
        done, triples = done + result.file.stat().st_size, triples + result.stated + result.derived
        if progress:
            progress(done, total, triples)
    if shared:
        raise SharedData([*deriver.shared, *shared])


def with_shared(project: Project, load: Callable[[Deriver], Done]) -> Done:
    """What a load gives, done again for as long as it finds files to be shared that were not known to."""
    shared: Sequence[Path] = ()
    while True:
        try:
            return load(Deriver(project, shared))
        except SharedData as found:
            shared = found.files


def _derive_each(deriver: Deriver, files: Sequence[Path], scratch: Path) -> Iterator[Derived]:
    jobs = [(file, scratch / f"{number}.nq") for number, file in enumerate(files)]
    cores = min(os.cpu_count() or 1, len(files))
    if cores < 2 or are_small(files):
        for job in jobs:
            yield _derive(*job, deriver)
        return
    # Loads of small files do not wait for these.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, context, _start, (deriver.project, deriver.shared)) as executor:
        waiting: list[Future[Derived]] = []
        for job in jobs:
            waiting.append(executor.submit(_derive, *job))
            if len(waiting) > cores + _AHEAD:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


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


def _derive(file: Path, target: Path, deriver: Deriver | None = None) -> Derived:
    """Derive a file, by the deriver of this process if none is given."""
    deriver = deriver or _own_deriver
    assert deriver is not None  # the pool's initialiser has run
    graph = graph_iri(file)
    shard = deriver.derive({graph: file})
    shard.write(target)
    return Derived(file, target, shard.stated, len(shard.engine.store) - shard.stated, shard.mentions[graph])
