"""The gate: a few at once, some waiting, the rest turned away."""

from __future__ import annotations

import asyncio

import pytest

from scgraph.web.limits import Busy, Gate


def test_only_so_many_are_inside_and_the_next_is_turned_away() -> None:
    async def crowd() -> tuple[int, int, int]:
        gate, release = Gate(running=2, waiting=3), asyncio.Event()
        inside = most = turned_away = 0

        async def visit() -> None:
            nonlocal inside, most, turned_away
            try:
                async with gate.enter():
                    inside += 1
                    most = max(most, inside)
                    await release.wait()
                    inside -= 1
            except Busy:
                turned_away += 1

        visits = [asyncio.create_task(visit()) for _ in range(9)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        release.set()
        await asyncio.gather(*visits)
        return most, turned_away, inside

    assert asyncio.run(crowd()) == (2, 4, 0)


def test_a_visitor_who_goes_away_leaves_the_queue() -> None:
    async def visit() -> None:
        gate = Gate(running=1, waiting=1)
        async with gate.enter():
            waiting = asyncio.create_task(gate.enter().__aenter__())
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        async with gate.enter():
            pass

    asyncio.run(visit())
