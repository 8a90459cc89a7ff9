"""The SPARQL endpoint: the SPARQL 1.1 Protocol for programmes, and the same address as a page for people."""

from __future__ import annotations

import asyncio
import functools
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from scgraph.engine.pool import AnswerTooLarge
from scgraph.errors import BadQuery, QueryTimeout
from scgraph.questions.head import without_head
from scgraph.sparql.guard import Prepared, QueryFault, place_in_user_text, prefixes_of, prepare
from scgraph.web.explorer import Explorer
from scgraph.web.limits import Gate, Limits
from scgraph.web.negotiation import BY_ENDING, HTML, JSON, RDF_FORMS, ROW_FORMS, Form, choose
from scgraph.web.pages import CORS, NEGOTIATED, Page, Press
from scgraph.web.sending import LargeResponse
from scgraph.web.service import service_description

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

    async def respond(request: Request) -> Response:
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
        return LargeResponse(content, form.media_type, NEGOTIATED, sending)

    return respond


async def _read_request(request: Request, explorer: Explorer) -> Asked | None:
    """What is asked, or ``None`` for a visit without a query.

    :raises HTTPException: 400 for what the protocol does not know, 415 for a body of another kind.
    """
    pairs = list(request.query_params.multi_items())
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await _read_body(request, explorer.limits)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError as error:
            raise HTTPException(400, "The query is not text in UTF-8.") from error
        if kind == "application/sparql-query":
            pairs.append(("query", text))
        elif kind == "application/x-www-form-urlencoded":
            pairs += parse_qsl(text, keep_blank_values=True, max_num_fields=50)
        elif kind == "application/sparql-update":
            raise HTTPException(400, "This graph can only be read; updates are not accepted.")
        else:
            raise HTTPException(415, "Send a form, or a body of the type application/sparql-query.")
    return _asked(ImmutableMultiDict(pairs), request)


async def _read_body(request: Request, limits: Limits) -> bytes:
    """The whole body, no larger and no slower than allowed.

    :raises HTTPException: 413 if it is too large, 408 if it does not arrive in time.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(limits.request_seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limits.body_bytes:
                    raise HTTPException(413, f"The request is too large: at most {limits.body_bytes} bytes.")
                chunks.append(chunk)
    except TimeoutError as error:
        raise HTTPException(408, "The request took too long to arrive.") from error
    except ClientDisconnect as error:
        raise HTTPException(400, "The request broke off.") from error
    return b"".join(chunks)


def _asked(given: ImmutableMultiDict[str, str], request: Request) -> Asked | None:
    if any(given.getlist(name) for name in ("update", "using-graph-uri", "using-named-graph-uri")):
        raise HTTPException(400, "This graph can only be read; updates are not accepted.")
    queries = given.getlist("query")
    if len(queries) > 1:
        raise HTTPException(400, "One request has one query.")
    ending = _ending(request, given.getlist("format"))
    if not queries:
        if request.method == "POST":
            raise HTTPException(400, "The request has no query.")
        return None
    default, named = (tuple(given.getlist(f"{kind}-graph-uri")[:50]) for kind in ("default", "named"))
    return Asked(queries[0], default, named, "" if ending == "html" else ending)


def _ending(request: Request, formats: Sequence[str]) -> str:
    """The form that the address names, by its ending or by ``format``; empty for none that we know."""
    named = formats[-1] if formats else str(request.scope.get("ending", ""))
    return named if named in BY_ENDING else ""


def _prepare(explorer: Explorer, asked: Asked) -> Prepared:
    return prepare(
        asked.query,
        prefixes=prefixes_of(explorer.graph.project),
        graphs=set(explorer.graph_names),
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
        raise HTTPException(406, f"{prepared.form} is answered as {kinds}.")
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
    explorer = press.explorer
    ending = _ending(request, request.query_params.getlist("format"))
    form = BY_ENDING[ending] if ending else choose(request.headers.get("accept"), (*RDF_FORMS, HTML)) or HTML
    if form is HTML:
        return press.html(request, _as_page(explorer, _example(explorer, request) or _START))
    if form.rdf is None:
        raise HTTPException(400, "The request has no query.")
    content = service_description(explorer, request, form.rdf)
    return Response(content, 200, NEGOTIATED, form.media_type)


def _page(press: Press, request: Request, asked: Asked, read: Callable[[Asked], Prepared]) -> Response:
    """The answer as a page, or the fault, with the query in the form either way."""
    explorer, limits = press.explorer, press.explorer.limits
    shown: dict[str, Any]
    try:
        prepared = read(asked)
        if prepared.answers_triples:
            shown = {"turtle": _run(explorer, prepared, "text/turtle").decode()[:200_000]}
        else:
            shown = _rows(_run(explorer, prepared, JSON.media_type), limits.shown_rows)
        page = _as_page(explorer, asked.query, prepared, shown)
    except QueryFault as fault:
        page = _as_page(explorer, asked.query, fault=fault, status=400)
    except QueryTimeout:
        slow = QueryFault(f"The query took longer than {limits.query_seconds:g} seconds and was stopped.")
        page = _as_page(explorer, asked.query, fault=slow, status=503)
    return press.html(request, page)


def _as_page(
    explorer: Explorer,
    query: str,
    prepared: Prepared | None = None,
    shown: dict[str, Any] | None = None,
    fault: QueryFault | None = None,
    status: int = 200,
) -> Page:
    context = {
        "query": query,
        "prepared": prepared,
        "shown": shown,
        "fault": fault,
        "fault_line": _line(query, fault),
        "forms": (RDF_FORMS if prepared.answers_triples else ROW_FORMS) if prepared else (),
        "prefixes": prefixes_of(explorer.graph.project),
        "examples": explorer.graph.queries.sound,
    }
    return Page("sparql.html", "SPARQL", context, status=status)


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
    examples = {name: of.example for name, of in saved.parameters.items() if not of.optional}
    bound = bind_query(explorer.graph, saved, examples)
    return without_head(bound.sparql) + "\n"
