"""``scgraph serve``: the explorer and the SPARQL endpoint."""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pyoxigraph import Store

from scgraph.cli.options import (
    Seconds,
    Source,
    choose_graph,
    open_named,
    say_fallback,
    say_project,
    source_options,
)
from scgraph.cli.streams import say
from scgraph.ending import temporary_directory, unwinding
from scgraph.engine.embedded import EmbeddedReader
from scgraph.engine.protocol import Reader
from scgraph.errors import MissingDependency, UsageError
from scgraph.project import find_project
from scgraph.questions.door import KnowledgeGraph

if TYPE_CHECKING:
    from scgraph.web.limits import Limits

# What one question may answer; no page shows so many.
MOST_ROWS = 100_000


def check_public(_context: click.Context, _option: click.Parameter, address: str | None) -> str:
    """The callback of ``--address``: the address with its last slash, or an empty text.

    :raises UsageError: if it is none.
    """
    if address is not None and not re.fullmatch(r"https?://[\w.:\[\]-]+/?", address, re.ASCII):
        raise UsageError("--address is an address such as https://graph.example.org/.")
    return f"{address.rstrip('/')}/" if address else ""


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
    type=Seconds(),
    default=10.0,
    show_default=True,
    help="Seconds that a query may take; with --endpoint, all that a page asks.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Queries of users that run at once, all but one of which may be slow.",
)
@click.option(
    "--address",
    metavar="URL",
    callback=check_public,
    help="The address under which the public reaches it, for what the endpoint says of itself.",
)
@click.option("--quiet", is_flag=True, help="Write no access log.")
@source_options
def serve(
    port: int,
    host: str,
    timeout: float,
    workers: int,
    address: str,
    quiet: bool,
    source: Source,
) -> None:
    """Serve the graph as web pages and as a SPARQL endpoint, until Ctrl-C.

    Nobody can change the graph through it. Queries that take too long are stopped.
    """
    try:
        from scgraph.sparql.parsing import Parsers
        from scgraph.web import Limits, create_app
        from scgraph.web.server import log_to_stderr, make_server
    except ImportError as error:
        raise MissingDependency(
            "the explorer needs packages that are missing: pip install 'scgraph[web]'."
        ) from error
    listener = _listen(host, port)
    # A page asks several times; a server of others has the time of one query for all of them.
    page = timeout if source.endpoint is not None else 3 * timeout
    limits = Limits(query_seconds=timeout, page_seconds=page, queries_running=workers)
    with unwinding(), ExitStack() as held:
        held.enter_context(listener)
        graph, pool = _open(source, limits, held)
        parsers = Parsers(limits.query_seconds)
        held.callback(parsers.close)
        if not quiet:
            log_to_stderr()
        server = make_server(create_app(graph, limits, pool, parsers.prepare, address), host, port, limits)
        say_project(graph, source)
        say(f"The explorer is at {_address(listener)} – stop it with Ctrl-C.")
        server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, so that an address in use is told at once, as one line.

    From here on a browser is let wait, not refused.

    :raises UsageError: if the address cannot be had.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
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
        bounds = {"timeout": limits.query_seconds, "most_bytes": limits.answer_bytes, "most_rows": MOST_ROWS}
        graph = choose_graph(source, server_bounds=bounds | {"parallel": limits.queries_running})
        held.callback(graph.engine.close)
        return graph, graph.engine
    from scgraph.engine.pool import WorkerPool
    from scgraph.store.cache import open_cached
    from scgraph.store.generations import open_store
    from scgraph.store.load import load_store

    chosen = find_project(source.project)
    say_fallback(chosen, source)
    reader = open_cached(chosen) if source.store is None else open_named(chosen, source.store, thorough=True)
    if reader is None:  # no store can be kept, so one is made for this server alone
        alone = Path(held.enter_context(temporary_directory()), "store")
        load_store(chosen, alone)
        reader = open_store(alone)
    held.callback(reader.close)
    # One more than queries of users may run at once, for the saved questions.
    workers = limits.queries_running + 1
    whole = reader.in_memory() if source.store is None else None
    pool = WorkerPool(
        reader.path,
        workers,
        limits.query_seconds,
        limits.answer_bytes,
        MOST_ROWS,
        version=reader.version,
        remake=None if whole is None else lambda: _written_anew(whole, held),
    )
    held.callback(pool.close)
    return KnowledgeGraph(chosen, whole or reader), pool


def _written_anew(whole: EmbeddedReader, held: ExitStack) -> Path:
    """A copy on disk of what is in memory: the store of a project may be removed at any time."""
    place = Path(held.enter_context(temporary_directory()))
    with_files = Store(str(place))
    with_files.bulk_extend(whole.store)
    with_files.flush()
    return place
