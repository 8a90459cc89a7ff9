"""What a validation found, in the order and the words in which it is told."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, Triple

from scgraph.validation.grading import SEVERITIES
from scgraph.validation.results import Result
from scgraph.validation.shapes import Rule
from scgraph.words import counted_or_no

# A violation is an error to those who run pipelines.
WORDS = {SEVERITIES["violation"]: "error", SEVERITIES["warning"]: "warning", SEVERITIES["info"]: "info"}


class HasFingerprint(Protocol):
    """A finding, or what is left of one in a file: it can be known again, and told."""

    @property
    def fingerprint(self) -> str:
        """What is the same for the same fault in another version of the data."""

    @property
    def told(self) -> str:
        """The finding in one line."""


@dataclass(frozen=True)
class Finding:
    """One thing to tell: which rule, how grave, what, and where.

    ``result`` is missing where a rule matched nothing, which is no result of SHACL. ``said`` is its message
    before labels are put in: what tells it from others, and does not change with a label elsewhere.
    """

    rule: Rule
    severity: str
    message: str
    file: Path | None = None
    line: int | None = None
    result: Result | None = None
    column: int | None = None
    said: str = ""

    @property
    def fingerprint(self) -> str:
        """What is the same for the same fault in another version of the data, wherever it stands there."""
        parts = [self.rule.name, self.said or self.message]
        if (result := self.result) is not None:
            bound = sorted((name, _stable(term)) for name, term in result.bindings)
            parts += [_stable(result.focus), _stable(result.path), _stable(result.value), repr(bound)]
        elif self.file is not None:
            parts.append(self.file.name)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]

    @property
    def told(self) -> str:
        """The finding in one line, without its place."""
        return f"{self.rule.name}: {self.message}"

    @property
    def is_noted(self) -> bool:
        """Whether a note of the source explains it: an oddity of the source, no fault of the data."""
        return self.rule.noted_form_of is not None

    @property
    def where(self) -> str:
        """The file and line as editors understand them; the node where no file has it."""
        if self.file is None:
            return self.result.focus.value if self.result else "-"
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)


@dataclass(frozen=True)
class Comparison:
    """What a report was compared with: only findings that are not there are told.

    ``before`` is how many findings the base has, ``gone`` are those that are there no more, told in words.
    """

    base: str
    before: int
    gone: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The comparison in one line."""
        still = self.before - len(self.gone)
        return (
            f"only what is new against {self.base}: {counted_or_no(still, 'finding')} of before left out,"
            f" {len(self.gone) or 'none'} gone"
        )


@dataclass(frozen=True)
class Report:
    """Everything that a validation found.

    ``files`` is how many files of data were looked at, ``paths`` are the triples of the property paths that
    results name by a blank node. ``held_back`` counts findings that are not told, since they may follow from
    what cannot be read (those of ``held``, and rules that matched nothing), ``following`` are those that
    follow from another and wait until that is mended: a comparison knows both all the same. ``project`` is
    what was read, ``left_out`` how many findings are those of the shared vocabulary alone, and
    ``comparisons`` what the findings were compared with, if anything.
    """

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    unmatched: tuple[Rule, ...]
    files: int
    referred: dict[str, str] = field(default_factory=dict)
    paths: tuple[Triple, ...] = ()
    held_back: int = 0
    project: str = ""
    left_out: int = 0
    comparisons: tuple[Comparison, ...] = ()
    following: tuple[Finding, ...] = ()
    held: tuple[Finding, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many findings there are of each severity."""
        return Counter(finding.severity for finding in self.findings)

    @property
    def noted(self) -> int:
        """How many findings are oddities of the source with a note."""
        return sum(finding.is_noted for finding in self.findings)

    def without_noted(self) -> Report:
        """The report without the oddities of the sources, which no change of the data causes."""
        return replace(self, findings=tuple(each for each in self.findings if not each.is_noted))

    def fails(self, fail_on: str = "violation") -> bool:
        """Whether the data are at fault: there is a finding as grave as this, or graver."""
        return any(finding.severity in as_grave_as(fail_on) for finding in self.findings)

    @property
    def summary(self) -> str:
        """The report in one line."""
        told = [counted_or_no(self.counts[word], word) for word in ("error", "warning")]
        if self.noted:
            share = "all" if self.noted == self.counts["warning"] else self.noted
            told[1] += f" ({share} of them oddities of the source, noted)"
        if self.counts["info"]:
            told.append(counted_or_no(self.counts["info"], "hint"))
        if self.unmatched:
            matched = f"{len(self.unmatched)} of which matched nothing"
        else:
            matched = "all of which matched"
        where, rules = counted_or_no(self.files, "file"), counted_or_no(len(self.rules), "rule")
        held = f" · {self.held_back:,} more held back: they may follow from what cannot be read"
        line = f"{', '.join(told)} in {where} · {rules}, {matched}{held if self.held_back else ''}"
        return "\n".join([line, *(each.summary for each in self.comparisons)])


def _stable(term: object) -> str:
    """A term as it is in every version: a blank node has another name in each."""
    return "" if term is None or isinstance(term, BlankNode) else str(term)


def as_grave_as(severity: str) -> list[str]:
    """The words for findings of a severity and graver ones.

    >>> as_grave_as("warning")
    ['error', 'warning']
    """
    words = list(WORDS.values())
    return words[: list(SEVERITIES).index(severity) + 1]


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings by file and line, causes before what may follow from them, each once."""
    once = {(f.rule.name, f.severity, f.message, f.where): f for f in findings}
    return tuple(
        sorted(
            once.values(),
            key=lambda f: (
                str(f.file or ""),
                f.line or 0,
                bool(f.rule.consequence_of),
                f.rule.name,
                f.message,
            ),
        )
    )
