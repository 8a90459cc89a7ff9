"""A file that is not what its name says: one wording for it, whoever reads the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat

from scgraph.errors import BadSyntax, UnreadableFile
from scgraph.turtle.bounds import excess_of
from scgraph.turtle.disguise import Disguise, disguise_of, without_mark

# What the parser says before its reason: its own name, and the place, which our message has in front.
_PREAMBLE = re.compile(r"(?:[\w/-]+ )?(?:parser|syntax) error(?: (?:at|between) line .*?)?: ", re.IGNORECASE)
# The prefix that a file uses and does not declare, in the parser's words.
UNDECLARED = re.compile(r"The prefix (\S*): has not been declared")
# How much of a word that is no Turtle is told.
_LONGEST = 200


def rdf_format(path: Path) -> RdfFormat:
    """The format of an RDF file, by its name.

    :raises UnreadableFile: if the name is not that of an RDF file.
    """
    kind = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if kind is None:
        raise UnreadableFile(path, "not an RDF file. Use .ttl, .nt, .nq, .trig, .rdf or .jsonld.")
    return kind


def read_rdf(path: Path, kind: RdfFormat = RdfFormat.TURTLE) -> bytes:
    """The content of an RDF file, to be parsed: without the byte order mark that no parser takes.

    :raises UnreadableFile: if there is no such file or it cannot be read.
    :raises BadSyntax: if it has what no parser may be given, such as thousands of brackets in each other.
    """
    with reading(path):
        content = without_mark(path.read_bytes())
    if (fault := excessive(path, content, kind)) is not None:
        raise fault
    return content


def excessive(where: Path | str, content: bytes, kind: RdfFormat) -> BadSyntax | None:
    """What is wrong with a text that has more than a parser may be given."""
    found = excess_of(content, kind)
    return BadSyntax(where, found.reason, found.line, found.column) if found else None


@contextmanager
def reading(where: Path | str, kind: RdfFormat = RdfFormat.TURTLE) -> Iterator[None]:
    """Within it, what Oxigraph raises while it reads a file becomes one line with file, line and column.

    :raises UnreadableFile: if there is no such file or it cannot be read.
    :raises BadSyntax: if it is not valid RDF of this format; a file that is something else is called that.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(where, "no such file.") from error
    except SyntaxError as error:
        raise disguised(where, kind) or bad_syntax(where, error, kind) from error
    except UnicodeDecodeError as error:
        raise disguised(where, kind) or UnreadableFile(where, "not text in UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(where, f"cannot be read: {error.strerror or error}.") from error


def bad_syntax(where: Path | str, error: SyntaxError, kind: RdfFormat = RdfFormat.TURTLE) -> BadSyntax:
    """What a parser says of a text, in our words."""
    reason = " ".join(_PREAMBLE.sub("", error.msg, count=1).split()).rstrip(".")
    if len(reason) > _LONGEST:
        reason = f"{reason[:_LONGEST]} …"
    return BadSyntax(
        where, f"not valid {kind.name}: {reason}.{_advice(error.msg)}", error.lineno, error.offset
    )


def _advice(said: str) -> str:
    """What to do, where that can be told from what the parser says."""
    if found := UNDECLARED.search(said):
        return f" Declare it at the top: PREFIX {found[1]}: <…>"
    if said.endswith("Unexpected end of file"):
        return " What begins here has no end."
    if re.search("[“”„‘’«»]", said):
        return " Write straight quotation marks."
    return ""


def disguised(where: Path | str, kind: RdfFormat = RdfFormat.TURTLE) -> BadSyntax | None:
    """What is wrong with a file that should be Turtle and is something else."""
    found: Disguise | None = None
    if kind == RdfFormat.TURTLE and isinstance(where, Path) and where.is_file():
        found = disguise_of(where.read_bytes())
    return BadSyntax(where, found.reason, found.line, found.column) if found else None
