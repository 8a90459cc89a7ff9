"""Paths, gaps and comparisons as text for reading, as tables and as JSON."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scgraph.tables.careers import comparison_table, equivalents_table
from scgraph.tables.table import Table
from scgraph.tables.text import to_plain
from scgraph.words import counted

if TYPE_CHECKING:
    from scgraph.careers.comparison import Comparison
    from scgraph.careers.paths import Hop, Paths
    from scgraph.domain.conditions import Totals
    from scgraph.domain.gap import Gap, GapRow
    from scgraph.domain.likeness import Equivalents

_MARKS = {"missing": "missing", "lower": "held at a lower step", "met": "met", "exceeded": "exceeded"}
# What a hop rests on: its arrow, and the words.
_BASIS = {
    "stated": ("──(stated)──▶", "stated by the source"),
    "ladder": ("══(next rung)══▶", "the next rung of the ladder"),
    "computed": ("┄┄(computed)┄┄▶", "only computed: no source states this move"),
}
_WIDTH = 110


def paths_text(paths: Paths) -> str:
    """The ways found, hop by hop: what the source states, what is computed, and what is to be learnt."""
    lines = [f"{paths.origin.shown}  →  {paths.target.shown}"]
    if paths.obstacle:
        lines += _wrap(f"No way found: {paths.obstacle.reason}")
    for number, way in enumerate(paths.paths, 1):
        lines += [
            "",
            f"Way {number}: {counted(len(way.hops), 'hop')}, {counted(way.steps, 'step')} to learn",
            "",
            f"  {way.levels[0].shown}",
        ]
        for hop in way.hops:
            lines += _hop_lines(hop)
        lines += ["", *_wrap(f"In all: {_totals_text(way.totals)}", "  ")]
    return "\n".join(lines) + "\n"


def _hop_lines(hop: Hop) -> list[str]:
    lines = [f"  {_BASIS[hop.kinds[0]][0]}  {hop.target.shown}"]
    lines += _wrap("; ".join(_BASIS[kind][1] for kind in hop.kinds), "      ")
    for rule in hop.rules:
        facts = (
            f"{rule.months} months at least" if rule.months else "",
            f"evidence: {rule.evidence}" if rule.evidence else "",
            f"decided by: {rule.decides}" if rule.decides else "",
        )
        extra = "; ".join(filter(None, facts))
        lines += _wrap(f"states: {rule.says}{f' ({extra})' if extra else ''} [{rule.locator}]", "      ")
    said = {rule.statement for rule in hop.rules}
    for condition in (each for each in hop.conditions if each.statement not in said):
        lines += _wrap(f"asks: {condition.told} [{condition.locator}]", "      ")
    for word, rows in (("added", hop.added), ("raised", hop.raised)):
        if rows:
            lines += _wrap(f"{word} {len(rows)}: {', '.join(_topic(row) for row in rows)}", "      ")
    return [*lines, f"      kept {len(hop.kept)}"]


def _totals_text(totals: Totals) -> str:
    """The hard conditions of a way, summed up."""
    said = [
        f"registration with {', '.join(totals.registrations)}"
        if totals.registrations
        else "no new registration",
        f"qualification: {totals.qualification}" if totals.qualification else "no new qualification",
        f"{totals.months} months that the sources ask for" if totals.months else "no stated time",
    ]
    return "; ".join(said)


def gap_text(gap: Gap) -> str:
    """A gap, what is missing first, with the places in the source."""
    counts = " · ".join(f"{number} {_MARKS[mark]}" for mark, number in gap.counts.items())
    lines = [
        f"From {gap.origin.shown} to {gap.target.shown}",
        f"{counts} · {counted(gap.steps, 'step')} to learn",
    ]
    if gap.conditions:
        lines += ["", "Hard conditions, which no learning on the job replaces"]
        for condition in gap.conditions:
            lines += _wrap(f"{condition.told} [{condition.locator}]", "  ")
    for mark in gap.counts:
        rows = gap.marked(mark)
        if rows:
            header = ("topic", "needed", "held", "asked as", "first place in the source")
            cells = [
                (r.topic, r.needed, r.held, ", ".join(r.kinds), r.places[0].locator if r.places else "")
                for r in rows
            ]
            lines += [
                "",
                f"{_MARKS[mark].capitalize()} ({len(rows)})",
                to_plain(Table.of(header, cells)).rstrip(),
            ]
    if gap.silent:
        lines += ["", *_wrap(f"Brought and not asked ({len(gap.silent)}): {', '.join(gap.silent)}")]
    return "\n".join(lines) + "\n"


def comparison_text(comparison: Comparison, everything: bool) -> str:
    """Levels side by side with their hard conditions; ``≠`` marks a difference."""
    table = comparison_table(comparison, everything)
    same = len(comparison.rows) - len(comparison.differing)
    lines = [to_plain(table).rstrip(), ""]
    for level, conditions in zip(comparison.levels, comparison.conditions, strict=True):
        said = "; ".join(condition.told for condition in conditions) or "none"
        lines += _wrap(f"Hard conditions of {level.shown}: {said}")
    rest = "" if everything else " (not shown; --all shows them)"
    lines += ["", f"{len(comparison.differing)} topics differ, {same} are the same{rest}."]
    return "\n".join(lines) + "\n"


def equivalents_text(found: Equivalents) -> str:
    """The levels most like one, best first, and for those explained what is shared and what differs."""
    here = found.level.shown
    lines = [f"Levels of other councils most like {here}", "", to_plain(equivalents_table(found)).rstrip()]
    if any(item.evidence for item in found.ranked):
        lines += ["", "What is behind each score; the topics that count most come first."]
    for item in found.ranked:
        if not item.evidence:
            continue
        there = item.level.shown
        lines += ["", *_wrap(f"{there}, {item.level.council}: {item.verdict}")]
        for word, topics in (
            ("at the same step", item.shared),
            ("at another step", item.differing),
            (f"only {here}", item.only_here),
            (f"only {there}", item.only_there),
        ):
            if topics:
                lines += _wrap(f"{word} ({len(topics)}): {', '.join(topics)}", "  ")
    return "\n".join(lines) + "\n"


def to_json(value: Any) -> str:
    """A dataclass as JSON, its own properties left out: they follow from its fields."""

    def plain(value: object) -> object:
        return float(value) if isinstance(value, Decimal) else str(value)

    return json.dumps(dataclasses.asdict(value), default=plain, ensure_ascii=False, indent=2) + "\n"


def _topic(row: GapRow) -> str:
    return f"{row.topic} ({row.held} → {row.needed})" if row.held else row.topic


def _wrap(text: str, indent: str = "") -> Iterable[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "    ")
