"""Whether a move leads up, level, down or to other work, and by what that is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scgraph.domain.moves import Direction, direct

WITHIN, COMPARABLE = 0.15, 0.25
BACK = {"up": "down", "down": "up", "level": "level", "other work": "other work"}
shares = st.floats(0, 1)


def told(
    held: float,
    asked: float,
    ranks: tuple[int, int] | None = None,
    gains: bool = False,
    leaves: bool = False,
) -> Direction:
    return direct(ranks, gains, leaves, held, asked, WITHIN, COMPARABLE)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (told(0.9, 0.1, ranks=(1, 2)), "up, by the order of the ladder"),
        (told(0.1, 0.9, ranks=(3, 1), gains=True), "down, by the order of the ladder"),
        (told(0.9, 0.1, gains=True), "up, by registration"),
        (told(0.1, 0.9, leaves=True), "down, by registration"),
        (told(0.4, 0.8, gains=True, leaves=True), "up, by what each asks"),
        (told(0.4, 0.8), "up, by what each asks"),
        (told(0.8, 0.4), "down, by what each asks"),
        (told(0.6, 0.7), "level, by what each asks"),
        (told(0.7, 0.6), "level, by what each asks"),
        (told(0.75, 0.6), "level, by what each asks"),
        (told(0.6, 0.76), "up, by what each asks"),
        (told(0.2, 0.2), "other work, by what each asks"),
        (told(0.0, 0.24), "other work, by what each asks"),
        (told(0.0, 0.25), "up, by what each asks"),
        (told(0.1, 0.2, gains=True), "up, by registration"),
    ],
)
def test_a_direction_is_told_by_the_first_thing_that_tells_it(found: Direction, words: str) -> None:
    assert found.told == words


@given(
    st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9)).filter(lambda ranks: ranks[0] != ranks[1]),
    st.booleans(),
    st.booleans(),
    shares,
    shares,
)
def test_the_way_back_leads_the_other_way(
    ranks: tuple[int, int] | None, gains: bool, leaves: bool, held: float, asked: float
) -> None:
    there = told(held, asked, ranks, gains, leaves)
    back = told(asked, held, ranks[::-1] if ranks else None, leaves, gains)
    assert back == Direction(BACK[there.word], there.by)
