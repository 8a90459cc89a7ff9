"""Standard output and its troubles: closed, full, read by nobody, or unable to hold the text."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from scgraph.words import visible

# What stands for typography that an encoding does not have; all else becomes its number.
_PLAIN = {
    "→": "->",
    "…": "...",
    "–": "-",
    "—": "-",
    "·": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "≥": ">=",
}
_HANDLER = "scgraph-plain"


def prepare_streams() -> None:
    """Make the streams of this process safe to use.

    A stream that the caller has closed is taken, so that no file is opened in its place: writing to standard
    output then fails, as it should. A character that the terminal cannot show becomes one that it can.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            taken = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            if taken != number:
                os.dup2(taken, number)
            setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", closefd=False))
    codecs.register_error(_HANDLER, _plain)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors=_HANDLER)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_PLAIN.get(c, c.encode("ascii", "backslashreplace").decode()) for c in bad), error.end


def say(text: str, err: bool = False) -> None:
    """Tell something on standard output or error; what a terminal would obey is shown as its number."""
    click.echo(visible(text), err=err)


def mute() -> None:
    """Send all further output nowhere: what is left of it would fail again when the process ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Within it, a reader that has heard enough (say, ``head``) is no fault, and changes no exit code."""
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        mute()
