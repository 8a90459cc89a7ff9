"""The SPARQL endpoint: the SPARQL 1.1 Protocol for programmes, and the same address as a page for people."""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scgraph.engine.pool import AnswerTooLarge
from scgraph.errors import BadQuery, QueryTimeout
from scgraph.sparql.guard import Prepared, QueryFault, place_in_user_text, prefixes_of, prepare
from scgraph.web.answers import LargeAnswer
from scgraph.web.body import read_body
from scgraph.web.limits import Gate
from scgraph.web.negotiation import BY_ENDING, HTML, RDF_FORMS, ROW_FORMS, Form, choose
from scgraph.web.pages import Page
from scgraph.web.questions import body_of
from scgraph.web.service import service_description

if TYPE_CHECKING:
    from scgraph.web.explorer import Explorer
    from scgraph.web.pages import Press

CORS = {"access-control-allow-origin": "*"}
_PREFLIGHT = {
    **CORS,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Content-Type",
    "access-control-max-age": "86400",
}
_START = """SELECT ?council ?role ?level
WHERE {
  ?organisation scg:offers ?ladder ; skos:prefLabel ?council .
  ?ladder scg:hasLevel ?rung ; skos:prefLabel ?role .
  ?rung skos:prefLabel ?level ; scg:rank ?rank .
}
ORDER BY ?council ?role ?rank
"""


@dataclass(frozen=True)
class Asked:
    """What a request of the protocol asks."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    ending: str = ""


def endpoint(press: Press, gate: Gate) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of ``/sparql``."""
    explorer = press.explorer
    sending = Gate(running=8, waiting=0)
    read = functools.lru_cache(maxsize=128)(functools.partial(_prepare, explorer))

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        asked = await _read_request(request, explorer)
        if asked is None:
            return await run_in_threadpool(_without_query, press, request)
        wants_page = (
            not asked.ending and choose(request.headers.get("accept"), (*ROW_FORMS, *RDF_FORMS, HTML)) is HTML
        )
        async with gate.enter():
            if await request.is_disconnected():
                return Response(status_code=204)  # whoever asked has gone while waiting
            if wants_page:
                return await run_in_threadpool(_page, press, request, asked, read)
            prepared = await run_in_threadpool(read, asked)
            form = _form(request, asked, prepared)
            content = await run_in_threadpool(_run, explorer, prepared, form.media_type)
        return LargeAnswer(content, form.media_type, {**CORS, "vary": "Accept"}, sending)

    return answer


async def _read_request(request: Request, explorer: Explorer) -> Asked | None:
    """What is asked, or ``None`` for a visit without a query.

    :raises HTTPException: 400 for what the protocol does not know, 415 for a body of another kind.
    """
    pairs = list(request.query_params.multi_items())
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await read_body(request, explorer.limits)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise HTTPException(400, "The query is not text in UTF-8.", CORS) from error
        if kind == "application/sparql-query":
            pairs.append(("query", text))
        elif kind == "application/x-www-form-urlencoded":
            pairs += parse_qsl(text, keep_blank_values=True, max_num_fields=50)
        elif kind == "application/sparql-update":
            raise HTTPException(400, "This graph can only be read; updates are not accepted.", CORS)
        else:
            raise HTTPException(415, "Send a form, or a body of the type application/sparql-query.", CORS)
    return _asked(pairs, request)


def _asked(pairs: list[tuple[str, str]], request: Request) -> Asked | None:
    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if values("update") or values("using-graph-uri") or values("using-named-graph-uri"):
        raise HTTPException(400, "This graph can only be read; updates are not accepted.", CORS)
    queries = values("query")
    if len(queries) > 1:
        raise HTTPException(400, "One request has one query.", CORS)
    ending = _ending(request, values("format"))
    if not queries:
        if request.method == "POST":
            raise HTTPException(400, "The request has no query.", CORS)
        return None
    graphs = (values("default-graph-uri"), values("named-graph-uri"))
    return Asked(queries[0], graphs[0][:50], graphs[1][:50], "" if ending == "html" else ending)


def _ending(request: Request, formats: Sequence[str]) -> str:
    """The form that the address names, by its ending or by ``format``; empty for none that we know."""
    named = formats[-1] if formats else str(request.scope.get("ending", ""))
    return named if named in BY_ENDING else ""


def _prepare(explorer: Explorer, asked: Asked) -> Prepared:
    graphs = set(explorer.graph_names)
    return prepare(
        asked.query,
        prefixes=prefixes_of(explorer.graph.project),
        graphs=graphs,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
    )


def _form(request: Request, asked: Asked, prepared: Prepared) -> Form:
    """The form of the answer.

    :raises HTTPException: 406 where the client takes none that this kind of query has.
    """
    offers = RDF_FORMS if prepared.answers_triples else ROW_FORMS
    # Some clients send a format along that another kind of query has; what they accept is in the header.
    chosen = next((form for form in offers if form.ending == asked.ending), None)
    chosen = chosen or choose(request.headers.get("accept"), offers)
    if chosen is None:
        kinds = ", ".join(form.media_type for form in offers)
        raise HTTPException(406, f"{prepared.form} is answered as {kinds}.", CORS)
    return chosen


def _run(explorer: Explorer, prepared: Prepared, media_type: str) -> bytes:
    try:
        return explorer.limited.engine.raw(prepared.sparql, media_type, not prepared.names_graphs)
    except BadQuery as error:
        raise place_in_user_text(error, prepared) from error
    except AnswerTooLarge as error:
        raise QueryFault(str(error)) from error


def _without_query(press: Press, request: Request) -> Response:
    """The page with an empty form or an example in it; for programmes, the description of the service."""
    chosen = choose(request.headers.get("accept"), (*RDF_FORMS, HTML))
    ending = _ending(request, request.query_params.getlist("format"))
    if ending != "html" and (ending or (chosen is not None and chosen.is_rdf)):
        form = BY_ENDING[ending] if ending else chosen or RDF_FORMS[0]
        if not form.is_rdf:
            raise HTTPException(400, "The request has no query.", CORS)
        content = service_description(press.explorer, str(request.base_url), form)
        return Response(content, 200, {**CORS, "vary": "Accept"}, form.media_type)
    return press.html(request, _as_page(press.explorer, _example(press.explorer, request) or _START))


def _page(press: Press, request: Request, asked: Asked, read: Callable[[Asked], Prepared]) -> Response:
    """The answer as a page, or the fault, with the query in the form either way."""
    try:
        prepared = read(asked)
        if prepared.answers_triples:
            shown: dict[str, Any] = {
                "turtle": _run(press.explorer, prepared, "text/turtle").decode()[:200_000]
            }
        else:
            shown = _rows(
                _run(press.explorer, prepared, ROW_FORMS[0].media_type), press.explorer.limits.shown_rows
            )
    except QueryFault as fault:
        return press.html(request, _as_page(press.explorer, asked.query, fault=fault))
    except QueryTimeout:
        sentence = (
            f"The query took longer than {press.explorer.limits.query_seconds:g} seconds and was stopped."
        )
        return press.html(
            request, _as_page(press.explorer, asked.query, fault=QueryFault(sentence), status=503)
        )
    return press.html(request, _as_page(press.explorer, asked.query, prepared, shown))


def _as_page(
    explorer: Explorer,
    query: str,
    prepared: Prepared | None = None,
    shown: dict[str, Any] | None = None,
    fault: QueryFault | None = None,
    status: int = 0,
) -> Page:
    context = {
        "query": query,
        "prepared": prepared,
        "shown": shown,
        "fault": fault,
        "fault_line": _line(query, fault),
        "forms": (RDF_FORMS if prepared.answers_triples else ROW_FORMS) if prepared else (),
        "prefixes": prefixes_of(explorer.graph.project),
        "examples": explorer.graph.queries.values(),
    }
    return Page("sparql.html", "SPARQL", context, status=status or (400 if fault else 200))


def _line(query: str, fault: QueryFault | None) -> str:
    lines = query.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[fault.line - 1] if fault and 0 < fault.line <= len(lines) else ""


def _rows(content: bytes, most: int) -> dict[str, Any]:
    """The answer of a SELECT or an ASK as the page shows it."""
    answer = json.loads(content)
    if "boolean" in answer:
        return {"boolean": answer["boolean"]}
    rows = answer["results"]["bindings"]
    return {
        "variables": answer["head"]["vars"],
        "rows": rows[:most],
        "number": len(rows),
        "more": max(0, len(rows) - most),
    }


def _example(explorer: Explorer, request: Request) -> str:
    """The text of a saved question with its examples as values, where one is asked for."""
    from scgraph.questions.answers import bind_query

    saved = explorer.graph.queries.get(request.query_params.get("example", ""))
    if saved is None:
        return ""
    values = {
        name: parameter.example for name, parameter in saved.parameters.items() if not parameter.optional
    }
    bound = bind_query(
        explorer.graph, saved, {name: value for name, value in values.items() if value is not None}
    )
    return body_of(bound.sparql) + "\n"
