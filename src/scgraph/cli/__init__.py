"""The command line: one file per command family, imported only when its command is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from scgraph import __version__
from scgraph.errors import ScgraphError

# A command starts in a tenth of a second only if it does not import what other commands need.
_COMMANDS = (
    "compare", "draw", "equivalents", "gap", "init", "load", "path",
    "query", "reason", "serve", "sparql", "stats", "validate",
)  # fmt: skip
_IN_CAREERS = {"compare", "equivalents", "gap", "path"}


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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scgraph")
def cli() -> None:
    """Ask a graph of adult social care work: who does what, at which level, and under which law."""


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; errors go to stderr as one line each.

    0 done; 1 the data is at fault; 2 the call is; 3 an engine or a dependency is.
    """
    try:
        result: Any = cli.main(args=arguments, prog_name="scgraph", standalone_mode=False)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        click.echo(f"scgraph: {error.format_message()}", err=True)
        return 2
    except click.Abort:
        return 130
    except ScgraphError as error:
        click.echo(f"scgraph: {' '.join(str(error).split())}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader (say, `head`) has gone; what it wanted, it has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0
