"""The one door for questions: a graph that saved questions are asked of, by every surface."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.files import digest, refuse_pipe
from scgraph.graph import Graph
from scgraph.project import Project, find_project, graph_iri
from scgraph.questions.answers import Answer, bind_query, get_query, to_answer
from scgraph.questions.catalogue import Catalogue, load_catalogue
from scgraph.rules.materialise import materialise

# What puts a file into a named graph of an engine.
FileReader = Callable[[EmbeddedEngine, Path, str], None]


@dataclass
class KnowledgeGraph(Graph):
    """A project on an engine, with the saved questions that can be asked of it."""

    @cached_property
    def queries(self) -> Catalogue:
        """The saved questions of the project by name."""
        return load_catalogue(self.project)

    def ask(self, name: str, **parameters: object) -> Answer:
        """The answer of a saved question.

        Parameters go by their names; one that is a Python keyword takes a trailing underscore
        (``graph.ask("gap", from_="Bexley 07", to="SO1")``).

        :raises UsageError: for an unknown question, an unknown or missing parameter, or an unknown name.
        """
        given = {key.removesuffix("_"): value for key, value in parameters.items()}
        bound = bind_query(self, get_query(self.queries, name), given)
        return to_answer(bound, self.engine.select(bound.sparql))


def open_graph(
    project: Project | None = None,
    files: Iterable[Path] | None = None,
    read: FileReader = EmbeddedEngine.load_file,
) -> KnowledgeGraph:
    """A project loaded into memory, with all that follows from it.

    :param files: the Turtle files to load instead of the project's own ontology and data.
    :param read: how a file is read, for those who can use one that is at fault.
    :raises ScgraphError: if a file cannot be read or parsed.
    """
    project = project or find_project()
    chosen = list((*project.ontology_files, *project.data_files) if files is None else files)
    engine = EmbeddedEngine()
    for path in chosen:
        refuse_pipe(path)
        read(engine, path, graph_iri(path))
    materialise(engine, project)
    engine.version = digest((*chosen, *project.derivation_files))
    return KnowledgeGraph(project, engine)
