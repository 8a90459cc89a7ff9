"""What is nearest in law to a citation of the unknown: the same Act, the nearest number, a like title."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from scgraph.citations.book import Law, LawBook
from scgraph.citations.grammar import Citation, keyed
from scgraph.citations.units import NUMBERED
from scgraph.words import natural_key

_MOST = 3
_LIKE = 0.7


def nearest(book: LawBook, citation: Citation, laws: tuple[Law, ...]) -> tuple[Law, ...]:
    """At most three to offer.

    :param laws: what the words of the citation seem to mean; where it is nothing, names like them are sought.
    """
    laws = laws or _like(book, citation.words)
    number = _number(citation)
    if number is None:
        return laws[:_MOST]
    if laws:
        works = {law.work for law in laws}
        found = _by_number(book, citation, number, works)
        return found or laws[:_MOST]
    return _by_number(book, citation, number, book.works_with_provisions())


def _number(citation: Citation) -> int | None:
    """The number that is asked for: of a unit, or one that stands among the words."""
    spoken = [span.first for span in citation.spans] or [word for word in citation.words if word.isdecimal()]
    digits = ["".join(letter for letter in text if letter.isdecimal()) for text in spoken]
    fit = (text for text in digits[::-1] if 0 < len(text) < (12 if citation.unit else 4))  # no year
    return next(map(int, fit), None)


def _by_number(book: LawBook, citation: Citation, number: int, works: Iterable[str]) -> tuple[Law, ...]:
    """The provisions of works with the nearest numbers, of the kind asked for or one in its place."""
    provisions = [(path, law) for work in works for path, law in book.provisions(work).items()]
    wanted = citation.unit or "section"
    kinds = {wanted} if any(path[-1][0] == wanted for path, _ in provisions) else set()
    if not kinds and wanted in NUMBERED:
        kinds = set(NUMBERED)
    near = []
    for path, law in provisions:
        digits = "".join(letter for letter in path[-1][1] if letter.isdecimal())
        if path[-1][0] in kinds and digits:
            near.append((abs(int(digits) - number), natural_key(law.label), law))
    return tuple(law for *_, law in sorted(near, key=lambda each: each[:2])[:_MOST])


def _like(book: LawBook, words: tuple[str, ...]) -> tuple[Law, ...]:
    """What has a name like the words."""
    names = book.spoken()
    close = difflib.get_close_matches(keyed(words), names, n=_MOST, cutoff=_LIKE)
    return tuple({law.iri: law for name in close for law in names[name]}.values())[:_MOST]
