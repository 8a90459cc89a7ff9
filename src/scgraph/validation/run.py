"""Shapes checked against a graph: by the translator's queries where they are exact, else by the referee."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from scgraph.engine.protocol import Reader, Term
from scgraph.errors import BadQuery
from scgraph.validation.results import Result
from scgraph.validation.shapes import Node, Shape, ShapesGraph
from scgraph.validation.translation.targets import Classes
from scgraph.validation.translation.terms import NotCovered
from scgraph.validation.translation.translator import Question, Translator


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
    translated: dict[Shape, list[Question]] = {}
    translator = Translator(shapes, Classes(engine))
    for shape in shapes.targeted:
        if shape.deactivated or shape.node in silent:
            continue
        try:
            if not engine.ask(f"ASK {{ {translator.targets(shape)} }}"):
                outcome.unmatched.append(shape.node)
            elif referee_only:
                outcome.referred[shape.node] = "asked for"
            else:
                translated[shape] = translator.translate(shape)
        except NotCovered as reason:
            outcome.referred[shape.node] = str(reason)
    with ThreadPoolExecutor(engine.parallel) as pool:
        answers = pool.map(lambda questions: _answers(engine, shapes, questions), translated.values())
        for shape, results in zip(translated, answers, strict=True):
            if results is None:
                outcome.referred[shape.node] = "values that processors judge differently"
            else:
                outcome.results += results
    if outcome.referred:
        from scgraph.validation.referee import referee

        outcome.results += referee(engine, shapes, outcome.referred)
    return outcome


def _answers(engine: Reader, shapes: ShapesGraph, questions: list[Question]) -> list[Result] | None:
    """The violations; ``None`` where the data hold values that processors may judge differently."""
    results: list[Result] = []
    for question in questions:
        try:
            answer = engine.select(question.text)
        except BadQuery as error:
            raise shapes.fault(question.shape.node, f"its query cannot be asked: {error}") from error
        for row in answer.rows:
            solution = dict(zip(answer.variables, row, strict=True))
            if question.constraint is None and solution.get("bad", ...) is None:
                return None
            results.append(_result(shapes, question, solution))
    return results


def _result(shapes: ShapesGraph, question: Question, solution: dict[str, Term | None]) -> Result:
    shape, path, focus = question.shape, question.path, solution["this"]
    value = solution[question.value] if question.value else None
    if value is None and question.constraint is not None and shape.path is None:
        value = focus
    if focus is None:
        raise shapes.fault(shape.node, "its query is declared to be set-based and does not bind $this")
    return Result(
        focus,
        path if not isinstance(path, str) else solution[path] or shape.path,
        value,
        question.component,
        shape.severity,
        shape.node,
        question.constraint,
        tuple((name, term) for name in question.details if (term := solution[name]) is not None),
    )
