"""Downloads as a visitor makes them, for the browser tests."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from tests.browser import atlas

if TYPE_CHECKING:
    from playwright.sync_api import Page


def open_panel(page: Page) -> None:
    page.locator(".st-key-downloads button").first.click()
    page.locator(".st-key-download_incidents_csv button").wait_for()
    atlas.settled(page)


def get(page: Page, what: str, form: str) -> tuple[str, bytes]:
    """Click one of the buttons of the open panel; give the file's name and content."""
    with page.expect_download() as waiting:
        page.locator(f".st-key-download_{what}_{form} button").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def records(page: Page) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Open the panel; download the records as CSV with their manifest."""
    open_panel(page)
    _, content = get(page, "incidents", "csv")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        described = json.loads(archive.read("manifest.json"))
        (name,) = [name for name in archive.namelist() if name.endswith(".csv")]
        text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""))), described
