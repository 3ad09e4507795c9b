"""The map's own scripts, by node's own test runner."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from geo import i18n
from geo.web.map import words

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="the map's scripts are tested by node, which is not here")
def test_the_maps_scripts_do_what_their_tests_say(tmp_path):
    path = tmp_path / "words.json"
    path.write_text(json.dumps({code: words.words(code) for code in i18n.LANGUAGES}), "utf-8")
    done = subprocess.run(
        [NODE, "--test", *map(str, sorted(HERE.glob("*.test.js")))],
        env=os.environ | {"ATLAS_WORDS": str(path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout
