"""The metadata on top of a saved question: YAML in ``#+`` lines, and on which line each key stands."""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from scgraph.errors import UnreadableFile
from scgraph.files import read_text
from scgraph.structured import check_yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as its version 1.2 reads plain words: 'yes' and 'on' are texts, a date is one, 010 too."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), _first)


class Head:
    """The metadata block of one file: ``sparql`` is the file's text, ``data`` what the block says."""

    def __init__(self, path: Path, text: str) -> None:
        """:raises UnreadableFile: with the line, if there is no block, or it is not YAML."""
        self.path, self.sparql = path, text
        lines = text.splitlines()
        self._first = next((number for number, line in enumerate(lines, 1) if line.startswith("#+")), 0)
        if not self._first:
            raise UnreadableFile(path, "no metadata: start the file with '#+ summary: …' lines.", 1)
        marked = takewhile(lambda line: line.startswith("#+"), lines[self._first - 1 :])
        block = [line.removeprefix("#+").removeprefix(" ") for line in marked]
        check_yaml(path, "\n".join(block), _Loader, self._first, "the metadata is ")
        try:
            loader = _Loader("\n".join(block))
            self._node = loader.get_single_node()
            self.data: dict[str, Any] = loader.construct_document(self._node) if self._node else {}
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            at = self._first + (mark.line if mark else 0)
            raise UnreadableFile(path, f"the metadata is not valid YAML: {problem}.", at) from error
        if not isinstance(self.data, dict):
            raise UnreadableFile(path, "the metadata is not a list of 'key: value' lines.", self._first)

    def fault(self, reason: str, *keys: str) -> UnreadableFile:
        """An error at the line where a key stands, the keys that lead to it given from the outermost."""
        line, node = self._first, self._node
        for key in keys:
            pair = next((pair for pair in _pairs(node) if pair[0].value == key), None)
            if pair is None:
                break
            line, node = self._first + pair[0].start_mark.line, pair[1]
        return UnreadableFile(self.path, f"{reason}.", line)

    def refuse_twice(self) -> None:
        """:raises UnreadableFile: for a key that stands twice in the same place."""
        todo = [self._node]
        while todo:
            node = todo.pop()
            keys: set[str] = set()
            for key, value in _pairs(node):
                if key.id == "scalar" and key.value in keys:
                    line = self._first + key.start_mark.line
                    raise UnreadableFile(self.path, f"the key '{key.value}' stands twice.", line)
                keys.update([key.value] if key.id == "scalar" else [])
                todo.append(value)

    def mapping(self, key: str) -> dict[str, dict[str, Any]]:
        """The value of a key that maps names to descriptions; empty where the key is absent.

        :raises UnreadableFile: if it is anything else.
        """
        value, reason = self.data.get(key) or {}, f"'{key}' has to map each name to its description"
        if not isinstance(value, dict):
            raise self.fault(reason, key)
        for name, described in value.items():
            if not isinstance(name, str) or not isinstance(described, dict):
                raise self.fault(reason, key, str(name))
        return value

    def text(self, key: str) -> str:
        """The value of a key that has to be there and be text.

        :raises UnreadableFile: if it is not.
        """
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"'{key}' is missing or not a text", key)
        return value.strip()


def read_head(path: Path) -> Head:
    """The metadata of a question.

    :raises UnreadableFile: with the line, if the file cannot be read, or its metadata block.
    """
    return Head(path, read_text(path))


def without_head(text: str) -> str:
    """The query of a question without the metadata on top."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return node.value if getattr(node, "id", "") == "mapping" else []
