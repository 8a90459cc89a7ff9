"""Causes told, and not their consequences: what follows from another finding waits until that is mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode

from scgraph.engine.protocol import Term
from scgraph.validation.report import WORDS, Finding


def parted(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """The findings to tell, and those that follow from another, as grave one, of which their rule says so.

    What has no name, and a file that is misread as a whole, hide all else that is found there. An axiom among
    the data hides all that the shapes find, as far as it is as grave.
    """
    gravity = {word: place for place, word in enumerate(WORDS.values())}
    # Of each node the rules that it breaks, and how gravely: nodes that many findings speak of are not rare.
    causes: dict[Term, dict[str, int]] = defaultdict(dict)
    for finding in findings:
        for node in _at_fault(finding):
            broken, grave = causes[node], gravity[finding.severity]
            broken[finding.rule.name] = min(grave, broken.get(finding.rule.name, grave))
    misread = {finding.file for finding in findings if finding.rule.name in ("file-copied", "prefix-fits")}
    copied = {finding.file for finding in findings if finding.rule.name == "file-copied"}
    # With other axioms than those of the vocabulary all may be judged wrongly.
    axioms = [gravity[finding.severity] for finding in findings if finding.rule.name == "axiom-in-ontology"]
    redefined = min(axioms, default=len(gravity))
    nameless = {node for node, broken in causes.items() if "blank-node" in broken}

    def follows(finding: Finding) -> bool:
        is_of_shape = finding.result is not None and not finding.rule.is_of_files
        if is_of_shape and redefined <= gravity[finding.severity]:
            return True
        if finding.file in copied and finding.rule.name == "subject-in-one-file":
            return True
        is_misled = not finding.rule.is_of_files or finding.rule.name == "name-known"
        if finding.file in misread and finding.file is not None and is_misled:
            return True
        focus = finding.result.focus if finding.result else None
        if isinstance(focus, BlankNode) and focus in nameless and finding.rule.name != "blank-node":
            return True
        return any(
            rule in finding.rule.consequence_of and grave <= gravity[finding.severity]
            for node in _spoken_of(finding)
            for rule, grave in causes.get(node, {}).items()
        )

    told: list[Finding] = []
    following: list[Finding] = []
    for finding in findings:
        (following if follows(finding) else told).append(finding)
    return told, following


def _at_fault(finding: Finding) -> Iterator[Term]:
    """The nodes that a finding is about: its focus, and a value that is at fault itself."""
    if finding.result is not None:
        yield finding.result.focus
        value = finding.result.value
        if isinstance(value, BlankNode) or (isinstance(value, NamedNode) and finding.result.path is None):
            yield value
        # A rule of files binds nodes only where they are at fault as well.
        if finding.rule.is_of_files:
            yield from (term for _, term in finding.result.bindings if isinstance(term, NamedNode))


def _spoken_of(finding: Finding) -> Iterator[Term]:
    """All nodes that a finding speaks of."""
    if finding.rule.consequence_of and finding.result is not None:
        told = (finding.result.value, *(term for _, term in finding.result.bindings))
        yield finding.result.focus
        yield from (term for term in told if term is not None and not isinstance(term, Literal))
