"""``scgraph serve``: the explorer and the SPARQL endpoint."""

from __future__ import annotations

import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scgraph.cli.options import Source, choose_graph, open_named, source_options
from scgraph.cli.streams import say
from scgraph.engine.protocol import Reader
from scgraph.errors import MissingDependency, UsageError
from scgraph.project import find_project
from scgraph.questions.door import KnowledgeGraph

if TYPE_CHECKING:
    from scgraph.web.limits import Limits


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; by default this machine alone.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Queries of users that run at once.",
)
@click.option("--quiet", is_flag=True, help="Write no access log.")
@source_options
def serve(
    port: int,
    host: str,
    timeout: float,
    workers: int,
    quiet: bool,
    source: Source,
) -> None:
    """Serve the graph as web pages and as a SPARQL endpoint, until Ctrl-C.

    Nobody can change the graph through it. Queries that take too long are stopped.
    """
    try:
        from scgraph.web import Limits, create_app
        from scgraph.web.server import log_to_stderr, make_server
    except ImportError as error:
        raise MissingDependency(
            "the explorer needs packages that are missing: pip install 'scgraph[web]'."
        ) from error
    listener = _listen(host, port)
    limits = Limits(query_seconds=timeout, queries_running=workers)
    with ExitStack() as held:
        held.enter_context(listener)
        graph, pool = _open(source, limits, held)
        if not quiet:
            log_to_stderr()
        server = make_server(create_app(graph, limits, pool), host, port, limits)
        # From here on a browser is let wait, not refused: the address works as soon as it is printed.
        listener.listen()
        say(f"The explorer is at {_address(listener)} – stop it with Ctrl-C.")
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket to serve on, so that an address in use is told at once, as one line.

    :raises UsageError: if the address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{host}:{port}: {reason}. Name a free one with --port.") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _open(source: Source, limits: Limits, held: ExitStack) -> tuple[KnowledgeGraph, Reader]:
    """The graph that pages show, and what the queries of users ask: processes that can be stopped.

    A project's pages are made from memory, which is about twice as fast as its store on disk; a store that is
    named may be too large for that. A server of others is asked itself; its own time limit is the only one.

    :param held: what has to be let go when the server ends.
    """
    if source.endpoint is not None:
        graph = choose_graph(source)
        return graph, graph.engine
    from scgraph.engine.pool import WorkerPool
    from scgraph.store.cache import open_cached
    from scgraph.store.generations import open_store
    from scgraph.store.load import load_store

    chosen = find_project(source.project)
    reader = open_cached(chosen) if source.store is None else open_named(chosen, source.store)
    if reader is None:  # no store can be kept, so one is made for this server alone
        alone = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="scgraph-"))) / "store"
        load_store(chosen, alone)
        reader = open_store(alone)
    held.callback(reader.close)
    # One more than queries of users may run at once, for the saved questions.
    workers = limits.queries_running + 1
    pool = WorkerPool(reader.path, workers, limits.query_seconds, limits.answer_bytes, version=reader.version)
    return KnowledgeGraph(chosen, reader if source.store is not None else reader.in_memory()), pool
