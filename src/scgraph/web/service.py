"""What programmes look for: health, files, downloads, descriptions of the data set and the endpoint."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scgraph.namespaces import ONTOLOGY, PREFIXES, XSD_INTEGER
from scgraph.sparql import parameters as tokens
from scgraph.sparql.texts import query_text
from scgraph.web.negotiation import BY_ENDING, RDF_FORMS, Form, choose
from scgraph.web.pages import FORMATS, Page
from scgraph.web.views import static_file

if TYPE_CHECKING:
    from scgraph.web.explorer import Explorer
    from scgraph.web.pages import Press

_STATIC = {"style.css": "text/css", "icon.svg": "image/svg+xml"}
_DUMPS = {
    "scgraph.nq": (RdfFormat.N_QUADS, "application/n-quads"),
    "scgraph.trig": (RdfFormat.TRIG, "application/trig"),
}
# Whole data sets larger than this are for `scgraph load` and a real server.
MOST_DUMPED = 500_000
_SD = "http://www.w3.org/ns/sparql-service-description#"
_SERVED_AS = ["SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"]
_RDF_AS = ["Turtle", "N-Triples", "JSON-LD", "RDF_XML"]


async def static(request: Request) -> Response:
    """The style sheet and the icon; their addresses carry a digest, so that they may be kept."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404, "There is no such file.")
    keep = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
    return Response(static_file(name), 200, {"cache-control": keep}, _STATIC[name])


def healthz(explorer: Explorer) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that tells a supervisor whether the graph can be asked."""

    async def answer(_request: Request) -> Response:
        alive = await run_in_threadpool(explorer.graph.engine.ask, "ASK { ?s ?p ?o }")
        return JSONResponse({"status": "ok" if alive else "empty"}, 200 if alive else 503)

    return answer


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


def download(press: Press) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the whole data set."""

    async def answer(request: Request) -> Response:
        name = f"{request.path_params['name']}{'.' + e if (e := request.scope.get('ending')) else ''}"
        if name not in _DUMPS:
            raise HTTPException(404, "There is no such download.")
        async with press.gate.enter():
            content = await run_in_threadpool(_dump, press.explorer, _DUMPS[name][0])
        return Response(
            content, 200, {"content-disposition": f'attachment; filename="{name}"'}, _DUMPS[name][1]
        )

    return answer


def void(press: Press) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the VoID description."""

    async def answer(request: Request) -> Response:
        ending = request.scope.get("ending", "")
        form = (
            BY_ENDING[ending] if ending else choose(request.headers.get("accept"), RDF_FORMS) or RDF_FORMS[0]
        )
        if not form.is_rdf:
            raise HTTPException(404, f"This has no {form.name}.")
        async with press.gate.enter():
            content = await run_in_threadpool(
                data_set_description, press.explorer, str(request.base_url), form
            )
        return Response(content, 200, {"vary": "Accept", "access-control-allow-origin": "*"}, form.media_type)

    return answer


def data_set_description(explorer: Explorer, base: str, form: Form) -> bytes:
    """The data set in the words of VoID, at this server's own address."""
    base = _checked(base)
    void, dcterms = PREFIXES["void"], PREFIXES["dcterms"]
    data_set = NamedNode(f"{base}.well-known/void#dataset")
    edition = explorer.edition
    rows = explorer.select("graphs.rq")
    triples = [
        Triple(data_set, _node("rdf", "type"), NamedNode(f"{void}Dataset")),
        Triple(data_set, NamedNode(f"{dcterms}title"), Literal(edition.title, language="en")),
        Triple(data_set, NamedNode(f"{void}sparqlEndpoint"), NamedNode(f"{base}sparql")),
        Triple(data_set, NamedNode(f"{void}triples"), _number(sum(int(row["triples"]) for row in rows))),
        Triple(data_set, NamedNode(f"{void}uriSpace"), Literal("https://w3id.org/scgraph/")),
        Triple(data_set, NamedNode(f"{void}vocabulary"), NamedNode(ONTOLOGY)),
        Triple(data_set, _node("owl", "versionInfo"), Literal(edition.version)),
        *(
            Triple(data_set, NamedNode(f"{void}dataDump"), NamedNode(f"{base}downloads/{name}"))
            for name in _DUMPS
        ),
    ]
    if edition.licence.startswith("https://"):
        triples.append(Triple(data_set, NamedNode(f"{dcterms}license"), NamedNode(edition.licence)))
    for row in rows:
        part = NamedNode(str(row["graph"]))
        triples.append(Triple(data_set, NamedNode(f"{void}subset"), part))
        triples.append(Triple(part, NamedNode(f"{void}triples"), _number(int(row["triples"]))))
    return _written(triples, form)


def service_description(explorer: Explorer, base: str, form: Form) -> bytes:
    """The endpoint in the words of SPARQL 1.1 Service Description."""
    base = _checked(base)
    service, data_set = NamedNode(f"{base}sparql"), NamedNode(f"{base}sparql#dataset")
    default = NamedNode(f"{base}sparql#union")
    formats = "http://www.w3.org/ns/formats/"
    triples = [
        Triple(service, _node("rdf", "type"), NamedNode(f"{_SD}Service")),
        Triple(service, NamedNode(f"{_SD}endpoint"), service),
        Triple(service, NamedNode(f"{_SD}supportedLanguage"), NamedNode(f"{_SD}SPARQL11Query")),
        Triple(service, NamedNode(f"{_SD}feature"), NamedNode(f"{_SD}UnionDefaultGraph")),
        *(
            Triple(service, NamedNode(f"{_SD}resultFormat"), NamedNode(formats + name))
            for name in (*_SERVED_AS, *_RDF_AS)
        ),
        Triple(service, NamedNode(f"{_SD}defaultDataset"), data_set),
        Triple(data_set, _node("rdf", "type"), NamedNode(f"{_SD}Dataset")),
        Triple(data_set, NamedNode(f"{_SD}defaultGraph"), default),
        Triple(default, _node("rdf", "type"), NamedNode(f"{_SD}Graph")),
    ]
    for number, graph in enumerate(explorer.graph_names):
        named = NamedNode(f"{base}sparql#graph-{number}")
        triples += [
            Triple(data_set, NamedNode(f"{_SD}namedGraph"), named),
            Triple(named, _node("rdf", "type"), NamedNode(f"{_SD}NamedGraph")),
            Triple(named, NamedNode(f"{_SD}name"), NamedNode(graph)),
        ]
    return _written(triples, form)


def _dump(explorer: Explorer, form: RdfFormat) -> bytes:
    quads = []
    for graph in explorer.graph_names:
        name = NamedNode(graph)
        text = tokens.bind(query_text(__package__, "graph.rq"), {"graph": [graph]})
        quads += [Quad(t.subject, t.predicate, t.object, name) for t in explorer.graph.engine.construct(text)]
        if len(quads) > MOST_DUMPED:
            raise HTTPException(404, "The data are too large to be sent whole; take them graph by graph.")
    return bytes(serialize(quads, format=form, prefixes=PREFIXES if form is RdfFormat.TRIG else None) or b"")


def _checked(base: str) -> str:
    """The server's own address, as the client called it, where that is an address at all."""
    return base if re.fullmatch(r"https?://[\w.:\[\]-]+/", base) else "http://localhost/"


def _node(prefix: str, name: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + name)


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD_INTEGER))


def _written(triples: list[Triple], form: Form) -> bytes:
    prefixes = {**{name: PREFIXES[name] for name in ("void", "dcterms", "owl")}, "sd": _SD}
    return bytes(serialize(triples, format=FORMATS[form.ending], prefixes=prefixes) or b"")
