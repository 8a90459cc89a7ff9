"""What a validation found, in the order and the words in which it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import Triple

from scgraph.validation.grading import SEVERITIES
from scgraph.validation.results import Result
from scgraph.validation.shapes import Rule
from scgraph.words import counted_or_no

# A violation is an error to those who run pipelines.
WORDS = {SEVERITIES["violation"]: "error", SEVERITIES["warning"]: "warning", SEVERITIES["info"]: "info"}


@dataclass(frozen=True)
class Finding:
    """One thing to tell: which rule, how grave, what, and where.

    ``result`` is missing where a rule matched nothing, which is no result of SHACL.
    """

    rule: Rule
    severity: str
    message: str
    file: Path | None = None
    line: int | None = None
    result: Result | None = None

    @property
    def is_noted(self) -> bool:
        """Whether a note of the source explains it: an oddity of the source, no fault of the data."""
        return self.rule.noted_form_of is not None

    @property
    def where(self) -> str:
        """The file and line as editors understand them; the node where no file has it."""
        if self.file is None:
            return self.result.focus.value if self.result else "-"
        return f"{self.file}:{self.line}" if self.line else str(self.file)


@dataclass(frozen=True)
class Report:
    """Everything that a validation found.

    ``files`` is how many files of data were looked at, ``paths`` are the triples of the property paths that
    results name by a blank node.
    """

    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    unmatched: tuple[Rule, ...]
    files: int
    referred: dict[str, str] = field(default_factory=dict)
    paths: tuple[Triple, ...] = ()

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
        return f"{', '.join(told)} in {where} · {rules}, {matched}"


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
