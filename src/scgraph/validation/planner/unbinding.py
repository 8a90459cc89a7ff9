"""Whether a SPARQL constraint means the same asked once for all nodes as asked for each focus node in turn.

SHACL puts each focus node in the place of ``$this`` wherever it stands, and runs the query once per node.
Run with
``$this`` as an ordinary variable, the query gives the rows of all nodes at once. That is equivalent where
every
part of the query in which ``$this`` matters binds it itself. This module reads the query's groups and says
yes only where that can be seen; whatever it does not recognise is not covered, and goes to the referee.
"""

from __future__ import annotations

from dataclasses import dataclass

from scgraph.validation.planner.scope import NotCovered
from scgraph.validation.planner.tokens import Token

THIS = Token("variable", "this")
_END = Token("end", "")
_REFUSED = ("MINUS", "VALUES", "SERVICE", "GRAPH", "LATERAL")
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


@dataclass
class _Group:
    """What is known of a group so far: whether it mentions ``$this``, and whether each solution binds it."""

    mentions: bool = False
    binds: bool = False


def projection(tokens: list[Token]) -> tuple[str, ...]:
    """The variables that a query answers with, after a proof that ``$this`` may be left unbound.

    :raises NotCovered: where the proof fails; the message says what stands in its way.
    """
    reader = _Reader(tokens)
    variables = reader.select()
    if reader.peek() != _END:
        raise NotCovered(f"a query that goes on after its end with '{reader.peek().text}'")
    return variables


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        if not self.take().is_mark(mark):
            raise NotCovered(f"a query without the {mark} that was expected")

    def skip(self, *words: str) -> bool:
        if self.peek().is_word(*words):
            self.at += 1
            return True
        return False

    # SELECT … WHERE { … } GROUP BY …

    def select(self) -> tuple[str, ...]:
        """Reads a SELECT, which must bind ``$this``, select it and, where it groups, group by it."""
        if not self.skip("SELECT"):
            raise NotCovered("a query that is not a plain SELECT")
        self.skip("DISTINCT", "REDUCED")
        variables, aggregates = self._projected()
        self.skip("WHERE")
        group = self.group()
        grouped, keys = self._modifiers()
        if "this" not in variables:
            raise NotCovered("a query or sub-query that does not select $this")
        if not group.binds:
            raise NotCovered("a query that does not bind $this in every solution")
        if (aggregates or grouped) and "this" not in keys:
            raise NotCovered("an aggregate over several focus nodes")
        return variables

    def _projected(self) -> tuple[tuple[str, ...], bool]:
        variables, aggregates = [], False
        while True:
            token = self.peek()
            if token.kind == "variable":
                variables.append(self.take().text)
            elif token.is_mark("("):
                inside = self.parentheses()
                if len(inside) < 4 or not inside[-3].is_word("AS") or inside[-2].kind != "variable":
                    raise NotCovered("a selected expression without a name")
                if inside[-2] == THIS:
                    raise NotCovered("a query that gives $this a value of its own")
                variables.append(inside[-2].text)
                aggregates = aggregates or any(each.is_word(*_AGGREGATES) for each in inside)
            else:
                break
        if not variables:
            raise NotCovered("a query that selects no named variable")
        return tuple(variables), aggregates

    def _modifiers(self) -> tuple[bool, set[str]]:
        """Reads what may follow WHERE; whether it groups, and by which variables."""
        grouped, keys = False, set()
        while True:
            if self.skip("GROUP"):
                self.skip("BY")
                grouped = True
                while self.peek().kind == "variable":
                    keys.add(self.take().text)
                if self.peek().is_mark("("):
                    raise NotCovered("grouping by an expression")
            elif self.skip("HAVING"):
                grouped = True
                self.parentheses()
            elif self.skip("ORDER"):
                self.skip("BY")
                while (
                    self.peek().kind == "variable"
                    or self.peek().is_word("ASC", "DESC")
                    or self.peek().is_mark("(")
                ):
                    self.parentheses() if self.peek().is_mark("(") else self.take()
            elif self.peek().is_word("LIMIT", "OFFSET", "VALUES"):
                raise NotCovered(f"a query with {self.peek().text.upper()}")
            else:
                return grouped, keys

    def parentheses(self) -> list[Token]:
        """Reads a parenthesised expression, parentheses included. Groups inside belong to EXISTS."""
        start, depth = self.at, 0
        while True:
            token = self.take()
            if token == _END:
                raise NotCovered("a query whose parentheses do not match")
            depth += token.is_mark("(") - token.is_mark(")")
            if token.is_mark("{"):
                raise NotCovered("a group inside an expression")
            if depth == 0:
                return self.tokens[start : self.at]

    # { … }

    def group(self, left_binds: bool = False, in_exists: bool = False) -> _Group:
        """Reads a group.

        :param left_binds: whether what stands before an OPTIONAL binds ``$this`` for the filters in it.
        :param in_exists: whether the group is the inside of an EXISTS, where the outer binding holds
            throughout.
        """
        self.expect("{")
        group = _Group()
        if self.peek().is_word("SELECT"):
            if in_exists:
                raise NotCovered("a sub-query inside EXISTS")
            self.select()
            self.expect("}")
            group.mentions = group.binds = True
            return group
        filters_need_this = False
        while not self.peek().is_mark("}"):
            filters_need_this |= self._part(group, in_exists)
        self.take()
        if filters_need_this and not (group.binds or left_binds or in_exists):
            raise NotCovered("a filter on $this in a group that does not bind it")
        return group

    def _part(self, group: _Group, in_exists: bool) -> bool:
        """Reads one part of a group; whether it is a filter that mentions ``$this``."""
        token = self.peek()
        if token.is_word(*_REFUSED):
            raise NotCovered(f"a query with {token.text.upper()}")
        if self.skip("FILTER"):
            return self._filter()
        if self.skip("OPTIONAL"):
            optional = self.group(left_binds=group.binds, in_exists=in_exists)
            if optional.mentions and not (group.binds or in_exists):
                raise NotCovered("an OPTIONAL on $this before it is bound")
            group.mentions = group.mentions or optional.mentions
        elif self.skip("BIND"):
            inside = self.parentheses()
            if inside[-2] == THIS:
                raise NotCovered("a query that gives $this a value of its own")
            if THIS in inside and not (group.binds or in_exists):
                raise NotCovered("a BIND on $this before it is bound")
        elif token.is_mark("{"):
            union = [self.group(in_exists=in_exists)]
            while self.skip("UNION"):
                union.append(self.group(in_exists=in_exists))
            group.mentions = group.mentions or any(each.mentions for each in union)
            group.binds = group.binds or all(each.binds for each in union)
        elif token.is_mark("."):
            self.take()
        else:
            self._triples(group)
        return False

    def _filter(self) -> bool:
        """Reads a filter; whether it mentions ``$this``."""
        negated = self.skip("NOT")
        if self.skip("EXISTS"):
            return self.group(in_exists=True).mentions
        if negated:
            raise NotCovered("NOT without EXISTS")
        if self.peek().kind in ("word", "iri", "name"):
            self.take()
        if not self.peek().is_mark("("):
            raise NotCovered("a filter that cannot be read")
        return self._constraint()

    def _constraint(self) -> bool:
        """Reads a parenthesised condition that may hold EXISTS; whether it mentions ``$this``."""
        mentions, depth = False, 0
        while True:
            if self.peek().is_word("EXISTS"):
                self.take()
                mentions = self.group(in_exists=True).mentions or mentions
                continue
            token = self.take()
            if token == _END or token.is_mark("{"):
                raise NotCovered("a filter that cannot be read")
            mentions = mentions or token == THIS
            depth += token.is_mark("(") - token.is_mark(")")
            if depth == 0:
                return mentions

    def _triples(self, group: _Group) -> None:
        """Reads one subject with its predicates and objects."""
        subject = self._node(group)
        if self._ends_triples():
            return
        while True:
            steps = self._verb(group)
            binds = bool(steps) and not any(step.is_mark("*", "?") for step in steps)
            while True:
                value = self._node(group)
                if binds and THIS in (subject, value):
                    group.binds = True
                if not self.peek().is_mark(","):
                    break
                self.take()
            if not self.peek().is_mark(";"):
                return
            while self.peek().is_mark(";"):
                self.take()
            if self._ends_triples():
                return

    def _ends_triples(self) -> bool:
        return self.peek().is_mark(".", "}") or self.peek().is_word("FILTER", "OPTIONAL", "BIND", *_REFUSED)

    def _node(self, group: _Group) -> Token:
        """Reads a node of a triple. What is in brackets is read, but not relied on to bind anything."""
        token = self.take()
        if token.is_mark("[", "("):
            depth = 1
            while depth:
                inner = self.take()
                if inner == _END or inner.is_mark("{", "}"):
                    raise NotCovered("brackets that do not match")
                depth += inner.is_mark("[", "(") - inner.is_mark("]", ")")
                group.mentions = group.mentions or inner == THIS
            return token
        if token.kind == "string" and (self.peek().is_mark("^^") or self.peek().kind == "tag"):
            if self.take().is_mark("^^"):
                self.take()
            return token
        if token.is_mark("+", "-"):
            return self.take()
        if token.kind not in ("variable", "iri", "name", "blank", "string", "number") and not token.is_word(
            "true", "TRUE", "FALSE"
        ):
            raise NotCovered(f"a triple that cannot be read at '{token.text}'")
        group.mentions = group.mentions or token == THIS
        return token

    def _verb(self, group: _Group) -> list[Token]:
        """Reads a predicate or a property path, up to the object."""
        steps: list[Token] = []
        if self.peek().kind == "variable":
            group.mentions = group.mentions or self.peek() == THIS
            return [self.take()]
        depth, expects_step = 0, True
        while True:
            token = self.peek()
            if token.is_mark("(") and (expects_step or depth):
                depth += 1
            elif token.is_mark(")") and depth:
                depth -= 1
            elif token.is_mark("^", "!", "/", "|"):
                expects_step = True
            elif token.is_mark("*", "+", "?"):
                pass
            elif expects_step and (token.kind in ("iri", "name") or token.is_word("A")):
                expects_step = False
            else:
                return steps
            if token.is_mark("(") and not expects_step and depth == 1:
                return steps
            steps.append(self.take())
