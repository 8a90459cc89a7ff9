"""The application: which address is answered by what."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from scgraph.engine.http import Oversized, Refused
from scgraph.engine.protocol import AnswerTooLarge, Reader
from scgraph.errors import (
    DataError,
    EngineError,
    ProjectNotFound,
    QueryTimeout,
    ScgraphError,
    UnfitValue,
    UnreadableFile,
    UsageError,
)
from scgraph.processes import PoolBusy
from scgraph.questions.door import KnowledgeGraph
from scgraph.sparql.guard import prepare
from scgraph.web import careers, events, lists, questions, service, sparql, things, trust
from scgraph.web.explorer import Explorer, digest_of
from scgraph.web.guard import Guard, write_log
from scgraph.web.lanes import Lanes
from scgraph.web.limits import Busy, Limits
from scgraph.web.negotiation import HTML, RDF_FORMS, choose
from scgraph.web.pages import CORS, Endings, Page, Press
from scgraph.web.views import make_environment

# What readers are told, by status code; the sentence of the error itself stands below.
_TITLES = {
    404: "Page not found",
    405: "That cannot be done here",
    408: "The request took too long to arrive",
    413: "The request is too large",
    500: "Something went wrong here",
    503: "Not now",
}


def create_app(
    graph: KnowledgeGraph,
    limits: Limits | None = None,
    pool: Reader | None = None,
    parse: sparql.Parse = prepare,
    address: str = "",
) -> ASGIApp:
    """The explorer of a graph as an ASGI application.

    :param pool: what the queries of users ask; without one they run in this process, without a time limit.
    :param parse: what reads the queries of users; by default this process, without a time limit.
    :param address: where the public reaches it, where that is not the address that clients name.
    """
    limits = limits or Limits()
    limited = KnowledgeGraph(graph.project, pool or graph.engine)
    explorer = Explorer(graph, limited, limits, digest_of(graph), address)
    press = Press(explorer, make_environment(explorer))
    answer_query = sparql.endpoint(press, Lanes(limits), parse)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        explorer.limited.engine.close()

    page = press.endpoint
    app = Starlette(
        routes=[
            Route("/", page(lists.home)),
            Route("/councils", page(lists.councils)),
            Route("/search", page(lists.search)),
            Route("/legislation", page(lists.legislation)),
            Route(events.TIMELINE, page(events.timeline)),
            Route(events.FEED, press.gated(partial(events.feed, explorer))),
            Route("/compare", page(careers.compare_levels)),
            Route("/path", page(careers.path)),
            Route("/path.svg", press.gated(partial(careers.drawing, explorer))),
            Route("/equivalents", page(careers.equivalents)),
            Route("/questions", page(questions.catalogue)),
            Route("/questions/{name}", page(questions.question)),
            Route("/sparql", answer_query, methods=["GET", "POST", "OPTIONS"]),
            Route("/validation", page(trust.validation)),
            Route("/about", page(trust.about)),
            Route("/downloads", page(service.downloads)),
            Route("/downloads/{name}", press.gated(partial(service.download, explorer))),
            Route("/.well-known/void", press.gated(partial(service.void, explorer))),
            Route("/static/{name}", service.static),
            Route("/favicon.ico", lambda _: RedirectResponse("/static/icon.svg", 308)),
            Route("/healthz", service.healthz(explorer)),
            Route("/{path:path}", page(things.thing)),
        ],
        exception_handlers=dict.fromkeys(
            (HTTPException, ScgraphError, Busy, Exception), partial(_refuse, press)
        ),
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return Guard(Endings(app), limits, explorer.digest)


def _refuse(press: Press, request: Request, error: Exception) -> Response:
    """An error as a page, or as a sentence where no page is wanted."""
    status, sentence = _status(error, request.scope.get("reference", ""))
    headers = dict(getattr(error, "headers", None) or {})
    if status == 503:
        headers["retry-after"] = "5"
    if request.url.path == "/sparql":
        headers |= CORS
    form = choose(request.headers.get("accept"), (HTML, *RDF_FORMS))
    if request.scope.get("ending") or form is not HTML or request.url.path == "/sparql":
        return PlainTextResponse(f"{sentence}\n", status, headers)
    title = _TITLES.get(status, "That request cannot be answered")
    response = press.html(request, Page("error.html", title, {"sentence": sentence}, status=status))
    response.headers.update(headers)
    return response


def _status(error: Exception, reference: str) -> tuple[int, str]:
    """(status code, sentence) of an error; of what is not the visitor's fault no detail is told.

    :param reference: under which it is found in the log.
    """
    noted = f"It has been noted as {reference}."
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if isinstance(error, UnreadableFile | ProjectNotFound | DataError):
        _note(error, reference)
        if isinstance(error, UnfitValue):
            return 500, f"The data behind this page are at fault: {error} {noted}"
        return 500, f"The data behind this page, or the question, are at fault. {noted}"
    if isinstance(error, UsageError | AnswerTooLarge) and not isinstance(error, Refused):
        return 400, str(error)
    if isinstance(error, QueryTimeout):
        return 503, "The question took too long and was stopped. Ask for less, or try again later."
    if isinstance(error, Busy | PoolBusy):
        return 503, "The server is busy. Try again in a moment."
    if isinstance(error, Oversized):
        _note(error, reference)
        sent = f"The server that holds the data sent an answer of more than {error.bound}"
        return 503, f"{sent}, which is more than is taken from it. {noted}"
    if isinstance(error, EngineError | Refused):  # no visitor wrote what a server refuses to read
        _note(error, reference)
        return 503, f"The graph cannot be asked at the moment. {noted}"
    if isinstance(error, ScgraphError):
        _note(error, reference)
    return 500, noted  # what is no error of ours goes on to the guard, which notes it


def _note(error: Exception, reference: str) -> None:
    write_log(fault="".join(traceback.format_exception_only(error)).strip(), reference=reference)
