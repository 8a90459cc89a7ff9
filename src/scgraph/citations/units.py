"""The units of legislation: how they are written, ordered and numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass

# How the units of legislation are written, by the word that legislation.gov.uk has for them in addresses.
_WRITTEN = {
    "section": "section sections sect sects sec secs s ss §",
    "schedule": "schedule schedules sched scheds sch schs",
    "paragraph": "paragraph paragraphs paras para par ¶",
    "article": "article articles arts art",
    "regulation": "regulation regulations regs reg",
    "rule": "rule rules rr r",
    "part": "part parts pts pt",
    "chapter": "chapter chapters chap ch",
    "below": "subsection subsections subsec subs subparagraph subparagraphs subpara subparas point limb",
}
UNITS = {word: unit for unit, words in _WRITTEN.items() for word in words.split()}
# From the widest to the narrowest. Sections and the like are alike: a work has one of these kinds.
RANK = {
    "schedule": 0, "part": 1, "chapter": 2,
    "section": 3, "article": 3, "regulation": 3, "rule": 3,
    "paragraph": 4,
}  # fmt: skip
NUMBERED = frozenset(unit for unit, rank in RANK.items() if rank == 3)
_SHORT = {
    "section": "s.", "schedule": "Sch. ", "paragraph": "para. ", "article": "art. ", "regulation": "reg. ",
    "rule": "rule ", "part": "Part ", "chapter": "Chapter ",
}  # fmt: skip
ROMAN = frozenset({"schedule", "part", "chapter"})
ROMAN_NUMBER = re.compile(r"(?P<roman>X{0,3}(?:IX|IV|V?I{0,3}))(?P<suffix>[A-H]?)")

Step = tuple[str, str]
# From the widest unit to the narrowest: ``(("schedule", "A1"), ("paragraph", "38"))``.
Path = tuple[Step, ...]


@dataclass(frozen=True)
class Span:
    """One number of a unit, or all from the first to the last."""

    first: str
    last: str

    @property
    def is_range(self) -> bool:
        """Whether it is more than one number."""
        return self.first != self.last


def short(path: Path) -> str:
    """A path as lawyers abbreviate it.

    >>> short((("schedule", "A1"), ("paragraph", "38")))
    'Sch. A1 para. 38'
    """
    return " ".join(f"{_SHORT[unit]}{number}" for unit, number in path)


def normal(unit: str, number: str) -> str:
    """A number as it is compared: without noughts in front, in capitals, in Arabic digits.

    >>> normal("section", "21a"), normal("part", "VI"), normal("schedule", "A1")
    ('21A', '6', 'A1')
    """
    number = number.upper().lstrip("0") or number
    if unit in ROMAN and (found := ROMAN_NUMBER.fullmatch(number)) and found["roman"]:
        return f"{_value(found['roman'])}{found['suffix']}"
    return number


def order(number: str) -> tuple[str, int, str]:
    """How the numbers of a unit follow each other: 'A1' before '1', '4' before '4A' before '5'."""
    found = re.fullmatch(r"([A-Z]*)([0-9]*)(.*)", number.upper())
    before, digits, after = found.groups() if found else (number, "", "")
    return ("" if before else "~", int(digits or 0), f"{before} {after}")


def in_order(first: str, last: str) -> Span:
    """A range from the lower number up; '42-5' is 42 to 45, as '123–5' is 123 to 125."""
    if first.isdecimal() and last.isdecimal() and len(last) < len(first):
        whole = first[: -len(last)] + last
        last = whole if int(whole) > int(first) else last
    if order(last) < order(first):
        first, last = last, first
    return Span(first, last)


def _value(roman: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-one if one < two else one for one, two in zip(values, following, strict=True))
