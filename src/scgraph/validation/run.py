"""Shapes checked against a graph: by the planner's queries where they are exact, by the referee elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from pyoxigraph import Literal

from scgraph.engine.protocol import Reader, Term
from scgraph.validation.planner.planner import Planner, Question, ShapePlan
from scgraph.validation.planner.scope import Branch, NotCovered
from scgraph.validation.planner.targets import ClassTree
from scgraph.validation.results import Result
from scgraph.validation.shapes import Node, ShapesGraph


@dataclass
class Outcome:
    """What came of checking: results, shapes for which no node was found, and those left to the referee."""

    results: list[Result] = field(default_factory=list)
    unmatched: list[Node] = field(default_factory=list)
    referred: dict[Node, str] = field(default_factory=dict)


def check(
    engine: Reader, shapes: ShapesGraph, silent: Collection[Node] = (), referee_only: bool = False
) -> Outcome:
    """Checks a graph against shapes.

    :param silent: targeted shapes to leave out.
    :param referee_only: leave everything to the referee.
    :raises BadShapes: if the shapes cannot be used.
    :raises EngineError: if the engine fails.
    """
    outcome = Outcome()
    plans: list[ShapePlan] = []
    planner = Planner(shapes, ClassTree(engine))
    for shape in shapes.targeted:
        if shape.deactivated or shape.node in silent:
            continue
        try:
            if not engine.ask(f"ASK {{ {planner.scope(shape).pattern} }}"):
                outcome.unmatched.append(shape.node)
            elif referee_only:
                outcome.referred[shape.node] = "asked for"
            else:
                plans.append(planner.plan(shape))
        except NotCovered as reason:
            outcome.referred[shape.node] = str(reason)
    with ThreadPoolExecutor(engine.parallel) as pool:
        for plan, results in zip(plans, pool.map(lambda plan: _answers(engine, plan), plans), strict=True):
            if results is None:
                outcome.referred[plan.shape.node] = "values that processors judge differently"
            else:
                outcome.results += results
    if outcome.referred:
        from scgraph.validation.referee import referee

        outcome.results += referee(engine, shapes, outcome.referred)
    return outcome


def _answers(engine: Reader, plan: ShapePlan) -> list[Result] | None:
    """The results of a plan; ``None`` where the data hold values that processors may judge differently."""
    if any(engine.ask(f"ASK {{ {probe} }}") for probe in plan.probes):
        return None
    results: list[Result] = []
    for question in plan.questions:
        answer = engine.select(question.text)
        for row in answer.rows:
            solution = dict(zip(answer.variables, row, strict=True))
            if _is_true(solution.get("doubt")):
                return None
            results += _results(question, solution)
    return results


def _results(question: Question, solution: dict[str, Term | None]) -> list[Result]:
    return [
        _result(branch, solution)
        for position, branch in enumerate(question.branches)
        if branch.test is None or _is_true(solution.get(f"bad_{position}"))
    ]


def _is_true(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.value == "true"


def _result(branch: Branch, solution: dict[str, Term | None]) -> Result:
    focus = solution[branch.focus]
    path = branch.path if not isinstance(branch.path, str) else solution[branch.path] or branch.shape.path
    value = solution[branch.value] if branch.value else None
    if value is None and branch.constraint is not None and branch.shape.path is None:
        value = focus
    assert focus is not None
    quoted = (name for name in branch.details if solution[name] is not None)
    return Result(
        focus,
        path,
        value,
        branch.component,
        branch.shape.severity,
        branch.shape.node,
        branch.constraint,
        tuple((name, term) for name in quoted if (term := solution[name]) is not None),
    )
