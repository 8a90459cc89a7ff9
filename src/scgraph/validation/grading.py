"""How grave each broken rule is: as its shape says, or as a file re-grades it (``--profile FILE``)."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from scgraph.errors import UsageError
from scgraph.structured import read_toml, read_yaml
from scgraph.validation.shapes import Rule, ShapesGraph, sh
from scgraph.words import as_line

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
    if not isinstance(grade, str) or grade not in SEVERITIES:
        told = f"'{as_line(str(grade), 40)}' for {name} is no severity."
        raise UsageError(f"{path}: {told} Use {', '.join(SEVERITIES)} or {OFF}.")
    return SEVERITIES[str(grade)]


def _read(path: Path) -> Any:
    if path.suffix == ".toml":
        return read_toml(path)
    if path.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{path}: a profile is a .toml, .yaml or .yml file.")
    return read_yaml(path)
