"""A file that is not what its name says: one wording for it, whoever reads the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import RdfFormat

from scgraph.errors import BadSyntax, UnreadableFile

# What the parser says before its reason: its own name, and the place, which our message has in front.
_PREAMBLE = re.compile(r"(?:[\w/-]+ )?(?:parser|syntax) error(?: at line .*?)?: ", re.IGNORECASE)


def rdf_format(path: Path) -> RdfFormat:
    """The format of an RDF file, by its name.

    :raises UnreadableFile: if the name is not that of an RDF file.
    """
    kind = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if kind is None:
        raise UnreadableFile(path, "not an RDF file. Use .ttl, .nt, .nq, .trig, .rdf or .jsonld.")
    return kind


@contextmanager
def reading(where: Path | str, kind: RdfFormat = RdfFormat.TURTLE) -> Iterator[None]:
    """Within it, what Oxigraph raises while it reads a file becomes one line with file, line and column.

    :raises UnreadableFile: if there is no such file or it cannot be read.
    :raises BadSyntax: if it is not valid RDF of this format.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableFile(where, "no such file.") from error
    except SyntaxError as error:
        reason = _PREAMBLE.sub("", error.msg, count=1).strip().rstrip(".")
        raise BadSyntax(where, f"not valid {kind.name}: {reason}.", error.lineno, error.offset) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(where, "not text in UTF-8.") from error
    except OSError as error:
        raise UnreadableFile(where, f"cannot be read: {error.strerror or error}.") from error
