"""The one layout of Turtle: people can edit it, and a change of one fact is a change of few lines.

Subjects stay in the order in which they stand, and comments above them. What is said of a subject comes in a
reading order, and values in natural order, as many on a line as fit. Names and literals are escaped by
Oxigraph: rdflib's writer changes numbers (``1.25e-300`` loses digits) and knows no order but the alphabet.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, RdfFormat, parse

from scgraph.errors import EngineError, UnreadableFile
from scgraph.files import write_text
from scgraph.namespaces import PREFIXES, RDF_TYPE, expand
from scgraph.turtle.reading import Document, Node, Term, read
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
    skos:inScheme skos:topConceptOf skos:broader scg:concerns scg:proficiency scg:modality
    shape:notedFormOf sh:severity sh:targetClass sh:targetNode sh:targetSubjectsOf sh:targetObjectsOf
    sh:path sh:prefix
    …
    scg:groundedIn scg:cites dcterms:source
    scg:sourceNote skos:editorialNote skos:scopeNote skos:note skos:example rdfs:comment rdfs:seeAlso
    rdfs:isDefinedBy sh:sparql shape:remedy
"""
_RANK = {expand(name) or name: position for position, name in enumerate(_READING_ORDER.split())}
_ELSEWHERE = _RANK["…"]

_FIRST, _REST, _NIL = (NamedNode(PREFIXES["rdf"] + name) for name in ("first", "rest", "nil"))
_PLAIN = {
    PREFIXES["xsd"] + kind: re.compile(pattern)
    for kind, pattern in {
        "integer": r"[+-]?[0-9]+",
        "decimal": r"[+-]?[0-9]*\.[0-9]+",
        "double": r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+",
        "boolean": "true|false",
    }.items()
}
_LETTER = "A-Za-z0-9_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
_LOCAL_NAME = re.compile(rf"(?:[{_LETTER}](?:[{_LETTER}.-]*[{_LETTER}-])?)?")
_COMMENT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\]|\\.)*+"|\'(?:[^\'\\]|\\.)*+\'|<[^<>\s]*+>|\\.|(?P<comment>\#[^\n\r]*+)',
    re.DOTALL,
)


def canonical(text: str, where: Path | str = "text") -> str:
    """The same triples in the one layout, with the prefixes that they use and the comments of the text.

    :raises BadSyntax: if the text is not Turtle; with line and column.
    """
    stated = _triples(text, where)
    document = read(text)
    laid_out = _Layout(document, _comments(text, document)).text()
    if _triples(laid_out, where) != stated:
        raise EngineError(f"{where}: its triples would not survive the layout; please report the file.")
    return laid_out


def _triples(text: str, where: Path | str) -> Dataset:
    """What a text says, whatever its blank nodes are called."""
    with reading(where):
        triples = Dataset(parse(text, format=RdfFormat.TURTLE))
    triples.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return triples


def format_files(paths: Iterable[Path], check: bool = False) -> list[Path]:
    """The files that are not in the one layout; unless ``check`` is set, they are rewritten, each whole.

    :raises UnreadableFile: if one cannot be read, or is not Turtle.
    """
    changed = []
    for path in paths:
        with reading(path):
            content = path.read_bytes()
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableFile(path, "not text in UTF-8.") from error
        formatted = canonical(text, path)
        if formatted != text:
            changed.append(path)
            if not check:
                write_text(path, formatted)
    return changed


@dataclass
class _Comments:
    """The comments of a text: on top, above (or within) what is said of a subject, and at the end."""

    head: list[str] = field(default_factory=list)
    above: dict[Term, list[str]] = field(default_factory=lambda: defaultdict(list))
    tail: list[str] = field(default_factory=list)


def _comments(text: str, document: Document) -> _Comments:
    comments = _Comments()
    here, end = comments.head, 0
    for subject, start, next_end in [*document.statements, (None, len(text), len(text))]:
        before, here = here, comments.head if subject is None else comments.above[subject]
        if start == len(text):
            here = comments.tail
        for found in _COMMENT.finditer(text, end, next_end):
            comment, at = (found["comment"] or "").rstrip(), found.end()
            if comment and end and "\n" not in text[end:at]:
                before.append(comment)  # it stands behind a statement, on its last line
            elif comment and not end and re.search(r"\n\s*?\n", text[at:start]):
                comments.head.append(comment)  # an empty line stands between it and the first statement
            elif comment:
                here.append(comment)
        end = next_end
    return comments


class _Layout:
    """A document as blocks of text, one for each subject that does not stand within another."""

    def __init__(self, document: Document, comments: _Comments) -> None:
        self._comments = comments
        self._namespaces = sorted(document.prefixes.items(), key=lambda each: (-len(each[1]), each[0]))
        self._used: dict[str, str] = {}
        self._said: dict[Term, dict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value, _ in document.triples:
            self._said[subject][predicate].append(value)
        for said in self._said.values():
            said.update({predicate: list(dict.fromkeys(values)) for predicate, values in said.items()})
        self._uses = Counter(o for said in self._said.values() for values in said.values() for o in values)
        subjects = dict.fromkeys(subject for subject, *_ in document.statements if subject is not None)
        self._tops = self._top_subjects(list(subjects))

    def _top_subjects(self, subjects: list[Node]) -> dict[Term, None]:
        """The subjects of blocks: all but the blank nodes that stand once, within another."""
        own: set[Term] = {s for s in subjects if not isinstance(s, BlankNode) or self._uses[s] != 1}
        within: set[Term] = set()
        for node in [*own, *subjects]:
            if node in within:
                continue
            own.add(node)  # one of a circle of blank nodes, if it was not there: nothing else leads to it
            waiting: list[Term] = [node]
            while waiting:
                said = self._said.get(waiting.pop(), {})
                found = {v for values in said.values() for v in values if isinstance(v, BlankNode)}
                waiting += found - own - within
                within |= found - own
        return {node: None for node in subjects if node in own}

    def text(self) -> str:
        """The whole document."""
        blocks = [self._block(subject) for subject in self._tops]
        prefixes = [f"PREFIX {name}: <{namespace}>" for name, namespace in sorted(self._used.items())]
        parts = ["\n".join(lines) for lines in (self._comments.head, prefixes) if lines]
        # A comment above a blank node that now stands within another block has nowhere else to go.
        left = [
            c for subject, above in self._comments.above.items() if subject not in self._tops for c in above
        ]
        parts += [*blocks, "\n".join([*left, *self._comments.tail])]
        return "\n\n".join(parts).strip() + "\n"

    def _block(self, subject: Term) -> str:
        comments = "".join(f"{comment}\n" for comment in self._comments.above.get(subject, ()))
        name = self._name(subject) if self._uses[subject] or isinstance(subject, NamedNode) else "[]"
        return comments + f" ;\n{_INDENT}".join(self._told(subject, f"{name} ", 1)) + " ."

    def _told(self, subject: Term, start: str, depth: int) -> list[str]:
        """What is said of a subject, predicate by predicate, the first behind what starts the line."""
        lines = []
        for verb, values in self._in_order(subject):
            column = 0 if start else depth * len(_INDENT)
            lines.append(self._filled(start + verb, column, values, " ,", depth))
            start = ""
        return lines

    def _filled(self, text: str, column: int, values: Sequence[Term], mark: str, depth: int) -> str:
        """Values behind a text that stands at a column: as many on a line as fit, the rest further in."""
        at, first = column + len(text), not text
        for position, value in enumerate(values):
            ending = mark if position < len(values) - 1 else ""
            flat = self._flat(value)
            room = WIDTH - 1 - len(" ;")
            if position and (flat is None or at + len(flat) > room):
                text, at = f"{text}\n{_INDENT * (depth + 1)}", (depth + 1) * len(_INDENT)
                first = True
            elif text:
                text, at = f"{text} ", at + 1
            if self._is_nested(value) and (flat is None or at + len(flat) > room):
                flat, at = self._broken(value, depth + first), WIDTH
            told = (self._name(value) if flat is None else flat) + ending
            text, at = text + told, WIDTH if "\n" in told else at + len(told)
        return text

    def _flat(self, value: Term) -> str | None:
        """A value on one line; ``None`` where it takes more."""
        if not self._is_nested(value):
            name = self._name(value)
            return None if "\n" in name else name
        items = self._items(value)
        if items is not None:
            flats = [self._flat(item) for item in items]
            return None if None in flats else f"( {' '.join(map(str, flats))} )"
        told = []
        for verb, values in self._in_order(value):
            flats = [self._flat(each) for each in values]
            if None in flats:
                return None
            told.append(f"{verb} {' , '.join(map(str, flats))}")
        return f"[ {' ; '.join(told)} ]" if told else "[]"

    def _broken(self, value: Term, depth: int) -> str:
        """What stands in brackets, on lines of its own."""
        line = "\n" + _INDENT * (depth + 1)
        items = self._items(value)
        if items is not None:
            within = self._filled("", (depth + 1) * len(_INDENT), items, "", depth)
            return f"({line}{within}\n{_INDENT * depth})"
        return f"[{line}{f' ;{line}'.join(self._told(value, '', depth + 1))}\n{_INDENT * depth}]"

    def _in_order(self, subject: Term) -> list[tuple[str, list[Term]]]:
        """The predicates of a subject in reading order, with their values: names and literals as people
        sort them, then what stands in brackets, as it stands.
        """
        said = self._said.get(subject, {})
        verbs = {p: "a" if p.value == RDF_TYPE else self._name(p) for p in said}
        ordered = sorted(said, key=lambda p: (_RANK.get(p.value, _ELSEWHERE), natural_key(verbs[p])))
        return [(verbs[p], sorted(said[p], key=self._sorting)) for p in ordered]

    def _sorting(self, value: Term) -> tuple[bool, tuple[tuple[str, int], ...]]:
        nested = self._is_nested(value)
        return nested, () if nested else natural_key(self._name(value).strip("<>"))

    def _is_nested(self, node: Term) -> bool:
        return isinstance(node, BlankNode) and self._uses[node] == 1 and node not in self._tops

    def _items(self, node: Term) -> list[Term] | None:
        """The members of a list; ``None`` where a blank node is not the head of one."""
        items: list[Term] = []
        while node != _NIL:
            said = self._said.get(node, {})
            firsts, rests = said.get(_FIRST, []), said.get(_REST, [])
            if not self._is_nested(node) or len(said) != 2 or len(firsts) != 1 or len(rests) != 1:
                return None
            items += firsts
            (node,) = rests
        return items

    def _name(self, term: Term) -> str:
        """A name or a literal as it is written."""
        if isinstance(term, NamedNode):
            return "()" if term == _NIL else self._short(term)
        if isinstance(term, BlankNode):
            return str(term)
        if term.language:
            return f"{_quoted(term.value)}@{term.language}"
        kind = term.datatype.value
        if kind in _PLAIN and _PLAIN[kind].fullmatch(term.value):
            return term.value
        plain = kind == PREFIXES["xsd"] + "string"
        return _quoted(term.value) if plain else f"{_quoted(term.value)}^^{self._short(term.datatype)}"

    @cache  # noqa: B019  # a layout lives as long as its text is written
    def _short(self, term: NamedNode) -> str:
        for prefix, namespace in self._namespaces:
            local = term.value.removeprefix(namespace)
            if term.value.startswith(namespace) and _LOCAL_NAME.fullmatch(local):
                self._used[prefix] = namespace
                return f"{prefix}:{local}"
        return str(term)


def _quoted(text: str) -> str:
    """A string in quotes, over several lines where it has several."""
    quoted = str(Literal(text))
    if "\n" not in text:
        return quoted
    body = re.sub(r"\\(.)", lambda escape: {"n": "\n", '"': '"'}.get(escape[1], escape[0]), quoted[1:-1])
    return '"""' + re.sub(r'"(?="|$)', r"\"", body) + '"""'
