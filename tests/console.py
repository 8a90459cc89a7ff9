"""Commands and their output as Markdown shows them, so that documentation can be run.

In a ``console`` block, a line that starts with ``$`` is a command, the lines below it are its output, and a
line ``…`` stands for any number of lines left out.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A command in a document, with the output shown below it."""

    path: Path
    line: int
    command: str
    output: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """The command's words, without a comment behind it."""
        return shlex.split(self.command, comments=True)


def examples(path: Path) -> list[Example]:
    """All commands in a document's console blocks."""
    text = path.read_text(encoding="utf-8")
    found: list[Example] = []
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        lines = block.group(1).splitlines()
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            output = tuple(line.rstrip() for line in lines[start + 1 : end])
            found.append(Example(path, first + start, lines[start][2:], output))
    return found


def difference(shown: tuple[str, ...], real: list[str]) -> str | None:
    """What differs first between the output shown and the real one, or ``None``.

    ``…`` on a line of its own stands for any number of lines.
    """
    real = [line.rstrip() for line in real]
    while real and not real[-1]:
        real.pop()
    position = 0
    skipping = False
    for line in shown:
        if line.strip() == "…":
            skipping = True
            continue
        if skipping:
            try:
                position = real.index(line, position)
            except ValueError:
                return f"shown and not printed (behind an ellipsis): {line!r}"
            skipping = False
        if position >= len(real):
            return f"shown and not printed: {line!r}"
        if real[position] != line:
            return f"shown {line!r}, printed {real[position]!r}"
        position += 1
    if not skipping and position < len(real) and shown:
        return f"printed and not shown: {real[position]!r}"
    return None
