"""A citation read: which Act in words, which section, and what stands below it. It knows no Act.

::

    citation  =  { unit | below | number of the work | word }        in any order
    unit      =  name of a unit, numbers           'section 42', 'ss.42-47', 'Sch A1', 'regs 3 and 5'
    numbers   =  number { "-" number | "," number | "and" number }
    number    =  digits with letters around them, a Roman number, or a word up to twelve
    below     =  "(" mark ")" … | "." digits | "/" digits | 'subsection' mark
    work      =  year "/" digits | year "No" digits | "c" digits     'SI 2014/2827', '2014 c. 23'
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from scgraph.citations.units import (
    NUMBERED,
    RANK,
    ROMAN,
    ROMAN_NUMBER,
    UNITS,
    Path,
    Span,
    in_order,
    normal,
)

_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
# Words that join others and tell nothing apart; left out of names and citations alike.
_JOINING = frozenset({
    "the", "a", "an", "of", "to", "under", "in", "and", "or", "at", "by", "for", "on", "with", "from", "etc",
    "is", "see", "per", "pursuant", "cf", "as", "amended",
})  # fmt: skip
_SAME = {"regs": "regulations", "reg": "regulation"}
_UP_TO = frozenset({"-", "to", "through", "until"})
_TOKEN = re.compile(r"[^\W\d_]+|\d+|\S")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_STUCK = re.compile(r"\b(sch|sched|schedule)\.?(?=[A-Z]{1,2}\d)", re.IGNORECASE)
_MARK = re.compile(r"\d{1,3}[A-Za-z]?|[A-Za-z]|[a-z]{2}|[ivx]{1,5}")
_LONGEST = 300


@dataclass(frozen=True)
class WorkNumber:
    """A work by its number: of the instruments of a year, or of the chapters of its statute book."""

    year: str | None
    number: str
    is_chapter: bool


@dataclass(frozen=True)
class Citation:
    """What a text cites: ``words`` name the work, ``unit`` and ``spans`` its provisions within ``above``.

    ``breaks`` are the places among the words where a unit stood: 'MCA' and 'best interests' in
    'MCA s.4 best interests'.
    """

    words: tuple[str, ...]
    unit: str | None = None
    spans: tuple[Span, ...] = ()
    above: Path = ()
    has_below: bool = False
    number: WorkNumber | None = None
    breaks: frozenset[int] = frozenset()

    def path(self, number: str) -> Path:
        """The path of one of the numbers that are cited.

        :raises ValueError: if no unit is.
        """
        if self.unit is None:
            raise ValueError("no unit is cited")
        return (*self.above, (self.unit, normal(self.unit, number)))


def keyed(words: tuple[str, ...]) -> str:
    """Words as names are looked up: run together, but for numbers side by side.

    >>> keyed(("care", "act", "2014")), keyed(("2014", "23"))
    ('careact2014', '2014 23')
    """
    return re.sub(r"(?<=\d)_(?=\d)", " ", "_".join(words)).replace("_", "")


def is_year(text: str) -> bool:
    """Whether a number is a year in which there may be legislation."""
    return len(text) == 4 and text.isascii() and text.isdecimal() and "1200" <= text <= "2199"


def read_citation(text: str) -> Citation:
    """What a text cites. Any text is read: what is no part of a citation ends up among its words.

    >>> cited = read_citation("Section 42(2) of the Care Act 2014")
    >>> cited.words, cited.unit, cited.spans, cited.has_below
    (('care', 'act', '2014'), 'section', (Span(first='42', last='42'),), True)
    """
    return _Reader(_tokens(text)).read()


@dataclass(frozen=True)
class _Token:
    text: str
    is_apart: bool  # white space in front

    @property
    def word(self) -> str:
        return self.text.casefold()


def _tokens(text: str) -> list[_Token]:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub("[\"'`´‘’‚‛“”„«»]", "", plain))
    plain = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", plain)
    plain = re.sub(r"(?i)\bsub-(?=\w)", "sub", plain)
    plain = _STUCK.sub(r"\1 ", plain)
    tokens, end = [], 0
    for found in _TOKEN.finditer(plain):
        tokens.append(_Token(found[0], found.start() > end))
        end = found.end()
    return tokens


@dataclass
class _Reader:
    """Reads tokens from left to right; each ``_…`` method moves on only if it finds what it reads."""

    tokens: list[_Token]
    at: int = 0
    words: list[str] = field(default_factory=list)
    units: dict[str, list[Span]] = field(default_factory=dict)
    number: WorkNumber | None = None
    has_below: bool = False
    breaks: set[int] = field(default_factory=set)

    def read(self) -> Citation:
        while self.at < len(self.tokens):
            if not (self._unit() or self._work_number()):
                word = self.tokens[self.at].word
                if word[0].isalnum() and word not in _JOINING:
                    self.words.append(_SAME.get(word, word))
                self.at += 1
        return self._whole()

    def _whole(self) -> Citation:
        """The units put into their order: the narrowest is what is cited, the others are where it stands."""
        units = dict(self.units)
        if "schedule" not in units and NUMBERED & units.keys() and "paragraph" in units:
            del units["paragraph"]  # 'paragraph 2 of article 6' stands below the article
            self.has_below = True
        ordered = sorted(units, key=RANK.__getitem__)
        if not ordered:
            return Citation(tuple(self.words), number=self.number, has_below=self.has_below)
        *wider, unit = ordered
        if unit in NUMBERED or (unit == "paragraph" and "schedule" in wider):
            wider = [each for each in wider if each == "schedule"]  # sections count on through parts
        above = tuple((each, normal(each, units[each][0].first)) for each in wider)
        words, breaks = tuple(self.words), frozenset(self.breaks)
        return Citation(words, unit, tuple(units[unit]), above, self.has_below, self.number, breaks)

    def _token(self, ahead: int = 0) -> _Token:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else _Token("", True)

    def _unit(self) -> bool:
        start, unit = self.at, UNITS.get(self._token().word)
        if unit is None:
            return False
        self.at += 1
        self._skip(".", ":")
        if self._token().word in {"no", "nos", "number"}:
            self.at += 1
            self._skip(".")
        if unit == "below":
            if self._marks() or self._one(unit):
                self.has_below = True
                return True
        elif unit == "paragraph" and self._token().text == "(" and self._token(1).text.isalpha():
            self._marks()
            return True
        elif spans := self._numbers(unit):
            self.units.setdefault(unit, []).extend(spans)
            self.breaks.add(len(self.words))
            return True
        self.at = start
        return False

    def _numbers(self, unit: str) -> list[Span]:
        first = self._one(unit)
        if first is None:
            return []
        spans = [self._span(unit, first)]
        self._marks()
        while (start := self.at) < len(self.tokens) and self._separator():
            following = self._one(unit)
            if following is None and not self._marks():  # 's.1(2) and (3)'
                self.at = start
                break
            if following is not None:
                spans.append(self._span(unit, following))
                self._marks()
        return spans

    def _span(self, unit: str, first: str) -> Span:
        start = self.at
        self._marks()
        if self._token().word in _UP_TO:
            self.at += 1
            if self._marks():  # '(a)-(c)'
                return Span(first, first)
            if UNITS.get(self._token().word) == unit:  # 's.42-s.45'
                self.at += 1
                self._skip(".")
            last = self._one(unit)
            if last is None and (suffix := self._suffix_of(first)):
                last = suffix
            if last is not None:
                return in_order(first, last)
        self.at = start
        return Span(first, first)

    def _suffix_of(self, first: str) -> str | None:
        """The last of '39A-E': a letter alone, where the first number ends in one."""
        token = self._token()
        if len(token.text) == 1 and token.text.isalpha() and first[-1:].isalpha():
            self.at += 1
            return first[:-1] + token.text.upper()
        return None

    def _separator(self) -> bool:
        start = self.at
        while self._token().word in {",", ";", "and", "&", "or"}:
            self.at += 1
        return self.at > start

    def _one(self, unit: str) -> str | None:
        """One number of a unit."""
        start = self.at
        bracketed = self._skip("(", "[")
        number = self._digits() or self._spoken(unit)
        if number is not None and (not bracketed or self._skip(")", "]")) and not is_year(number):
            return number
        self.at = start
        return None

    def _digits(self) -> str | None:
        start, before = self.at, ""
        first, second = self._token(), self._token(1)
        is_letter = first.text.isalpha() and len(first.text) <= 2 and first.word not in UNITS
        if is_letter and second.text.isdecimal() and not second.is_apart:
            before = first.text
            self.at += 1
        digits = self._token().text
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 12):
            self.at = start
            return None
        self.at += 1
        return (before + digits + self._suffix()).upper()

    def _suffix(self) -> str:
        """The letters behind a number: '42A', '17ZA'; 'A' also behind a space."""
        token = self._token()
        is_stuck = not token.is_apart and len(token.text) <= 2 and token.word not in _JOINING - {"a"}
        is_letter = len(token.text) == 1 and token.text.isupper() and self._token(1).text != "."
        if token.text.isascii() and token.text.isalpha() and (is_stuck or is_letter):
            if is_stuck and self._token(1).text.isdecimal() and not self._token(1).is_apart:
                return ""  # 's42s43'
            self.at += 1
            return token.text
        return ""

    def _spoken(self, unit: str) -> str | None:
        token = self._token()
        number = _WORDS.get(token.word)
        if number is None and unit in ROMAN and (token.text.isupper() or token.text.islower()):
            found = ROMAN_NUMBER.fullmatch(token.text.upper())
            is_roman = found is not None and bool(found["roman"])
            if is_roman or (len(token.text) == 1 and token.text.isascii() and token.text.isupper()):
                number = token.text.upper()
        if number is not None:
            self.at += 1
        return number

    def _marks(self) -> bool:
        """What stands below a number: '(2)(a)', '.1', '/1'."""
        start = self.at
        while True:
            first, second, third = self._token(), self._token(1), self._token(2)
            if first.text == "(":
                mark, end = second.text, third
                length = 3
                if end.text != ")" and not end.is_apart:  # '(1A)'
                    mark, end, length = second.text + end.text, self._token(3), 4
                if end.text != ")" or not _MARK.fullmatch(mark):
                    break
                self.at += length
            elif (
                first.text in {".", "/"}
                and not first.is_apart
                and not second.is_apart
                and self.at > 0
                and second.text.isdecimal()
                and len(second.text) <= 3
            ):
                self.at += 2
            elif self.at > start and first.text in {"-", ",", "and", "to"} and second.text == "(":
                self.at += 1
                if not self._marks():
                    self.at -= 1
                    break
            else:
                break
        self.has_below = self.has_below or self.at > start
        return self.at > start

    def _work_number(self) -> bool:
        """'2014/2827', '2014 No. 2827', 'c. 23'."""
        start, text = self.at, self._token().text
        self.at += 1
        if is_year(text):
            between = self._token()
            is_joined = between.text == "/" or between.word == "no"
            if is_joined or (self.words[-1:] == ["si"] and between.text.isdecimal()):
                self.at += is_joined
                self._skip("No", "no")
                self._skip(".")
                if self._take_number(text, is_chapter=False):
                    return True
        elif text == "c" or text == "C":
            self._skip(".")
            years = [word for word in self.words if is_year(word)]
            if self._take_number(years[-1] if years else None, is_chapter=True):
                return True
        self.at = start
        return False

    def _take_number(self, year: str | None, is_chapter: bool) -> bool:
        digits = self._token().text
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
            return False
        self.at += 1
        self.number = WorkNumber(year, digits.lstrip("0") or digits, is_chapter)
        return True

    def _skip(self, *texts: str) -> bool:
        if self._token().text in texts:
            self.at += 1
            return True
        return False
