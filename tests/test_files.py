"""Files are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scgraph import files
from scgraph.errors import EngineError, UnreadableFile, UsageError


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("old", encoding="utf-8")
    files.write_text(path, "new\r\nié")
    assert path.read_bytes() == "new\r\nié".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_may_be_read_by_whom_the_mask_allows(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_bytes(tmp_path / "it", b"x")
        assert os.umask(0o027) == 0o027, "the mask is as it was"
    finally:
        os.umask(before)
    assert (tmp_path / "it").stat().st_mode & 0o777 == 0o640


def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"old")

    def fail(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(EngineError, match="it: cannot be written: No space left on device"):
        files.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("where", ["absent/it", "."])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, where: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        files.write_bytes(tmp_path / where, b"x")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.write_bytes(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_device_stays_a_device() -> None:
    files.write_bytes(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()


def test_a_digest_tells_names_and_contents_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ttl", tmp_path / "b.ttl"
    (tmp_path / "new").mkdir()
    found = set()
    for contents in (("ab", "c"), ("a", "bc"), ("c", "ab")):
        first.write_text(contents[0])
        second.write_text(contents[1])
        found |= {files.digest([first, second]), files.digest([second, first]), files.digest([first])}
    assert len(found) == 9
    assert files.digest([first]) == files.digest([Path(shutil.copy(first, tmp_path / "new" / "a.ttl"))])


def test_a_digest_of_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.ttl: cannot be read: No such file"):
        files.digest([tmp_path / "gone.ttl"])
