"""What a text cites, found in the law that a graph knows: as values, for a surface to tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scgraph.citations.address import is_address, read_address
from scgraph.citations.book import Law, LawBook
from scgraph.citations.grammar import Citation, WorkNumber, is_year, read_citation
from scgraph.citations.nearest import nearest
from scgraph.citations.units import Path, Span, short
from scgraph.words import listed

# In words; the longest titles of the statute book have some thirty.
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Found:
    """The law that a text cites; ``notes`` is what a user should be told about how it was understood."""

    laws: tuple[Law, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Several:
    """A text fits these, and does not say which; ``example`` says it of the first."""

    choices: tuple[Law, ...]
    example: str


@dataclass(frozen=True)
class Nothing:
    """A text cites no law that is known; ``nearest`` is what is nearest in law."""

    nearest: tuple[Law, ...]


Reading = Found | Several | Nothing


def look_up(book: LawBook, text: str) -> Reading:
    """What a text cites: a name, a citation, a range or list of provisions, or an address."""
    if is_address(text):
        return _at_address(book, text)
    citation = read_citation(text)
    return _named(book, citation) if citation.unit is None else _cited(book, citation, text)


def _at_address(book: LawBook, text: str) -> Reading:
    address = read_address(text)
    if address is None:
        return Nothing(())
    if not address.path:
        work = book.laws.get(address.work)
        return Found((work,)) if work else Nothing(())
    unit, number = address.path[-1]
    citation = Citation((), unit, (Span(number, number),), address.path[:-1], address.has_below)
    found = _within(book, citation, address.work)
    if found.laws:
        return Found(found.laws, found.notes)
    work = book.laws.get(address.work)
    return Nothing(nearest(book, citation, (work,) if work else ()))


def _named(book: LawBook, citation: Citation) -> Reading:
    """What is cited by name or by the number of a work alone."""
    if citation.number is not None:
        found = _of_number(book, citation)
    else:
        found = book.named(citation.words)
        for start, end in () if found else _parts(citation.words):
            rest = (*citation.words[:start], *citation.words[end:])
            found = [law for law in book.named(citation.words[start:end]) if _fits(book, law, rest)]
            if found:
                break
    if not found:
        return Nothing(nearest(book, citation, _guessed(book, citation.words)))
    return Found((found[0],)) if len(found) == 1 else _asks(found)


def _fits(book: LawBook, law: Law, rest: tuple[str, ...]) -> bool:
    """Whether the words beside the name of a work are its year, or those beside another name explain it."""
    words = tuple(word for word in rest if law.path or word not in book.years(law))
    if law.path:
        return book.explains(law, words)
    return not words or book.is_name_of(law, words)


def _of_number(book: LawBook, citation: Citation) -> list[Law]:
    """The works of a number, as far as the words beside it are words of their names."""
    number = citation.number
    assert number is not None
    found = []
    for law in book.works():
        if _has_number(law, number) and all(word in law.words | book.years(law) for word in citation.words):
            found.append(law)
    return found


def _has_number(law: Law, number: WorkNumber) -> bool:
    *kind, year, own = law.iri.split("/")
    if number.is_chapter and kind[-1:] != ["ukpga"]:
        return False
    return own == number.number and number.year in (None, year)


@dataclass(frozen=True)
class _Source:
    """Where to look for provisions: in a work, or from a provision or scheme on; and the other words.

    Those ``beside`` its name may make it another; those ``apart`` from it stand on the other side of a unit.
    """

    law: Law
    beside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


def _cited(book: LawBook, citation: Citation, text: str) -> Reading:
    """What is cited by units: sections and the like."""
    named: tuple[Law, ...] = ()
    for sources in _sources(book, citation):
        results = [_from(book, citation, source) for source in sources]
        if any(result.laws for result in results):
            return _chosen(book, citation, results, " of an Act so called", text)
        named = named or tuple(source.law for source in sources)
    if not named:
        if by_name := book.cited_by_name(citation.words, None, _path(citation)):
            return _answered_at(citation, by_name)
        results = [_anywhere(book, citation, work) for work in book.works_with_provisions()]
        results += [
            _answered_at(citation, law)
            for law in book.named_with(_path(citation))
            if book.explains(law, citation.words)
        ]
        if any(result.laws for result in results):
            return _chosen(book, citation, results, "", text)
    return Nothing(nearest(book, citation, named or _guessed(book, citation.words)))


def _chosen(book: LawBook, citation: Citation, results: list[Found], where: str, text: str) -> Reading:
    """The one result that there is, with a note if others could have been; or a choice among several."""
    found = list({result.laws: result for result in results if result.laws}.values())
    if len(found) > 1:
        return _asks_provisions(book, citation, found, text)
    (only,) = found
    if len(results) == 1:
        return only
    labels = listed([law.label for law in only.laws])
    return Found(
        only.laws,
        (f"taken as {labels}: no other {short(_path(citation))}{where} is known here.", *only.notes),
    )


def _path(citation: Citation) -> Path:
    return citation.path(citation.spans[0].first)


def _sources(book: LawBook, citation: Citation) -> Iterable[list[_Source]]:
    """What runs of the words of a citation name, the longest run first."""
    if citation.number is not None:
        yield [_Source(law) for law in _of_number(book, citation)]
        return
    words = citation.words
    for start, end in _parts(words):
        first = max((each for each in citation.breaks if each <= start), default=0)
        last = min((each for each in citation.breaks if each >= end), default=len(words))
        years = {word for word in (*words[:start], *words[end:]) if is_year(word)}
        beside = tuple(word for word in (*words[first:start], *words[end:last]) if word not in years)
        apart = tuple(word for word in (*words[:first], *words[last:]) if word not in years)
        sources = [
            _Source(law, beside, apart)
            for law in book.named(words[start:end])
            if years <= book.years(book.laws.get(law.work, law))
        ]
        if sources:
            yield sources


def _parts(words: tuple[str, ...]) -> Iterable[tuple[int, int]]:
    """The runs of words, the longest first; no longer than a name may be."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        for start in range(len(words) - length + 1):
            yield start, start + length


def _from(book: LawBook, citation: Citation, source: _Source) -> Found:
    """What is cited within what the words name, where its names explain the other words."""
    law = source.law
    if not law.path and law.wholes:  # a scheme: in the provision that sets it out
        for whole in law.wholes:
            if whole in book.laws:
                return _from(book, citation, replace(source, law=book.laws[whole]))
    if law.path:
        is_single = len(citation.spans) == 1 and not citation.spans[0].is_range
        if is_single and law.path[-len(_path(citation)) :] == _path(citation):
            return _explained(book, Found((law,), _below(citation, law)), source)
        deeper = replace(citation, above=(*law.path, *citation.above))
        found = _within(book, deeper, law.work)
        if found.laws:
            return _explained(book, found, source)
    return _explained(book, _within(book, citation, law.work), source)


def _explained(book: LawBook, found: Found, source: _Source) -> Found:
    """What was found, where its names explain the other words; words apart from a name may be passed over."""
    if not all(book.explains(law, source.beside) for law in found.laws):
        return Found(())
    if all(book.explains(law, source.apart) for law in found.laws):
        return found
    if any(book.named(source.apart[start:end]) for start, end in _parts(source.apart)):
        return Found(())  # another Act is cited too
    return Found(found.laws, (*found.notes, f"passed over: {' '.join(source.apart)}."))


def _anywhere(book: LawBook, citation: Citation, work: str) -> Found:
    found = _within(book, citation, work)
    return found if all(book.explains(law, citation.words) for law in found.laws) else Found(())


def _within(book: LawBook, citation: Citation, work: str) -> Found:
    """The provisions of one work that are cited, with what is to be told about them."""
    laws: list[Law] = []
    notes: list[str] = []
    missing: list[str] = []
    for span in citation.spans:
        if span.is_range:
            covered = book.covered(work, citation, span)
            laws += covered
            missing += _gaps(citation, span, covered)
        elif law := _one(book, citation, work, span, notes):
            laws.append(law)
        else:
            missing.append(short(citation.path(span.first)))
    if laws and missing:
        notes.append(f"not known here: {', '.join(missing)}.")
    return Found(tuple(dict.fromkeys(laws)), tuple(notes))


def _one(book: LawBook, citation: Citation, work: str, span: Span, notes: list[str]) -> Law | None:
    """One provision; what stands below it, or in a schedule without being known, is answered at what is."""
    path, provisions = citation.path(span.first), book.provisions(work)
    if law := provisions.get(path) or _paragraph_alone(path, provisions):
        notes.extend(_below(citation, law))
        return law
    if law := book.cited_by_name((), work, path):
        notes.extend(_answered_at(citation, law).notes)
        return law
    while len(path) > 1 and path[-1][0] in {"paragraph", "part", "chapter", "article"}:
        path = path[:-1]
        if law := provisions.get(path):
            notes.append(f"{short(citation.path(span.first))} is not known here; answered at {law.label}.")
            return law
    return None


def _paragraph_alone(path: Path, provisions: dict[Path, Law]) -> Law | None:
    """'Paragraph 38' without its schedule, where only one schedule has it."""
    if path[0][0] != "paragraph":
        return None
    found = [law for known, law in provisions.items() if known[-1:] == path]
    return found[0] if len(found) == 1 else None


def _below(citation: Citation, law: Law) -> tuple[str, ...]:
    return (
        (f"what stands below {law.label} is not told apart here; answered at it.",)
        if citation.has_below
        else ()
    )


def _answered_at(citation: Citation, law: Law) -> Found:
    """A law by a name with units in it: that the units are others than its own is told."""
    path = _path(citation)
    if law.path[-len(path) :] == path:
        return Found((law,), _below(citation, law))
    return Found((law,), (f"{short(path)} is answered at {law.label}, where it stands.",))


def _gaps(citation: Citation, span: Span, covered: list[Law]) -> list[str]:
    """What of a range is not known: runs of numbers, without counting what was put in between them."""
    if not (span.first.isdecimal() and span.last.isdecimal()):
        known = {law.path[-1][1] for law in covered}
        ends = (citation.path(number) for number in (span.first, span.last))
        return [short(path) for path in ends if path[-1][1] not in known]
    known_numbers = sorted(int(n) for law in covered if (n := law.path[-1][1]).isdecimal())
    gaps, following = [], int(span.first)
    for number in (*known_numbers, int(span.last) + 1):
        if following < number:
            first, last = short(citation.path(str(following))), number - 1
            gaps.append(first if following == last else f"{first}–{last}")
        following = number + 1
    return gaps


def _asks(laws: list[Law]) -> Several:
    return Several(tuple(laws), laws[0].label)


def _asks_provisions(book: LawBook, citation: Citation, found: list[Found], text: str) -> Several:
    """Several works have what is cited: the choice is of the provisions, or of the works for a range."""
    if all(len(each.laws) == 1 for each in found) and not any(span.is_range for span in citation.spans):
        return _asks([each.laws[0] for each in found])
    works = [book.laws[each.laws[0].work] for each in found if each.laws[0].work in book.laws]
    return Several(tuple(works), f"{works[0].label} {text.strip()}" if works else text)


def _guessed(book: LawBook, words: tuple[str, ...]) -> tuple[Law, ...]:
    """The works that some of the words name, whatever the others say."""
    for start, end in _parts(words):
        if laws := book.named(words[start:end]):
            return tuple(laws)
    return ()
