"""The command line: one file per command family, imported only when its command is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from scgraph import __version__
from scgraph.cli.streams import mute
from scgraph.errors import ScgraphError
from scgraph.words import as_line, visible

# A command starts in a tenth of a second only if it does not import what other commands need.
_COMMANDS = (
    "compare", "draw", "equivalents", "gap", "init", "law", "load", "path",
    "query", "reason", "serve", "sparql", "stats", "store", "validate",
)  # fmt: skip
_IN_CAREERS = {"compare", "equivalents", "gap", "path"}
_TRACEBACK = "--traceback"


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or ``None``."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{'careers' if cmd_name in _IN_CAREERS else cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        """Read the words of the call; ``--help`` is answered here."""
        with _leaving():
            return super().make_context(*words, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _leaving():
            return super().invoke(ctx)


class _ReaderGone(Exception):
    """Whoever read the output (say, ``head``) has gone; what it wanted, it has."""


@contextmanager
def _leaving() -> Iterator[None]:
    """Tell that a reader has gone before click ends the process with 1, which is said of data alone."""
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGone from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scgraph")
@click.option(_TRACEBACK, is_flag=True, expose_value=False, help="Show where an error comes from, anywhere.")
def cli() -> None:
    """Ask a graph of adult social care work: who does what, at which level, and under which law."""


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; errors go to stderr as one line each.

    0 done; 1 the data is at fault; 2 the call is; 3 an engine, a dependency, the machine or scgraph is.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    end = words.index("--") if "--" in words else len(words)
    shows_traceback = _TRACEBACK in words[:end]
    words = [word for word in words[:end] if word != _TRACEBACK] + words[end:]
    try:
        result: Any = cli.main(args=words, prog_name="scgraph", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except (_ReaderGone, BrokenPipeError):
        mute()
        return 0
    except (SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # Oxigraph's panics are no Exception
        code, told = _told(error)
        if shows_traceback:
            import traceback

            traceback.print_exception(error)
        with suppress(OSError):  # nobody hears it then
            if told:
                click.echo(f"scgraph: {' '.join(visible(told).split())}", err=True)
        if isinstance(error, OSError):
            mute()
        return code


def _told(error: BaseException) -> tuple[int, str]:
    """The exit code for an error, and what is said of it. Only our own errors say who is at fault."""
    match error:
        case click.ClickException():
            return 2, error.format_message()
        case click.Abort() | KeyboardInterrupt():
            return 130, ""
        case ScgraphError():
            return error.exit_code, str(error)
        case UnicodeEncodeError():
            lacking = error.object[error.start : error.end]
            return 3, f"{error.encoding} cannot hold {lacking!r} of the output. Set PYTHONIOENCODING=utf-8."
        case OSError():
            where = error.filename if isinstance(error.filename, str) else "input or output failed"
            return 3, f"{where}: {error.strerror or error}."
        case MemoryError():
            return 3, "there is not enough memory for this."
    said = f"{type(error).__name__}: {as_line(str(error), 500)}" if str(error) else type(error).__name__
    from scgraph.cli.faultlog import note_fault  # seldom needed

    noted = note_fault(error)
    where = f" It is noted as {noted[0]} in {noted[1]}." if noted else ""
    advice = f"Add {_TRACEBACK} to see where, and report it."
    return 3, f"a fault of scgraph, not of the data: {said}. {advice}{where}"
