"""What a store holds and what it was made from, so that it can tell whether it is still right."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from scgraph.errors import UsageError
from scgraph.files import digest, read_small
from scgraph.project import Project, graph_iri
from scgraph.store.pieces import Damaged, Piece, unreadable

# To be raised with every change that would make the stores of older programs answer wrongly.
FORMAT = 3
# Larger files are not read just to see whether they have changed.
_GLANCE = 4_000_000
NAME = "manifest.json"


class StoreMismatch(UsageError):
    """A store that another version of the program or of the ontology made."""


@dataclass(frozen=True)
class SourceFile:
    """A file that a store was made from: its path, size, time of change, and a digest of its bytes."""

    path: str
    size: int
    changed: int
    digest: str


@dataclass
class Manifest:
    """What a generation holds and what it was made from.

    ``ontology`` is a digest of the ontology and the rules. ``files`` has the source of each named graph;
    ``groups`` are the named graphs that have to be reasoned over together, and ``shared`` those that all
    others depend on. ``pieces`` are the files that Oxigraph keeps the quads in.
    """

    ontology: str = ""
    quads: int = 0
    files: dict[str, SourceFile] = field(default_factory=dict)
    groups: list[list[str]] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    pieces: dict[str, Piece] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def read(cls, generation: Path, seal: str | None) -> Manifest:
        """The manifest of a generation.

        :param seal: its digest, as CURRENT notes it.
        :raises StoreMismatch: if a program with another format wrote it.
        :raises Damaged: if it is not what was written.
        """
        store = generation.parents[1]
        try:
            content = read_small(generation / NAME)
        except OSError as error:
            raise unreadable(store, NAME, error) from error
        told = _parse(content)
        format = told.get("format")
        if type(format) is int and format != FORMAT:
            raise StoreMismatch(
                f"{store}: made by another version of scgraph (format {format}, this one reads {FORMAT})."
                " Load it again with 'scgraph load'."
            )
        if hashlib.sha256(content).hexdigest() != seal:
            raise Damaged(store, f"{NAME} does not hold what was written")
        try:
            return _read(told)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Damaged(store, f"{NAME} is none that scgraph writes") from error

    @property
    def version(self) -> str:
        """A digest of all that the contents depend on: the ontology, and each graph's file."""
        digests = sorted((graph, source.digest) for graph, source in self.files.items())
        return hashlib.sha256(repr((self.ontology, digests)).encode()).hexdigest()

    def write(self, generation: Path) -> str:
        """Write the manifest of a generation. Returns its seal, the digest that CURRENT has to note."""
        content = json.dumps(asdict(self), indent=1, sort_keys=True)
        write_through(generation / NAME, content)
        return hashlib.sha256(content.encode()).hexdigest()


def _read(told: dict[str, Any]) -> Manifest:
    """The manifest that some JSON is; any error where it is none, though its seal is right."""
    files = {graph: SourceFile(**source) for graph, source in told.pop("files").items()}
    pieces = {name: Piece(**piece) for name, piece in told.pop("pieces").items()}
    found = Manifest(**told, files=files, pieces=pieces)
    numbers = [found.quads, found.format]
    texts = [found.ontology, *found.shared, *(graph for group in found.groups for graph in group)]
    for source in files.values():
        numbers += [source.size, source.changed]
        texts += [source.path, source.digest]
    for piece in pieces.values():
        numbers.append(piece.size)
        texts.append(piece.digest)
    lists = [found.shared, found.groups, *found.groups]
    is_typed = (
        all(type(number) is int and number >= 0 for number in numbers)
        and all(type(text) is str for text in texts)
        and all(type(each) is list for each in lists)
        and not any("/" in name or "\\" in name for name in pieces)
    )
    if not is_typed:
        raise ValueError("a value of another kind")
    return found


def _parse(content: bytes) -> dict[str, Any]:
    """What a manifest says, or nothing where it is none."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def plan_store(project: Project, files: Iterable[Path]) -> Manifest:
    """What a store of some data files is to be made from.

    :raises UnreadableFile: if a file cannot be read.
    """
    return Manifest(reasoning_digest(project), files={graph_iri(file): describe_file(file) for file in files})


def reasoning_digest(project: Project) -> str:
    """A digest of all that decides what follows from data: the ontology, the rules, and what is computed.

    :raises UnreadableFile: if a file cannot be read.
    """
    return digest((*project.ontology_files, *project.derivation_files))


def describe_file(path: Path) -> SourceFile:
    """A file as a manifest notes it.

    :raises UnreadableFile: if it is not there.
    """
    found = digest([path])
    status = path.stat()
    return SourceFile(str(path.resolve()), status.st_size, status.st_mtime_ns, found)


def changed_files(manifest: Manifest) -> list[str]:
    """The files that have changed since a store was made from them, as far as a glance tells."""
    changed = []
    for source in manifest.files.values():
        with suppress(OSError):
            status = os.stat(source.path)
            if (status.st_size, status.st_mtime_ns) == (source.size, source.changed):
                continue
            is_seen = status.st_size != source.size or status.st_size > _GLANCE
            if is_seen or digest([Path(source.path)]) != source.digest:
                changed.append(source.path)
    return changed


def write_through(path: Path, text: str) -> None:
    """Replace a file in one step, on the disk and not just in memory."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    sync(path.parent)


def sync(directory: Path) -> None:
    """Have the names in a directory written to the disk, where the system can be told to."""
    with suppress(OSError, AttributeError):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
