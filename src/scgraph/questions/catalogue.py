"""The saved questions of a project: one ``.rq`` file each, its metadata as YAML in ``#+`` lines on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scgraph.errors import BadQuery, UnreadableFile
from scgraph.namespaces import expand
from scgraph.project import Project
from scgraph.questions.head import Head
from scgraph.sparql import parameters as tokens
from scgraph.sparql.projection import projected

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
    head = Head(path, text)
    head.check_keys(head.data, _QUERY_KEYS)
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


def _parameter(
    head: Head, name: str, raw: dict[str, Any], used: Mapping[str, tokens.ParameterToken], text: str
) -> Parameter:
    head.check_keys(raw, _PARAMETER_KEYS, "parameters", name)
    if name not in used:
        forms = f"?_{name}, ?_{name}_iri or ?_{name}_integer"
        raise head.fault(f"the parameter '{name}' is described and never used as {forms}", "parameters", name)
    optional, many = (head.flag(raw, trait, "parameters", name) for trait in ("optional", "many"))
    if (optional or many) and not tokens.is_only_bound(text, name):
        reason = f"'{name}' may be left out or be many, so it may stand only as BIND(?_{name}… AS ?…)"
        raise head.fault(reason, "parameters", name)
    of_class = raw.get("class")
    if of_class is not None and expand(str(of_class)) is None:
        raise head.fault(
            f"the class '{of_class}' of the parameter '{name}' is not a CURIE of ours",
            "parameters",
            name,
            "class",
        )
    if used[name].type == "iri" and of_class is None:
        raise head.fault(
            f"the parameter '{name}' is an IRI and has no 'class' to look names up in", "parameters", name
        )
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


def _column(head: Head, name: str, raw: dict[str, Any]) -> Column:
    head.check_keys(raw, _COLUMN_KEYS, "columns", name)
    kind = str(raw.get("kind", "text"))
    if kind not in COLUMN_KINDS:
        known = ", ".join(COLUMN_KINDS)
        raise head.fault(
            f"the column '{name}' has the unknown kind '{kind}'; known: {known}", "columns", name, "kind"
        )
    return Column(name, str(raw.get("label", name)), kind)


def _check_projection(head: Head, columns: tuple[Column, ...], text: str) -> None:
    """:raises UnreadableFile: unless the columns described are exactly those projected."""
    names = projected(text)
    for column in columns:
        if column.name not in names:
            raise head.fault(
                f"the column '{column.name}' is described and not projected", "columns", column.name
            )
    described = {column.name for column in columns}
    for name in names:
        if name not in described:
            raise head.fault(f"the query projects ?{name}, which 'columns' does not describe", "columns")


def _expects(head: Head) -> str:
    expects = head.data.get("expects", "rows")
    if expects not in {"rows", "none"}:
        raise head.fault("'expects' is 'rows' or 'none'", "expects")
    return str(expects)
