"""``python -m tests.web.limited``: the real graph, served with bounds that tests can wait for."""

from __future__ import annotations

import sys
import time

from scgraph.engine.pool import WorkerPool
from scgraph.project import find_project
from scgraph.questions.door import open_graph
from scgraph.sparql.parsing import Parsers
from scgraph.store.cache import open_cached
from scgraph.web import Limits, create_app
from scgraph.web.server import log_to_stderr, make_server
from tests.examples import EXAMPLE
from tests.web.serving import listen

LIMITS = Limits(
    query_seconds=1.5,
    answer_bytes=8_000_000,
    request_seconds=1.5,
    send_seconds=2.0,
    queries_waiting=4,
    slow_waiting=4,
)


def main() -> None:
    """Serve until the process is stopped."""
    graph = open_graph(find_project(EXAMPLE))
    for _ in range(100):
        if store := open_cached(graph.project):
            break
        time.sleep(0.2)  # another process of this test run is making it
    assert store is not None
    pool = WorkerPool(store.path, LIMITS.queries_running + 1, LIMITS.query_seconds, LIMITS.answer_bytes)
    parsers = Parsers(LIMITS.query_seconds)
    log_to_stderr()
    listener = listen()
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}/\n")
    sys.stdout.flush()
    app = create_app(graph, LIMITS, pool, parsers.prepare)
    make_server(app, "127.0.0.1", 0, LIMITS).run(sockets=[listener])


if __name__ == "__main__":
    main()
