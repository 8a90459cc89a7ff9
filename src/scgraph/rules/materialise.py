"""The consequences that answers rely on, put into the graph by the rules in ``ontology/rules/``.

Each rule is one CONSTRUCT, with the axiom that it implements named in its first comment. The rules run once,
in the order of their numbers: each reads what the ones before it derived and none feeds an earlier one, so
one pass is enough. A rule leaves out what is stated already, so that ``…/graph/inferred`` holds only what no
source says. Behind the rules come two kinds of computation: profiles, level by level, and summaries, which
count over the graph as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from scgraph.engine.protocol import Writer
from scgraph.errors import BadQuery, UnreadableFile
from scgraph.files import read_text
from scgraph.namespaces import INFERRED_GRAPH, PROFILE_GRAPH, SUMMARY_GRAPH
from scgraph.project import Project
from scgraph.sparql.guard import QueryFault
from scgraph.sparql.reach import refuse_reaching

_PLACE = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True)
class Inference:
    """What one rule added: the rule's name, its axioms in words, and how many triples."""

    rule: str
    axioms: str
    triples: int


def materialise(engine: Writer, project: Project) -> list[Inference]:
    """Make the derived graphs hold exactly what follows from the others.

    :returns: what each rule of the axioms added, in the order in which they ran.
    :raises UnreadableFile: if a rule file cannot be read, or is not a CONSTRUCT query.
    """
    inferences = derive(engine, project)
    summarise(engine, project)
    return inferences


def derive(engine: Writer, project: Project) -> list[Inference]:
    """What follows council by council: ``…/graph/inferred`` by the rules, ``…/graph/profile`` from both.

    :raises UnreadableFile: if a rule file cannot be read.
    """
    inferences = run_rules(engine, project.rule_files, INFERRED_GRAPH)
    run_rules(engine, project.profile_files, PROFILE_GRAPH)
    return inferences


def summarise(engine: Writer, project: Project) -> list[Inference]:
    """Make ``…/graph/summary`` hold what is counted over all councils; all else has to be there.

    :raises UnreadableFile: if a rule file cannot be read.
    """
    return run_rules(engine, project.summary_files, SUMMARY_GRAPH)


def run_rules(engine: Writer, files: Iterable[Path], graph: str) -> list[Inference]:
    """Empty a named graph and fill it with what the CONSTRUCT rules give, in their order.

    :raises UnreadableFile: if a rule file cannot be read.
    """
    name = NamedNode(graph)
    engine.replace_graph(graph, ())
    inferences = []
    for path in files:
        text = read_rule(path)
        try:
            found = [Quad(t.subject, t.predicate, t.object, name) for t in engine.construct(text)]
        except BadQuery as error:
            raise _broken(path, error) from error
        engine.add(found)
        inferences.append(Inference(path.stem, axioms_of(text), len(found)))
    return inferences


def read_rule(path: Path) -> str:
    """The text of a rule that reads this graph and nothing else.

    :raises UnreadableFile: with line and column, if it does not, or the file cannot be read.
    """
    text = read_text(path)
    try:
        refuse_reaching(text)
    except QueryFault as fault:
        reason = f"this rule cannot be run: {fault.reason}"
        raise UnreadableFile(path, reason, fault.line or None, fault.column or None) from fault
    return text


def _broken(path: Path, error: BadQuery) -> UnreadableFile:
    """A rule that cannot be run, by its file; the parser goes on to list all that might stand there."""
    said, place = str(error).partition(": expected ")[0], _PLACE.search(str(error))
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    reason = "a SPARQL CONSTRUCT query is expected, and here it breaks off" if place else said.rstrip(".")
    return UnreadableFile(path, f"this rule cannot be run: {reason}.", line, column)


def axioms_of(rule: str) -> str:
    """The axioms that a rule names in the comment on top of it.

    >>> axioms_of("# Axiom: scg:addsTo ⊑ scg:follows.\\nCONSTRUCT …")
    'scg:addsTo ⊑ scg:follows'
    """
    head: list[str] = []
    for line in rule.splitlines():
        if not line.startswith("#") or (head and not line.startswith("#   ")):
            break
        head.append(line.removeprefix("#").strip())
    return " ".join(head).partition(":")[2].strip().removesuffix(".")
