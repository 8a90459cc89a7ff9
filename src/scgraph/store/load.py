"""Files into a store on disk: all of them, or what has changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from scgraph.engine.embedded import EmbeddedEngine, read_quads
from scgraph.errors import UsageError
from scgraph.namespaces import DERIVED_GRAPHS
from scgraph.project import Project, graph_iri
from scgraph.rules.materialise import summarise
from scgraph.store.changes import Change, NotLocal
from scgraph.store.generations import Generation, NoStore, check_store, new_generation, read_manifest
from scgraph.store.links import find_groups
from scgraph.store.manifest import Manifest, SourceFile, StoreMismatch, plan_store
from scgraph.store.parallel import Progress, are_small, derive_files, with_shared
from scgraph.store.pieces import Damaged
from scgraph.store.shards import Deriver, Mentions

_BATCH = 256 * 1024 * 1024


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``stated`` and ``derived`` count triples; ``graphs`` are those loaded anew, sorted.

    ``damage`` is what was wrong with the store that was there, if anything.
    """

    graphs: tuple[str, ...]
    stated: int
    derived: int
    is_incremental: bool = False
    damage: str | None = None


def load_store(
    project: Project,
    path: Path,
    files: Sequence[Path] | None = None,
    update: bool = False,
    progress: Progress | None = None,
    force: bool = False,
) -> Loaded:
    """Make a store hold the ontology, some data files, and what follows. Readers see the old or the new.

    Where the store was made with this ontology and is whole, only files that differ from those in it are
    read, and only what depends on them is derived again. A damaged one is made anew.

    :param files: the data files; the project's own if none are named.
    :param update: whether the graphs that are in the store stay, save those that the files replace.
    :param force: whether the store is made anew whatever it holds.
    :raises UsageError: if a file cannot be read, or the directory holds something else.
    :raises EngineError: if the store is being loaded by another process, or the disk is full.
    """
    chosen = check_files(project, project.data_files if files is None else files)
    plan = plan_store(project, chosen)
    there = _look(path, update, force)
    if update:
        if there.manifest is None:
            raise NoStore(f"{path}: no store here that can be updated. Make one without --update.")
        if there.manifest.ontology != plan.ontology:
            raise StoreMismatch(
                f"{path}: made with another ontology or other rules. Load it without --update."
            )
        plan.files = {**there.manifest.files, **plan.files}
    base = None if force or there.damage else there.manifest
    if base is not None and base.ontology == plan.ontology:
        with suppress(NotLocal):
            return _load_changes(project, path, base, plan.files)
    whole = [Path(source.path) for source in plan.files.values()]
    for file in whole:
        if not file.is_file():
            raise UsageError(f"{file}: the store has to be loaded as a whole, and this file of it is gone.")
    plan = plan_store(project, whole)  # what was in the store already may have changed since
    if are_small(whole):
        loaded = _load_together(project, path, plan, progress)
    else:
        loaded = with_shared(project, lambda deriver: _load_in_pieces(deriver, path, plan, progress))
    return replace(loaded, damage=there.damage)


@dataclass(frozen=True)
class _There:
    """What a load finds: the manifest of a store, as far as it can be read, and what is wrong with it."""

    manifest: Manifest | None = None
    damage: str | None = None


def _look(path: Path, update: bool, force: bool) -> _There:
    """:raises Damaged: if a store is to be updated and nobody can tell what it was made from."""
    manifest = None
    try:
        manifest = read_manifest(path)
        if manifest is not None and not force:
            check_store(path)
    except Damaged as error:
        if update and manifest is None:
            raise
        return _There(manifest, error.what)
    return _There(manifest)


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


def _load_together(project: Project, path: Path, manifest: Manifest, progress: Progress | None) -> Loaded:
    """Load all files into a new generation, derived in one piece: the quickest where that is small."""
    with new_generation(path) as generation:
        generation.manifest = manifest
        deriver = Deriver(project)
        shard = deriver.derive_whole({graph: Path(source.path) for graph, source in manifest.files.items()})
        generation.store.bulk_extend(shard.engine.store)
        manifest.groups = find_groups(shard.mentions)
        manifest.shared = [graph for graph, mentions in shard.mentions.items() if mentions.is_shared]
        derived = len(shard.engine.store) - deriver.size - shard.stated
    if progress:
        size = sum(source.size for source in manifest.files.values())
        progress(size, size, shard.stated + derived)
    return Loaded(tuple(sorted(manifest.files)), shard.stated, derived)


def _load_in_pieces(deriver: Deriver, path: Path, manifest: Manifest, progress: Progress | None) -> Loaded:
    """Load all files into a new generation, each file derived by itself.

    :raises SharedData: if some files turn out to be shared that were not known to.
    """
    files = [Path(source.path) for source in manifest.files.values()]
    with new_generation(path) as generation, TemporaryDirectory(dir=generation.path) as scratch:
        generation.manifest = manifest
        base = Path(scratch, "base.nq")
        deriver.base.write(base)
        shared = {graph_iri(file) for file in deriver.shared}
        stated = sum(len(list(deriver.base.engine.quads(graph))) for graph in shared)
        derived = len(deriver.base.derived())
        mentions: dict[str, Mentions] = {}
        waiting, size = [base], 0
        for result in derive_files(deriver, files, Path(scratch), progress):
            stated, derived = stated + result.stated, derived + result.derived
            mentions[graph_iri(result.file)] = result.mentions
            waiting, size = [*waiting, result.quads], size + result.quads.stat().st_size
            if size > _BATCH:
                generation.bulk_load(waiting)
                waiting, size = [], 0
        generation.bulk_load(waiting)
        manifest.groups = find_groups(mentions)
        manifest.shared = sorted(shared)
        for group in manifest.groups:
            if len(group) > 1:
                Change(generation, deriver, manifest.groups).join(group)
        derived += _summarise(generation, deriver.project)
        # Fewer files to look into make a query twice as fast.
        generation.store.optimize()
    return Loaded(tuple(sorted(manifest.files)), stated, derived)


def _summarise(generation: Generation, project: Project) -> int:
    """Count anew what is counted over all graphs of a generation. Returns how many triples that are."""
    return sum(found.triples for found in summarise(EmbeddedEngine(generation.store), project))


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
