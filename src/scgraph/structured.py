"""TOML, YAML and JSON read, however deep or long they are: a fault is told with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scgraph.errors import UnreadableFile
from scgraph.files import read_text

# More than these no setting, profile or question needs.
_LONGEST_SETTINGS = 1_000_000
_DEEPEST = 20
_MOST_SIGNS = 10_000


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file says.

    :raises UnreadableFile: if it cannot be read or parsed; with the line where it is known.
    """
    import tomllib  # most projects have no such file

    text = _short_text(path)
    # A key of very many parts takes the reader's time with the square of their number.
    longest = max(text.splitlines(), key=lambda line: line.count("."), default="")
    if longest.count(".") > _MOST_SIGNS // 10:
        raise UnreadableFile(path, "a line has too many dots.", text.splitlines().index(longest) + 1)
    told: dict[str, Any] = _parsed(path, "TOML", lambda: tomllib.loads(text.removeprefix("\ufeff")))
    return told


def read_json(path: Path) -> Any:
    """What a JSON file says.

    :raises UnreadableFile: if it cannot be read or parsed; with the line where it is known.
    """
    text = read_text(path)
    return _parsed(path, "JSON", lambda: json.loads(text))


def read_yaml(path: Path) -> Any:
    """What a YAML file says.

    :raises UnreadableFile: if it cannot be read or parsed; with the line where it is known.
    """
    import yaml  # most projects have no such file

    text = _short_text(path)
    check_yaml(path, text, yaml.SafeLoader)
    return _parsed(path, "YAML", lambda: yaml.safe_load(text))


def check_yaml(path: Path, text: str, loader: type[Any], first_line: int = 1, what: str = "") -> None:
    """Refuse YAML that is deep, long or refers to itself, before anything is made of it.

    :param first_line: the line of the file on which the text begins.
    :param what: what the text is, to begin the message with.
    :raises UnreadableFile: with the line, for that, and for what is no YAML.
    """
    import yaml

    depth = signs = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            line = first_line + (event.start_mark.line if event.start_mark else 0)
            signs += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise UnreadableFile(path, f"{what}nested too deeply: at most {_DEEPEST} levels.", line)
            if isinstance(event, yaml.AliasEvent):
                raise UnreadableFile(path, f"'*{event.anchor}' stands for another part; write it out.", line)
            if signs > _MOST_SIGNS:
                raise UnreadableFile(path, f"more than {_MOST_SIGNS} values.", line)
    except yaml.MarkedYAMLError as error:
        mark, problem = error.problem_mark, error.problem or "it breaks off"
        at = first_line + mark.line if mark else None
        raise UnreadableFile(path, f"{what}not valid YAML: {problem}.", at) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        raise UnreadableFile(path, f"{what}not valid YAML: {reason}.", first_line) from error


def _short_text(path: Path) -> str:
    text = read_text(path)
    if len(text) > _LONGEST_SETTINGS:
        raise UnreadableFile(path, f"longer than {_LONGEST_SETTINGS:,} characters.")
    return text


def _parsed(path: Path, language: str, parse: Callable[[], Any]) -> Any:
    try:
        return parse()
    except RecursionError as error:
        raise UnreadableFile(path, f"not valid {language} here: it is nested too deeply.", 1) from error
    except ValueError as error:
        said = " ".join(str(error).split()).partition("; use sys.")[0].rstrip(".")
        raise UnreadableFile(
            path, f"not valid {language}: {said}.", getattr(error, "lineno", None)
        ) from error
