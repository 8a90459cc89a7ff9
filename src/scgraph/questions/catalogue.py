"""The saved questions of a project: one ``.rq`` file each, its metadata as YAML in ``#+`` lines on top."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scgraph.errors import BadQuery, UnreadableFile
from scgraph.namespaces import expand
from scgraph.project import Project
from scgraph.questions.head import Head, read_head, without_head
from scgraph.sparql.guard import QueryFault
from scgraph.sparql.parameters import find_parameters
from scgraph.sparql.reach import refuse_reaching

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

    ``type`` is 'iri', 'integer' or 'text'; the members of ``of_class`` are its choices. A text has to match
    ``form``, a regular expression, where there is one.
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
    form: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that a text may be, where its form is nothing but a list of them."""
        return tuple(self.form.split("|")) if re.fullmatch(r"[a-z]+(\|[a-z]+)+", self.form) else ()

    def takes(self, value: object) -> bool:
        """Whether a value has the form that the parameter asks for."""
        return not self.form or re.fullmatch(self.form, str(value)) is not None


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

    @property
    def body(self) -> str:
        """The query without its metadata."""
        return without_head(self.sparql)


class Catalogue(Mapping[str, SavedQuery]):
    """Saved questions by name. Each file is read when it is asked for."""

    def __init__(self, paths: Iterable[Path], network: bool = False) -> None:
        self._paths = {path.stem: path for path in paths}
        self._load = functools.cache(functools.partial(load_query, network=network))

    def __getitem__(self, name: str) -> SavedQuery:
        """:raises UnreadableFile: with file and line, if the file or its metadata is at fault."""
        return self._load(self._paths[name])

    def by_tag(self) -> dict[str, list[SavedQuery]]:
        """The questions under their first tags, in the order of the alphabet, but for those at fault."""
        groups: dict[str, list[SavedQuery]] = {}
        for saved in self.sound:
            groups.setdefault(saved.tags[0] if saved.tags else "other", []).append(saved)
        return dict(sorted(groups.items()))

    @property
    def sound(self) -> list[SavedQuery]:
        """The questions that can be asked."""
        return [saved for name in self if (saved := self._try(name)) is not None]

    @property
    def faults(self) -> dict[str, UnreadableFile]:
        """What is wrong with the questions that cannot be asked, by their names."""
        found = {}
        for name in self:
            try:
                self[name]
            except UnreadableFile as fault:
                found[name] = fault
        return found

    def _try(self, name: str) -> SavedQuery | None:
        try:
            return self[name]
        except UnreadableFile:
            return None

    def __contains__(self, name: object) -> bool:
        return name in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def load_catalogue(project: Project, network: bool = False) -> Catalogue:
    """The project's saved questions by name.

    :param network: whether they may ask other servers.
    """
    return Catalogue(project.query_files, network)


def load_query(path: Path, network: bool = False) -> SavedQuery:
    """One saved question, as far as asking it needs its metadata; ``check_query`` looks at all of it.

    :param network: whether it may ask other servers.
    :raises UnreadableFile: with file and line, where the question cannot be asked as it stands.
    """
    return to_query(read_head(path), network)


def to_query(head: Head, network: bool = False) -> SavedQuery:
    """The question that a head describes.

    :param network: whether it may ask other servers.
    :raises UnreadableFile: with file and line, where it cannot be asked so.
    """
    try:
        refuse_reaching(head.sparql, network=network)
    except QueryFault as fault:
        raise UnreadableFile(head.path, fault.reason, fault.line or None, fault.column or None) from fault
    try:
        used = find_parameters(head.sparql)
    except BadQuery as error:
        raise UnreadableFile(head.path, str(error)) from error
    described = head.mapping("parameters")
    for name in used:
        if name not in described:
            reason = f"the query uses the parameter '{name}', which 'parameters' does not describe"
            raise head.fault(reason, "parameters")
    tags = head.data.get("tags") or ()
    if not isinstance(tags, list | tuple):
        raise head.fault("'tags' has to be a list", "tags")
    return SavedQuery(
        name=head.path.stem,
        path=head.path,
        sparql=head.sparql,
        summary=head.text("summary"),
        description=head.text("description"),
        tags=tuple(str(tag) for tag in tags),
        parameters={
            name: _parameter(head, name, raw, used[name]) for name, raw in described.items() if name in used
        },
        columns=tuple(
            Column(name, str(raw.get("label", name)), str(raw.get("kind", "text")))
            for name, raw in head.mapping("columns").items()
        ),
        expects=str(head.data.get("expects", "rows")),
    )


def _parameter(head: Head, name: str, raw: dict[str, Any], type_: str) -> Parameter:
    of_class = raw.get("class")
    if of_class is not None and expand(str(of_class)) is None:
        reason = f"the class '{of_class}' of the parameter '{name}' is not a CURIE of ours"
        raise head.fault(reason, "parameters", name, "class")
    if type_ == "iri" and of_class is None:
        reason = f"the parameter '{name}' is an IRI and has no 'class' to look names up in"
        raise head.fault(reason, "parameters", name)
    for trait in ("optional", "many"):
        if not isinstance(raw.get(trait, False), bool):
            reason = f"'{trait}' has to be true or false, not '{raw[trait]}'"
            raise head.fault(reason, "parameters", name, trait)
    form = str(raw.get("form", ""))
    try:
        fits = raw.get("default") is None or re.fullmatch(form or ".*", str(raw["default"]), re.DOTALL)
    except re.error as error:
        reason = f"the form of the parameter '{name}' is no regular expression: {error}"
        raise head.fault(reason, "parameters", name, "form") from error
    if not fits:
        raise head.fault(
            f"the default of the parameter '{name}' has not its form", "parameters", name, "default"
        )
    return Parameter(
        name=name,
        type=type_,
        label=str(raw.get("label", name)),
        help=str(raw.get("help", "")),
        of_class=None if of_class is None else str(of_class),
        default=raw.get("default"),
        example=raw.get("example"),
        optional=raw.get("optional", False),
        many=raw.get("many", False),
        form=form,
    )
