"""Private folders: whose they are, and what becomes of those of a killed process."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile

from geo.disk import scratch

_LEFT = (
    "import os; from geo.disk import scratch; print(scratch.claim()[0], flush=True); os._exit(9)"
)


def test_a_folder_is_private_and_goes_with_its_with(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch.private_folder() as folder:
        (folder / "a").touch()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_what_a_killed_process_left_is_swept_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    left = subprocess.run(
        [sys.executable, "-c", _LEFT], env=environment, capture_output=True, text=True, check=False
    ).stdout.strip()
    other = tmp_path / "atlas-other"
    other.mkdir()
    kept, remove = scratch.claim()
    assert scratch.sweep() == 0  # both are young
    for folder in (left, kept, other):
        os.utime(folder, (0, 0))
    assert scratch.sweep() == 1
    assert sorted(tmp_path.iterdir()) == sorted([kept, other])
    remove()
    remove()
