"""The saved questions as forms, and their answers as tables that can be taken away."""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from scgraph.errors import AmbiguousName, UnknownName, UsageError
from scgraph.graph import LAW, Node
from scgraph.namespaces import ONTOLOGY, contract
from scgraph.questions.answers import Answer
from scgraph.questions.catalogue import Column, Parameter, SavedQuery
from scgraph.sparql.guard import is_volatile
from scgraph.tables.table import said_once
from scgraph.web.explorer import Explorer
from scgraph.web.negotiation import TABLE_FORMS
from scgraph.web.pages import Page
from scgraph.web.views import MOST_OPTIONS, option_groups

# What a visitor gave for a parameter: a text, the node that it names, or why it names none.
Given = str | Node | UsageError


def catalogue(explorer: Explorer, _request: Request) -> Page:
    """All saved questions, by subject."""
    queries = explorer.graph.queries
    context = {"groups": queries.by_tag(), "broken": sorted(queries.faults)}
    return Page("questions.html", "Questions", context, (ONTOLOGY,))


def question(explorer: Explorer, request: Request) -> Page:
    """One question: its form and, where it has been asked, its answer.

    :raises HTTPException: 404 if there is no such question, 400 for more values than it takes.
    """
    saved = explorer.graph.queries.get(request.path_params["name"])
    if saved is None:
        raise HTTPException(404, "There is no saved question of that name.")
    values = {name: _values(explorer, request, name) for name in saved.parameters}
    found = {
        name: [_look_up(explorer, of, value) for value in values[name]]
        for name, of in saved.parameters.items()
    }
    given = {name: [each for several in looked for each in several] for name, looked in found.items()}
    asked = _is_asked(request, saved)
    faults = {
        name: fault for name, of in saved.parameters.items() if asked and (fault := _fault(of, given[name]))
    }
    answer = explorer.limited.ask(saved.name, **given) if asked and not faults else None
    context = {
        "saved": saved,
        "fields": [_field(explorer, of, values[name], found[name]) for name, of in saved.parameters.items()],
        "faults": faults,
        "offers": {name: _offers(request, name, given[name]) for name in faults},
        "answer": answer,
        "table": None if answer is None else show_answer(answer, explorer.limits.shown_rows),
        "query": [(name, value) for name, given in values.items() for value in given] or [("ask", "1")],
        "sparql": saved.body,
    }
    status = 400 if faults else 200
    subjects, changes = _subjects(answer), is_volatile(saved.body)
    return Page(
        "question.html", saved.summary, context, subjects, answer=answer, status=status, is_volatile=changes
    )


def _is_asked(request: Request, saved: SavedQuery) -> bool:
    """Whether the question is put: the form sends all its fields, a link may only begin to fill them in."""
    if not saved.parameters or request.state.form in TABLE_FORMS or "ask" in request.query_params:
        return True
    needed = [p.name for p in saved.parameters.values() if not p.optional and p.default is None]
    return all(name in request.query_params for name in needed)


def _look_up(explorer: Explorer, parameter: Parameter, value: str) -> list[Given]:
    """The nodes that a value names, or why there are none; for a parameter of values the value itself."""
    if parameter.of_class is None:
        return [value]
    try:
        if parameter.many:
            return list(explorer.graph.find_all(value, parameter.of_class))
        return [explorer.graph.find(value, parameter.of_class)]
    except UsageError as error:
        return [error]


def _offers(request: Request, name: str, given: list[Given]) -> list[tuple[str, str]]:
    """(address, label) of the same question with what a value may have meant in its place."""
    rest = [pair for pair in request.query_params.multi_items() if pair[0] != name]
    offers = [
        offer for each in given if isinstance(each, UnknownName | AmbiguousName) for offer in each.offers
    ]
    path = request.scope["path"]
    return [(f"{path}?{urlencode([*rest, (name, contract(iri))])}", label) for iri, label in offers]


def _fault(parameter: Parameter, given: list[Given]) -> str:
    """What is wrong with the values of a parameter, as a sentence; empty where nothing is."""
    if not given:
        return "" if parameter.optional or parameter.default is not None else f"Fill in ‘{parameter.label}’."
    if len(given) > 1 and not parameter.many:
        return f"‘{parameter.label}’ takes one value."
    for value in given:
        if isinstance(value, UsageError):
            return str(value)
        if parameter.type == "integer" and not re.fullmatch(r"[+-]?[0-9]{1,18}", str(value)):
            return f"‘{parameter.label}’ has to be a whole number."
        if not parameter.takes(value):
            return f"‘{parameter.label}’: {parameter.help}"
    return ""


def _values(explorer: Explorer, request: Request, name: str) -> list[str]:
    limits = explorer.limits
    values = [value for text in request.query_params.getlist(name) if (value := text.strip())]
    if len(values) > limits.values or any(len(value) > limits.value_characters for value in values):
        most = f"{limits.values} values of {limits.value_characters} characters"
        raise HTTPException(400, f"‘{name}’ takes at most {most}.")
    return values


def _field(
    explorer: Explorer, parameter: Parameter, values: list[str], found: list[list[Given]]
) -> dict[str, Any]:
    """What the form shows for a parameter: its options in groups, or none where it is typed.

    Law is typed, as people cite it, and its names are suggested.
    """
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    suggested: list[str] = []
    if parameter.of_class == "scg:Level":
        groups = option_groups(explorer)
    elif parameter.of_class in LAW:
        suggested = [label for _, label in explorer.options(parameter.of_class)]
    elif parameter.choices:
        groups = [("", [(word, word) for word in parameter.choices])]
    elif parameter.of_class:
        groups = [("", [(contract(iri), label) for iri, label in explorer.options(parameter.of_class)])]
    if sum(len(options) for _, options in groups) > MOST_OPTIONS:
        groups = []
    shown = [_shown(value, given, bool(groups)) for value, given in zip(values, found, strict=True)]
    if not shown and parameter.default is not None:
        shown = [str(parameter.default)]
    suggested = suggested if len(suggested) <= MOST_OPTIONS else []
    return {"parameter": parameter, "groups": groups, "values": shown, "suggested": suggested}


def _shown(value: str, given: list[Given], is_option: bool) -> str:
    """What stands in the field: an option by its CURIE, a name for an identifier in a field to type in."""
    node = given[0]
    if len(given) > 1 or not isinstance(node, Node):
        return value
    if is_option:
        return contract(node.iri)
    return node.label if value in {node.iri, contract(node.iri)} else value


def show_answer(answer: Answer, most: int) -> dict[str, Any]:
    """The columns and rows that a page shows: IRIs become the links of the columns beside them."""
    rows = answer.rows
    hidden = {column.name for column in answer.columns if column.kind == "iri"}
    columns = [column for column in answer.columns if column.kind != "iri"]
    links = {column.name: link for column in columns if (link := _link_column(column, hidden, answer))}
    placed = next((name for name in ("says", "name") if name in links), "")
    places = (
        {"locator", "document"} if placed and any(column.kind == "locator" for column in columns) else set()
    )
    documents = {row["document"] for row in rows} if "document" in places else set()
    columns = [column for column in columns if column.name not in places]
    same = said_once((column for column in columns if column.name != placed), rows)
    if len(same) == len(columns):
        del same[columns[0].name]
    group = columns[0].name if _comes_in_groups(columns[0].name, rows) else ""
    return {
        "columns": [column for column in columns if column.name not in same and column.name != group],
        "group": group,
        "same": [*same.values(), *[("Document", document) for document in documents if len(documents) == 1]],
        "rows": rows[:most],
        "links": links,
        "placed": placed if places else "",
        "documents": len(documents) > 1,
        "wide": {column.name for column in columns if _is_wide(column, rows)},
        "more": max(0, len(rows) - most),
    }


def _comes_in_groups(name: str, rows: list[dict[str, Any]]) -> bool:
    """Whether the rows come in groups that have a column in common, so that it may stand above each group."""
    runs = [value for value, _ in itertools.groupby(row[name] for row in rows)]
    return len(rows) > 3 and len(runs) == len(set(runs)) and 1 < len(runs) <= len(rows) / 2


def _is_wide(column: Column, rows: list[dict[str, Any]]) -> bool:
    """Whether the texts of a column need room."""
    return any(isinstance(row[column.name], str) and len(row[column.name]) > 40 for row in rows)


def _link_column(column: Column, hidden: set[str], answer: Answer) -> str | None:
    """The column of IRIs that a column of names belongs to."""
    by_label = {other.label: other.name for other in answer.columns if other.name in hidden}
    if f"{column.label} (IRI)" in by_label:
        return by_label[f"{column.label} (IRI)"]
    usual = {"says": "statement", "name": "thing"}.get(column.name, f"{column.name}Iri")
    return usual if usual in hidden else None


def _subjects(answer: Answer | None) -> tuple[str, ...]:
    """What the RDF of the page describes: the nodes of the answer."""
    names = [column.name for column in answer.columns if column.kind == "iri"] if answer else []
    found = dict.fromkeys(str(row[name]) for row in answer or () for name in names if row[name])
    return tuple(found) or (ONTOLOGY,)
