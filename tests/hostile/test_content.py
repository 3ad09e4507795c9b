"""A store full of hostile texts, in Chromium: nothing runs, nothing is fetched, all still works."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo import store
from geo.texts import plain, short
from tests.browser import atlas
from tests.browser.conftest import serving, watched_page
from tests.factory import Incident, Place, tables
from tests.faults import NO_ROWS
from tests.hostile.texts import TEXTS, URLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
#: Most bytes that a session may be sent in one view, with texts of a megabyte in the store.
MOST_BYTES = 600_000


def build(path) -> None:
    """Write a store in which every text of a stranger's is hostile."""
    plainly = [Incident([Place("UA-63", point=True), Place("review")]) for _text in TEXTS]
    incidents, places = tables(plainly)
    texts = list(TEXTS)
    for column in ("incident_id", "dataset"):
        incidents[column] = [f"{at} {text[:300]}" for at, text in enumerate(texts)]
    for column in ("actor", "notes", "source"):
        incidents[column] = texts
    incidents["source_url"] = [URLS[at % len(URLS)] for at in range(len(texts))]
    twice = [text for text in texts for _place in range(2)]
    places["incident_id"] = [name for name in incidents["incident_id"] for _place in range(2)]
    for column in ("place", "place_name", "admin1", "country", "note", "candidates"):
        places[column] = twice
    for table, columns in (
        (incidents, ("incident_id", "dataset", "actor", "notes", "source", "source_url")),
        (places, ("incident_id", "place", "place_name", "admin1", "country", "note", "candidates")),
    ):
        for column in columns:
            table[column] = table[column].astype("string")
    said = dict.fromkeys(NO_ROWS.columns, texts) | {"source_row": ["2"] * len(texts)}
    rejected = pd.DataFrame(said, dtype="string")
    store.write(path, store.Tables(incidents, places, rejected), meta={"version": "hostile"})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Address of a server whose store is full of hostile texts."""
    folder = tmp_path_factory.mktemp("hostile")
    build(folder / "hostile.duckdb")
    with serving(folder, ATLAS_STORE=str(folder / "hostile.duckdb")) as address:
        yield address


@dataclass
class Seen:
    """What a page did that it should not have."""

    dialogs: list[str]
    bytes: int = 0


def open_map(page: Page) -> None:
    """The map, its tooltips, and the popup of its one symbol, with all records in it."""
    frame = atlas.map_frame(page)
    frame.locator('path[data-region="UA-63"]').hover(force=True)
    atlas.set_view(atlas.inside(page), (49.98, 36.25), 12)
    frame.locator(".atlas-symbol").first.wait_for()
    symbol = frame.locator(".leaflet-marker-icon[title]").first
    symbol.hover()
    symbol.click()
    frame.locator(".atlas-record").first.wait_for()
    links = frame.locator(".atlas-record a")
    assert {a.get_attribute("rel") for a in links.all()} == {"noopener noreferrer nofollow"}
    assert all(a.evaluate("a => a.protocol") == "https:" for a in links.all())


def open_review(page: Page) -> None:
    """Every part of the review."""
    for name in ("Rows not read", "Doubtful links", "Decisions", "Places"):
        page.get_by_role("tab", name=name).click()
        atlas.settled(page)
    box = page.get_by_role("combobox").filter(visible=True).last
    box.click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    atlas.settled(page)


def open_add(page: Page) -> None:
    """Files whose names, columns and cells are hostile, up to their result."""
    name = "<img src=x onerror=top.hostile=1>\u202egpj.csv"
    columns = ["date", "place", *(text[:400] for text in TEXTS[:-1] if "\x00" not in text)]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{c} " if at > 1 else c for at, c in enumerate(columns)])
    for text in TEXTS[:-1]:
        if "\x00" not in text:
            writer.writerow(["2024-10-21", text, *columns[2:]])
            writer.writerow([text, "Sumy", *columns[2:]])
    page.locator('input[type="file"]').first.set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": out.getvalue().encode()}
    )
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Add to my map").click()
    page.get_by_text("Added by you").wait_for()
    atlas.settled(page)


def look(page: Page) -> None:
    """Nothing but what is drawn at once."""


#: Every view: its address, and what is done in it.  A further view is one line.
VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "map": ("", open_map),
    "one incident": ("?incident=0+%3Cscript%3E(top.hostile%3D1)%3C%2Fscript%3E", look),
    "one dataset": ("?type=%3Cimg+src%3Dx+onerror%3Dtop.hostile%3D1%3E&metric=%3Cb%3E", look),
    "review": ("review", open_review),
    "add": ("add", open_add),
    "embed": ("embed?country=UA", look),
    "records as GeoJSON": ("api/cell.json?cell=%3Cscript%3Etop.hostile%3D1%3C/script%3E", look),
}


#: What shows most; the others take as long.
_USUAL = ("map", "embed")


@pytest.mark.parametrize(
    "view", [pytest.param(v, marks=[] if v in _USUAL else pytest.mark.long) for v in VIEWS]
)
def test_nothing_runs_and_nothing_leaves(view, hostile, browser):
    path, use = VIEWS[view]
    seen = Seen([])
    with watched_page(browser) as (page, watch):
        page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("websocket", lambda ws: ws.on("framereceived", lambda f: _add(seen, f)))
        page.goto(f"{hostile}/{path}")
        if path.startswith(("embed", "api")):
            page.wait_for_load_state("networkidle")
        else:
            page.locator(".st-key-views").wait_for()
            if "?" in path or not path:
                atlas.wait_for_map(page)
            atlas.settled(page)
        use(page)
        assert page.evaluate("window.hostile") is None
        assert seen.dialogs == []
        assert page.get_by_test_id("stException").count() == 0
        assert page.locator("img[src=x], iframe[srcdoc], [onerror], [onload]").count() == 0
        assert seen.bytes < MOST_BYTES
        watch.errors[:] = [error for error in watch.errors if not _expected(error)]
    assert watch.outside == []


def _expected(error: str) -> bool:
    """Whether an error is a refusal, or Streamlit's page looking for its server's sub-path."""
    return " 400 " in error or (" 404 " in error and "/_stcore/" in error)


def _add(seen: Seen, frame) -> None:
    seen.bytes += len(frame)


def test_texts_are_shown_with_what_hides_in_them():
    for text in TEXTS:
        shown = plain(short(text))
        assert len(shown) <= 402
        assert not set(shown) & set("\u202e\u2066\u200f\x00\x07\x1b\u2028\n")
    assert short("abc\u202egnp.exe") == "abc\ufffdgnp.exe"
