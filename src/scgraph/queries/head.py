"""The metadata on top of a saved question: YAML in ``#+`` lines, and on which line each key stands."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

from scgraph.errors import UnreadableFile

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Head:
    """The metadata block of one file. ``data`` is what it says."""

    def __init__(self, path: Path, text: str) -> None:
        """
        :raises UnreadableFile: with the line, if there is no block, it is not YAML, or a key stands twice.
        """
        self.path = path
        lines = text.splitlines()
        self._first = next((number for number, line in enumerate(lines, 1) if line.startswith("#+")), 0)
        if not self._first:
            raise UnreadableFile(path, "no metadata: start the file with '#+ summary: …' lines.", 1)
        block: list[str] = []
        for line in lines[self._first - 1 :]:
            if not line.startswith("#+"):
                break
            block.append(line.removeprefix("#+").removeprefix(" "))
        try:
            loader = _LOADER("\n".join(block))
            self._root = loader.get_single_node()
            loaded = loader.construct_document(self._root) if self._root else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it cannot be read"
            line_number = self._first + (mark.line if mark else 0)
            raise UnreadableFile(path, f"the metadata is not valid YAML: {problem}.", line_number) from error
        if not isinstance(loaded, dict):
            raise UnreadableFile(path, "the metadata is not a list of 'key: value' lines.", self._first)
        self.data: dict[str, Any] = loaded
        self._check_twice(self._root)

    def fault(self, reason: str, *keys: str) -> UnreadableFile:
        """An error at the line where a key stands, the keys that lead to it given from the outermost."""
        node, line = self._root, self._first
        for key in keys:
            pair = next((pair for pair in _pairs(node) if pair[0].value == key), None)
            if pair is None:
                break
            line, node = self._first + pair[0].start_mark.line, pair[1]
        return UnreadableFile(self.path, f"{reason}.", line)

    def check_keys(self, found: Collection[str], known: Collection[str], *keys: str) -> None:
        """Check the keys of the block, or of what is described under 'parameters' or 'columns' and a name.

        :raises UnreadableFile: for a key that is not known.
        """
        for key in found:
            if key not in known:
                place = f" of the {keys[0].removesuffix('s')} '{keys[1]}'" if keys else ""
                raise self.fault(
                    f"unknown key '{key}'{place}; known: {', '.join(sorted(known))}", *keys, str(key)
                )

    def mapping(self, key: str) -> dict[str, dict[str, Any]]:
        """The value of a key that maps names to descriptions; empty where the key is absent.

        :raises UnreadableFile: if it is anything else.
        """
        value = self.data.get(key) or {}
        if not isinstance(value, dict):
            raise self.fault(f"'{key}' has to map each name to its description", key)
        for name, described in value.items():
            if not isinstance(name, str) or not isinstance(described, dict):
                raise self.fault(f"'{key}' has to map each name to its description", key, str(name))
        return value

    def text(self, key: str) -> str:
        """The value of a key that has to be there and be text.

        :raises UnreadableFile: if it is not.
        """
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"'{key}' is missing or not a text", key)
        return value.strip()

    def _check_twice(self, node: Any) -> None:
        """YAML readers take the last of two equal keys and say nothing."""
        seen: set[str] = set()
        for key, value in _pairs(node):
            if key.value in seen:
                line = self._first + key.start_mark.line
                raise UnreadableFile(self.path, f"the key '{key.value}' stands twice.", line)
            seen.add(key.value)
            self._check_twice(value)


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if isinstance(node, yaml.MappingNode) else []
