"""What legislation.gov.uk's files say of law, against what the graph says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from scgraph.law.about import number_of
from scgraph.law.comparing import Difference, compare_act
from scgraph.law.effects import Change, Effect, InForce, Place
from scgraph.law.events import KINDS, Event, event_iri, standing_of
from scgraph.law.known import Known, KnownLaw
from scgraph.law.sources import Source
from scgraph.words import counted, listed, natural_key

# How many effects are told one by one: in a row of a table, and in the definition of an event.
_MOST_IN_ROW, _MOST_IN_EVENT = 3, 40
_NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Report:
    """What differs, as rows and as events to be reviewed; ``notes`` say what was left out and why."""

    differences: tuple[Difference, ...]
    events: tuple[Event, ...]
    notes: tuple[str, ...]
    left_out: int


@dataclass(frozen=True)
class _Told:
    """One effect on one known piece of law, on one day of those that it has."""

    effect: Effect
    when: InForce
    source: Source


# A piece of law, what happens to it, by what, and when.
_Key = tuple[str, Change, str, date | None]


@dataclass
class _LeftOut:
    """What is not told, counted: effects on unknown law, before the day, of types that are no change."""

    unknown: int = 0
    earlier: int = 0
    types: Counter[str] = field(default_factory=Counter)


def check_sources(
    known: KnownLaw, sources: Sequence[Source], today: date, since: date | None = None
) -> Report:
    """What the files say that the graph does not.

    :param today: the day on which the files are checked, before which an effect counts as in force.
    :param since: leaves out the effects that are in force on an earlier day.
    """
    left_out = _LeftOut()
    groups = _grouped(known, sources, since, left_out)
    new = {key: told for key, told in groups.items() if not _is_recorded(known, key)}
    rows = [_row(known, key, told) for key, told in new.items()]
    events = _events(known, new, today)
    notes: list[str] = []
    for source in sources:
        found = compare_act(known, source, today)
        rows += found.differences
        events += found.events
        notes += found.notes
    rows.sort(key=lambda row: (natural_key(row.where), row.what, row.day, row.by))
    recorded = {event.iri for event in known.events}
    once = {event.iri: replace(event, is_in_graph=event.iri in recorded) for event in events}
    ordered = sorted(once.values(), key=lambda event: natural_key(event.iri))
    notes += _notes(left_out, since)
    return Report(tuple(rows), tuple(ordered), tuple(notes), left_out.unknown)


def _grouped(
    known: KnownLaw, sources: Iterable[Source], since: date | None, left_out: _LeftOut
) -> dict[_Key, list[_Told]]:
    """The effects on known law, those together that one would count as one."""
    groups: dict[_Key, list[_Told]] = {}
    for source in sources:
        for effect in source.effects:
            hits = [(place, *hit) for place in effect.places for hit in known.at(effect.work, place)]
            if not hits:
                left_out.unknown += 1
            elif effect.change is None:
                left_out.types[effect.type] += 1
            elif since and all(when.day is not None and when.day < since for when in effect.in_force):
                left_out.earlier += 1
            else:
                for place, law, is_whole in hits:
                    change = _change_here(effect, place, law, is_whole)
                    for when in effect.in_force:
                        if not since or when.day is None or when.day >= since:
                            key = (law.iri, change, effect.by, when.day)
                            groups.setdefault(key, []).append(_Told(effect, when, source))
    return groups


def _change_here(effect: Effect, place: Place, law: Known, is_whole: bool) -> Change:
    """What an effect is for a known piece of law: the repeal of a subsection amends its section."""
    assert effect.change is not None
    is_work = not law.place[1]
    if is_whole or effect.change is Change.COMMENCED or (is_work and effect.is_whole_work):
        return effect.change
    if effect.change is Change.INSERTED and is_work and place.path and not place.has_below:
        return Change.INSERTED
    return Change.AMENDED


def _is_recorded(known: KnownLaw, key: _Key) -> bool:
    iri, change, by, day = key
    law, told = known.laws[iri], day.isoformat() if day else ""
    if day and change is Change.COMMENCED and law.in_force_from == told:
        return True
    if day and change is Change.REPEALED and law.no_longer_in_force_from == told:
        return True
    return known.is_recorded(iri, KINDS[change], by, told)


def _row(known: KnownLaw, key: _Key, told: Sequence[_Told]) -> Difference:
    iri, change, by, day = key
    law = known.laws[iri]
    details = _details(told)
    shown = _shortened(details, _MOST_IN_ROW)
    author = _title(known, by, told)
    by_provisions = {each.effect.by_provisions for each in told}
    within = f", {by_provisions.pop()}" if len(by_provisions) == 1 and any(by_provisions) else ""
    return Difference(
        what=change.value,
        iri=iri,
        where=law.label,
        graph_says=_graph_says(known, key),
        file_says=f"{shown} by {author}{within}; {_when(day, told)}",
        by=by,
        day=day.isoformat() if day else "",
        files=tuple(dict.fromkeys(each.source.name for each in told)),
        is_event=True,
    )


def _graph_says(known: KnownLaw, key: _Key) -> str:
    iri, change, by, _ = key
    law, chain = known.laws[iri], known.chain(iri)
    for event in known.events:
        if event.is_done_by(by) and event.touches_any(chain):
            return f"{event.label} ({event.takes_effect or 'no day'})"
    if change in (Change.COMMENCED, Change.REPEALED):
        return law.force
    if (by, law.place[0]) in known.amendments or (by, iri) in known.amendments:
        return "amended by it, no day recorded"
    return _NOT_RECORDED


def _details(told: Iterable[_Told]) -> list[str]:
    """What is done to what, in the editors' words, each once and in the order of the provisions."""
    found = {f"{each.effect.provisions or 'provisions not named'}: {each.effect.type}" for each in told}
    return sorted(found, key=natural_key)


def _shortened(details: list[str], most: int) -> str:
    more = len(details) - most
    return "; ".join(details[:most]) + (f"; {more:,} more" if more > 0 else "")


def _when(day: date | None, told: Sequence[_Told]) -> str:
    qualifications = sorted({each.when.qualification for each in told} - {"", "wholly in force"})
    waits = all(each.when.is_prospective for each in told)
    without = "not yet in force" if waits else "no day told"
    parts = [f"from {day.isoformat()}" if day else without, *qualifications]
    if all(each.effect.is_applied is False for each in told):
        parts.append("not in the text yet")
    return ", ".join(parts)


def _title(known: KnownLaw, by: str, told: Iterable[_Told]) -> str:
    titles = (each.effect.by_title for each in told)
    title = known.label(by) or next(filter(None, titles), "") or number_of(by)
    return title or "a work that the file does not name"


def _events(known: KnownLaw, groups: dict[_Key, list[_Told]], today: date) -> list[Event]:
    """One event for all that one work does to another on one day, in one way."""
    gathered: dict[str, list[tuple[_Key, list[_Told]]]] = {}
    for key, told in groups.items():
        iri, change, by, day = key
        identifier = event_iri(by, KINDS[change], known.laws[iri].place[0], day)
        gathered.setdefault(identifier, []).append((key, told))
    return [_event(known, identifier, found, today) for identifier, found in gathered.items()]


def _event(known: KnownLaw, identifier: str, found: Sequence[tuple[_Key, list[_Told]]], today: date) -> Event:
    (_, change, by, day), _ = found[0]
    told = [each for _, group in found for each in group]
    touched = sorted({key[0] for key, _ in found}, key=lambda iri: natural_key(known.laws[iri].label))
    first = known.laws[touched[0]]
    work = known.label(first.place[0]) or number_of(first.place[0])
    subject = first.label if len(touched) == 1 else f"{work}, {counted(len(touched), 'place')}"
    author = _title(known, by, told)
    verb = Change.AMENDED if change is Change.INSERTED else change
    notes = sorted({each.effect.notes for each in told} - {""})
    text = f"{_shortened(_details(told), _MOST_IN_EVENT)}; {_when(day, told)}."
    return Event(
        iri=identifier,
        label=f"{subject} {verb.value} by {author}, {day.isoformat() if day else 'no day told'}",
        definition=" ".join([text, *(f"Note of legislation.gov.uk: {note}" for note in notes[:3])]),
        kind=KINDS[change],
        by=by,
        by_title="" if by in known.laws or not by else author,
        touches=tuple(touched),
        made_on=next((each.effect.royal_assent for each in told if each.effect.royal_assent), None),
        takes_effect=day,
        standing=standing_of(day, today),
        read_at=tuple(sorted({each.source.address for each in told} - {""})),
    )


def _notes(left_out: _LeftOut, since: date | None) -> Iterable[str]:
    """What was left out, for a user to be told."""
    if left_out.unknown:
        yield f"{counted(left_out.unknown, 'effect')} on law that is not known here left out."
    if left_out.earlier:
        yield f"{counted(left_out.earlier, 'effect')} in force before {since} left out."
    if left_out.types:
        types = listed(sorted(left_out.types))
        number = left_out.types.total()
        yield f"{counted(number, 'effect')} of types that are not taken for a change left out: {types}."
