"""The saved questions of a project: one ``.rq`` file each, its metadata as YAML in ``#+`` lines on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from scgraph.errors import BadQuery, UnreadableFile
from scgraph.namespaces import expand
from scgraph.project import Project
from scgraph.queries import tokens

_QUERY_KEYS = {"summary", "description", "tags", "defaults", "enumerate", "parameters", "columns", "expects"}
_PARAMETER_KEYS = {"label", "help", "class", "default", "example", "optional", "many"}
_COLUMN_KEYS = {"label", "kind"}
COLUMN_KINDS = (
    "text",
    "iri",
    "integer",
    "decimal",
    "boolean",
    "list",  # names, joined by '; '
    "citation",  # names of Acts and provisions, joined by '; '
    "locator",
    "document",
    "proficiency",
)


@dataclass(frozen=True)
class Parameter:
    """A parameter of a saved question.

    ``type`` is 'iri', 'integer' or 'text'; the members of ``of_class`` are its choices.
    """

    name: str
    type: str
    label: str
    help: str = ""
    of_class: str | None = None
    default: str | int | None = None
    example: str | int | None = None
    optional: bool = False
    many: bool = False


@dataclass(frozen=True)
class Column:
    """A column of an answer: the variable, its heading, and the kind of thing in it (``COLUMN_KINDS``)."""

    name: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class SavedQuery:
    """A saved question. ``sparql`` is the file's text, metadata and all."""

    name: str
    path: Path
    sparql: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: dict[str, Parameter]
    columns: tuple[Column, ...]
    expects: str = "rows"
    _lines: dict[str, int] = field(default_factory=dict, repr=False, compare=False)


class Catalogue(Mapping[str, SavedQuery]):
    """Saved questions by name. Each file is read, and its metadata checked, when it is asked for."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}
        self._loaded: dict[str, SavedQuery] = {}

    def __getitem__(self, name: str) -> SavedQuery:
        """:raises UnreadableFile: with file and line, if the file or its metadata is at fault."""
        if name not in self._loaded:
            self._loaded[name] = load_query(self._paths[name])
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def load_catalogue(project: Project) -> Catalogue:
    """The project's saved questions by name."""
    return Catalogue(project.query_files)


def load_query(path: Path) -> SavedQuery:
    """One saved question.

    :raises UnreadableFile: with file and line, for bad YAML, an unknown key, a parameter that is described
        and not used (or the other way round), a column that is described and not projected (or the other way
        round), or a parameter that cannot be optional or many as it stands.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, f"cannot be read: {error}") from error
    head = _Head(path, text)
    head.check_keys(head.data, _QUERY_KEYS, "")
    try:
        used = tokens.find_parameters(text)
    except BadQuery as error:
        raise UnreadableFile(path, str(error)) from error
    parameters = {
        name: _parameter(head, name, raw, used, text) for name, raw in head.mapping("parameters").items()
    }
    for name in used:
        if name not in parameters:
            reason = f"the query uses the parameter '{name}', which 'parameters' does not describe"
            raise head.fault(reason, "parameters")
    columns = tuple(_column(head, name, raw) for name, raw in head.mapping("columns").items())
    _check_projection(head, columns, text)
    return SavedQuery(
        name=path.stem,
        path=path,
        sparql=text,
        summary=head.text("summary"),
        description=head.text("description"),
        tags=tuple(str(tag) for tag in head.data.get("tags") or ()),
        parameters=parameters,
        columns=columns,
        expects=_expects(head),
    )


class _Head:
    """The metadata block of a query file, with the line of each key for error messages."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        lines = text.splitlines()
        block = [line[2:] if line.startswith("#+") else None for line in lines]
        self.first = next((i for i, line in enumerate(block) if line is not None), None)
        if self.first is None:
            raise UnreadableFile(path, "no metadata: start the file with '#+ summary: …' lines.", 1)
        kept: list[str] = []
        for line in block[self.first :]:
            if line is None:
                break
            kept.append(line.removeprefix(" "))
        self.lines = kept
        try:
            loaded = yaml.load("\n".join(kept), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it cannot be read"
            at = self.first + 1 + (mark.line if mark else 0)
            raise UnreadableFile(path, f"the metadata is not valid YAML: {problem}.", at) from error
        if not isinstance(loaded, dict):
            raise UnreadableFile(path, "the metadata is not a list of 'key: value' lines.", self.first + 1)
        self.data: dict[str, Any] = loaded

    def line_of(self, key: str) -> int:
        """The line of the file on which a key of the metadata stands."""
        for number, line in enumerate(self.lines):
            if re.match(rf"\s*(?:- )?\"?{re.escape(key)}\"?\s*:", line):
                return (self.first or 0) + number + 1
        return (self.first or 0) + 1

    def fault(self, reason: str, key: str) -> UnreadableFile:
        """An error at the line of a key."""
        return UnreadableFile(self.path, f"{reason}.", self.line_of(key))

    def check_keys(self, found: Mapping[str, Any], known: set[str], where: str) -> None:
        """:raises UnreadableFile: for a key that is not known."""
        for key in found:
            if key not in known:
                place = f" of {where}" if where else ""
                raise self.fault(f"unknown key '{key}'{place}; known: {', '.join(sorted(known))}", str(key))

    def mapping(self, key: str) -> dict[str, dict[str, Any]]:
        """The value of a key that maps names to descriptions; empty where the key is absent."""
        value = self.data.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
            raise self.fault(f"'{key}' has to map each name to its description", key)
        return value

    def text(self, key: str) -> str:
        """The value of a key that has to be there and be text."""
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f"'{key}' is missing or not a text", key)
        return value.strip()


def _parameter(
    head: _Head, name: str, raw: dict[str, Any], used: Mapping[str, tokens.ParameterToken], text: str
) -> Parameter:
    head.check_keys(raw, _PARAMETER_KEYS, f"the parameter '{name}'")
    if name not in used:
        forms = f"?_{name}, ?_{name}_iri or ?_{name}_integer"
        raise head.fault(f"the parameter '{name}' is described and never used as {forms}", name)
    optional, many = bool(raw.get("optional")), bool(raw.get("many"))
    if (optional or many) and not tokens.is_bound_once(text, name):
        reason = f"'{name}' may be left out or be many, so it has to stand once, as BIND(?_{name}… AS ?…)"
        raise head.fault(reason, name)
    of_class = raw.get("class")
    if of_class is not None and expand(str(of_class)) is None:
        raise head.fault(f"the class '{of_class}' of the parameter '{name}' is not a CURIE of ours", name)
    if used[name].type == "iri" and of_class is None:
        raise head.fault(f"the parameter '{name}' is an IRI and has no 'class' to look names up in", name)
    return Parameter(
        name=name,
        type=used[name].type,
        label=str(raw.get("label", name)),
        help=str(raw.get("help", "")),
        of_class=of_class,
        default=raw.get("default"),
        example=raw.get("example"),
        optional=optional,
        many=many,
    )


def _column(head: _Head, name: str, raw: dict[str, Any]) -> Column:
    head.check_keys(raw, _COLUMN_KEYS, f"the column '{name}'")
    kind = str(raw.get("kind", "text"))
    if kind not in COLUMN_KINDS:
        known = ", ".join(COLUMN_KINDS)
        raise head.fault(f"the column '{name}' has the unknown kind '{kind}'; known: {known}", name)
    return Column(name, str(raw.get("label", name)), kind)


def projected(sparql: str) -> tuple[str, ...]:
    """The variables that the outermost SELECT projects, in order; ``*`` where it projects all."""
    names: list[str] = []
    depth, selecting = 0, False
    previous = ""
    for kind, text in tokens.tokenize(sparql):
        if kind in {"space", "comment"}:
            continue
        if not selecting:
            selecting = text.upper() == "SELECT"
            continue
        if depth == 0 and (text == "{" or text.upper() in {"WHERE", "FROM"}):
            break
        depth += {"(": 1, ")": -1}.get(text, 0)
        if kind == "variable" and (depth == 0 or previous.upper() == "AS"):
            names.append(text[1:])
        if text == "*" and depth == 0:
            names.append("*")
        previous = text
    return tuple(names)


def _check_projection(head: _Head, columns: tuple[Column, ...], text: str) -> None:
    """:raises UnreadableFile: unless the columns described are exactly those projected."""
    names = projected(text)
    for column in columns:
        if column.name not in names:
            raise head.fault(f"the column '{column.name}' is described and not projected", column.name)
    described = {column.name for column in columns}
    for name in names:
        if name not in described:
            raise head.fault(f"the query projects ?{name}, which 'columns' does not describe", "columns")


def _expects(head: _Head) -> str:
    expects = head.data.get("expects", "rows")
    if expects not in {"rows", "none"}:
        raise head.fault("'expects' is 'rows' or 'none'", "expects")
    return str(expects)
