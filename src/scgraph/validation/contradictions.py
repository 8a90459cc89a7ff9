"""Contradictions in the graph as findings (``--reason``): each on the line of a stated fact behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader, Term
from scgraph.project import graph_iri
from scgraph.rules.axioms import Named
from scgraph.rules.consistency import Clash, find_clashes
from scgraph.rules.explain import Fact
from scgraph.validation.results import Result
from scgraph.validation.shapes import FILE_RULE, Rule


def contradictions(engine: Reader, rule: Rule, files: Sequence[Path]) -> Iterator[Result]:
    """What breaks the rule that nothing contradicts anything, which a shape sees only in part.

    :param files: the files that a fact may stand in; those of the data, behind the ontology, are likelier to
        be at fault.
    """
    homes = {graph_iri(path): place for place, path in enumerate(files)}
    for clash in find_clashes(engine):
        leaves = [leaf for proof in clash.facts for leaf in proof.leaves() if leaf.graph in homes]
        leaves.sort(key=lambda leaf: homes[leaf.graph or ""])
        facts = [leaf.fact for leaf in leaves] or [proof.fact for proof in clash.facts]
        if facts:
            yield _result(rule, clash, facts[-1], leaves[-1].graph if leaves else None)


def _result(rule: Rule, clash: Clash, fact: Fact, home: str | None) -> Result:
    value = NamedNode(fact.object.iri) if isinstance(fact.object, Named) else fact.object
    about = {proof.fact.subject for proof in clash.facts} - {fact.subject}
    return Result(
        fact.subject,
        NamedNode(fact.predicate),
        value if isinstance(value, Term) else None,
        FILE_RULE,
        rule.severity,
        rule.node,
        None,
        (
            ("sentence", Literal(clash.sentence)),
            # Of whom else it speaks: where another rule tells what is wrong with them, this follows from it.
            *((f"other{place}", node) for place, node in enumerate(sorted(about, key=str))),
        ),
        file=home,
    )
