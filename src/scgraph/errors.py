"""What can go wrong, each named for the fact. Every message is one line: what, where, what to do.

The exit codes are a promise to pipelines: 1 the data is at fault, 2 the call, 3 an engine, a dependency,
the machine or scgraph itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

# More than so many choices are counted rather than named in one line.
_MOST_OFFERED = 10


class ScgraphError(Exception):
    """Anything scgraph reports to its user as one line."""

    exit_code = 3


class DataError(ScgraphError):
    """The data is at fault."""

    exit_code = 1


class UnfitValue(DataError):
    """A value of the data that an answer cannot be made with. It names the node, and no file."""


class UsageError(ScgraphError):
    """The call is at fault: a name, a file or a parameter that is not there."""

    exit_code = 2


class EngineError(ScgraphError):
    """An engine or a dependency is at fault."""


class ProjectNotFound(UsageError):
    """No project directory where one was named."""


class UnreadableFile(UsageError):
    """A file that cannot be read or used. ``path`` and, where known, ``line`` and ``column`` say where."""

    def __init__(
        self, path: Path | str, reason: str, line: int | None = None, column: int | None = None
    ) -> None:
        self.path, self.reason, self.line, self.column = path, reason, line, column
        where = ":".join(str(part) for part in (path, line, column if line else None) if part)
        super().__init__(f"{where}: {reason}")

    def __reduce__(self) -> tuple[type[UnreadableFile], tuple[object, ...]]:
        """How it travels between processes."""
        return type(self), (self.path, self.reason, self.line, self.column)


class BadSyntax(UnreadableFile):
    """A file of data or ontology that is not in the language that it should be in."""

    exit_code = 1


# What a user may have meant: (IRI, label) of each.
Offers = Sequence[tuple[str, str]]


class UnknownName(UsageError):
    """A name that nothing in the graph bears. ``offers`` are the nodes that are nearest, where known."""

    def __init__(
        self, text: str, kind: str, nearest: Sequence[str] = (), offers: Offers = (), reason: str = ""
    ) -> None:
        self.text, self.kind, self.nearest, self.offers, self.reason = text, kind, nearest, offers, reason
        names = [*nearest, *(label for _, label in offers)]
        hint = f" Nearest: {'; '.join(names)}." if names else ""
        super().__init__(f"no {kind} is called '{text}'{f': {reason}' if reason else ''}.{hint}")

    def __reduce__(self) -> tuple[type[UnknownName], tuple[object, ...]]:
        """How it travels between processes."""
        return type(self), (self.text, self.kind, self.nearest, self.offers, self.reason)


class AmbiguousName(UsageError):
    """A name that fits several nodes, of which none is meant before the others: ``offers``."""

    def __init__(self, text: str, offers: Offers, example: str) -> None:
        self.text, self.offers, self.example = text, offers, example
        shown = [label for _, label in offers[:_MOST_OFFERED]]
        more = f"; {len(offers) - len(shown)} more" if len(offers) > len(shown) else ""
        super().__init__(f"'{text}' fits {len(offers)}: {'; '.join(shown)}{more}. Say which: '{example}'.")

    def __reduce__(self) -> tuple[type[AmbiguousName], tuple[object, ...]]:
        """How it travels between processes."""
        return type(self), (self.text, self.offers, self.example)


class UnknownQuery(UsageError):
    """A saved question that does not exist."""

    def __init__(self, name: str, nearest: list[str]) -> None:
        hint = f"Nearest: {', '.join(nearest)}." if nearest else "See 'scgraph query list'."
        super().__init__(f"no saved question is called '{name}'. {hint}")


class BadParameter(UsageError):
    """A parameter that the question does not have, lacks, or cannot take this value for."""


class BadQuery(UsageError):
    """A query, or the metadata on top of it, that cannot be used."""


class QueryTimeout(EngineError):
    """A query that ran past its time limit and was stopped."""


class MissingDependency(EngineError):
    """An optional dependency that a command needs and that is not installed."""
