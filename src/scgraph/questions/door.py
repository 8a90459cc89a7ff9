"""The one door for questions: a graph that saved questions are asked of, by every surface."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scgraph.engine.embedded import EmbeddedEngine
from scgraph.graph import Graph
from scgraph.namespaces import INFERRED_GRAPH, PREFIXES, PROFILE_GRAPH, RDF_TYPE, SUMMARY_GRAPH, expand
from scgraph.project import Project, find_project, graph_iri
from scgraph.questions.answers import QueryAnswer, bind_query, get_query, to_answer
from scgraph.questions.catalogue import SavedQuery, load_catalogue
from scgraph.rules.materialise import run_rules
from scgraph.rules.reads import needed_rules

_READ_FOR_NAMES = (RDF_TYPE, PREFIXES["scg"] + "hasLevel")


@dataclass
class KnowledgeGraph(Graph):
    """A project on an engine, with the saved questions that can be asked of it."""

    @cached_property
    def queries(self) -> Mapping[str, SavedQuery]:
        """The saved questions of the project by name."""
        return load_catalogue(self.project)

    def ask(self, name: str, **parameters: object) -> QueryAnswer:
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
    profiles: bool = True,
    question: SavedQuery | None = None,
) -> KnowledgeGraph:
    """A project loaded into memory, with the consequences of its axioms and its profiles materialised.

    :param files: the Turtle files to load instead of the project's own ontology and data.
    :param profiles: whether to compute the competency profiles too; a command without them need not wait.
    :param question: the question, if the graph is opened to ask only this one: consequences that its answer
        cannot depend on are left out.
    :raises ScgraphError: if a file cannot be read or parsed.
    """
    project = project or find_project()
    engine = EmbeddedEngine()
    for path in files or (*project.ontology_files, *project.data_files):
        engine.load_file(path, graph_iri(path))
    rules = [*project.rule_files, *([*project.profile_files, *project.summary_files] if profiles else ())]
    if question is not None:
        classes = (expand(of.of_class) for of in question.parameters.values() if of.of_class)
        also = (*_READ_FOR_NAMES, *filter(None, classes))
        rules = needed_rules(rules, question.sparql, also)
    run_rules(engine, [rule for rule in project.rule_files if rule in rules], INFERRED_GRAPH)
    run_rules(engine, [rule for rule in project.profile_files if rule in rules], PROFILE_GRAPH)
    run_rules(engine, [rule for rule in project.summary_files if rule in rules], SUMMARY_GRAPH)
    return KnowledgeGraph(project, engine)
