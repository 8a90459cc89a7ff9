"""The law that a graph knows, and under which names and numbers each piece of it is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scgraph.citations.address import split_identifier
from scgraph.citations.grammar import Citation, is_year, keyed, read_citation
from scgraph.citations.units import Path, Span, order
from scgraph.words import natural_key


@dataclass(frozen=True)
class Law:
    """An Act, a provision, a scheme: what can be named. ``names`` are those stated, the label among them.

    ``headings`` are the titles of works and the headings of provisions, ``kinds`` the CURIEs of its classes,
    ``wholes`` the IRIs of what it is part of.
    """

    iri: str
    label: str
    names: tuple[str, ...]
    headings: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    wholes: tuple[str, ...] = ()

    @cached_property
    def place(self) -> tuple[str, Path]:
        """The IRI of its work, and the path within; what has no such identifier is a work of its own."""
        return split_identifier(self.iri) or (self.iri, ())

    @property
    def work(self) -> str:
        """The IRI of its work."""
        return self.place[0]

    @property
    def path(self) -> Path:
        """Where it stands in its work; empty for a work."""
        return self.place[1]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its names and headings."""
        return frozenset(word for name in (*self.names, *self.headings) for word in read_citation(name).words)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its names and headings, each run together."""
        return frozenset(keyed(read_citation(name).words) for name in (*self.names, *self.headings))


@dataclass
class _Names:
    """Who bears a name. Names without their year are kept apart, by whether they come from a title."""

    stated: dict[str, list[Law]] = field(default_factory=dict)
    titles: dict[str, list[Law]] = field(default_factory=dict)
    others: dict[str, list[Law]] = field(default_factory=dict)
    headings: dict[str, list[Law]] = field(default_factory=dict)
    # Names that are citations themselves: by their words, or by the work that these name, and by the path.
    cited: dict[tuple[str, Path], Law] = field(default_factory=dict)


class LawBook:
    """The law of a graph, with its names and numbers."""

    def __init__(self, laws: Iterable[Law]) -> None:
        ordered = sorted(laws, key=lambda law: natural_key(law.label))
        self.laws: Mapping[str, Law] = {law.iri: law for law in ordered}
        self._provisions: dict[str, dict[Path, Law]] = {}
        for law in ordered:
            if law.path:
                self._provisions.setdefault(law.work, {})[law.path] = law
        self._works = [law for law in ordered if not law.path]
        self._works_by_key: dict[str, list[Law]] = {}
        for law in self._works:
            for key in law.keys:
                _add(self._works_by_key, key, law)
        self._names = _Names()
        for law in ordered:
            self._add_names(law)

    def works(self) -> list[Law]:
        """All that is no provision, by label."""
        return self._works

    def provisions(self, work: str) -> dict[Path, Law]:
        """The provisions of a work by their paths."""
        return self._provisions.get(work, {})

    def works_with_provisions(self) -> list[str]:
        """The IRIs of the works of which provisions are known, in the order of their labels."""
        return list(self._provisions)

    def named(self, words: tuple[str, ...]) -> list[Law]:
        """What bears a name: those of which it is stated, and all works with that title but for the year."""
        key = keyed(words)
        if not key:
            return []
        names = self._names
        found = [*names.stated.get(key, ()), *names.titles.get(key, ())]
        found = found or names.others.get(key, []) or names.headings.get(key, [])
        unique = {law.iri: law for law in found}
        # A scheme and the provision that sets it out may share a name: the narrower is meant.
        wider = {whole for law in unique.values() for whole in law.wholes}
        return [law for law in unique.values() if law.iri not in wider]

    def cited_by_name(self, words: tuple[str, ...], work: str | None, path: Path) -> Law | None:
        """What a citation names that is a name itself: 'HRA Article 8', 'Section 117 after-care'."""
        cited = self._names.cited
        return cited.get((keyed(words), path)) or (cited.get((work, path)) if work else None)

    def named_with(self, path: Path) -> list[Law]:
        """What has a name with these units, whatever its words."""
        found = {law.iri: law for (_, known), law in self._names.cited.items() if known == path}
        return list(found.values())

    def spoken(self) -> dict[str, list[Law]]:
        """All names and headings, for those who look for one near a text."""
        names = self._names
        return {**names.headings, **names.others, **names.titles, **names.stated}

    def covered(self, work: str, citation: Citation, span: Span) -> list[Law]:
        """The provisions of a work whose numbers lie in a range, in their order."""
        low, high = (order(citation.path(number)[-1][1]) for number in (span.first, span.last))
        found = [
            law
            for path, law in self.provisions(work).items()
            if path[:-1] == citation.above
            and path[-1][0] == citation.unit
            and low <= order(path[-1][1])
            and (order(path[-1][1]) <= high)
        ]
        return sorted(found, key=lambda law: order(law.path[-1][1]))

    def explains(self, law: Law, words: tuple[str, ...]) -> bool:
        """Whether words beside a citation are of the names and headings of what it cites, or its schemes."""
        if not words or self.is_name_of(law, words):
            return True
        schemes = [other for other in self.laws.values() if law.iri in other.wholes and not other.path]
        known = [law, *schemes]
        key = keyed(words)
        if any(key in name for each in known for name in each.keys):
            return True
        stems = {_stem(word) for each in known for word in each.words}
        return all(_stem(word) in stems for word in words)

    def is_name_of(self, law: Law, words: tuple[str, ...]) -> bool:
        """Whether words name a law, its work, or what it is part of: 'Mental Capacity Act 2005 (MCA)'."""
        own = {law.iri, law.work, *law.wholes}
        own |= {self.laws[whole].work for whole in law.wholes if whole in self.laws}
        return any(named.iri in own for named in self.named(words))

    def years(self, law: Law) -> frozenset[str]:
        """The years that a work may be cited with: that of its identifier, those of its names."""
        segments = law.work.rsplit("/", 2)[-2:]
        return frozenset(word for word in (*segments, *law.words) if is_year(word))

    def _add_names(self, law: Law) -> None:
        names = self._names
        for name in law.names:
            cited = read_citation(name)
            if cited.unit is not None:
                self._add_citation(law, cited)
            elif cited.number is None:
                _add(names.stated, keyed(cited.words), law)
        titles = (law.label, *law.headings) if not law.path else ()
        for name in law.headings:
            if not (cited := read_citation(name)).unit:
                _add(names.stated if not law.path else names.headings, keyed(cited.words), law)
        if law.path:
            return
        for name in (*law.names, *law.headings):
            words = read_citation(name).words
            if len(words) > 1 and is_year(words[-1]):
                _add(names.titles if name in titles else names.others, keyed(words[:-1]), law)
        if "/ukpga/" in law.iri:
            for year in self.years(law):
                for key in (f"{year}act", f"act{year}"):
                    _add(names.others, key, law)

    def _add_citation(self, law: Law, cited: Citation) -> None:
        path = cited.path(cited.spans[0].first)
        words = keyed(cited.words)
        bearers = self._works_by_key.get(words, [])
        # Whatever its work is called, its own number leads to it already.
        if path == law.path and any(work.iri == law.work for work in bearers):
            return
        self._names.cited.setdefault((words, path), law)
        for work in bearers:
            self._names.cited.setdefault((work.iri, path), law)


def _stem(word: str) -> str:
    """A word without the end that makes it several: 'enquiries' as 'enquiry'."""
    return re.sub(r"ies\Z", "y", word) if word.endswith("ies") else word.removesuffix("s")


def _add(names: dict[str, list[Law]], key: str, law: Law) -> None:
    if key and law not in names.setdefault(key, []):
        names[key].append(law)
