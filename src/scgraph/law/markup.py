"""XML of others read within bounds: no entities, and no depth, length or number that takes the machine.

The parser is the one of the standard library, told to stop. A feed reader would leave out what stands in
other namespaces than its own, and that is all that is wanted here.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder  # a tree only; what is read is refused or taken here
from xml.parsers import expat

from scgraph.errors import BadSyntax, UnreadableFile
from scgraph.files import read_small
from scgraph.turtle.bounds import DEEPEST
from scgraph.words import as_line

# The longest Acts have some 30 MB and a few hundred thousand elements.
MOST_BYTES = 64 * 1024 * 1024
_MOST_ELEMENTS = 1_000_000
# What one tag with its attributes may take, and how much is read before that is looked at.
_LONGEST_TAG = 1024 * 1024
_PIECE = 256 * 1024


__all__ = ["MOST_BYTES", "Element", "line_of", "local", "parse_markup", "read_markup", "text_of"]


class _Placed(Element):
    """An element of XML that knows the line on which it begins."""

    line: int | None = None


def read_markup(path: Path) -> Element:
    """The outermost element of a file of XML.

    :raises UnreadableFile: if there is no such file, or it cannot be read or is too large.
    :raises BadSyntax: as ``parse_markup``.
    """
    try:
        content = read_small(path, MOST_BYTES)
    except FileNotFoundError as error:
        raise UnreadableFile(path, "no such file.") from error
    except OSError as error:
        raise UnreadableFile(path, f"cannot be read: {error.strerror or error}.") from error
    return parse_markup(content, path)


def parse_markup(content: bytes, where: Path | str) -> Element:
    """The outermost element of a text of XML. Names are as ``{namespace}name``.

    :param where: what to call the text in an error.
    :raises BadSyntax: if it is not XML, or has what no parser should be given; with line and column.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    builder = TreeBuilder(element_factory=_Placed)
    depth = count = 0

    def refuse(reason: str) -> NoReturn:
        raise BadSyntax(where, reason, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def declared(*_: object) -> None:
        refuse(
            "has a document type (DOCTYPE), which may name entities; files of legislation.gov.uk have none."
        )

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST:
            refuse(f"elements are nested too deeply: at most {DEEPEST} levels.")
        if count > _MOST_ELEMENTS:
            refuse(f"more than {_MOST_ELEMENTS:,} elements.")
        element = builder.start(_name(name), {_name(key): value for key, value in attributes.items()})
        assert isinstance(element, _Placed)
        element.line = parser.CurrentLineNumber

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_name(name))

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler = builder.data
    try:
        for start in range(0, len(content), _PIECE):
            parser.Parse(content[start : start + _PIECE], False)
            if start + _PIECE - parser.CurrentByteIndex > _LONGEST_TAG + _PIECE:
                refuse(f"a tag or comment is longer than {_LONGEST_TAG >> 20} MB.")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        reason = "it is empty" if not content.strip() else expat.ErrorString(error.code)
        raise BadSyntax(where, f"not XML: {reason}.", error.lineno, error.offset + 1) from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not have
        raise BadSyntax(where, f"not XML: {as_line(str(error), 200)}.", 1) from error
    return builder.close()


def line_of(element: Element) -> int | None:
    """The line on which an element begins."""
    return element.line if isinstance(element, _Placed) else None


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """The text in an element, on one line; empty where there is no element."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name
