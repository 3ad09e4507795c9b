"""From the start of a server to the first map drawn, with the shipped data, in Chromium.

The store was built once before, as it is from the second start on.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.benchmarks.bench_page import opened, script
from tests.benchmarks.measure import ROUNDS, Row
from tests.browser.atlas import map_frame
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES: Final = ("start to the first map",)


def _ours(browser: Browser, folder: Path) -> float:
    start = time.perf_counter()
    with serving(folder) as address:
        page = opened(browser)
        page.goto(address)
        map_frame(page).locator("html[data-drawn]").wait_for(state="attached")
        took = time.perf_counter() - start
        page.context.close()
    return took


def _title(browser: Browser, folder: Path) -> float:
    start = time.perf_counter()
    with script("page_title", folder) as address:
        page = opened(browser)
        page.goto(address)
        page.get_by_text("Started").wait_for()
        took = time.perf_counter() - start
        page.context.close()
    return took


def main() -> list[Row]:
    """Compare the starts, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        stack.callback(browser.close)
        times = [(_ours(browser, folder), _title(browser, folder)) for _ in range(ROUNDS + 1)]
    ours, title = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return [Row(NAMES[0], ours, title, "s", 2, "st.title alone")]
