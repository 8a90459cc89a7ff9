"""Where tokens begin and end, and what a query's prologue declares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scgraph.sparql.lexer import line_and_column, prologue, solid, spliced, tokenize

from .test_parameters import hostile


@given(st.one_of(st.text(), hostile))
def test_the_tokens_joined_are_the_text(text: str) -> None:
    tokens = list(tokenize(text))
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.offset : token.end] == token.text for token in tokens)


def test_strings_keep_what_looks_like_sparql() -> None:
    text = "SELECT $this { $this ex:p \"a (b) # {c} \\\" d\" , '''e ' f\n} ''' } # { a remark"
    assert [token.text for token in solid(text) if token.kind == "string"] == [
        '"a (b) # {c} \\" d"',
        "'''e ' f\n} '''",
    ]
    assert sum(token.nesting for token in solid(text)) == 0


def test_a_prologue_ends_where_the_first_statement_begins() -> None:
    tokens = solid(
        "BASE <http://b/c/>\nprefix x: <d#> # PREFIX y: <z>\nPREFIX : <http://e/> SELECT x:a\\,b <f>"
    )
    found = prologue(tokens)
    assert (found.base, found.prefixes) == ("http://b/c/", {"x": "http://b/c/d#", "": "http://e/"})
    assert tokens[found.length].is_word("SELECT")
    assert [found.iri(token) for token in tokens[found.length + 1 :]] == ["http://b/c/d#a,b", "http://b/c/f"]
    assert found.iri(solid("y:z")[0]) == ""


@given(st.lists(st.sampled_from(["PREFIX", "BASE", "<a>", "x:", "SELECT", "PREFIX x:"]), max_size=6))
def test_half_a_prologue_is_read_as_far_as_it_goes(words: list[str]) -> None:
    tokens = solid(" ".join(words))
    assert prologue(tokens).length <= len(tokens)


def test_stretches_are_written_anew() -> None:
    assert spliced("abcdef", [(0, 0, "<"), (1, 3, "BC"), (5, 6, "")]) == "<aBCde"
    assert line_and_column("ab\ncd", 4) == (2, 2)
