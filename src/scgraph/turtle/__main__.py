"""``python -m scgraph.turtle [--check] FILE…``: put Turtle files into the one layout."""

from __future__ import annotations

import sys
from pathlib import Path

from scgraph.errors import ScgraphError
from scgraph.turtle.layout import format_file


def main(arguments: list[str]) -> int:
    """Rewrite files; with ``--check`` name those that would change. 1 if one would, or is at fault."""
    check = "--check" in arguments
    paths = [Path(argument) for argument in arguments if argument != "--check"]
    exit_code = 0
    for path in paths:
        try:
            if format_file(path, check):
                said = "not in the one layout; run make format" if check else "formatted"
                sys.stdout.write(f"{path}: {said}\n")
                exit_code = max(exit_code, int(check))
        except ScgraphError as error:
            sys.stderr.write(f"{error}\n")
            exit_code = max(exit_code, error.exit_code)
    return exit_code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
