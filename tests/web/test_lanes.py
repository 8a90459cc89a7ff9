"""The lanes of users' queries: slow ones never hold all places, and whoever has gone is not answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest

from scgraph.deadlines import processor_seconds
from scgraph.processes import Costly
from scgraph.web.lanes import Gone, Lanes
from scgraph.web.limits import Busy, Limits

LIMITS = Limits(queries_running=3, queries_waiting=10, slow_waiting=1)


async def stays(_has_waited: bool) -> bool:
    return False


class Slow:
    """A query that needs more than a moment, and then holds its place until it is let go."""

    def __init__(self) -> None:
        self.tries = 0
        self.runs, self.go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.tries += 1
        if processor_seconds():
            raise Costly("too much")
        self.runs.set()
        self.go.wait(30)
        return "slow"


def run(scene: Callable[[Lanes], object], limits: Limits = LIMITS) -> None:
    asyncio.run(scene(Lanes(limits)))  # type: ignore[arg-type]


async def until(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(0.001)


def test_quick_ones_are_answered_while_slow_ones_hold_all_places_that_they_may() -> None:
    async def scene(lanes: Lanes) -> None:
        slow = [Slow() for _ in range(3)]
        asked = [
            asyncio.create_task(lanes.run(str(number), each, 30, stays)) for number, each in enumerate(slow)
        ]
        await until(lambda: sum(each.runs.is_set() for each in slow) == 2)
        for _ in range(5):
            assert await lanes.run("quick", lambda: "quick", 30, stays) == "quick"
        assert sorted(each.runs.is_set() for each in slow) == [False, True, True]
        for each in slow:
            each.go.set()
        assert await asyncio.gather(*asked) == ["slow"] * 3
        assert [each.tries for each in slow] == [2] * 3

    run(scene)


def test_a_slow_one_too_many_is_turned_away_and_what_was_slow_is_not_tried_again() -> None:
    async def scene(lanes: Lanes) -> None:
        slow = [Slow() for _ in range(3)]
        asked = [
            asyncio.create_task(lanes.run(str(number), each, 30, stays)) for number, each in enumerate(slow)
        ]
        await until(lambda: sum(each.runs.is_set() for each in slow) == 2)
        await until(lambda: all(each.tries for each in slow))
        again = Slow()
        for _ in range(2):
            with pytest.raises(Busy):
                await lanes.run("another", again, 30, stays)
        assert again.tries == 1
        for each in slow:
            each.go.set()
        await asyncio.gather(*asked)

    run(scene)


def test_whoever_has_gone_is_not_answered() -> None:
    async def gone(_has_waited: bool) -> bool:
        return True

    async def scene(lanes: Lanes) -> None:
        slow = Slow()
        with pytest.raises(Gone):
            await lanes.run("query", slow, 30, gone)
        assert slow.tries == 0

    run(scene)


@pytest.mark.parametrize(("running", "slow"), [(1, 1), (2, 1), (8, 7)])
def test_a_place_is_left_for_quick_ones_where_there_are_two(running: int, slow: int) -> None:
    assert Limits(queries_running=running).slow_running == slow
