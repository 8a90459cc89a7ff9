"""A Turtle text cut down to what it says of some nodes, line for line: the rest need not be read for that."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode

from scgraph.turtle.likeness import Term

# Up to a dot that ends something, which one within a string, a comment, an IRI, a name or a number does not.
_PIECE = re.compile(
    r'(?:[^"\'<#\\.]++|"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    r'|"(?:[^"\\\n\r]|\\.)*+"|\'(?:[^\'\\\n\r]|\\.)*+\'|<[^<>\s]*+>|\#[^\n\r]*+|\\.|\.(?![\s\#]|\Z)|["\'<\\])*+\.?',
    re.DOTALL,
)
_WORD = re.compile(r"[\w-]+")
_NAMESPACE = re.compile(r"prefix\s+\S*:\s*<([^<>\s]*)>", re.IGNORECASE)


def excerpt(text: str, nodes: Iterable[Term]) -> str:
    r"""The statements of a well-formed text that may speak of some nodes, each on the line where it stands.

    It is the whole text where names cannot be told from its words: those of blank nodes, and such as are
    written with escapes or with a prefix that stands for half a name.

    >>> excerpt("PREFIX ex: <http://ex.org/>\nex:a ex:p 1.5 .\nex:b ex:p ex:c .", [NamedNode("http://ex.org/c")])
    'PREFIX ex: <http://ex.org/>\nex:a ex:p 1.5 .\nex:b ex:p ex:c .'
    >>> excerpt("<#a> <#p> 'x.' .\n<#b> <#p> <#c> .", [NamedNode("http://ex.org/#c")])
    '\n<#b> <#p> <#c> .'
    """
    wanted = {"PREFIX", "BASE", "prefix", "base", "Prefix", "Base"}
    for node in nodes:
        if isinstance(node, BlankNode):
            return text
        if isinstance(node, NamedNode):
            name = re.split("[/#]", node.value)[-1]
            if not _WORD.fullmatch(name):
                return text
            wanted.add(name)
    if not all(namespace.endswith(("/", "#")) for namespace in _NAMESPACE.findall(text)):
        return text
    return "".join(
        piece if "\\" in piece or not wanted.isdisjoint(_WORD.findall(piece)) else "\n" * piece.count("\n")
        for piece in _PIECE.findall(text)
    )
