"""The recipes of the contributing guide, followed to the letter in a copy of the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from tests.checkout import ROOT, copy_of_checkout
from tests.sources.server import Reply, serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

GUIDE = ROOT / ".github" / "CONTRIBUTING.md"
BULLETIN = "bulletin_no,day,town,dead\n7,2024-10-21,Суми,2\n8,2024-10-22,Bilhorod-Dnistrovskyi,\n"
#: What a visitor sees: the figures that can shade the map, the downloads, an upload's format.
LOOK = """
from streamlit.testing.v1 import AppTest
from tests.web import views

page = views.open_page()
print("metric:", *page.selectbox(key="metric_1").options, sep="|")
views.go(page, "add")
views.upload(page, ("b.csv", open("bulletin.csv", "rb").read()))
print("formats:", *(str(box.value) for box in page.selectbox), sep="|")


def panel():
    from geo.maps import View
    from geo.web.map import downloads
    from geo.web.visitor import session

    downloads._panel(session.current_store(), View())


panel = AppTest.from_function(panel, default_timeout=60).run()
print("downloads:", *panel.selectbox[0].options, sep="|")
"""


def recipes(text: str) -> dict[str, list[str]]:
    """The patches of each recipe, by its heading."""
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    fence = re.compile(r"^ *```diff\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
    return {
        part.splitlines()[0]: [textwrap.dedent(patch) for patch in fence.findall(part)]
        for part in parts
    }


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Path:
    """A copy of the checkout in which every recipe with a patch has been followed."""
    folder = copy_of_checkout(tmp_path_factory.mktemp("recipes"))
    for heading, patches in recipes(GUIDE.read_text(encoding="utf-8")).items():
        for patch in patches:
            done = subprocess.run(
                ["git", "apply", "--recount", "--unsafe-paths", "-"],
                cwd=folder,
                input=patch,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{heading}: {done.stderr}"
    (folder / "bulletin.csv").write_text(BULLETIN, encoding="utf-8")
    (folder / "look.py").write_text(LOOK, encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "ATLAS_STATE": str(folder / "state")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_recipes_are_there():
    found = recipes(GUIDE.read_text(encoding="utf-8"))
    assert [name for name, patches in found.items() if patches] == [
        "Add a reader",
        "Add a source",
        "Add a metric",
        "Add a form of download",
    ]


def test_a_new_reader_is_listed_and_reads(changed):
    assert "bulletin: Bulletin" in run(changed, "-m", "geo", "formats")
    store = str(changed / "b.duckdb")
    run(changed, "-m", "geo", "ingest", "bulletin.csv", "--store", store)
    out = run(changed, "-m", "geo", "export", "--store", store, "--format", "txt", "--out", "b.txt")
    assert "2 incidents" in out
    text = (changed / "b.txt").read_text(encoding="utf-8-sig")
    assert "BULLETIN-7" in text
    assert "UA-59" in text
    assert "UA-51" in text


def test_a_new_source_is_listed_and_fetched(changed):
    assert "bulletin: Bulletin" in run(changed, "-m", "geo", "sources")
    with serving() as site:
        site.answer = lambda _asked: Reply(BULLETIN.encode())
        where = [
            "--option",
            f"address={site.address}/all.csv",
            "--store",
            str(changed / "s.duckdb"),
        ]
        assert "2 incidents" in run(changed, "-m", "geo", "fetch", "bulletin", *where)
        assert "nothing has changed" in run(changed, "-m", "geo", "fetch", "bulletin", *where)


def test_a_visitor_sees_what_is_new(changed):
    metrics, formats, downloads = run(changed, "look.py").strip().splitlines()[-3:]
    assert "Drones launched" in metrics.split("|")
    assert "bulletin" in formats
    assert "Records (Text)" in downloads.split("|")
