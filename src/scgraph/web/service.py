"""What programmes look for: health, files, downloads, descriptions of the data set and the endpoint."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections.abc import Awaitable, Callable

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scgraph.deadlines import within
from scgraph.errors import EngineError, QueryTimeout
from scgraph.namespaces import BASE, ONTOLOGY, PREFIXES
from scgraph.processes import PoolBusy
from scgraph.web.explorer import Explorer
from scgraph.web.guard import write_log
from scgraph.web.negotiation import RDF_FORMS, wanted
from scgraph.web.pages import NEGOTIATED, Page, convert
from scgraph.web.views import static_file

_STATIC = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
_DUMPS = {
    "scgraph.nq": (RdfFormat.N_QUADS, "application/n-quads"),
    "scgraph.trig": (RdfFormat.TRIG, "application/trig"),
}
# Whole data sets larger than this are for `scgraph load` and a real server.
MOST_DUMPED = 500_000


async def static(request: Request) -> Response:
    """The style sheet and the icon; their addresses carry a digest, so that they may be kept."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404, "There is no such file.")
    keep = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return Response(static_file(name), 200, {"cache-control": keep}, _STATIC[name])


def healthz(explorer: Explorer) -> Callable[[Request], Awaitable[Response]]:
    """Tells a supervisor whether the graph can be asked, by pages and by the queries of users.

    However many ask, one look is taken at a time, and it holds for a second.
    """
    looking = asyncio.Lock()
    told: tuple[float, dict[str, str]] = (-math.inf, {})

    async def respond(_request: Request) -> Response:
        nonlocal told
        async with looking:
            if time.monotonic() > told[0] + 1:
                found = await run_in_threadpool(_health, explorer)
                told = (time.monotonic(), found)
            states = told[1]
        ill = [state for state in states.values() if state not in {"ok", "busy"}]
        return JSONResponse({"status": ill[0] if ill else "ok", **states}, 503 if ill else 200)

    return respond


def _health(explorer: Explorer) -> dict[str, str]:
    """How the two ways to ask the graph are."""
    states: dict[str, str] = {}
    for name, graph in {"pages": explorer.graph, "queries": explorer.limited}.items():
        try:
            with within(explorer.limits.health_seconds):
                states[name] = "ok" if graph.engine.ask("ASK { ?s ?p ?o }") else "empty"
        except PoolBusy:
            states[name] = "busy"
        except QueryTimeout:
            states[name] = "slow"
        except EngineError as error:
            write_log(fault=f"health of {name}: {error}")
            states[name] = "down"
    return states


def downloads(explorer: Explorer, _request: Request) -> Page:
    """What can be taken away whole."""
    graphs = explorer.select("graphs.rq")
    total = sum(int(row["triples"]) for row in graphs)
    context = {
        "graphs": graphs,
        "total": total,
        "dumps": list(_DUMPS) if total <= MOST_DUMPED else [],
        "forms": RDF_FORMS,
    }
    return Page("downloads.html", "Downloads", context, (ONTOLOGY,))


def download(explorer: Explorer, request: Request) -> Response:
    """The whole data set."""
    name = f"{request.path_params['name']}{'.' + e if (e := request.scope.get('ending')) else ''}"
    if name not in _DUMPS:
        raise HTTPException(404, "There is no such download.")
    form, media_type = _DUMPS[name]
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(_dump(explorer, form), 200, headers, media_type)


def void(explorer: Explorer, request: Request) -> Response:
    """The data set in the words of VoID, at this server's own address."""
    form = wanted(request, RDF_FORMS)
    if form.rdf is None:
        raise HTTPException(404, f"This has no {form.name}.")
    base, edition, graphs = base_of(explorer, request), explorer.edition, explorer.select("graphs.rq")
    dumps = ", ".join(f"<{base}downloads/{name}>" for name in _DUMPS)
    described = f"""
        PREFIX dcterms: <{PREFIXES["dcterms"]}>
        PREFIX owl: <{PREFIXES["owl"]}>
        PREFIX void: <{PREFIXES["void"]}>
        PREFIX here: <{base}.well-known/void#>
        here:dataset a void:Dataset ;
          dcterms:title {Literal(edition.title, language="en")} ;
          owl:versionInfo {Literal(edition.version)} ;
          void:sparqlEndpoint <{base}sparql> ;
          void:triples {sum(int(row["triples"]) for row in graphs)} ;
          void:uriSpace "{BASE}" ;
          void:vocabulary <{ONTOLOGY}> ;
          void:dataDump {dumps} .
    """
    if edition.licence.startswith("https://"):
        described += f"here:dataset dcterms:license {NamedNode(edition.licence)} .\n"
    for row in graphs:
        graph = NamedNode(row["graph"])
        described += f"here:dataset void:subset {graph} . {graph} void:triples {row['triples']} .\n"
    return Response(convert(described, form.rdf), 200, NEGOTIATED, form.media_type)


def service_description(explorer: Explorer, request: Request, form: RdfFormat) -> bytes:
    """The endpoint in the words of SPARQL 1.1 Service Description."""
    base = base_of(explorer, request)
    named = "".join(
        f"here:dataset sd:namedGraph here:graph-{number} . "
        f"here:graph-{number} a sd:NamedGraph ; sd:name {NamedNode(graph)} .\n"
        for number, graph in enumerate(explorer.graph_names)
    )
    described = f"""
        PREFIX format: <http://www.w3.org/ns/formats/>
        PREFIX here: <{base}sparql#>
        PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        <{base}sparql> a sd:Service ;
          sd:endpoint <{base}sparql> ;
          sd:supportedLanguage sd:SPARQL11Query ;
          sd:feature sd:UnionDefaultGraph ;
          sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
            format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:JSON-LD, format:RDF_XML ;
          sd:defaultDataset here:dataset .
        here:dataset a sd:Dataset ; sd:defaultGraph here:union .
        here:union a sd:Graph .
        {named}
    """
    return convert(described, form)


def _dump(explorer: Explorer, form: RdfFormat) -> bytes:
    quads: list[Quad] = []
    for graph in explorer.graph_names:
        name = NamedNode(graph)
        quads += (Quad(t.subject, t.predicate, t.object, name) for t in explorer.graph_triples(graph))
        if len(quads) > MOST_DUMPED:
            raise HTTPException(404, "The data are too large to be sent whole; take them graph by graph.")
    return bytes(serialize(quads, format=form, prefixes=PREFIXES if form is RdfFormat.TRIG else None) or b"")


def base_of(explorer: Explorer, request: Request) -> str:
    """The server's own address: as it was told, or as the client called it where that is an address."""
    base = explorer.address or str(request.base_url)
    return base if re.fullmatch(r"https?://[\w.:\[\]-]+/", base) else "http://localhost/"
