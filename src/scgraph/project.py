"""Where a project's ontology, data, shapes and saved questions are, and which named graph each file is."""

from __future__ import annotations

import os
import shlex
from collections import deque
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scgraph.errors import ProjectNotFound, UsageError
from scgraph.namespaces import GRAPH_BASE
from scgraph.structured import read_toml

# What makes a directory a project: a file that says so, or an ontology of its own.
SETTINGS = "scgraph.toml"
_MARK = Path("ontology", "scgraph.ttl")
_DATA = "data/turtle"
_LAYERS = ("vocabulary", "examples")
_KEYS = ("name", "council", "data", "layers")
# Files that may hold RDF. Only .ttl is read.
_RDF = frozenset((".ttl", ".turtle", ".n3", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld"))
# Directories that hold no data of a project, and may hold very many files.
_OTHERS = frozenset(("node_modules", "site-packages", "ontology", "shapes", "queries", "tests", "docs"))
_MOST = 2_000  # directories that are looked through for data; a disk may have millions


@dataclass(frozen=True)
class Project:
    """One directory with data, and where the ontology, the rules, the shapes and the questions for it are.

    They stand in the directory itself, or they are those that come with the package (``shared``). Then the
    project has its data alone, and ``layers`` says whether the example councils are there too.
    """

    root: Path
    shared: Path | None = None
    name: str = ""
    council: str | None = None
    data: str = _DATA
    layers: tuple[str, ...] = _LAYERS[:1]

    @property
    def _vocabulary(self) -> Path:
        return self.shared or self.root

    @property
    def is_fallback(self) -> bool:
        """Whether it is none of the user's, but the example councils that come with the program."""
        return self.root.resolve() == _packaged().resolve() and not _is_below(Path.cwd(), self.root)

    @property
    def title(self) -> str:
        """What to call it: its name, else that of its directory."""
        if self.name:
            return self.name
        if self.is_fallback:
            return "the example councils that come with scgraph"
        return self.root.resolve().name

    @property
    def ontology_files(self) -> list[Path]:
        """The ontology's Turtle files, sorted."""
        return sorted((self._vocabulary / "ontology").glob("*.ttl"))

    @property
    def data_directory(self) -> Path:
        """Where its own data are."""
        return self.root / self.data

    @property
    def own_files(self) -> list[Path]:
        """Its own data: one Turtle file per source document, sorted."""
        return sorted(self.data_directory.glob("*.ttl"))

    @property
    def shared_files(self) -> list[Path]:
        """The data of the example councils, where the project has that layer and no file of that name."""
        if self.shared is None or "examples" not in self.layers:
            return []
        own = {path.stem for path in self.own_files}
        return sorted(path for path in (self.shared / _DATA).glob("*.ttl") if path.stem not in own)

    @property
    def data_files(self) -> list[Path]:
        """All Turtle files of data, sorted; each is one named graph."""
        return sorted((*self.own_files, *self.shared_files))

    @property
    def shape_files(self) -> list[Path]:
        """The SHACL files, one per concern, sorted; those of the package before the project's own."""
        return self._files("shapes", "*.ttl")

    @property
    def query_files(self) -> list[Path]:
        """The saved questions, sorted; those of the package before the project's own."""
        return self._files("queries", "*.rq")

    def _files(self, directory: str, pattern: str) -> list[Path]:
        places = dict.fromkeys((self._vocabulary, self.root))
        return [path for place in places for path in sorted((place / directory).glob(pattern))]

    @property
    def rule_files(self) -> list[Path]:
        """The CONSTRUCT rules that materialise axioms, in the order of their numbers."""
        return sorted((self._vocabulary / "ontology" / "rules").glob("*.rq"))

    @property
    def profile_files(self) -> list[Path]:
        """The CONSTRUCT queries that compute competency profiles."""
        return sorted((self._vocabulary / "ontology" / "profile").glob("*.rq"))

    @property
    def summary_files(self) -> list[Path]:
        """The CONSTRUCT queries that compute facts over the graph as a whole, such as how rare a topic is."""
        return sorted((self._vocabulary / "ontology" / "summary").glob("*.rq"))

    @property
    def derivation_files(self) -> list[Path]:
        """All that decides what follows from data, beside the ontology."""
        return [*self.rule_files, *self.profile_files, *self.summary_files]

    @cached_property
    def skipped_files(self) -> list[Path]:
        """Files beside the data, and below, that hold RDF by their ending and are not read, sorted.

        An ontology of one's own beside that of the package is among them.
        """
        home = self.data_directory
        # A project of data alone has no other use for such files, wherever they lie.
        top = home.parent if self.shared is None else self.root
        without = _OTHERS if top.resolve() == self.root.resolve() else ()
        beside = [] if self.shared is None else _below(self.root / "ontology")
        return sorted(
            {
                path
                for path in (*_below(top, without), *beside)
                if path.is_file() and (path.parent != home or path.suffix != ".ttl")
            }
        )

    def relative(self, path: Path) -> Path:
        """The path as a user would type it: relative to here, or to the project, where it is below."""
        # A link is told by its own name, wherever it leads.
        own = path.parent.resolve() / path.name
        for base in (Path.cwd(), self.root):
            if own.is_relative_to(base.resolve()):
                return own.relative_to(base.resolve())
        return path


def graph_iri(path: Path) -> str:
    """The IRI of the named graph that a Turtle file is loaded into.

    >>> graph_iri(Path("data/turtle/bexley.ttl"))
    'https://w3id.org/scgraph/graph/bexley'
    >>> graph_iri(Path("Kent & Medway.ttl"))  # a file may have any name, an IRI not
    'https://w3id.org/scgraph/graph/Kent%20%26%20Medway'
    """
    return GRAPH_BASE + quote(os.fsencode(path.stem), safe="")


def find_project(
    explicit: Path | None = None, files: Iterable[Path] = (), may_be_empty: bool = False
) -> Project:
    """The project to work on: the one named, else the one around the current directory, or around the files.

    Where there is none, and no data either, it is the example councils that come with the program.

    :param files: files that a command is about; they too must not be data without a project.
    :param may_be_empty: whether a project without data will do.
    :raises ProjectNotFound: if the directory named is no project, or data are here that belong to none.
    :raises UsageError: if the project found holds no data at all.
    """
    if explicit is not None:
        if not is_project(explicit):
            raise ProjectNotFound(_lacking(explicit, next(_below(explicit, _OTHERS), None)))
        project = read_project(explicit)
    else:
        project = read_project(_found_around(files))
    if not project.data_files and not may_be_empty:
        place, hint = project.data_directory, ""
        if project.skipped_files:
            hint = f" Not read: {project.relative(project.skipped_files[0])}; move or rename it."
        raise UsageError(f"{place}: no Turtle file (.ttl) here, so there is nothing to ask.{hint}")
    return project


def is_project(root: Path) -> bool:
    """Whether a directory is the root of a project."""
    return (root / SETTINGS).is_file() or (root / _MARK).is_file()


def read_project(root: Path) -> Project:
    """The project whose root a directory is.

    :raises UnreadableFile: if its ``scgraph.toml`` cannot be read; with the line.
    :raises UsageError: if that says what it may not say.
    """
    path = root / SETTINGS
    if not path.is_file():
        return Project(root)
    project = _checked(path, read_toml(path))
    taken = {graph_iri(file): file for file in project.ontology_files}
    for file in project.own_files:
        if graph_iri(file) in taken:
            raise UsageError(f"{file}: its name is taken by a file of the vocabulary. Rename the file.")
    return project


def rdf_files(directory: Path) -> list[Path]:
    """The files with RDF, by their ending, in a directory and below, but not those of other projects."""
    return [path for path in _below(directory, _OTHERS) if path.is_file()]


def place_of_data(directory: str, named_in: str) -> str:
    """The directory of a project's data, from its root.

    :raises UsageError: if it is outside the project.
    """
    if not directory.strip() or os.path.isabs(directory) or os.path.normpath(directory).startswith(".."):
        raise UsageError(f"{named_in} has to be a directory of the project, not '{directory}'.")
    return directory


def is_in_repository(directory: Path) -> bool:
    """Whether a directory is in a git repository, or is a bare one."""
    return bool(_repository(directory)) or ((directory / "HEAD").is_file() and (directory / "refs").is_dir())


def _packaged() -> Path:
    """Where what comes with the program stands: in an installed package, or in its checkout."""
    package = Path(__file__).resolve().parent
    return next(
        (root for root in (package.parents[1], package / "_project") if is_project(root)),
        package / "_project",
    )


def _found_around(files: Iterable[Path]) -> Path:
    """The root of the project around here, else of the package's."""
    here = Path.cwd()
    repository = _repository(here)
    homes = list(dict.fromkeys(file.resolve().parent for file in files if file.is_file()))
    for directory in repository or [here, *here.parents]:
        if is_project(directory):
            return directory
    for directory in (each for home in homes for each in (home, *home.parents)):
        if is_project(directory):
            return directory
    own = {file.resolve().parent: file for file in files if file.is_file()}
    for directory in (*(repository or [here])[-1:], *homes):
        if found := next(_below(directory, _OTHERS), own.get(directory)):
            raise ProjectNotFound(_lacking(directory, found))
    if not is_project(_packaged()):
        raise ProjectNotFound("no scgraph project found here. Name one with --project DIR.")
    return _packaged()


def _repository(here: Path) -> list[Path]:
    """A directory and those above it, as far as its repository goes; none where it is in no repository."""
    above = [here, *here.parents]
    top = next((place for place, each in enumerate(above) if (each / ".git").exists()), -1)
    return above[: top + 1]


def _lacking(directory: Path, found: Path | None) -> str:
    if found is None:
        return f"{directory}: no scgraph project here ({SETTINGS} is missing). Name its root directory."
    shown = found.relative_to(directory) if found.is_relative_to(directory) else found
    if found.is_dir():
        return (
            f"{directory}: no scgraph project here, but one below, in {shown}."
            f" Work there, or name it: --project {shlex.quote(str(shown))}"
        )
    name = shlex.quote(directory.resolve().name or "data")
    place = "" if directory.resolve() == Path.cwd() else f"{shlex.quote(str(directory))} "
    return (
        f"{directory}: the data here ({shown}) belong to no scgraph project."
        f" Make it one: scgraph init {place}--name {name}"
    )


def _below(top: Path, without: Container[str] = ()) -> Iterator[Path]:
    """The RDF files in a directory and below, the nearest first; of another project its root alone."""
    waiting = deque([top])
    for _ in range(_MOST):
        if not waiting:
            return
        listed = _listed(waiting.popleft())
        yield from (path for path in listed if path.suffix.lower() in _RDF and path.is_file())
        for path in listed:
            if path.is_symlink() or not path.is_dir() or path.name in without:
                continue
            if is_project(path):
                yield path
            else:
                waiting.append(path)


def _listed(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def _is_below(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def _checked(path: Path, told: dict[str, Any]) -> Project:
    """The project that a ``scgraph.toml`` tells of."""
    for key in told:
        if key not in _KEYS:
            raise UsageError(f"{path}: unknown key '{key}'. Known: {', '.join(_KEYS)}.")
    for key in ("name", "council", "data"):
        if key in told and not (isinstance(told[key], str) and told[key].strip()):
            raise UsageError(f'{path}: {key} has to be a text: {key} = "…".')
    if "name" not in told:
        raise UsageError(f'{path}: the project has no name. Add a line: name = "…".')
    layers = told.get("layers", ["vocabulary"])
    if not isinstance(layers, list) or "vocabulary" not in layers or not set(map(str, layers)) <= {*_LAYERS}:
        raise UsageError(f'{path}: layers is ["vocabulary"] or ["vocabulary", "examples"].')
    data = place_of_data(told.get("data", _DATA), f"{path}: data")
    has_own = (path.parent / _MARK).is_file()
    shared = None if has_own else _packaged()
    return Project(path.parent, shared, told["name"].strip(), told.get("council"), data, tuple(layers))
