"""How names, numbers and lists are folded, ordered and spoken: one place for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

# What stands between the names in a cell that lists several.
SEPARATOR = "; "


def fold(name: str) -> str:
    """A name without case, spaces and punctuation, as names are compared.

    >>> fold("Bexley 07") == fold("bexley07")
    True
    """
    return re.sub(r"[\W_]+", "", name.casefold().replace("&", "and"))


# Control characters but for tab and line feed, what turns the direction of writing, what parts lines,
# and what is no character: terminals obey them, XML forbids them, nobody sees them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)


def visible(text: str) -> str:
    """A text with each character that is not seen as its number, as JSON, Turtle and Python write it.

    >>> visible("\x1b[31mred")
    '\\\\u001b[31mred'
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_line(text: str, most: int) -> str:
    """The beginning of a text on one line, to be quoted in a message.

    >>> as_line("one\\n two three", 8)
    'one two …'
    """
    line = " ".join(text[: most * 4].split())
    return visible(line) if len(line) <= most else f"{visible(line[:most].rstrip())} …"


@lru_cache(maxsize=10_000)  # the same few hundred names come again and again
def natural_key(text: str) -> tuple[tuple[str, int], ...]:
    """Sorts names as people do: 's.9' before 's.10', capitals beside small letters.

    >>> sorted(["s.10", "S.9"], key=natural_key)
    ['S.9', 's.10']
    """
    words_and_numbers = re.split(r"(\d+)", text.casefold())
    digits = words_and_numbers[1::2]
    # Of a number as long as a page only the length counts.
    numbers = [int(number) if len(number) < 100 else 10 ** min(len(number), 4_000) for number in digits]
    return (*zip(words_and_numbers[::2], [*numbers, 0], strict=True), (text, 0))


def split_list(text: str | None) -> list[str]:
    """The names in a cell that lists several; none where it is empty.

    >>> split_list("Care Act 2014, s.2; Care Act 2014, s.19")
    ['Care Act 2014, s.2', 'Care Act 2014, s.19']
    """
    return [name for name in (text or "").split(SEPARATOR) if name]


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names as a sentence lists them.

    >>> listed(["A", "B", "C"]), listed(["SVG", "PNG"], "or")
    ('A, B and C', 'SVG or PNG')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def counted(number: int, thing: str, things: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "level"), counted(1200, "level"), counted(2, "duty", "duties")
    ('1 level', '1,200 levels', '2 duties')
    """
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def counted_or_no(number: int, thing: str) -> str:
    """The same in a sentence, where nought is said as 'no'.

    >>> counted_or_no(0, "error"), counted_or_no(1, "error")
    ('no errors', '1 error')
    """
    return counted(number, thing) if number else f"no {thing}s"


def plural(kind: str) -> str:
    """The heading above several things of a kind.

    >>> plural("Act of Parliament"), plural("accountability"), plural("code or standards")
    ('Acts of Parliament', 'Accountabilities', 'Code or standards')
    """
    head, of, rest = kind.partition(" of ")
    for ending, many in (("context", "context"), ("s", "s"), ("criterion", "criteria"), ("y", "ies")):
        if head.endswith(ending):
            return sentence(head.removesuffix(ending) + many + of + rest)
    return sentence(f"{head}s{of}{rest}")


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def percent(share: float | Decimal | None) -> str:
    """A share as whole per cent; never 100% for what falls short of it, never 0% for what is something.

    >>> percent(0.999), percent(0.001), percent(1)
    ('99%', '1%', '100%')
    """
    if share is None:
        return ""
    whole = round(float(share) * 100)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole}%"
