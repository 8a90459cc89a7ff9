"""Where a project's ontology, data, shapes and saved questions are, and which named graph each file is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from scgraph.errors import ProjectNotFound, UsageError
from scgraph.namespaces import GRAPH_BASE

_MARK = Path("ontology", "scgraph.ttl")


@dataclass(frozen=True)
class Project:
    """One directory that holds ``ontology/``, ``data/turtle/``, ``shapes/`` and ``queries/``."""

    root: Path

    @property
    def ontology_files(self) -> list[Path]:
        """The ontology's Turtle files, sorted."""
        return sorted((self.root / "ontology").glob("*.ttl"))

    @property
    def data_files(self) -> list[Path]:
        """One Turtle file per source document, sorted; each is one named graph."""
        return sorted((self.root / "data" / "turtle").glob("*.ttl"))

    @property
    def shape_files(self) -> list[Path]:
        """The SHACL files, one per concern, sorted."""
        return sorted((self.root / "shapes").glob("*.ttl"))

    @property
    def query_files(self) -> list[Path]:
        """The saved questions, sorted."""
        return sorted((self.root / "queries").glob("*.rq"))

    @property
    def rule_files(self) -> list[Path]:
        """The CONSTRUCT rules that materialise axioms, in the order of their numbers."""
        return sorted((self.root / "ontology" / "rules").glob("*.rq"))

    @property
    def profile_files(self) -> list[Path]:
        """The CONSTRUCT queries that compute competency profiles."""
        return sorted((self.root / "ontology" / "profile").glob("*.rq"))

    @property
    def summary_files(self) -> list[Path]:
        """The CONSTRUCT queries that compute facts over the graph as a whole, such as how rare a topic is."""
        return sorted((self.root / "ontology" / "summary").glob("*.rq"))

    @property
    def derivation_files(self) -> list[Path]:
        """All that decides what follows from data, beside the ontology."""
        return [*self.rule_files, *self.profile_files, *self.summary_files]

    def relative(self, path: Path) -> Path:
        """The path as a user would type it: relative to here, or to the project, where it is below."""
        for base in (Path.cwd(), self.root):
            if path.resolve().is_relative_to(base.resolve()):
                return path.resolve().relative_to(base.resolve())
        return path


def graph_iri(path: Path) -> str:
    """The IRI of the named graph that a Turtle file is loaded into.

    >>> graph_iri(Path("data/turtle/bexley.ttl"))
    'https://w3id.org/scgraph/graph/bexley'
    >>> graph_iri(Path("Kent & Medway.ttl"))  # a file may have any name, an IRI not
    'https://w3id.org/scgraph/graph/Kent%20%26%20Medway'
    """
    return GRAPH_BASE + quote(os.fsencode(path.stem), safe="")


def find_project(explicit: Path | None = None) -> Project:
    """The project to work on: the one named, else the one around the current directory, else the package's.

    :raises ProjectNotFound: if the directory named holds no ``ontology/scgraph.ttl``.
    :raises UsageError: if the project found holds no data at all.
    """
    if explicit is not None:
        roots = [explicit]
        lacking = f"{explicit}: no scgraph project here ({_MARK} is missing). Name its root directory."
    else:
        here, package = Path.cwd(), Path(__file__).resolve().parent
        roots = [here, *here.parents, package.parents[1], package / "_project"]
        lacking = "no scgraph project found here. Name one with --project DIR."
    root = next((directory for directory in roots if (directory / _MARK).is_file()), None)
    if root is None:
        raise ProjectNotFound(lacking)
    project = Project(root)
    if not project.data_files:
        raise UsageError(f"{root / 'data' / 'turtle'}: no Turtle file here, so there is nothing to ask.")
    return project
