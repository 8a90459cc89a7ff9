"""Effects: what one piece of law does to another, as legislation.gov.uk records it.

Both of its forms are read: ``ukm:Effect`` in a feed of changes (Atom) and ``ukm:UnappliedEffect`` in the
metadata of an Act or instrument. Sources: https://legislation.github.io/data-documentation/model/effects.html
and the CLML schema, https://legislation.github.io/clml-schema/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path as File

from scgraph.citations.address import Address, read_address
from scgraph.citations.units import Path
from scgraph.errors import BadSyntax
from scgraph.law.markup import Element, line_of, text_of
from scgraph.words import as_line

UKM = "{http://www.legislation.gov.uk/namespaces/metadata}"
# More of a title or a note than this is not told.
LONGEST_TOLD = 300


class Change(Enum):
    """What happens to a provision, in the words of the graph's tables."""

    AMENDED = "amended"
    INSERTED = "inserted"
    REPEALED = "repealed"
    COMMENCED = "commenced"


# What the types of effects mean, the first that fits. They are words of editors: 'words substituted',
# 'repealed (with savings)', 'applied (with modifications)', 'power to amend conferred'.
_CHANGES: tuple[tuple[Change | None, str], ...] = (
    (None, r"powers?\b|saving|transition|appointed day"),
    (Change.COMMENCED, r"(?:coming|comes|come|brought) into force\b|commence"),
    (Change.AMENDED, r".*\bin part\b"),
    (
        Change.REPEALED,
        r"(?:repealed|revoked|omitted|expired|ceas(?:es|ed|ing) to have effect)\b",
    ),
    (Change.INSERTED, r"(?:inserted|added)\b"),
    (
        Change.AMENDED,
        r".*\b(?:amend|insert|add|substitut|repeal|revok|omi(?:t|ss)|modif|appli|exclu|exten|restrict|renumber|"
        r"replac|transfer|construed|disappl)",
    ),
)
# A whole work, as editors write it in the place of a provision.
_WHOLE = re.compile(r"(?:whole )?(?:act|order|regulations?|rules?|measure|scheme|instrument|s\.?i\.?)", re.I)


@dataclass(frozen=True)
class Place:
    """What an effect acts on: a provision, or all from it ``up_to`` another; no path means the work.

    ``has_below`` tells that it is only something in the provision, or in one at an end of the range.
    """

    path: Path
    has_below: bool = False
    up_to: Path = ()


@dataclass(frozen=True)
class InForce:
    """When an effect is in force, and how far. No day is told of one that waits to be commenced."""

    day: date | None = None
    qualification: str = ""
    is_prospective: bool = False


@dataclass(frozen=True)
class Effect:
    """One effect. ``by`` and ``work`` are identifiers of works, empty where the file names none.

    ``type`` is the editors' word, ``change`` what it means here (``None``: no change of text or force),
    ``provisions`` what is affected in their words, ``is_whole_work`` that it is all of the work.
    ``is_applied`` says whether the text that legislation.gov.uk shows has it yet; ``None`` where that is
    not told.
    """

    type: str
    change: Change | None
    work: str
    places: tuple[Place, ...]
    provisions: str
    is_whole_work: bool
    by: str
    by_title: str
    by_provisions: str
    in_force: tuple[InForce, ...]
    is_applied: bool | None
    notes: str
    royal_assent: date | None


def change_of(kind: str) -> Change | None:
    """What the type of an effect means; ``None`` where it is none that changes law or its force.

    >>> change_of("words substituted"), change_of("repealed (with savings)"), change_of("savings")
    (<Change.AMENDED: 'amended'>, <Change.REPEALED: 'repealed'>, None)
    """
    return next((change for change, form in _CHANGES if re.match(form, kind.strip(), re.I)), None)


def read_effects(root: Element, name: str, where: File | str, own: str = "") -> list[Effect]:
    """All effects below an element.

    :param name: ``Effect`` or ``UnappliedEffect``.
    :param own: the work that the file is about, which an effect of it need not name.
    :raises BadSyntax: for an effect without a type, or a date that is none; with the line.
    """
    return [_effect(each, where, own) for each in root.iter(UKM + name)]


def read_day(element: Element, name: str, where: File | str) -> date | None:
    """The date in an attribute; ``None`` where there is no such attribute.

    :raises BadSyntax: if it is no date.
    """
    text = element.get(name)
    if text is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        told = as_line(text, 40)
        raise BadSyntax(
            where, f"{name} is '{told}', which is no date (as 2026-04-01).", line_of(element)
        ) from None


def told(text: str | None) -> str:
    """A text of the file on one line, of bounded length."""
    return as_line(text or "", LONGEST_TOLD)


def _effect(element: Element, where: File | str, own: str) -> Effect:
    kind = told(element.get("Type"))
    if not kind:
        raise BadSyntax(where, "an effect has no Type, which says what it does.", line_of(element))
    affected = read_address(element.get("AffectedURI", ""))
    by = read_address(element.get("CommencingURI") or element.get("AffectingURI") or "")
    provisions = told(
        element.get("AffectedProvisions")
        or element.get("AffectedProvision")
        or text_of(element.find(f"{UKM}AffectedProvisions"))
    )
    work = affected.work if affected else own
    places = tuple(_places(element, affected, work))
    return Effect(
        type=kind,
        change=change_of(kind),
        work=work,
        places=places or (Place(()),),
        provisions=provisions,
        is_whole_work=not places and _WHOLE.fullmatch(provisions) is not None,
        by=by.work if by else "",
        by_title=told(text_of(element.find(f"{UKM}AffectingTitle"))).removeprefix("The "),
        by_provisions=told(element.get("AffectingProvisions")),
        in_force=tuple(_in_force(element, where)) or (InForce(),),
        is_applied=_is_applied(element),
        notes=told(element.get("Notes")),
        royal_assent=read_day(element, "AffectingRoyalAssent", where),
    )


def _is_applied(element: Element) -> bool | None:
    if element.tag == f"{UKM}UnappliedEffect" or element.get("Applied") == "false":
        return None if element.get("RequiresApplied") == "false" else False  # it never will be
    return True if element.get("Applied") == "true" else None


def _in_force(element: Element, where: File | str) -> Iterator[InForce]:
    for found in element.iterfind(f"{UKM}InForceDates/{UKM}InForce"):
        is_prospective = found.get("Prospective") == "true"
        day = None if is_prospective else read_day(found, "Date", where)
        yield InForce(day, told(found.get("Qualification")), is_prospective)


def _places(element: Element, affected: Address | None, work: str) -> Iterator[Place]:
    """The provisions that an effect names: in elements of their own or, in the older form, in attributes."""
    listed = element.find(f"{UKM}AffectedProvisions")
    named = [] if listed is None else [_named(each, work) for each in listed]
    for place, following in zip(named, [*named[1:], None], strict=False):
        # 'Sch. 7' in front of 'para. 2(3)' says only where that is.
        is_context = place and following and following.path[: len(place.path)] == place.path != following.path
        if place is not None and not is_context:
            yield place
    if not named and affected is not None and affected.path:
        yield _place(affected, read_address(element.get("AffectedUpTo") or ""))


def _named(element: Element, work: str) -> Place | None:
    if element.tag not in (f"{UKM}Section", f"{UKM}SectionRange"):
        return None
    address = read_address(element.get("URI", ""))
    if address is None or address.work != work or not address.path:
        return None
    return _place(address, read_address(element.get("UpTo") or ""))


def _place(first: Address, last: Address | None) -> Place:
    if last is None or (last.work, last.path) == (first.work, first.path):
        return Place(first.path, first.has_below or last is not None)
    return Place(first.path, first.has_below or last.has_below, last.path if last.work == first.work else ())
