"""Paths, gaps and comparisons as text for reading, as tables and as JSON."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from scgraph.careers.paths import LONG
from scgraph.tables.careers import (
    LEGEND,
    LIKENESS,
    comparison_table,
    equivalents_table,
    learning,
    open_text,
    totals_text,
)
from scgraph.tables.table import Table
from scgraph.tables.text import to_plain
from scgraph.words import counted, percent, sentence

if TYPE_CHECKING:
    from scgraph.careers.comparison import Comparison
    from scgraph.careers.paths import Hop, Paths
    from scgraph.domain.gap import Gap, GapRow
    from scgraph.domain.likeness import Equivalents

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
            f"Way {number}: {counted(len(way.hops), 'move')}, {learning(way.to_learn, way.to_extend)}",
            "",
            f"  {way.levels[0].shown}",
        ]
        for hop in way.hops:
            lines += _hop_lines(hop)
        lines += ["", *_wrap(f"In all: {totals_text(way.totals)}", "  ")]
    return "\n".join(lines) + "\n"


def _hop_lines(hop: Hop) -> list[str]:
    lines = [f"  {_BASIS[hop.kinds[0]][0]}  {hop.target.shown}"]
    grounds = "; ".join(_BASIS[kind][1] for kind in hop.kinds)
    lines += _wrap(f"{hop.direction.told}; {grounds}", "      ")
    if hop.marks:
        share = (
            f" (somebody there holds {percent(hop.gap.share)} of the steps asked)"
            if LONG in hop.marks
            else ""
        )
        lines += _wrap(f"take care: {'; '.join(hop.marks)}{share}", "      ")
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
    for shown in hop.gap.shown:
        lines += _wrap(f"met: {shown.condition.short} ({shown.by})", "      ")
    for word, rows in (("to learn", hop.added), ("to take further", hop.raised)):
        if rows:
            lines += _wrap(f"{word} {len(rows)}: {', '.join(_topic(row) for row in rows)}", "      ")
    return [*lines, f"      held {len(hop.kept)}, {open_text(hop.gap)}"]


def gap_text(gap: Gap) -> str:
    """A gap, what is missing first, with the places in the source on both sides."""
    counts = " · ".join(f"{number} {mark}" for mark, number in gap.counts.items() if number)
    to_learn = sentence(learning(len(gap.to_learn), len(gap.to_extend)))
    lines = [
        f"From {gap.origin.shown} to {gap.target.shown}",
        f"{to_learn}, {len(gap.held)} held; {open_text(gap)}.",
        counts,
        *_wrap(LEGEND),
    ]
    lines += _condition_lines(gap)
    for mark in gap.counts:
        rows = gap.marked(mark)
        if rows:
            header = ("topic", "asked", "held", "asked as", "first place in the source", "held at")
            cells = [_gap_cells(row) for row in rows]
            lines += ["", f"{sentence(mark)} ({len(rows)})", to_plain(Table.of(header, cells)).rstrip()]
    for row in gap.choices:
        met = f"met: {row.by}" if row.by else "to be checked"
        lines += ["", *_wrap(f"One of several ({met}): {row.choice.told} [{row.choice.locator}]")]
    for terms in dict.fromkeys(row.terms for row in gap.named):
        named = [f"{row.topic}{' (held)' if row.is_held else ''}" for row in gap.named if row.terms == terms]
        lines += ["", *_wrap(f"Not asked of everybody, {terms} ({len(named)}): {', '.join(named)}")]
    if gap.silent:
        lines += ["", *_wrap(f"Brought and not asked ({len(gap.silent)}): {', '.join(gap.silent)}")]
    return "\n".join(lines) + "\n"


def _condition_lines(gap: Gap) -> list[str]:
    lines = []
    if gap.conditions:
        lines += ["", "Hard conditions, which no learning on the job replaces"]
        for condition in gap.conditions:
            lines += _wrap(f"{condition.told} [{condition.locator}]", "  ")
    if gap.shown:
        lines += ["", "Conditions met already"]
        for shown in gap.shown:
            lines += _wrap(f"{shown.condition.told}: {shown.by} [{shown.condition.locator}]", "  ")
    return lines


def _gap_cells(row: GapRow) -> tuple[str | None, ...]:
    held = row.held or (f"in part: {', '.join(row.narrower)}" if row.narrower else None)
    first, other = (places[0].locator if places else "" for places in (row.places, row.held_places))
    return (row.topic, row.needed, held, ", ".join(row.kinds), first, other)


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
    lines = [f"Levels of other councils most like {found.level.shown}", *_wrap(LIKENESS), ""]
    lines.append(to_plain(equivalents_table(found)).rstrip())
    if any(item.evidence for item in found.ranked):
        lines += ["", "What is behind each score; the topics that count most come first."]
    for item in found.ranked:
        if not item.evidence:
            continue
        places = {"here": f"at {found.level.shown}", "there": f"at {item.level.shown}"}
        lines += ["", *_wrap(f"{item.level.shown}, {item.level.council}: {item.verdict}")]
        for mark, topics in item.by_mark:
            words = mark.split()
            if words[-1] in places:
                words[-1] = places[words[-1]]
            lines += _wrap(f"{' '.join(words)} ({len(topics)}): {', '.join(topics)}", "  ")
    return "\n".join(lines) + "\n"


def to_json(value: Any) -> str:
    """A dataclass as JSON, its own properties left out: they follow from its fields."""

    def plain(value: object) -> object:
        return float(value) if isinstance(value, Decimal) else str(value)

    return json.dumps(dataclasses.asdict(value), default=plain, ensure_ascii=False, indent=2) + "\n"


def _topic(row: GapRow) -> str:
    if row.narrower:
        return f"{row.topic} (held in part)"
    return f"{row.topic} ({row.held} → {row.needed})" if row.held else row.topic


def _wrap(text: str, indent: str = "") -> Iterable[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent + "    ")
