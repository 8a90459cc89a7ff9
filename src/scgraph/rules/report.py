"""What a reader is told: how much each axiom gives, and an explanation as a short list of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from scgraph.engine.protocol import Reader
from scgraph.errors import BadQuery
from scgraph.namespaces import INFERRED_GRAPH, RDF_TYPE
from scgraph.project import Project
from scgraph.rules.axioms import Named
from scgraph.rules.explain import Fact, Proof
from scgraph.rules.materialise import Inference, axioms_of, read_rule
from scgraph.sparql.lexer import solid


@dataclass(frozen=True)
class Step:
    """One line of an explanation: how deep it stands, the fact, and the axiom or file it rests on."""

    depth: int
    fact: Fact
    reason: str


def count_by_axiom(engine: Reader, project: Project) -> list[Inference]:
    """How many triples of ``…/graph/inferred`` each rule gives, in the order of the rules.

    Each rule is asked again, but for what is in that graph instead of what is missing; so the count is right
    on a store and on a server too. A triple that two rules give counts for both.

    :raises UnreadableFile: if a rule file cannot be read.
    :raises BadQuery: if a rule is not a CONSTRUCT query.
    :raises EngineError: if the engine cannot answer.
    """
    counts = []
    for path in project.rule_files:
        rule = read_rule(path)
        (row,) = engine.select(_counting(rule)).rows
        number = int(row[0].value) if isinstance(row[0], Literal) else 0
        counts.append(Inference(path.stem, axioms_of(rule), number))
    return counts


def _counting(rule: str) -> str:
    """The rule as a count of what it gave.

    >>> _counting("CONSTRUCT { ?a <p> 1 } WHERE { ?a <q> 1 . FILTER NOT EXISTS { ?a <p> 1 } }")[:61]
    'SELECT (COUNT(*) AS ?n) WHERE { SELECT DISTINCT ?a WHERE { ?a'
    """
    tokens = solid(rule)
    start = next((at for at, token in enumerate(tokens) if token.is_word("CONSTRUCT")), len(tokens))
    # A template has no groups inside.
    end = next((at for at in range(start, len(tokens)) if tokens[at].text == "}"), None)
    if end is None:
        raise BadQuery("a rule is one CONSTRUCT query.")
    head = rule[tokens[start + 1].end : tokens[end].offset].strip()
    variables = " ".join(dict.fromkeys(token.text for token in tokens[start:end] if token.kind == "variable"))
    body = rule[tokens[end].end :]
    inside = body.replace(f"FILTER NOT EXISTS {{ {head} }}", f"GRAPH <{INFERRED_GRAPH}> {{ {head} }}")
    prologue = rule[: tokens[start].offset]
    return f"{prologue}SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT {variables}{inside} }}"


def steps(proof: Proof, where: Callable[[str], str]) -> Iterator[Step]:
    """An explanation as lines: each fact before the facts that it follows from, none of them twice.

    Steps that only take a class expression apart are left out, and a chain of transitive steps is one step.

    :param where: the place that a reader knows a named graph by, such as its file.
    """
    told: set[Fact] = set()
    waiting = [(proof, 0)]
    while waiting:
        proof, depth = waiting.pop()
        if proof.fact not in told:
            told.add(proof.fact)
            reason = f"stated in {where(proof.graph)}" if proof.graph else f"by {proof.axiom}"
            yield Step(depth, proof.fact, reason)
            waiting += [(premise, depth + 1) for premise in reversed([*_premises(proof)])]


def _premises(proof: Proof) -> Iterator[Proof]:
    """The premises that a reader needs: facts about named things, each saying something new."""
    for premise in proof.premises:
        fact = premise.fact
        taken_apart = fact.predicate == RDF_TYPE and not isinstance(fact.object, Named | NamedNode)
        to_itself = fact.subject == fact.object
        same_axiom = premise.axiom is not None and premise.axiom == proof.axiom
        if taken_apart or to_itself or same_axiom:
            yield from _premises(premise)
        else:
            yield premise
