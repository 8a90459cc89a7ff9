"""The SPARQL endpoint: the SPARQL 1.1 Protocol for programmes, and the same address as a page for people."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from scgraph.deadlines import within
from scgraph.engine.http import Oversized, Refused
from scgraph.engine.protocol import AnswerTooLarge
from scgraph.errors import BadQuery, QueryTimeout
from scgraph.questions.head import without_head
from scgraph.sparql.guard import Prepared, QueryFault, place_in_user_text, prefixes_of
from scgraph.sparql.parsing import is_large
from scgraph.web.explorer import Explorer
from scgraph.web.lanes import Gone, Lanes
from scgraph.web.limits import Gate, Limits
from scgraph.web.negotiation import BY_ENDING, CSV, HTML, JSON, RDF_FORMS, ROW_FORMS, TSV, Form, choose
from scgraph.web.pages import CORS, NEGOTIATED, Page, Press
from scgraph.web.sending import LargeResponse
from scgraph.web.server import HALF_CLOSED
from scgraph.web.service import base_of, service_description

_PREFLIGHT = {
    **CORS,
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "Accept, Content-Type",
    "access-control-max-age": "86400",
}
# What reads a user's query: see scgraph.sparql.guard.prepare.
Parse = Callable[..., Prepared]
_START = """SELECT ?council ?role ?level
WHERE {
  ?organisation scg:offers ?ladder ; scg:name ?council .
  ?ladder scg:hasLevel ?rung ; scg:name ?role .
  ?rung scg:name ?level ; scg:rank ?rank .
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
    base: str = ""


def endpoint(press: Press, lanes: Lanes, parse: Parse) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of ``/sparql``."""
    explorer, limits = press.explorer, press.explorer.limits
    sending = Gate(running=8, waiting=0)
    # Small queries do not wait for large ones, which take seconds to read; none waits for one that runs.
    reading = {large: Gate(running=1, waiting=limits.parsing_waiting) for large in (False, True)}
    read = functools.lru_cache(maxsize=128)(functools.partial(_prepare, explorer, parse))
    describe = press.gated(functools.partial(_without_query, press))

    async def prepared_of(asked: Asked) -> tuple[Prepared | QueryFault, float]:
        """The query ready to run or what is wrong with it, and the seconds that are left to run it."""
        async with reading[is_large(asked.query)].enter():
            started = time.monotonic()
            try:
                found: Prepared | QueryFault = await run_in_threadpool(read, asked)
            except QueryFault as fault:
                found = fault
        return found, max(0.1, limits.query_seconds - (time.monotonic() - started))

    async def respond(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        asked = await _read_request(request, explorer)
        if asked is None:
            return await describe(request)
        wants_page = (
            not asked.ending and choose(request.headers.get("accept"), (*ROW_FORMS, *RDF_FORMS, HTML)) is HTML
        )
        prepared, seconds = await prepared_of(asked)
        if isinstance(prepared, QueryFault) and not wants_page:
            raise prepared
        form = HTML if isinstance(prepared, QueryFault) or wants_page else _form(request, asked, prepared)

        async def is_gone(has_waited: bool) -> bool:
            half = has_waited and HALF_CLOSED in request.scope.get("state", ())
            return half or await request.is_disconnected()

        try:
            if isinstance(prepared, QueryFault) or wants_page:
                work = functools.partial(_page, press, request, asked, prepared)
                return await lanes.run(asked.query, work, seconds, is_gone)
            run = functools.partial(_run, explorer, prepared, form.media_type)
            content = await lanes.run(asked.query, run, seconds, is_gone)
        except Gone:
            return Response(status_code=204)
        headers = dict(NEGOTIATED)
        if form in {CSV, TSV}:  # programmes want it exact; a browser shall not open it in a spreadsheet
            headers["content-disposition"] = f'attachment; filename="answer.{form.ending}"'
        if prepared.is_volatile:
            headers["cache-control"] = "no-store"
        return LargeResponse(content, form.media_type, headers, sending)

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
            pairs += _fields(text, explorer.limits)
        elif kind == "application/sparql-update":
            raise HTTPException(400, "This graph can only be read; updates are not accepted.")
        else:
            raise HTTPException(415, "Send a form, or a body of the type application/sparql-query.")
    return _asked(ImmutableMultiDict(pairs), request, explorer)


def _fields(text: str, limits: Limits) -> list[tuple[str, str]]:
    """The fields of a form.

    :raises HTTPException: 400 if they are too many, or not text.
    """
    try:
        fields = parse_qsl(text, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "The request is not text in UTF-8.") from error
    if len(fields) > limits.fields:
        raise HTTPException(400, f"The request has more than {limits.fields:,} fields.")
    return fields


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


def _asked(given: ImmutableMultiDict[str, str], request: Request, explorer: Explorer) -> Asked | None:
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
    # Many forms send the field along with nothing in it.
    default, named = (
        tuple(filter(None, given.getlist(f"{kind}-graph-uri"))) for kind in ("default", "named")
    )
    if len(default) + len(named) > (most := explorer.limits.graphs):
        raise HTTPException(400, f"The request names more than {most} graphs.")
    base = f"{base_of(explorer, request)}sparql"
    return Asked(queries[0], default, named, "" if ending == "html" else ending, base)


def _ending(request: Request, formats: Sequence[str]) -> str:
    """The form that the address names, by its ending or by ``format``; empty for none that we know."""
    named = formats[-1] if formats else str(request.scope.get("ending", ""))
    return named if named in BY_ENDING else ""


def _prepare(explorer: Explorer, parse: Parse, asked: Asked) -> Prepared:
    with within(explorer.limits.query_seconds):
        return parse(
            asked.query,
            prefixes=prefixes_of(explorer.graph.project),
            graphs=set(explorer.graph_names),
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            base=asked.base,
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
    except Refused as error:
        raise QueryFault(f"the server that holds the data cannot read the query: {error.said}.") from error
    except BadQuery as error:
        raise place_in_user_text(error, prepared) from error
    except AnswerTooLarge as error:
        raise QueryFault(str(error)) from error
    except Oversized as error:
        raise QueryFault("the answer is too large. Add a LIMIT, or ask for less.") from error


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


def _page(press: Press, request: Request, asked: Asked, prepared: Prepared | QueryFault) -> Response:
    """The answer as a page, or the fault, with the query in the form either way."""
    explorer, limits = press.explorer, press.explorer.limits
    shown: dict[str, Any]
    try:
        if isinstance(prepared, QueryFault):
            raise prepared
        if prepared.answers_triples:
            turtle = _run(explorer, prepared, "text/turtle").decode()
            most = limits.shown_characters
            shown = {"turtle": turtle[:most], "more": max(0, len(turtle) - most)}
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
    changes = prepared is not None and prepared.is_volatile
    return Page("sparql.html", "SPARQL", context, status=status, is_volatile=changes)


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
