"""How grave each broken rule is: as its shape says, or as a file re-grades it (``--profile FILE``)."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from scgraph.errors import UnreadableFile, UsageError
from scgraph.files import read_text
from scgraph.validation.shapes import Rule, ShapesGraph, sh

# What a severity is called by those who write gradings and read reports, the gravest first.
SEVERITIES = {"violation": sh("Violation"), "warning": sh("Warning"), "info": sh("Info")}
OFF = "off"


@dataclass(frozen=True)
class Grading:
    """The rules that are re-graded, by name; ``None`` stands for switched off."""

    grades: Mapping[str, NamedNode | None] = field(default_factory=dict)

    def severity(self, rule: Rule) -> NamedNode | None:
        """How grave a broken rule is here; ``None`` where the rule is switched off."""
        return self.grades.get(rule.name, rule.severity)


def read_grading(path: Path, shapes: ShapesGraph) -> Grading:
    """A grading from a TOML or YAML file: a table ``rules`` of rule names and their severities.

    :raises UnreadableFile: if the file cannot be read or parsed; with the line.
    :raises UsageError: if it names a rule or a severity that does not exist.
    """
    content = _read(path)
    table = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(table, dict) or set(content) != {"rules"}:
        raise UsageError(f"{path}: a profile has one table, 'rules', of rule names and severities.")
    names = [rule.name for rule in shapes.rules.values()]
    return Grading({str(name): _grade(path, str(name), grade, names) for name, grade in table.items()})


def _grade(path: Path, name: str, grade: object, names: list[str]) -> NamedNode | None:
    if name not in names:
        nearest = difflib.get_close_matches(name, names, n=3)
        hint = f" Nearest: {', '.join(nearest)}." if nearest else " See 'scgraph validate --rules'."
        raise UsageError(f"{path}: no rule is called '{name}'.{hint}")
    if grade is False or grade == OFF:  # YAML 1.1 reads a plain off as false
        return None
    if grade not in SEVERITIES:
        raise UsageError(
            f"{path}: '{grade}' for {name} is no severity. Use {', '.join(SEVERITIES)} or {OFF}."
        )
    return SEVERITIES[str(grade)]


def _read(path: Path) -> Any:
    text = read_text(path)
    if path.suffix == ".toml":
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UnreadableFile(path, f"not valid TOML: {error}.") from error
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{path}: a profile is a .toml, .yaml or .yml file.")
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise UnreadableFile(path, f"not valid YAML: {error.problem}.", line) from error
