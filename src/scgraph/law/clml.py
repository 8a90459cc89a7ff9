"""An Act or instrument as legislation.gov.uk gives it in XML (CLML, ``data.xml``): what it says of its parts.

Only a revised version tells what is in force. ``RestrictStartDate`` is the day from which a part has the text
that it has, which is no earlier than its entry into force and often later; ``Status`` says that it waits for
commencement (Prospective), is repealed, or never came into force (Discarded).
Source: https://legislation.github.io/data-documentation/formats/xml.html and the CLML schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path as File

from scgraph.citations.address import read_address
from scgraph.citations.units import Path
from scgraph.errors import BadSyntax
from scgraph.law.effects import UKM, Effect, read_day, read_effects, told
from scgraph.law.markup import Element, line_of, local, text_of

LEG = "{http://www.legislation.gov.uk/namespaces/legislation}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
# The elements that are provisions, or that a table of contents has for them; and in which of their children
# the heading stands.
_PROVISIONS = frozenset({"P1", "Part", "Chapter", "Schedule", "ContentsItem"})
_CONTENTS = frozenset({"ContentsPart", "ContentsChapter", "ContentsSchedule"})
# What is not the law of this work in its present form: text for other works, versions for elsewhere, notes.
_BESIDE = frozenset({"BlockAmendment", "Versions", "Metadata", "Commentaries", "MarginNotes", "Footnotes"})
# Why a file tells nothing of what is in force now.
_AS_MADE = "is not a revised text; only that tells what is in force"
_FUTURE = "is the text as it will be: only the effects listed in it are compared"
_OLDER = "is an older version: only the effects listed in it are compared"
_DOTS = re.compile(r"[.\s…]{3,}")


class Force(Enum):
    """What a file says of the force of something, in the words of the graph's tables."""

    UNTOLD = ""
    IN = "in force"
    PARTLY = "partly in force"
    NOT_YET = "not yet in force"
    NEVER = "never in force"
    REPEALED = "repealed"
    LEFT_OUT = "left out: dots stand for its text"


@dataclass(frozen=True)
class Part:
    """What a file says of a work (an empty path) or a provision: its heading, and its force.

    ``since`` is the day from which it has its present text, ``until`` the day on which it ceased.
    """

    path: Path
    heading: str
    force: Force
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Act:
    """An Act or instrument. ``parts`` has the work itself under the empty path.

    ``version`` is the day from which the text holds. ``caution`` says why the file tells nothing of what is
    in force now: it is the text as made, or an older or a future one, of which the headings count for nothing
    either. It is empty where the file does tell.
    """

    work: str
    title: str
    address: str
    version: date | None
    caution: str
    made: date | None
    coming_into_force: tuple[date, ...]
    parts: dict[Path, Part]
    effects: tuple[Effect, ...]


def read_act(root: Element, where: File | str) -> Act:
    """What a file of CLML says.

    :raises BadSyntax: if it names no work, or a date is none; with the line.
    """
    named = (
        root.get("IdURI") or root.get("DocumentURI") or text_of(root.find(f"{UKM}Metadata/{_DC}identifier"))
    )
    address = read_address(named)
    if address is None:
        raise BadSyntax(where, "names no Act or instrument of legislation.gov.uk (IdURI).", line_of(root))
    metadata = root.find(f"{UKM}Metadata")
    caution = _caution(root, metadata)
    parts = {part.path: part for part in _parts(root, where, address.work)}
    title = _title(metadata)
    own = Part((), title, _force_of_all(root, list(parts.values())), *_days(root, where))
    told_parts = {(): own if _is_whole(root, metadata) else replace(own, force=Force.UNTOLD), **parts}
    if caution:
        told_parts = {path: replace(part, force=Force.UNTOLD) for path, part in told_parts.items()}
    if caution in (_FUTURE, _OLDER):
        told_parts = {path: replace(part, heading="") for path, part in told_parts.items()}
    return Act(
        work=address.work,
        title=title,
        address=_self_link(metadata) or root.get("DocumentURI", ""),
        version=read_day(root, "RestrictStartDate", where),
        caution=caution,
        made=next(iter(_dates(metadata, "EnactmentDate", where) or _dates(metadata, "Made", where)), None),
        coming_into_force=tuple(sorted(_dates(metadata, "DateTime", where))),
        parts=told_parts,
        effects=tuple(read_effects(root, "UnappliedEffect", where, address.work)),
    )


@dataclass(frozen=True)
class _Around:
    """What holds for an element by those around it, unless it says otherwise itself."""

    status: str
    since: date | None
    until: date | None
    heading: str = ""

    def within(self, element: Element, where: File | str) -> _Around:
        since, until = _days(element, where)
        status = element.get("Status", "")
        # A part with a day of its own is not as what is around it.
        if status or since or until:
            return _Around(status, since or self.since, until, self.heading)
        return self


def _parts(root: Element, where: File | str, work: str) -> Iterator[Part]:
    """The provisions of a work; each once, as the body has it."""
    around_all = _Around("", None, None).within(root, where)
    waiting = [(child, around_all) for child in reversed(list(root))]
    seen: set[Path] = set()
    while waiting:
        element, around = waiting.pop()
        name = local(element)
        if name in _BESIDE:
            continue
        around = around.within(element, where)
        named = (
            element.get("IdURI") or element.get("DocumentURI") or ""
        )  # text quoted from others has neither
        address = read_address(named) if name in _PROVISIONS | _CONTENTS else None
        if address and address.path and not address.has_below and address.work == work:
            if address.path not in seen:
                yield _part(element, address.path, around)
            seen.add(address.path)
        inner = around
        if name == "P1group":
            several = sum(1 for child in element if local(child) == "P1") > 1
            heading = "" if several else _heading(element)
            inner = _Around(around.status, around.since, around.until, heading)
        elif name in _PROVISIONS:
            inner = _Around(around.status, around.since, around.until)
        waiting += [(child, inner) for child in reversed(list(element))]


def _part(element: Element, path: Path, around: _Around) -> Part:
    heading = _heading(element) or around.heading
    return Part(
        path, "" if _DOTS.fullmatch(heading) else heading, _force(element, around), around.since, around.until
    )


def _force(element: Element, around: _Around) -> Force:
    if around.status in _STATUSES:
        return _STATUSES[around.status]
    if around.since is None:
        return Force.UNTOLD
    texts = [text_of(text) for text in element.iter(f"{LEG}Text")]
    if texts and all(_DOTS.fullmatch(text) for text in texts):
        return Force.LEFT_OUT
    inner = (each for each in element.iter() if each is not element)
    return Force.PARTLY if any(each.get("Status") == "Prospective" for each in inner) else Force.IN


_STATUSES = {"Prospective": Force.NOT_YET, "Repealed": Force.REPEALED, "Discarded": Force.NEVER}


def _force_of_all(root: Element, parts: list[Part]) -> Force:
    """The force of a work, by its own status or else by its provisions."""
    if (status := root.get("Status", "")) in _STATUSES:
        return _STATUSES[status]
    told_of = {part.force for part in parts} & {Force.IN, Force.PARTLY, Force.NOT_YET}
    if not told_of:
        return Force.UNTOLD
    return Force.PARTLY if len(told_of) > 1 else told_of.pop()


def _caution(root: Element, metadata: Element | None) -> str:
    """Why a file tells nothing of what is in force now."""
    status = metadata.find(f".//{UKM}DocumentStatus") if metadata is not None else None
    if status is None or status.get("Value") != "revised":
        return _AS_MADE
    if root.get("DocumentURI", "").rstrip("/").endswith("/prospective"):
        return _FUTURE
    links = metadata.iterfind(f"{_ATOM}link") if metadata is not None else ()
    newer = any(link.get("rel") == _REPLACED_BY and link.get("title") != "prospective" for link in links)
    if newer or (root.get("RestrictEndDate") and root.get("Status") != "Repealed"):
        return _OLDER
    return ""


def _is_whole(root: Element, metadata: Element | None) -> bool:
    """Whether a file has the whole of its work, and not one section or part of it."""
    identifier = text_of(metadata.find(f"{_DC}identifier") if metadata is not None else None)
    named = [read_address(address) for address in (root.get("DocumentURI", ""), identifier)]
    return all(address is None or not address.path for address in named)


def _days(element: Element, where: File | str) -> tuple[date | None, date | None]:
    return read_day(element, "RestrictStartDate", where), read_day(element, "RestrictEndDate", where)


def _dates(metadata: Element | None, name: str, where: File | str) -> list[date]:
    found = [] if metadata is None else list(metadata.iter(UKM + name))
    return [day for each in found if (day := read_day(each, "Date", where)) is not None]


def _title(metadata: Element | None) -> str:
    return told(text_of(metadata.find(f"{_DC}title") if metadata is not None else None)).removeprefix("The ")


def _self_link(metadata: Element | None) -> str:
    links = [] if metadata is None else metadata.findall(f"{_ATOM}link")
    return next((link.get("href", "") for link in links if link.get("rel") == "self"), "")


def _heading(element: Element) -> str:
    for path in (f"{LEG}Title", f"{LEG}TitleBlock/{LEG}Title", f"{LEG}ContentsTitle"):
        if (found := element.find(path)) is not None:
            return told(text_of(found))
    return ""
