"""One broken constraint, however it was found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.shapes import Node


@dataclass(frozen=True)
class Result:
    """A validation result, with the values that its message may quote.

    ``path`` is the node of the shapes graph that stands for it; ``bindings`` are the variables of a SPARQL
    constraint, ``said`` the message of a processor that does not tell them. ``file`` is the graph of the file
    that it stands in, and ``line`` the line there, where they are known at once.
    """

    focus: Term
    path: Term | None
    value: Term | None
    component: NamedNode
    severity: NamedNode
    shape: Node
    constraint: Node | None = None
    bindings: tuple[tuple[str, Term], ...] = ()
    said: str | None = None
    file: str | None = None
    line: int | None = None

    def at(self, line: int) -> Result:
        """The result, on a line of its file."""
        return replace(self, line=line)

    @property
    def other(self) -> Term | None:
        """The node that a constraint about two names beside the focus node."""
        return dict(self.bindings).get("other")

    def turned(self) -> Result:
        """The result with its focus node and the other in each other's place."""
        if (other := self.other) is None:
            return self
        bindings = tuple((name, self.focus if name == "other" else term) for name, term in self.bindings)
        value = other if self.value == self.focus else self.value
        return replace(self, focus=other, value=value, bindings=bindings)

    @property
    def key(self) -> tuple[Term | None, ...]:
        """What two processors have to agree on."""
        return (self.focus, self.path, self.value, self.component, self.severity, self.shape)
