"""An Act or instrument as its file has it, against what the graph says of it: headings, force, days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from scgraph.law.about import number_of
from scgraph.law.clml import Act, Force, Part
from scgraph.law.effects import Change
from scgraph.law.events import KINDS, Event, event_iri, standing_of
from scgraph.law.known import IN_FORCE, NOT_IN_FORCE, PARTLY_IN_FORCE, Known, KnownLaw
from scgraph.law.sources import Source
from scgraph.words import counted, fold, sentence

_NONE = "none recorded"
# Statuses of the graph that a file which says this does not speak against. A file does not tell of force for
# some purposes only, so that 'partly in force' may stand where it says 'in force'.
_AGREEING = {
    Force.IN: {IN_FORCE, PARTLY_IN_FORCE},
    Force.PARTLY: {PARTLY_IN_FORCE},
    Force.NOT_YET: {NOT_IN_FORCE},
    Force.NEVER: {NOT_IN_FORCE},
}
_OVER = {Force.REPEALED, Force.LEFT_OUT}


@dataclass(frozen=True)
class Difference:
    """What the graph and a file say differently of one piece of law.

    ``by`` is the identifier of the work that does it, ``day`` the day from which it is so (ISO 8601), each
    empty where the file does not say it; ``files`` are those that say it. ``is_event`` tells that something
    happened, and not that a wording or a status differs.
    """

    what: str
    iri: str
    where: str
    graph_says: str
    file_says: str
    by: str = ""
    day: str = ""
    files: tuple[str, ...] = ()
    is_event: bool = False


@dataclass(frozen=True)
class Compared:
    """What one file says differently, the events that follow from that, and what to tell about the file."""

    differences: tuple[Difference, ...] = ()
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()


def compare_act(known: KnownLaw, source: Source, today: date) -> Compared:
    """What a file says of headings, force and days that the graph does not. A feed says none of it."""
    act = source.act
    notes = []
    if not source.address:
        notes.append(
            f"{source.name} names no address of its own: its events do not say where they were read."
        )
    if act is None:
        if source.has_more:
            notes.append(f"{source.name} is one page of several; the others are to be checked, too.")
        return Compared(notes=tuple(notes))
    laws = known.provisions.get(act.work, {})
    if not laws:
        name = f"{act.title} ({number_of(act.work)})" if act.title else number_of(act.work)
        return Compared(notes=(*notes, f"{source.name} is {name}, of which nothing is known here."))
    both = [(law, act.parts[path]) for path, law in laws.items() if path in act.parts]
    provisions = sum(1 for path in laws if path)
    there = sum(1 for law, _ in both if law.place[1])
    label = known.label(act.work) or number_of(act.work)
    version = f", version of {act.version}" if act.version else ""
    has = f"of {counted(provisions, 'provision')} of it that are known here, it has {there}"
    notes.append(f"{source.name}: {label}{version}; {has}.")
    if act.caution:
        notes.append(f"{source.name} {act.caution}.")
    rows: list[Difference] = []
    events: list[Event] = []
    for law, part in both:
        event = _event(known, law, part, source, today)
        events += [event] if event else []
        rows += _rows(law, part, act, today, event is not None)
    return Compared(tuple(replace(row, files=(source.name,)) for row in rows), tuple(events), tuple(notes))


def _rows(law: Known, part: Part, act: Act, today: date, is_event: bool) -> Iterator[Difference]:
    if part.heading and fold(part.heading) != fold(law.heading):
        yield Difference("heading", law.iri, law.label, law.heading or _NONE, part.heading)
    if not part.path:
        yield from _rows_of_work(law, act)
    if not _agrees(law, part, today):
        yield Difference(
            what=_what(part, today),
            iri=law.iri,
            where=law.label,
            graph_says=law.force,
            file_says=_told(part),
            day=_day(part, today),
            is_event=is_event,
        )
    elif part.force is Force.IN and part.since and law.in_force_from > part.since.isoformat():
        told = f"has had this text since {part.since}, so it was in force then"
        yield Difference("in force", law.iri, law.label, law.force, told)


def _rows_of_work(law: Known, act: Act) -> Iterator[Difference]:
    if act.made and law.made != act.made.isoformat():
        yield Difference("made", law.iri, law.label, law.made or _NONE, act.made.isoformat())
    days = [day.isoformat() for day in act.coming_into_force]
    if days and law.in_force_from != days[0]:
        yield Difference(
            "first in force", law.iri, law.label, law.force, f"comes into force on {', '.join(days)}"
        )


def _agrees(law: Known, part: Part, today: date) -> bool:
    """Whether what a file says of force is what the graph says, or no more than that."""
    if part.force is Force.UNTOLD:
        return True
    if part.force in _OVER:
        ended = part.until if part.force is Force.REPEALED else None
        day = law.no_longer_in_force_from
        return law.status == NOT_IN_FORCE and (ended is None or day == ended.isoformat())
    return law.status in _AGREEING[_now(part, today)]


def _now(part: Part, today: date) -> Force:
    """The force on a day: a text that is to hold from a later one is not yet in force."""
    return Force.NOT_YET if part.force is Force.IN and part.since and part.since > today else part.force


def _what(part: Part, today: date) -> str:
    force = _now(part, today)
    if force in _OVER:
        return "repealed"
    return {Force.NOT_YET: "not in force", Force.NEVER: "not in force"}.get(force, "in force")


def _told(part: Part) -> str:
    if part.force is Force.REPEALED:
        return f"repealed from {part.until}" if part.until else "repealed, no day given"
    if part.force in (Force.IN, Force.PARTLY, Force.LEFT_OUT) and part.since:
        return f"{part.force.value}; it has had this text since {part.since}"
    return str(part.force.value)


def _day(part: Part, today: date) -> str:
    return part.until.isoformat() if part.until and _now(part, today) is Force.REPEALED else ""


def _event(known: KnownLaw, law: Known, part: Part, source: Source, today: date) -> Event | None:
    """The repeal or the commencement that the graph does not know of; another status alone is no event."""
    if _agrees(law, part, today):
        return None
    force = _now(part, today)
    if force in _OVER:
        change = Change.REPEALED
    elif force in (Force.IN, Force.PARTLY) and law.status == NOT_IN_FORCE:
        change = Change.COMMENCED
    else:
        return None
    if any(event.kind.iri == KINDS[change] and event.touches_any([law.iri]) for event in known.events):
        return None
    # The day from which a text holds may be later than that of the event that is behind it.
    day = part.until if part.force is Force.REPEALED else None
    work = number_of(law.place[0])
    return Event(
        iri=event_iri("", KINDS[change], law.iri, day),
        label=f"{law.label} {change.value}, {day.isoformat() if day else 'day not told'}",
        definition=f"{sentence(_told(part))}, by the text of {work}, which does not say by what.",
        kind=KINDS[change],
        by="",
        by_title="",
        touches=(law.iri,),
        made_on=None,
        takes_effect=day,
        standing=standing_of(day or today, today),
        read_at=(source.address,) if source.address else (),
    )
