"""Downloads as a visitor makes them, for the browser tests."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from geo.export import FORMS
from tests.browser import atlas

if TYPE_CHECKING:
    from playwright.sync_api import Page


def open_panel(page: Page) -> None:
    # The table below it is drawn last; before that, the page may still move under the pointer.
    page.locator(".st-key-table").wait_for()
    atlas.settled(page)
    page.locator(".st-key-downloads button").first.click()
    page.locator("[class*='st-key-download_incidents_csv'] button").wait_for()
    atlas.settled(page)


def get(page: Page, what: str, form: str) -> tuple[str, bytes]:
    """Choose a file in the open panel and download it; give its name and content."""
    choose(page, what, form)
    with page.expect_download() as waiting:
        page.locator(f"[class*='st-key-download_{what}_{form}'] button").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def choose(page: Page, what: str, form: str) -> None:
    """Choose a file in the open panel."""
    labels = [own for own in FORMS if (own.what, own.name) == (what, form)]
    label = labels[0].label if what != "incidents" else f"Records ({labels[0].label})"
    box = page.locator(".st-key-downloads_form")
    if box.locator("input").input_value() != label and label not in box.inner_text():
        box.locator("input").click()
        page.get_by_role("option", name=label, exact=True).click()
        atlas.settled(page)


def records(page: Page) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Open the panel; download the records as CSV with their manifest."""
    open_panel(page)
    _, content = get(page, "incidents", "csv")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        described = json.loads(archive.read("manifest.json"))
        (name,) = [name for name in archive.namelist() if name.endswith(".csv")]
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), described
