"""Canonical Turtle: one order and one layout, so that a change of one fact is a change of few lines.

rdflib's ``longturtle`` does the writing: one object per line, subjects and predicates sorted. The comment
lines on top of a file are kept; comments elsewhere are not, so put explanations into ``rdfs:comment``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph
from rdflib.exceptions import ParserError
from rdflib.plugins.parsers.notation3 import BadSyntax

from scgraph.errors import UnreadableFile
from scgraph.files import write_text


def canonical(text: str, where: Path | str = "text") -> str:
    """The same triples in canonical Turtle, with the prefixes and the leading comment of the text.

    :raises UnreadableFile: if the text is not Turtle; with the line.
    """
    graph = Graph(bind_namespaces="none")
    try:
        graph.parse(data=text, format="turtle")
    except (BadSyntax, ParserError) as error:
        line = getattr(error, "lines", -1) + 1
        raise UnreadableFile(where, "not valid Turtle.", line or None) from error
    body: str = graph.serialize(format="longturtle", canon=True)
    used = [line for line in body.splitlines() if not line.startswith("PREFIX ") or _is_used(line, body)]
    return _head_comment(text) + "\n".join(line.rstrip() for line in used).strip() + "\n"


def _is_used(prefix_line: str, body: str) -> bool:
    prefix = prefix_line.split()[1]
    return any(f"{before}{prefix}" in body.partition("\n\n")[2] for before in (" ", "\n", "(", "^"))


def _head_comment(text: str) -> str:
    head = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        head.append(line.rstrip())
    return "\n".join(head) + "\n\n" if head else ""


def format_files(paths: Iterable[Path], check: bool = False) -> list[Path]:
    """The files that are not canonical; unless ``check`` is set they are rewritten, each in one rename.

    :raises UnreadableFile: if one is not Turtle.
    """
    changed = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        formatted = canonical(text, path)
        if formatted != text:
            changed.append(path)
            if not check:
                write_text(path, formatted)
    return changed


def main(arguments: list[str]) -> int:
    """``python -m scgraph.turtle [--check] FILE…``: rewrite, or with ``--check`` name what would change."""
    check = "--check" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--check"]
    changed = format_files(paths, check)
    for path in changed:
        sys.stdout.write(f"{path}: {'not canonical; run make format' if check else 'formatted'}\n")
    return 1 if check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
