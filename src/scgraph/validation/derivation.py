"""Whether all is there by which things follow: where a file of rules is lost, no other finding is true."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.graph import Graph
from scgraph.namespaces import DERIVED_GRAPHS
from scgraph.project import graph_iri
from scgraph.sparql.texts import query_text
from scgraph.validation.results import Result
from scgraph.validation.shapes import FILE_RULE, Rule

_QUOTED = 3


def lacking(graph: Graph, rule: Rule, is_whole: bool = True) -> Result | None:
    """What breaks the rule that nothing is lost by which things follow, told once however much it is.

    :param is_whole: whether all of the ontology could be read, so that what it does not say is not there.
    """
    project = graph.project
    if not project.ontology_files:
        return None
    home = next(
        (path for path in project.ontology_files if path.stem == "scgraph"), project.ontology_files[0]
    )
    folders = {
        "rules": project.rule_files,
        "profile": project.profile_files,
        "summary": project.summary_files,
    }
    declared = list(_declared(graph.engine))
    empty = [folder for folder, found in folders.items() if not found]
    there = {f"{folder}/{path.name}" for folder, found in folders.items() for path in found}
    gone = [each for each in declared if each[2].value not in there]
    if empty and (not _is_derived(graph.engine) or gone):
        said = f"ontology/{empty[0]}/ holds no rules"
    elif gone:
        names = [f"ontology/{name.value}" for _, _, name in gone]
        more = f" and {len(names) - _QUOTED} more" if len(names) > _QUOTED else ""
        said = f"{', '.join(names[:_QUOTED])}{more} {'is' if len(names) == 1 else 'are'} missing"
    elif is_whole and not declared:
        said = f"{project.relative(home)} names no files of rules (scg:madeBy)"
    else:
        return None
    focus, path, value = gone[0] if gone else (NamedNode(graph_iri(home)), None, None)
    bound = (("what", Literal(said)),)
    return Result(focus, path, value, FILE_RULE, rule.severity, rule.node, None, bound, file=graph_iri(home))


def _declared(engine: Reader) -> Iterator[tuple[Term, Term, Term]]:
    """The files that the ontology says it takes: the graph they make, the property that says so, the name."""
    for graph, says, name in engine.select(query_text(__package__, "made_by.rq")).rows:
        if graph is not None and says is not None and name is not None:
            yield graph, says, name


def _is_derived(engine: Reader) -> bool:
    """Whether anything that follows from the data has been put into the graph."""
    return all(engine.ask(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}") for graph in DERIVED_GRAPHS)
