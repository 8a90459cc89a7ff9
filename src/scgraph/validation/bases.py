"""What a validation is compared with: an earlier version of the data, or a report of earlier faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scgraph.ending import temporary_directory
from scgraph.errors import UnreadableFile, UsageError
from scgraph.project import Project, is_project, read_project
from scgraph.questions.door import KnowledgeGraph
from scgraph.store.generations import holds_store, open_store
from scgraph.structured import read_json
from scgraph.validation.reading import open_with
from scgraph.validation.report import HasFingerprint
from scgraph.validation.revisions import write_revision
from scgraph.validation.shapes import ShapesGraph, read_shapes


@dataclass(frozen=True)
class Base:
    """An earlier version: what to call it, its graph, and its shapes, where they are its own."""

    title: str
    graph: KnowledgeGraph
    shapes: ShapesGraph | None = None
    is_store: bool = False


@dataclass(frozen=True)
class Known:
    """An earlier finding, as a report keeps it."""

    fingerprint: str
    told: str


@dataclass(frozen=True)
class Earlier:
    """What was found earlier, and what to call it.

    ``unsaid`` was not told: it followed from the rest, or may have followed from what could not be read.
    """

    title: str
    findings: Sequence[HasFingerprint]
    unsaid: Sequence[HasFingerprint] = ()


@contextmanager
def open_base(project: Project, named: str, with_shapes: bool = True) -> Iterator[Base]:
    """An earlier version of a project: a directory, a store, or a revision of its repository.

    :param with_shapes: whether it is judged by its own shapes, so that a change of them counts too.
    :raises UsageError: if it is none of them, or the project itself.
    :raises StoreMismatch: if it is a store that another version of scgraph made.
    """
    place = Path(named)
    if not named.strip():  # a variable of a pipeline that was not set must not make the check pass
        raise UsageError("--against names nothing. Is the variable empty that should hold the base?")
    if place.is_dir():
        if place.resolve() == project.root.resolve():
            raise UsageError(f"{named}: this is the project itself, against which nothing is new.")
        if holds_store(place):
            store = open_store(place).for_many_questions()
            yield Base(f"the store {named}", KnowledgeGraph(project, store), is_store=True)
            return
        if not _is_like(project, place):
            raise UsageError(f"{named}: neither a project (scgraph.toml is missing) nor a store.")
        yield _opened(project, place, f"the directory {named}", with_shapes)
        return
    with temporary_directory("scgraph-base-") as scratch:
        root, title = write_revision(project.root, named, scratch)
        yield _opened(project, root, title, with_shapes)


def read_baseline(path: Path) -> Earlier:
    """A report that ``scgraph validate --format json`` wrote.

    :raises UnreadableFile: if it cannot be read, or is no JSON.
    :raises UsageError: if it is no such report of all findings.
    """
    told = read_json(path)
    wanted = "Write one with: scgraph validate --format json"
    try:
        known, *unsaid = ([_known(each) for each in told[key]] for key in ("findings", "following", "held"))
        if told["comparisons"]:
            raise UsageError(f"{path}: tells only what was new when it was written. {wanted}")
    except (KeyError, TypeError) as error:
        raise UsageError(f"{path}: not a report of this version of scgraph. {wanted}") from error
    return Earlier(f"the baseline {path}", known, [each for kind in unsaid for each in kind])


def _known(each: Any) -> Known:
    return Known(str(each["fingerprint"]), f"{each['rule']}: {each['message']}")


def _is_like(project: Project, root: Path) -> bool:
    """Whether a directory is a project, or has data where the project has them."""
    return is_project(root) or any((root / project.data).glob("*.ttl"))


def _opened(project: Project, root: Path, title: str, with_shapes: bool) -> Base:
    """The version of a project that a directory holds; without data if there is none."""
    own = replace(project, root=root)
    with suppress(UsageError):  # nor are they here
        own = read_project(root) if is_project(root) else own
    graph = open_with(own)  # faults of before are no reason to refuse what mends them
    shapes = None
    with suppress(UnreadableFile):
        shapes = read_shapes(own.shape_files) if with_shapes and own.shape_files else None
    return Base(title, graph, shapes)
