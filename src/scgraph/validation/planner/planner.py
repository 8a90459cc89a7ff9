"""A shape as SPARQL: one SELECT for each group of its constraints that look at the same values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from pyoxigraph import BlankNode, NamedNode

from scgraph.engine.protocol import Term
from scgraph.namespaces import PREFIXES
from scgraph.validation.planner import counts, logic, pairs, sparql, values
from scgraph.validation.planner.paths import value_scope
from scgraph.validation.planner.scope import Branch, NotCovered, Planning, Scope, ValueTest, either
from scgraph.validation.planner.targets import ClassTree, target_scope
from scgraph.validation.shapes import Shape, ShapesGraph, sh

_Component = Callable[[Planning, Shape, Scope, Scope, Term], Iterator[Branch]]
_COMPONENTS: dict[str, _Component] = {
    "minCount": counts.min_count,
    "maxCount": counts.max_count,
    "hasValue": counts.has_value,
    "uniqueLang": counts.unique_lang,
    "qualifiedValueShape": counts.qualified,
    "equals": pairs.equals,
    "disjoint": pairs.disjoint,
    "lessThan": pairs.less_than("<", "LessThanConstraintComponent"),
    "lessThanOrEquals": pairs.less_than("<=", "LessThanOrEqualsConstraintComponent"),
    "closed": pairs.closed,
    "property": logic.property_shape,
    "node": logic.node_shape,
    "not": logic.negation,
    "and": logic.conjunction,
    "or": logic.disjunction,
    "xone": logic.exactly_one,
    "sparql": sparql.constraint,
}
# Parameters of which a shape has one at most, and those that only a property shape may have.
_SINGLE = frozenset(
    """datatype nodeKind minCount maxCount minLength maxLength languageIn uniqueLang in closed
    flags""".split()  # noqa: SIM905 - a list of words reads better so
)
_PATH_ONLY = frozenset(("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals"))
# What a shape may say of itself that constrains nothing.
_DESCRIPTIVE = frozenset(
    """path targetClass targetNode targetSubjectsOf targetObjectsOf deactivated severity message name
    description order group defaultValue rule declare prefixes entailment shapesGraph suggestedShapesGraph
    ignoredProperties qualifiedMinCount qualifiedMaxCount
    qualifiedValueShapesDisjoint""".split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Question:
    """One SELECT and the branches that its solutions violate.

    Where there are several branches, they test the same values; a solution tells by its variables ``bad_0``,
    ``bad_1``… which of the tests failed, and by ``doubt`` whether the engines may judge it differently.
    """

    text: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class ShapePlan:
    """How a shape is checked: questions, and probes that must find nothing for the answers to count."""

    shape: Shape
    questions: tuple[Question, ...]
    probes: tuple[str, ...]


class Planner:
    """Plans the shapes of a graph for the data on an engine."""

    def __init__(self, shapes: ShapesGraph, classes: ClassTree) -> None:
        self.shapes, self.classes = shapes, classes
        self._numbers = count(1)
        self._open: list[Shape] = []
        self._probes: list[str] = []
        self._custom = _custom_parameters(shapes)

    def fresh(self, stem: str) -> str:
        """A variable name that no other part of the query uses."""
        return f"{stem}__{next(self._numbers)}"

    def plan(self, shape: Shape) -> ShapePlan:
        """The plan of a targeted shape.

        :raises NotCovered: if the shape, or one that it refers to, holds something that is not covered.
        """
        self._numbers, self._open, self._probes = count(1), [], []
        scope = self.scope(shape)
        try:
            branches = self.branches(shape, scope)
        except RecursionError as error:
            raise NotCovered("shapes or paths nested without end") from error
        return ShapePlan(shape, tuple(_questions(branches, scope)), tuple(self._probes))

    def scope(self, shape: Shape) -> Scope:
        """The nodes that a shape targets.

        :raises NotCovered: for targets beyond SHACL Core, and for blank nodes as targets.
        """
        return target_scope(self.shapes, shape, self.classes)

    def branches(self, shape: Shape, scope: Scope) -> list[Branch]:
        """The violations of a shape by the nodes of a scope.

        :raises NotCovered: if the shape holds something that is not covered.
        """
        if shape.deactivated:
            return []
        if shape in self._open:
            raise NotCovered("a shape that refers to itself")
        self._open.append(shape)
        try:
            reached = value_scope(self.shapes, scope, shape.path, self.fresh("value"))
            return [
                branch
                for name, parameter in self._parameters(shape)
                for branch in self._component(name, shape, scope, reached, parameter)
            ]
        finally:
            self._open.pop()

    def violators(self, node: Term, scope: Scope) -> str | None:
        """The group that binds the variables of a scope to the nodes that do not conform to a shape.

        ``None`` where every node conforms.
        """
        shape = self.shapes.shapes.get(node) if isinstance(node, NamedNode | BlankNode) else None
        if shape is None:
            raise NotCovered("a reference to something that is no shape")
        branches = self.branches(shape, scope)
        for branch in branches:
            if branch.test and branch.test.doubt:
                self._probes.append(f"{branch.pattern} FILTER({branch.test.doubt})")
        return either([branch.violations for branch in branches]) if branches else None

    def node_tests(self, nodes: list[Term], scope: Scope) -> list[ValueTest] | None:
        """For each of some shapes the test that a node of a scope does not conform to it.

        ``None`` where a shape needs more than a test of the node itself.
        """
        tests = []
        for node in nodes:
            shape = self.shapes.shapes.get(node) if isinstance(node, NamedNode | BlankNode) else None
            branches = self.branches(shape, scope) if shape else []
            found = [b.test for b in branches if b.test and b.pattern == scope.pattern]
            if not branches or len(found) < len(branches):
                return None
            bad = " || ".join(f"({test.bad})" for test in found)
            tests.append(ValueTest(bad, " || ".join(test.doubt for test in found if test.doubt) or None))
        return tests

    def _parameters(self, shape: Shape) -> list[tuple[str, Term]]:
        """The constraints of a shape: the local names of SHACL's parameters, each with its values."""
        found = []
        for predicate in sorted(self.shapes.predicates(shape.node), key=str):
            if predicate in self._custom:
                raise NotCovered("a constraint component of its own")
            name = predicate.value.removeprefix(PREFIXES["sh"])
            if name == predicate.value or name in _DESCRIPTIVE:
                continue
            terms = list(dict.fromkeys(self.shapes.objects(shape.node, predicate)))
            if name in _SINGLE and len(terms) > 1:
                raise NotCovered(f"several values of sh:{name}")
            if name in _PATH_ONLY and shape.path is None:
                raise NotCovered(f"sh:{name} without a path")
            if name != "flags":
                found += [(name, each) for each in terms]
        return found

    def _component(
        self, name: str, shape: Shape, scope: Scope, reached: Scope, parameter: Term
    ) -> Iterator[Branch]:
        if name in _COMPONENTS:
            yield from _COMPONENTS[name](self, shape, scope, reached, parameter)
            return
        if name == "class":
            test = ValueTest(self.classes.is_not_instance(reached.focus, parameter))
        elif name == "pattern":
            test = values.pattern(reached.focus, parameter, self.shapes.text(shape.node, sh("flags")))
        elif name in values.BY_PARAMETER:
            test = values.BY_PARAMETER[name](self.shapes, reached.focus, parameter)
        else:
            raise NotCovered(f"sh:{name}")
        component = sh(f"{name[0].upper()}{name[1:]}ConstraintComponent")
        yield Branch(
            reached.pattern,
            scope.focus,
            component,
            shape,
            value=reached.focus,
            path=shape.path,
            test=test,
            walk=reached.walk,
        )


def _custom_parameters(shapes: ShapesGraph) -> set[Term]:
    """The parameters of constraint components that the shapes declare themselves."""
    return {
        path
        for _, parameter in shapes.pairs(sh("parameter"))
        for path in shapes.objects(parameter, sh("path"))
        if not path.value.startswith(PREFIXES["sh"])
    }


def _questions(branches: list[Branch], scope: Scope) -> Iterator[Question]:
    """The branches as SELECTs; tests of the same values share one.

    Bad values are few: where they can be told without knowing which nodes are targeted, they are looked for
    first.
    """
    shared: dict[tuple[str, tuple[str, ...]], list[Branch]] = {}
    for branch in branches:
        if branch.test is None:
            yield Question(f"SELECT DISTINCT {_variables(branch)} {{ {branch.pattern} }}", (branch,))
        else:
            shared.setdefault((branch.pattern, branch.variables), []).append(branch)
    for (pattern, _), group in shared.items():
        tests = [branch.test for branch in group if branch.test]
        doubts = [test.doubt for test in tests if test.doubt]
        columns = [f"({test.bad} AS ?bad_{position})" for position, test in enumerate(tests)]
        if doubts:
            columns.append(f"({' || '.join(doubts)} AS ?doubt)")
        wanted = " || ".join(f"({expression})" for expression in (*(test.bad for test in tests), *doubts))
        select = f"SELECT DISTINCT {_variables(group[0])} {' '.join(columns)}"
        if (walk := group[0].walk) and walk.start == scope.pattern:
            bad = f"{{ {select} {{ {walk.pattern} FILTER({wanted}) }} }}"
            text = f"SELECT DISTINCT * {{ {bad} {scope.pattern} }}"
        else:
            text = f"{select} {{ {pattern} FILTER({wanted}) }}"
        yield Question(text, tuple(group))


def _variables(branch: Branch) -> str:
    return " ".join(f"?{name}" for name in branch.variables)
