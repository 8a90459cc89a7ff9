"""Two lanes for the queries of users: who asks for much keeps nobody waiting who asks for little.

Every query is tried for a moment of processor time. One that needs more is stopped, and begun again in the
lane of the slow ones, which never hold all places; what was slow once goes there at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from scgraph.deadlines import brief, within
from scgraph.processes import Costly
from scgraph.web.limits import Gate, Limits

Made = TypeVar("Made")

# The slow queries that are remembered.
_MOST_KNOWN = 256


class Gone(Exception):
    """Whoever asked has gone while waiting."""


class Lanes:
    """Where the queries of users run."""

    def __init__(self, limits: Limits) -> None:
        self._brief = limits.brief_seconds
        self._all = Gate(limits.queries_running, limits.queries_waiting)
        self._slow = Gate(limits.slow_running, limits.slow_waiting)
        self._known: OrderedDict[str, None] = OrderedDict()

    async def run(
        self,
        query: str,
        work: Callable[[], Made],
        seconds: float,
        is_gone: Callable[[bool], Awaitable[bool]],
    ) -> Made:
        """What the work makes that asks a query, done in a thread.

        :param seconds: how long it may take, once it has a place.
        :param is_gone: tells whether whoever asked has gone, given whether there was a wait.
        :raises Busy: if too many wait already.
        :raises Gone: if nobody waits for the answer any more.
        """
        if query not in self._known:
            try:
                async with self._all.enter() as has_waited:
                    if await is_gone(has_waited):
                        raise Gone
                    with brief(self._brief), within(seconds):
                        return await run_in_threadpool(work)
            except Costly:
                self._remember(query)
        async with self._slow.enter() as had_to_wait, self._all.enter() as has_waited:
            if await is_gone(had_to_wait or has_waited):
                raise Gone
            with within(seconds):
                return await run_in_threadpool(work)

    def _remember(self, query: str) -> None:
        self._known[query] = None
        self._known.move_to_end(query)
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
