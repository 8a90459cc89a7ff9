"""Shapes as SPARQL expressions: what a node must be, and which other shapes it must meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import BlankNode, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.shapes import Shape, ShapesGraph, sh
from scgraph.validation.translation import values
from scgraph.validation.translation.paths import is_single_step, sparql_path
from scgraph.validation.translation.targets import Classes
from scgraph.validation.translation.terms import DOUBT, NotCovered, constant, same, whole_number

# Parameters of which a shape has one at most.
_SINGLE = frozenset(
    ("datatype", "nodeKind", "minCount", "maxCount", "minLength", "maxLength", "languageIn", "in", "flags")
)
# What a shape may say of itself that constrains nothing, or is read with another parameter.
_DESCRIPTIVE = frozenset(
    """path targetClass targetNode targetSubjectsOf targetObjectsOf deactivated severity message name
    description order group defaultValue rule declare prefixes entailment shapesGraph suggestedShapesGraph
    flags qualifiedMinCount qualifiedMaxCount""".split()  # noqa: SIM905 - a list of words reads better so
)


@dataclass(frozen=True)
class Count:
    """A constraint on how many values there are, of those for which ``bad`` is false."""

    component: NamedNode
    at_least: bool
    limit: int
    bad: str = ""


class Expressions:
    """Writes the shapes of a graph as expressions, for data whose classes are known."""

    def __init__(self, shapes: ShapesGraph, classes: Classes) -> None:
        self.shapes, self.classes = shapes, classes
        self._numbers = count(1)

    def parameters(self, shape: Shape) -> Iterator[tuple[str, Term]]:
        """The constraints of a shape: the local names of SHACL's parameters, each with its values."""
        for predicate in sorted(self.shapes.predicates(shape.node), key=str):
            name = predicate.value.removeprefix(PREFIXES["sh"])
            if name == predicate.value:
                continue
            terms = list(dict.fromkeys(self.shapes.objects(shape.node, predicate)))
            if name in _SINGLE and len(terms) > 1:
                raise NotCovered(f"several values of sh:{name}")
            if name not in _DESCRIPTIVE:
                yield from ((name, each) for each in terms)

    def shape(self, node: Term) -> Shape:
        """The shape that another refers to.

        :raises NotCovered: if it is none.
        """
        shape = self.shapes.shapes.get(node) if isinstance(node, NamedNode | BlankNode) else None
        if shape is None:
            raise NotCovered("a reference to something that is no shape")
        return shape

    def breaks(self, shape: Shape, node: str) -> str:
        """The expression that is true where a variable is bound to a node that breaks a shape."""
        tests = [] if shape.deactivated else [*self.parameters(shape)]
        found = " || ".join(f"({self._breaks(shape, *test, node)})" for test in tests)
        return f"({found or 'false'})"

    def _breaks(self, shape: Shape, name: str, parameter: Term, node: str) -> str:
        value = node if shape.path is None else f"value{next(self._numbers)}"
        if (counts := self.counts(shape, name, parameter, value)) is not None:
            tests = [self.count(shape, each, node, value) for each in counts]
            if None in tests:
                raise NotCovered("counts beyond one, or of a longer path, inside another shape")
            return " || ".join(map(str, tests))
        test = self.value_test(shape, name, parameter, node, value)
        return test if shape.path is None else self._exists(shape, node, value, test)

    def value_test(self, shape: Shape, name: str, parameter: Term, node: str, value: str) -> str:
        """The expression that is true of a value of a node that breaks a constraint on values one by one."""
        if name == "class":
            return self.classes.is_not_instance(value, parameter)
        if name == "pattern":
            return values.pattern(value, parameter, self.shapes.text(shape.node, sh("flags")))
        if name == "disjoint":
            return f"EXISTS {{ ?{node} {constant(parameter)} ?{value} }}"
        if name in ("node", "property"):
            referred = self.shape(parameter)
            if (referred.path is None) != (name == "node"):
                raise NotCovered(f"sh:{name} with a shape of another kind")
            return self.breaks(referred, value)
        if name == "not":
            return f"!{self.breaks(self.shape(parameter), value)}"
        if name in ("and", "or", "xone"):
            failed = [self.breaks(self.shape(each), value) for each in self.shapes.items(parameter)]
            if name == "xone":
                return f"({' + '.join(f'IF({each}, 0, 1)' for each in failed)}) != 1"
            return f"({(' || ' if name == 'and' else ' && ').join(failed)})"
        if name not in values.TESTS:
            raise NotCovered(f"sh:{name}")
        return values.TESTS[name](self.shapes, value, parameter)

    def counts(self, shape: Shape, name: str, parameter: Term, value: str) -> list[Count] | None:
        """The constraints on how many values a shape's path leads to; ``None`` for one of another kind."""
        if name not in ("minCount", "maxCount", "qualifiedValueShape", "hasValue"):
            return None
        if shape.path is None:
            if name == "hasValue":
                return None
            raise NotCovered(f"sh:{name} without a path")
        if name == "hasValue":
            return [Count(sh("HasValueConstraintComponent"), True, 1, f"!({same(value, parameter)})")]
        if name != "qualifiedValueShape":
            component = sh(f"M{name[1:]}ConstraintComponent")
            return [Count(component, name == "minCount", whole_number(parameter))]
        bad = self.breaks(self.shape(parameter), value)
        limits = [
            (which, limit)
            for which in ("Min", "Max")
            for limit in self.shapes.objects(shape.node, sh(f"qualified{which}Count"))
        ]
        if not limits or len(limits) > len(dict(limits)):
            raise NotCovered("a qualified value shape without exactly one count of a kind")
        return [
            Count(sh(f"Qualified{which}CountConstraintComponent"), which == "Min", whole_number(limit), bad)
            for which, limit in limits
        ]

    def count(self, shape: Shape, wanted: Count, node: str, value: str) -> str | None:
        """The expression that is true of a node with too few or too many values.

        ``None`` where it takes more than to know whether there is any, or a path of more than one step.
        """
        if wanted.at_least and wanted.limit == 0:
            return "false"
        if wanted.limit != wanted.at_least or not is_single_step(self.shapes, shape.path):
            return None
        good = f"!({wanted.bad})" if wanted.bad else "true"
        return f"{'!' if wanted.at_least else ''}{self._exists(shape, node, value, good)}"

    def _exists(self, shape: Shape, node: str, value: str, test: str) -> str:
        """The expression that is true where some value of a shape's path passes a test."""
        if shape.path is None or not is_single_step(self.shapes, shape.path):
            raise NotCovered("a longer path inside another shape")
        step = f"?{node} {sparql_path(self.shapes, shape.path)} ?{value}"
        found = f"EXISTS {{ {step} FILTER({test}) }}" if test != "true" else f"EXISTS {{ {step} }}"
        if DOUBT not in test:
            return found
        return f"IF(EXISTS {{ {step} FILTER(COALESCE(IF({test}, false, false), true)) }}, {DOUBT}, {found})"
