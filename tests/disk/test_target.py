"""A file is there as a whole or as it was."""

from __future__ import annotations

import pytest

from geo.disk import write_whole


def test_what_is_written_as_a_whole_takes_the_place_of_what_was_there(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    write_whole(path, [b"new ", b"file"], mode=0o640)
    assert path.read_bytes() == b"new file"
    assert path.stat().st_mode & 0o777 == 0o640
    write_whole(path, [b"private"])
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_breaks_off_leaves_what_was_there_and_nothing_beside_it(tmp_path):
    def pieces():
        yield b"half"
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match="No space"):
        write_whole(path, pieces())
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("a.csv", "old")]
