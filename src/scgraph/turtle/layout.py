"""The one layout of Turtle: people can edit it, and a change of one fact is a change of few lines.

Subjects stay in the order in which they stand, and comments above them. What is said of a subject comes in a
reading order, and values in natural order, as many on a line as fit. Names and literals stay as they are
spelled: rdflib's writer changes numbers (``1.25e-300`` loses digits) and knows no order but the alphabet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, RdfFormat, parse

from scgraph.errors import EngineError
from scgraph.files import write_text
from scgraph.namespaces import RDF_TYPE, expand
from scgraph.turtle.likeness import Term
from scgraph.turtle.reading import NIL, Document, read
from scgraph.turtle.syntax import reading
from scgraph.words import natural_key

WIDTH = 110
_INDENT = "    "

# What is said of something, in the order in which a person reads it; what is not named stands at the dots.
_READING_ORDER = """
    rdf:type skos:prefLabel rdfs:label dcterms:title sh:name skos:altLabel skos:hiddenLabel scg:jobTitle
    skos:definition dcterms:description sh:description sh:message
    rdfs:subClassOf rdfs:subPropertyOf owl:equivalentClass rdfs:domain rdfs:range owl:onProperty
    scg:offers scg:statedBy scg:levelOf scg:rank scg:follows scg:addsTo scg:atGrade scg:locator
    skos:inScheme skos:topConceptOf skos:broader
    scg:concerns scg:concernsAtAwareness scg:concernsAtUnderstanding scg:concernsAtWorking
    scg:concernsAtComprehensive scg:concernsAtLeading scg:concernsConditionally scg:concernsDesirably
    scg:concernsOptionally scg:concernsAsExample scg:proficiency scg:modality scg:oneOf
    shape:notedFormOf sh:severity sh:targetClass sh:targetNode sh:targetSubjectsOf sh:targetObjectsOf
    sh:path sh:prefix
    scg:eventKind scg:doneBy scg:touches scg:madeOn scg:takesEffect scg:expected scg:eventStanding
    scg:groundingOf scg:groundedOn scg:reason
    eli:in_force scg:statusReadOn scg:statusReadAt eli:date_document eli:first_date_entry_in_force
    eli:date_no_longer_in_force eli:version_date
    …
    scg:sureness scg:checkedOn scg:readAt scg:reviewedOn scg:cites dcterms:source
    scg:sourceNote skos:editorialNote skos:scopeNote skos:note skos:example rdfs:comment rdfs:seeAlso
    rdfs:isDefinedBy sh:sparql shape:remedy
"""
_RANK = {expand(name) or name: position for position, name in enumerate(_READING_ORDER.split())}
_ELSEWHERE = _RANK["…"]

# The prefix of a name, or of the name of a literal's datatype.
_PREFIX = re.compile(r"(?:^|\^\^\s*)([^\s:\"'@]*):(?:\\.|[^\"'\\\s])*$")


def canonical(text: str, where: Path | str = "text") -> str:
    """The same triples in the one layout, with the prefixes that they use and the comments of the text.

    :raises BadSyntax: if the text is not Turtle; with line and column.
    """
    stated = _triples(text, where)
    laid_out = _Layout(read(text)).text()
    if _triples(laid_out, where) != stated:
        raise EngineError(f"{where}: its triples would not survive the layout; please report the file.")
    return laid_out


def _triples(text: str, where: Path | str) -> Dataset:
    """What a text says, whatever its blank nodes are called."""
    with reading(where):
        triples = Dataset(parse(text, format=RdfFormat.TURTLE))
    triples.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return triples


def format_file(path: Path, check: bool = False) -> bool:
    """Whether a file was not in the one layout; unless ``check`` is set, it is rewritten whole.

    :raises UnreadableFile: if it cannot be read, or is not Turtle.
    """
    with reading(path):
        text = path.read_bytes().decode("utf-8-sig")
    formatted = canonical(text, path)
    if formatted != text and not check:
        write_text(path, formatted)
    return formatted != text


class _Layout:
    """A document as blocks of text, one for each subject that does not stand in brackets within another."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._said: dict[Term, dict[NamedNode, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
        for subject, predicate, value, *_ in document.triples:
            self._said[subject][predicate][value] = None

    def text(self) -> str:
        """The whole document."""
        document = self._document
        blocks: dict[Term, list[str]] = defaultdict(list)
        for subject, comments in document.statements:
            blocks[subject] += comments
        used = {found[1] for name in document.spelling.values() if (found := _PREFIX.search(name))}
        prefixes = [f"PREFIX {n}: <{iri}>" for n, iri in sorted(document.prefixes.items()) if n in used]
        head, tail = document.head, document.tail
        if not prefixes:  # what stands on top stands above the first block, or where that would be
            next(iter(blocks.values()), tail)[:0] = head
            head = []
        for subject, lines in blocks.items():
            lines.append(self._told(subject, f"{self._name(subject)} ", 1) + " .")
        parts = [head, prefixes, *blocks.values(), tail]
        return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"

    def _told(self, subject: Term, start: str, depth: int) -> str:
        """What is said of a subject, predicate by predicate, the first behind what starts the line."""
        lines = []
        for verb, values in self._in_order(subject):
            column = 0 if start else depth * len(_INDENT)
            lines.append(self._filled(start + verb, column, values, " ,", depth))
            start = ""
        return f" ;\n{_INDENT * depth}".join(lines)

    def _filled(self, text: str, column: int, values: Sequence[Term], mark: str, depth: int) -> str:
        """Values behind a text that stands at a column: as many on a line as fit, the rest further in."""
        at, first, room = column + len(text), not text, WIDTH - 1 - len(" ;")
        for position, value in enumerate(values):
            told = self._flat(value)
            if position and ("\n" in told or at + len(told) > room):
                text, at, first = f"{text}\n{_INDENT * (depth + 1)}", (depth + 1) * len(_INDENT), True
            elif text:
                text, at = f"{text} ", at + 1
            if self._is_nested(value) and ("\n" in told or at + len(told) > room):
                told = self._broken(value, depth + first)
            told += mark if position < len(values) - 1 else ""
            text, at = text + told, WIDTH if "\n" in told else at + len(told)
        return text

    def _flat(self, value: Term) -> str:
        """A value on one line, but for strings of several."""
        if not self._is_nested(value):
            return self._name(value)
        items = self._document.lists.get(value)
        if items:
            return f"( {' '.join(map(self._flat, items))} )"
        told = [f"{verb} {' , '.join(map(self._flat, values))}" for verb, values in self._in_order(value)]
        return f"[ {' ; '.join(told)} ]" if told else "[]"

    def _broken(self, value: Term, depth: int) -> str:
        """What stands in brackets, on lines of its own."""
        line = "\n" + _INDENT * (depth + 1)
        items = self._document.lists.get(value)
        if items:
            within = self._filled("", (depth + 1) * len(_INDENT), items, "", depth)
            return f"({line}{within}\n{_INDENT * depth})"
        return f"[{line}{self._told(value, '', depth + 1)}\n{_INDENT * depth}]"

    def _in_order(self, subject: Term) -> list[tuple[str, list[Term]]]:
        """The predicates of a subject in reading order, with their values: names and literals as people
        sort them, then what stands in brackets, as it stands.
        """
        said = self._said.get(subject, {})
        verbs = {p: "a" if p.value == RDF_TYPE else self._name(p) for p in said}
        ordered = sorted(said, key=lambda p: (_RANK.get(p.value, _ELSEWHERE), natural_key(verbs[p])))
        return [(verbs[p], sorted(said[p], key=self._sorting)) for p in ordered]

    def _sorting(self, value: Term) -> tuple[bool, tuple[tuple[str, int], ...]]:
        return self._is_nested(value), natural_key(self._name(value).strip("<>"))

    def _is_nested(self, node: Term) -> bool:
        return isinstance(node, BlankNode) and node not in self._document.spelling

    def _name(self, term: Term) -> str:
        """A name or a literal as it is written; of what stands in brackets, the empty ones."""
        if term == NIL:
            return "()"
        return "[]" if self._is_nested(term) else self._document.spelling.get(term, str(term))
