"""``scgraph reason``: what follows from the graph, whether it contradicts itself, and why a fact follows."""

from __future__ import annotations

import re
import textwrap

import click
from pyoxigraph import NamedNode

from scgraph.cli.options import Source, choose_graph, say_project, source_options
from scgraph.cli.streams import say
from scgraph.errors import DataError, UnknownName, UsageError
from scgraph.graph import Graph
from scgraph.namespaces import INFERRED_GRAPH, RDF_TYPE, contract, expand
from scgraph.project import graph_iri
from scgraph.rules.axioms import Named, read_axioms
from scgraph.rules.consistency import Clash, find_clashes
from scgraph.rules.explain import Explainer, Fact
from scgraph.rules.hermit import check, graphs_at_fault
from scgraph.rules.report import count_by_axiom, steps
from scgraph.tables.writing import write_table
from scgraph.words import counted

# The classes that a label is looked for in; the nearest names offered are those of the first.
_KINDS = (
    "scg:Level",
    "scg:Ladder",
    "scg:Competency",
    "eli:LegalResource",
    "org:Organization",
    "scg:Statement",
)
_SHOWN = 20


@click.command()
@click.argument("fact", nargs=-1, metavar="[SUBJECT CLASS | SUBJECT PROPERTY OBJECT]")
@click.option("--explain", is_flag=True, help="Why SUBJECT is in CLASS, or why the triple holds.")
@click.option("--allow-network", "network", is_flag=True, help="Fetch the ontologies that the data import.")
@source_options
def reason(fact: tuple[str, ...], explain: bool, network: bool, source: Source) -> None:
    """Tell what follows from the graph by which axiom, and whether it is consistent.

    With --explain: the chain of stated facts and axioms behind one fact, for example
    'scgraph reason --explain "Bexley 07" scg:SafeguardingLevel'. Things go by IRI, CURIE or label.
    """
    if explain != bool(fact):
        raise UsageError("give a SUBJECT and a CLASS, or a triple, together with --explain.")
    if len(fact) == 1 or len(fact) > 3:
        raise UsageError("--explain takes a SUBJECT and a CLASS, or a SUBJECT, a PROPERTY and an OBJECT.")
    graph = choose_graph(source, cached=False)
    if explain:
        _explain(graph, fact)
    else:
        _reason(graph, network)
    say_project(graph, source)


def _reason(graph: Graph, network: bool) -> None:
    write_table(
        ("rule", "triples", "by axiom"),
        [(found.rule, found.triples, found.axioms) for found in count_by_axiom(graph.engine, graph.project)],
    )
    say(f"What follows is kept apart from what is stated, in {INFERRED_GRAPH}.")
    axioms = read_axioms(graph.engine)
    clashes = find_clashes(graph.engine, axioms)
    for clash in clashes[:_SHOWN]:
        _tell(graph, clash)
    if clashes:
        more = f", {_SHOWN} of them shown" if len(clashes) > _SHOWN else ""
        raise DataError(f"the graph is inconsistent: {counted(len(clashes), 'contradiction')}{more}.")
    verdict = check(graph.engine, axioms, network=network)
    if not verdict.consistent:
        raise DataError(f"the graph is inconsistent by HermiT: {_suspects(graph, network)}.")
    if verdict.unsatisfiable:
        names = ", ".join(contract(iri) for iri in verdict.unsatisfiable)
        raise DataError(f"no member can exist of {names}: their axioms contradict each other.")
    say(
        f"consistent; {len(axioms.classes)} classes, no unsatisfiable one "
        f"(HermiT, {verdict.triples} stated triples, {verdict.seconds:.1f} s)"
    )


def _suspects(graph: Graph, network: bool) -> str:
    found = [_place(graph, name) for name in graphs_at_fault(graph.engine, network)]
    return f"without {' or without '.join(found)} it would not be" if found else "no single file is the cause"


def _explain(graph: Graph, words: tuple[str, ...]) -> None:
    subject = NamedNode(_find(graph, words[0]))
    if len(words) == 2:
        fact = Fact(subject, RDF_TYPE, Named(graph.find(words[1], "owl:Class").iri))
    else:
        fact = Fact(
            subject, graph.find(words[1], "owl:ObjectProperty").iri, NamedNode(_find(graph, words[2]))
        )
    proof = Explainer(graph.engine).explain(fact)
    if proof is None:
        raise UsageError(f"'{fact}' does not follow: nothing that is stated leads there.")
    lines = list(steps(proof, lambda name: _place(graph, name)))
    for line in lines:
        say(textwrap.indent(f"{line.fact}\n    {line.reason}", "  " * line.depth))
    nodes = dict.fromkeys(
        node.value
        for line in lines
        for node in (line.fact.subject, line.fact.object)
        if isinstance(node, NamedNode)
    )
    labels = graph.labels(nodes)
    where = [f"  {contract(node)}: {labels[node]}" for node in nodes if node in labels]
    say("\n".join(["\nwhere", *where]))


def _find(graph: Graph, text: str) -> str:
    """The IRI of anything in the graph that a CURIE, an IRI or a label names."""
    iri = text.strip("<>") if "://" in text else expand(text)
    if iri and re.fullmatch(r'[^\s<>"{}|\\^`]+', iri) and graph.engine.ask(f"ASK {{ <{iri}> ?p ?o }}"):
        return iri
    for kind in _KINDS[1:]:
        try:
            return graph.find(text, kind).iri
        except UnknownName:
            continue
    return graph.find(text, _KINDS[0]).iri


def _tell(graph: Graph, clash: Clash) -> None:
    """A contradiction and, below it, the stated facts behind it."""
    told = dict.fromkeys(
        f"  {leaf.fact} (stated in {_place(graph, leaf.graph or '')})"
        for proof in clash.facts
        for leaf in proof.leaves()
    )
    say("\n".join([clash.sentence, *told]))


def _place(graph: Graph, name: str) -> str:
    """The file that a named graph was loaded from, as a user would type it."""
    files = (*graph.project.ontology_files, *graph.project.data_files)
    return next((str(graph.project.relative(path)) for path in files if graph_iri(path) == name), name)
