"""Files into a store on disk: all of them, or what has changed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.errors import UsageError
from scgraph.namespaces import DERIVED_GRAPHS
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import summarise
from scgraph.store.changes import Change, NotLocal
from scgraph.store.generations import Generation, NoStore, new_generation, read_manifest
from scgraph.store.links import find_groups
from scgraph.store.manifest import Manifest, SourceFile, StoreMismatch, describe_file, reasoning_digest
from scgraph.store.parallel import Derived, are_small, derive_files
from scgraph.store.shards import Deriver, Mentions

# Called with the bytes of files done, the bytes of all files, and the triples written.
Progress = Callable[[int, int, int], None]
_BATCH = 256 * 1024 * 1024


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``stated`` and ``derived`` count triples; ``graphs`` are those loaded anew, sorted."""

    graphs: tuple[str, ...]
    stated: int
    derived: int
    is_incremental: bool = False


class SharedData(Exception):
    """Data files that say something of the ontology's own nodes: all others may depend on them."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__(*files)
        self.files = files


def load_store(
    project: Project,
    path: Path,
    files: Sequence[Path] | None = None,
    update: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Make a store hold the ontology, some data files, and what follows. Readers see the old or the new.

    Where the store was made with this ontology, only files that differ from those in it are read, and only
    what depends on them is derived again.

    :param files: the data files; the project's own if none are named.
    :param update: whether the graphs that are in the store stay, save those that the files replace.
    :raises UsageError: if a file cannot be read, or the directory holds something else.
    :raises EngineError: if the store is being loaded by another process, or the disk is full.
    """
    chosen = check_files(project, project.data_files if files is None else files)
    sources = {graph_iri(file): describe_file(file) for file in chosen}
    digest = reasoning_digest(project)
    current = read_manifest(path)
    if update:
        if current is None:
            raise NoStore(f"{path}: no store here that can be updated. Make one without --update.")
        if current.ontology != digest:
            raise StoreMismatch(
                f"{path}: made with another ontology or other rules. Load it without --update."
            )
        sources = {**current.files, **sources}
    if current is not None and current.ontology == digest:
        with suppress(NotLocal):
            return _load_changes(project, path, current, sources)
    missing = [source.path for source in sources.values() if not Path(source.path).is_file()]
    if missing:
        raise UsageError(f"{missing[0]}: the store has to be loaded as a whole, and this file of it is gone.")
    whole = [Path(source.path) for source in sources.values()]
    if are_small(whole):
        return _load_together(project, path, whole, progress)
    try:
        return _load_in_pieces(project, path, whole, (), progress)
    except SharedData as found:
        return _load_in_pieces(project, path, whole, found.files, progress)


def check_files(project: Project, files: Sequence[Path]) -> list[Path]:
    """The files without repetition.

    :raises UsageError: if two of them, or one of them and the ontology, would be the same named graph.
    """
    taken = {graph_iri(file): file for file in project.ontology_files}
    taken.update(dict.fromkeys(DERIVED_GRAPHS, project.root))
    chosen: list[Path] = []
    for file in dict.fromkeys(file.resolve() for file in files):
        graph = graph_iri(file)
        if graph in taken:
            raise UsageError(
                f"{file}: its named graph, {graph}, is taken by {taken[graph]}. Rename the file."
            )
        taken[graph] = file
        chosen.append(file)
    if not chosen:
        raise UsageError("no data file to load.")
    return chosen


def _load_together(project: Project, path: Path, files: list[Path], progress: Progress | None) -> Loaded:
    """Load everything into a new generation, derived in one piece: the quickest where that is small."""
    sources = {graph_iri(file): describe_file(file) for file in files}
    with new_generation(path) as generation, tempfile.TemporaryDirectory(dir=generation.path) as scratch:
        deriver = Deriver(project)
        shard = deriver.derive_whole({graph_iri(file): file for file in files})
        shard.write(Path(scratch, "all.nq"))
        generation.bulk_load([Path(scratch, "all.nq")])
        generation.manifest = Manifest(
            ontology=reasoning_digest(project),
            files=sources,
            groups=find_groups(shard.mentions),
            shared=[graph for graph, mentions in shard.mentions.items() if mentions.is_shared],
        )
        derived = len(shard.engine.store) - deriver.size - shard.stated
        loaded = Loaded(tuple(sorted(sources)), shard.stated, derived)
    if progress:
        size = sum(source.size for source in sources.values())
        progress(size, size, loaded.stated + loaded.derived)
    return loaded


def _load_in_pieces(
    project: Project, path: Path, files: list[Path], shared: Sequence[Path], progress: Progress | None
) -> Loaded:
    """Load everything into a new generation, each file derived by itself.

    :raises SharedData: if some files turn out to be shared that were not known to.
    """
    sources = {graph_iri(file): describe_file(file) for file in files}
    alone = [file for file in files if file not in shared]
    with new_generation(path) as generation, tempfile.TemporaryDirectory(dir=generation.path) as scratch:
        deriver = Deriver(project, shared)
        results = _Results(generation, progress, sum(source.size for source in sources.values()))
        results.take_base(deriver, Path(scratch, "base.nq"))
        for result in derive_files(deriver, alone, Path(scratch)):
            results.take(result)
        results.flush()
        groups = results.groups(shared)
        for group in groups:
            if len(group) > 1:
                Change(generation, deriver, groups).join(group)
        results.derived += _summarise(generation, project)
        generation.compact()
        generation.manifest = Manifest(
            ontology=reasoning_digest(project),
            files=sources,
            groups=groups,
            shared=[graph_iri(file) for file in shared],
        )
    return Loaded(tuple(sorted(sources)), results.stated, results.derived)


def _summarise(generation: Generation, project: Project) -> int:
    """Count anew what is counted over all graphs of a generation. Returns how many triples that are."""
    return sum(found.triples for found in summarise(EmbeddedEngine(generation.store), project))


class _Results:
    """Takes what the processes derive, and writes it to a generation in large pieces."""

    def __init__(self, generation: Generation, progress: Progress | None, total: int) -> None:
        self.generation, self.progress, self.total = generation, progress, total
        self.stated = self.derived = 0
        self._done = self._size = 0
        self._waiting: list[Path] = []
        self._mentions: dict[str, Mentions] = {}
        self._shared: list[Path] = []

    def take_base(self, deriver: Deriver, scratch: Path) -> None:
        """Take the ontology and what all files share."""
        deriver.base.write(scratch)
        self.derived += len(deriver.base.derived())
        self._waiting.append(scratch)

    def take(self, result: Derived) -> None:
        """Take the quads of one file."""
        self.stated += result.stated
        self.derived += result.derived
        self._done += result.file.stat().st_size
        self._mentions[graph_iri(result.file)] = result.mentions
        if result.mentions.is_shared:
            self._shared.append(result.file)
        self._waiting.append(result.quads)
        self._size += result.quads.stat().st_size
        if self._size > _BATCH:
            self.flush()
        if self.progress:
            self.progress(self._done, self.total, self.stated + self.derived)

    def flush(self) -> None:
        """Write what is waiting."""
        self.generation.bulk_load(self._waiting)
        for path in self._waiting:
            path.unlink()
        self._waiting, self._size = [], 0

    def groups(self, known: Iterable[Path]) -> list[list[str]]:
        """The graphs that hang together.

        :raises SharedData: if some say something of the ontology's own nodes and were not known to.
        """
        if self._shared:
            raise SharedData([*known, *self._shared])
        return find_groups(self._mentions)


def _load_changes(project: Project, path: Path, current: Manifest, sources: dict[str, SourceFile]) -> Loaded:
    """Load what differs from the current generation.

    :raises NotLocal: if too much differs, or what has changed is what others depend on.
    """
    known = {graph: source.digest for graph, source in current.files.items()}
    changed = {graph for graph, source in sources.items() if known.get(graph) != source.digest}
    removed = known.keys() - sources.keys()
    if not changed and not removed:
        return Loaded((), 0, 0, is_incremental=True)
    if current.shared or len(changed) + len(removed) > max(1, len(known) // 2):
        raise NotLocal
    with new_generation(path, base=current) as generation:
        change = Change(generation, Deriver(project), current.groups)
        fresh = {graph: list(read_quads(Path(sources[graph].path), graph)) for graph in changed}
        stated, derived = change.apply(fresh, removed)
        _summarise(generation, project)
        generation.manifest = replace(current, files=sources, groups=change.groups)
    return Loaded(tuple(sorted(changed | removed)), stated, derived, is_incremental=True)
