"""What a page is, and how it becomes an answer: HTML, or RDF, or a table, at the same address."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from pyoxigraph import RdfFormat, parse, serialize
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from scgraph.errors import UsageError
from scgraph.graph import Node
from scgraph.tables.table import Sheet, sheet_of
from scgraph.tables.writing import to_bytes
from scgraph.web.limits import Gate
from scgraph.web.negotiation import BY_ENDING, HTML, RDF_FORMS, TABLE_FORMS, Form, choose

if TYPE_CHECKING:
    from scgraph.questions.answers import Answer
    from scgraph.web.explorer import Explorer

FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class Page:
    """A page before it is rendered.

    ``subjects`` are the nodes that its RDF describes; instead, ``graph`` may be the named graph that is its
    RDF, or ``turtle`` its RDF itself. ``answer`` is the answer that it shows, ``sheet`` the
    table to take away where that is another.
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

    @property
    def has_data(self) -> bool:
        """Whether the page has RDF."""
        return bool(self.subjects or self.graph or self.turtle)


Maker = Callable[["Explorer", Request], Page]


class Press:
    """Turns makers of pages into endpoints."""

    def __init__(self, explorer: Explorer, environment: Environment, gate: Gate) -> None:
        self.explorer, self.environment, self.gate = explorer, environment, gate
        self._shelf = Shelf()

    def endpoint(self, make: Maker) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a page; its work is done in a thread, behind the gate."""

        async def answer(request: Request) -> Response:
            async with self.gate.enter():
                return await run_in_threadpool(self._answer, request, make)

        return answer

    def html(self, request: Request, page: Page) -> Response:
        """The page as HTML."""
        text = self.environment.get_template(page.template).render(
            page=page,
            path=request.scope["path"],
            query_string=request.url.query,
            has_data=page.has_data and page.status == 200,
            **page.context,
        )
        return Response(text, page.status, {"vary": "Accept"}, "text/html; charset=utf-8")

    def _answer(self, request: Request, make: Maker) -> Response:
        ending = request.scope.get("ending", "")
        form = (
            BY_ENDING[ending] if ending else choose(request.headers.get("accept"), (HTML, *RDF_FORMS)) or HTML
        )
        # In one version of the data an address has one page, so that a page may be kept.
        key = (request.scope["path"], request.url.query, form.ending)
        if (kept := self._shelf.get(key)) is not None:
            return kept
        request.state.form = form
        page = make(self.explorer, request)
        response = self._written(request, page, form, ending)
        if self.explorer.digest and response.status_code == 200 and form not in TABLE_FORMS:
            self._shelf.put(key, response)
        return response

    def _written(self, request: Request, page: Page, form: Form, ending: str) -> Response:
        if form is HTML or (page.status != 200 and not ending):
            return self.html(request, page)
        if page.status != 200:
            raise HTTPException(page.status, page.title)
        if form.is_rdf and page.has_data:
            return self._rdf(page, form)
        if form in TABLE_FORMS:
            return self._table(page, form)
        raise HTTPException(404, f"This page has no {form.name}.")

    def _rdf(self, page: Page, form: Form) -> Response:
        if page.turtle:
            content = bytes(
                serialize(parse(page.turtle.encode(), RdfFormat.TURTLE), format=FORMATS[form.ending]) or b""
            )
        elif page.graph:
            content = self.explorer.graph_content(page.graph, FORMATS[form.ending])
        else:
            content = self.explorer.describe(page.subjects, FORMATS[form.ending])
        return Response(content, 200, {"vary": "Accept", "access-control-allow-origin": "*"}, form.media_type)

    def _table(self, page: Page, form: Form) -> Response:
        graph, answer = self.explorer.graph, page.answer
        if form.ending == "json" and answer is not None:
            name, content = answer.bound.query.name, graph.engine.raw(answer.bound.sparql, form.media_type)
        elif form.ending != "json" and (sheet := page.sheet or (answer and sheet_of(graph, answer))):
            name, content = sheet.name, to_bytes(sheet, form.ending)
        else:
            raise HTTPException(404, f"This page has no {form.name}.")
        headers = {
            "content-disposition": f'attachment; filename="{name}.{form.ending}"',
            "access-control-allow-origin": "*",
        }
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


def _size(key: tuple[str, ...], response: Response) -> int:
    return len(response.body) + sum(map(len, key)) + 1_000


class Endings:
    """ASGI middleware: takes an ending such as ``.ttl`` off the address and remembers it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            stem, dot, ending = scope["path"].rpartition(".")
            if dot and ending in BY_ENDING and stem and not stem.endswith("/"):
                scope = {**scope, "path": "/" if stem == "/index" else stem, "ending": ending}
        await self.app(scope, receive, send)


def not_found(what: str) -> HTTPException:
    """The error of an address that means nothing here."""
    return HTTPException(404, what)


def given(request: Request, name: str) -> str:
    """The value of a parameter of the address, without the spaces around it; empty where it is not given."""
    return (request.query_params.get(name) or "").strip()


def wants_rdf(request: Request) -> bool:
    """Whether the page is asked for as RDF, so that nothing else of it is needed."""
    return bool(request.state.form.is_rdf)


def find_or_none(
    explorer: Explorer, text: str, kind: str, faults: dict[str, str], field_name: str
) -> Node | None:
    """The node that a text names; where it names nothing, the fault is noted under the field."""
    if not text:
        return None
    try:
        return explorer.graph.find(text, kind)
    except UsageError as error:
        faults[field_name] = str(error)
        return None
