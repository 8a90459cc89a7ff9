"""What a page is, and how it becomes an answer: HTML, or RDF, or a table, at the same address."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jinja2 import Environment
from pyoxigraph import RdfFormat, parse, serialize
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from scgraph.deadlines import within
from scgraph.engine.protocol import well_formed
from scgraph.questions.answers import Answer
from scgraph.tables.table import Sheet, sheet_of
from scgraph.tables.writing import to_bytes
from scgraph.web.explorer import Explorer, Facts, name_of, write_rdf
from scgraph.web.limits import Gate, Limits
from scgraph.web.negotiation import BY_ENDING, HTML, RDF_FORMS, TABLE_FORMS, Form, wanted

CORS = {"access-control-allow-origin": "*"}
NEGOTIATED = {**CORS, "vary": "Accept"}


@dataclass(frozen=True)
class Page:
    """A page before it is rendered.

    ``subjects`` are the nodes that its RDF describes; instead, ``graph`` may be the named graph that is its
    RDF, or ``turtle`` its RDF itself. ``answer`` is the answer that it shows, ``sheet`` the
    table to take away where that is another. ``is_volatile`` tells that it changes though the data do not.
    """

    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    graph: str = ""
    turtle: str = ""
    answer: Answer | None = None
    sheet: Sheet | None = None
    status: int = 200
    is_volatile: bool = False

    @property
    def has_data(self) -> bool:
        """Whether the page has RDF: not where it would have to leave part of it out."""
        return 0 < len(self.subjects) <= Limits.described_nodes or bool(self.graph or self.turtle)


def page_about(template: str, iri: str, facts: Facts, title: str = "", **context: object) -> Page:
    """The page of one node, under its name if under no other title."""
    return Page(template, title or name_of(facts, iri), {"facts": facts, "iri": iri, **context}, (iri,))


Maker = Callable[["Explorer", Request], Page]


class Press:
    """Turns makers of pages into endpoints."""

    def __init__(self, explorer: Explorer, environment: Environment) -> None:
        self.explorer, self.environment, limits = explorer, environment, explorer.limits
        self._gate = Gate(limits.pages_running, limits.pages_waiting)
        # Who takes tables and whole data sets away does not keep those waiting who read.
        self._table_gate = Gate(limits.tables_running, limits.tables_waiting)
        self._shelf = Shelf()

    def endpoint(self, make: Maker) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page."""
        make_page = self.gated(partial(self._respond, make))

        async def respond(request: Request) -> Response:
            # A page that is kept waits for nothing.
            return self._shelf.get(_key(request)) or await make_page(request)

        return respond

    def gated(self, work: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of some work: done in a thread, behind a gate, within the time of a request."""

        def do(request: Request) -> Response:
            with within(self.explorer.limits.page_seconds):
                return work(request)

        async def respond(request: Request) -> Response:
            takes_away = _form(request) in TABLE_FORMS or request.url.path.startswith("/downloads/")
            async with (self._table_gate if takes_away else self._gate).enter():
                return await run_in_threadpool(do, request)

        return respond

    def html(self, request: Request, page: Page) -> Response:
        """The page as HTML. One that tells of a fault does not ask the graph: it may be that."""
        explorer = self.explorer
        text = self.environment.get_template(page.template).render(
            page=page,
            path=request.scope["path"],
            query_string=request.url.query,
            has_data=page.has_data and page.status == 200,
            known=explorer.edition if page.status == 200 else explorer.known_edition,
            **page.context,
        )
        headers = {"vary": "Accept"} | ({"cache-control": "no-store"} if page.is_volatile else {})
        return Response(text, page.status, headers, "text/html; charset=utf-8")

    def _respond(self, make: Maker, request: Request) -> Response:
        form = request.state.form = _form(request)
        page = make(self.explorer, request)
        response = self._written(request, page, form)
        is_kept = self.explorer.digest and response.status_code == 200 and form not in TABLE_FORMS
        if is_kept and not page.is_volatile:
            self._shelf.put(_key(request), response)
        return response

    def _written(self, request: Request, page: Page, form: Form) -> Response:
        if form is HTML or (page.status != 200 and not request.scope.get("ending")):
            return self.html(request, page)
        if page.status != 200:
            raise HTTPException(page.status, page.title)
        if form.rdf and page.has_data:
            return self._rdf(page, form, form.rdf)
        if form in TABLE_FORMS:
            return self._table(page, form)
        raise HTTPException(404, f"This page has no {form.name}.")

    def _rdf(self, page: Page, form: Form, written_as: RdfFormat) -> Response:
        if page.turtle:
            content = convert(page.turtle, written_as)
        elif page.graph:
            content = write_rdf(self.explorer.graph_triples(page.graph), written_as)
        else:
            content = write_rdf(self.explorer.describe(page.subjects), written_as)
        return Response(content, 200, NEGOTIATED, form.media_type)

    def _table(self, page: Page, form: Form) -> Response:
        graph, answer = self.explorer.graph, page.answer
        if form.ending == "json" and answer is not None:
            name, content = answer.bound.query.name, graph.engine.raw(answer.bound.sparql, form.media_type)
        elif form.ending != "json" and (sheet := page.sheet or (answer and sheet_of(graph, answer))):
            name, content = sheet.name, to_bytes(sheet, form.ending)
        else:
            raise HTTPException(404, f"This page has no {form.name}.")
        headers = {**CORS, "content-disposition": f'attachment; filename="{name}.{form.ending}"'}
        if page.is_volatile:
            headers["cache-control"] = "no-store"
        return Response(content, 200, headers, form.media_type)


class Shelf:
    """The pages that were asked for last, to be sent again; bounded, for anybody may ask for anything."""

    def __init__(self, most_bytes: int = 16 * 1024 * 1024, largest: int = 256 * 1024) -> None:
        self._pages: OrderedDict[tuple[str, ...], Response] = OrderedDict()
        self._room, self._largest = most_bytes, largest
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Response | None:
        """The page of a key, if it is here."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: tuple[str, ...], response: Response) -> None:
        """Keep a page; those not asked for the longest make room."""
        size = _size(key, response)
        if size > self._largest:
            return
        with self._lock:
            if key in self._pages:
                return
            self._pages[key] = response
            self._room -= size
            while self._room < 0:
                self._room += _size(*self._pages.popitem(last=False))


def _form(request: Request) -> Form:
    return wanted(request, (HTML, *RDF_FORMS))


def _key(request: Request) -> tuple[str, ...]:
    """What a page is kept under: in one version of the data an address has one page."""
    return request.scope["path"], request.url.query, _form(request).ending


def _size(key: tuple[str, ...], response: Response) -> int:
    return len(response.body) + sum(map(len, key)) + 1_000


class Endings:
    """ASGI middleware: takes an ending such as ``.ttl`` off the address and remembers it.

    The endpoint answers with a slash behind its name as well: some clients add one to every address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope["path"] == "/sparql/":
                scope = {**scope, "path": "/sparql"}
            stem, dot, ending = scope["path"].rpartition(".")
            if dot and ending in BY_ENDING and stem and not stem.endswith("/"):
                scope = {**scope, "path": "/" if stem == "/index" else stem, "ending": ending}
        await self.app(scope, receive, send)


def convert(turtle: str, form: RdfFormat) -> bytes:
    """Turtle in another form of RDF, with its prefixes."""
    reader = parse(turtle, RdfFormat.TURTLE)
    triples = list(reader)
    return well_formed(
        bytes(serialize(triples, format=form, prefixes=reader.prefixes) or b""), form.media_type
    )


def given(request: Request, name: str) -> str:
    """The value of a parameter of the address, without the spaces around it; empty where it is not given.

    :raises HTTPException: 400 if it is given several that differ.
    """
    values = {value.strip() for value in request.query_params.getlist(name)} or {""}
    if len(values) > 1:
        raise HTTPException(400, f"‘{name}’ takes one value.")
    return values.pop()
