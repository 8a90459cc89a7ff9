"""``scgraph draw`` writes the picture that its file name asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scgraph.cli import run


@pytest.mark.parametrize(
    ("words", "ending", "shows"),
    [
        (["ladder", "Social Care Assessor"], "svg", b"SO2"),
        (["topics", "Social Care Assistant"], "svg", b"Bexley 07"),
        (["map", "Bexley", "Richmond and Wandsworth"], "mmd", b"SO1"),
        (["heatmap", "Bexley", "Richmond and Wandsworth"], "svg", b"SO1"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_picture_is_drawn(tmp_path: Path, words: list[str], ending: str, shows: bytes) -> None:
    pytest.importorskip("pygraphviz", reason="pictures need the extra 'drawing'")
    target = tmp_path / f"picture.{ending}"
    assert run(["draw", *words, "-o", str(target)]) == 0
    assert shows in target.read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["heatmap", "Bexley"], "draw heatmap takes two councils, not 1 names"),
        (["ladder"], "draw ladder takes one role, not 0 names"),
        (["ladder", "Social Wroker"], "no role is called 'Social Wroker'"),
    ],
)
def test_a_call_at_fault_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], says: str
) -> None:
    assert run(["draw", *words, "-o", str(tmp_path / "x.svg")]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
