"""Patterns that mean in SPARQL what they mean to the referee."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scgraph.validation.translation.terms import NotCovered
from scgraph.validation.translation.values import portable_regex

PATTERNS = [
    "^[a-c]+$",
    "a.c",
    r"^(?:[0-9]{2,3}|[^ b-]+)$",
    r"x{2}|y{1,}$",
    r"[\[\]\\.^$]",
    r"\.\*\(\)\/\-",
    "(a|b)?c*d+?$",
    "é|[À-ÿ]",
    r"^a|(?:[\t .]$)",
    "^http://www[.]legislation[.]gov[.]uk/id/(ukpga|uksi)/[0-9]{4}$",
]
REFUSED = [
    r"\bword",
    r"\w+",
    "(?i)a",
    "(?<=a)b",
    r"(a)\1",
    "a$b",
    "a++",
    "[]a]",
    "[a&&b]",
    "x{,3}",
    "a{",
    "(",
    r"[\S]",
    r"\s",
    r"\d",
    "a$|b",
    "[^]a]",
    "[+--]",
    "a?+",
]

SUBJECTS = st.text(st.sampled_from(" \n\t\x1c\u00a0abcdxyzé٣0123.-[]\\^$*()/Àÿ"), max_size=6)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=SUBJECTS)
def test_the_engine_matches_as_python_does(pattern: str, text: str) -> None:
    query = f"ASK {{ FILTER(REGEX({ox.Literal(text)}, {ox.Literal(portable_regex(pattern))})) }}"
    assert bool(ox.Store().query(query)) == bool(re.search(pattern, text))


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_engines_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(NotCovered):
        portable_regex(pattern)
