"""The metadata on top of a saved question: YAML in ``#+`` lines, and on which line each key stands."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml_rs

from scgraph.errors import UnreadableFile


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
        self._block = "\n".join(block)
        try:
            loaded = yaml_rs.loads(self._block)
        except (ValueError, TypeError) as error:  # the second for a mapping that is a key
            raise self._unreadable(error) from error
        if not isinstance(loaded, dict):
            raise UnreadableFile(path, "the metadata is not a list of 'key: value' lines.", self._first)
        self.data: dict[str, Any] = loaded

    def fault(self, reason: str, *keys: str) -> UnreadableFile:
        """An error at the line where a key stands, the keys that lead to it given from the outermost."""
        import yaml

        line = self._first
        try:
            node = self._compose()
        except yaml.YAMLError:
            node = None  # it reads what PyYAML does not: the first line has to do
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

    def flag(self, raw: dict[str, Any], key: str, *keys: str) -> bool:
        """Whether a trait is said to be true; false where nothing is said.

        :raises UnreadableFile: if its value is another than true or false ('yes' is a text in YAML 1.2).
        """
        value = raw.get(key, False)
        if not isinstance(value, bool):
            raise self.fault(f"'{key}' has to be true or false, not '{value}'", *keys, key)
        return value

    def _compose(self) -> Any:
        """The block as PyYAML's nodes, which know their lines.

        :raises yaml.YAMLError: if PyYAML, which reads YAML 1.1, cannot read it.
        """
        import yaml  # slow to import, so only for those who have a fault to show

        return yaml.compose(self._block, yaml.SafeLoader)

    def _unreadable(self, error: Exception) -> UnreadableFile:
        """What is wrong with the block and on which line, as far as PyYAML can tell, too."""
        import yaml

        problem, line = str(error).strip().rpartition("\n")[2].rstrip("."), self._first
        try:
            twice = _find_twice(self._compose())
        except yaml.YAMLError as fault:
            mark = getattr(fault, "problem_mark", None)
            problem, line = getattr(fault, "problem", None) or problem, line + (mark.line if mark else 0)
            return UnreadableFile(self.path, f"the metadata is not valid YAML: {problem}.", line)
        if twice is not None:
            line += twice.start_mark.line
            return UnreadableFile(self.path, f"the key '{twice.value}' stands twice.", line)
        return UnreadableFile(self.path, f"the metadata is not valid YAML: {problem}.", line)


def _find_twice(node: Any, above: tuple[Any, ...] = ()) -> Any:
    """The first key that stands twice in the same place, or ``None``; ``above`` are the nodes around it."""
    seen: set[str] = set()
    for key, value in _pairs(node):
        if key.id == "scalar" and key.value in seen:
            return key
        seen.update([key.value] if key.id == "scalar" else [])
        # By an alias a node may hold itself.
        inside = any(value is other for other in (*above, node))
        if not inside and (found := _find_twice(value, (*above, node))) is not None:
            return found
    return None


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if getattr(node, "id", "") == "mapping" else []
