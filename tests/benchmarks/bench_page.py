"""The page in Chromium: a change of filters until the map is repainted, and what is sent for it.

Ours at a million and ten million incidents, an empty page's rerun, and the plain way (pandas,
folium.Choropleth made anew at every change, st_folium, no points).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from xstatic.pkg import leaflet

from tests.benchmarks.measure import ROUNDS, Row
from tests.benchmarks.stores import path_of
from tests.browser.atlas import map_frame, open_page, settled, wait_for_map
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import ROOT, _wait, free_port, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

#: Clicks one after the other, of which each makes a selection that was not there before: what
#: Streamlit has sent once it does not send again.
CLICKS = (
    *("Last 90 days", "Last 30 days", "Last 7 days", "Ukraine", "Last 30 days"),
    *("Last 90 days", "All", "Russia", "Last 90 days", "Last 30 days"),
)
PATIENCE = 240_000
_DRAWN = "() => document.documentElement.dataset.drawn"
#: Pan the map and give the milliseconds until the points of the new view are drawn.
_PAN = """step => new Promise(resolve => {
    const start = performance.now(), root = document.documentElement;
    new MutationObserver((_, watch) => {
        watch.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
    }).observe(root, { attributeFilter: ["data-drawn"] });
    window.Atlas.map().panBy([step, 0], { animate: false });
})"""


@dataclass
class Counter:
    """Bytes that a page has received, by websocket and by requests."""

    size: int = 0
    frames: list[int] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framereceived", self._frame))
        page.on("requestfinished", self._request)

    def _frame(self, payload: str | bytes) -> None:
        self.size += len(payload)

    def _request(self, request) -> None:
        if "/api/" in request.url:
            self.size += request.sizes()["responseBodySize"]


@contextmanager
def script(name: str, folder: Path, **environment: str) -> Iterator[str]:
    """Serve one of the pages beside this file."""
    port, log = free_port(), folder / f"{name}.log"
    command = [sys.executable, "-m", "streamlit", "run", f"tests/benchmarks/{name}.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    env = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        _wait(f"http://localhost:{port}/_stcore/health", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def opened(browser: Browser) -> tuple[Page, Counter]:
    """A page in a window of its own; what folium would load from elsewhere comes from here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE)

    def gate(route) -> None:
        url = route.request.url
        if "localhost" in url:
            route.continue_()
        elif url.endswith(("leaflet.js", "leaflet.css")):
            route.fulfill(path=Path(leaflet.BASE_DIR, url.rsplit("/", 1)[-1]))
        else:
            route.fulfill(body="")

    context.route("**/*", gate)
    page, counter = context.new_page(), Counter()
    counter.watch(page)
    return page, counter


def changes(page: Page, counter: Counter, drawn: Callable[[int], None]) -> tuple[float, float]:
    """Median seconds from a click on a filter to the repainted page, and bytes received for it."""
    times, sizes = [], []
    buttons = page.get_by_test_id("stButtonGroup")
    for number, text in enumerate(CLICKS):
        before = counter.size
        start = time.perf_counter()
        buttons.get_by_text(text, exact=True).click()
        drawn(number + 1)
        times.append(time.perf_counter() - start)
        settled(page)
        page.wait_for_timeout(300)
        sizes.append(counter.size - before)
    return statistics.median(times[-ROUNDS:]), statistics.median(sizes[-ROUNDS:])


def atlas(browser: Browser, incidents: int, folder: Path) -> tuple[float, float, float]:
    """Seconds and bytes of a change, and seconds of a pan, of our page."""
    with serving(folder, ATLAS_STORE=str(path_of(incidents))) as address:
        page, counter = opened(browser)
        open_page(page, address)
        frame = map_frame(page).locator("html")
        seen = [frame.evaluate(_DRAWN)]

        def drawn(_run: int) -> None:
            map_frame(page).locator(f'html[data-drawn]:not([data-drawn="{seen[-1]}"])').wait_for(
                state="attached"
            )
            seen.append(frame.evaluate(_DRAWN))

        seconds, size = changes(page, counter, drawn)
        wait_for_map(page)
        pans = [frame.evaluate(f"() => ({_PAN})({step})") for step in [120, -120] * 4]
        page.context.close()
    return seconds, size, statistics.median(pans[1:]) / 1000


def main() -> list[Row]:
    """Compare the pages."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        folder, million = Path(name), str(path_of(1_000_000))
        ours, size, pan = atlas(browser, 1_000_000, folder)
        large, _, large_pan = atlas(browser, 10_000_000, folder)
        with script("page_empty", folder) as address:
            page, counter = opened(browser)
            page.goto(address)

            def done(run: int) -> None:
                page.get_by_text(f"done: {run};").wait_for()

            done(0)
            empty, _ = changes(page, counter, done)
            page.context.close()
        with script("page_plain", folder, ATLAS_STORE=million) as address:
            page, counter = opened(browser)
            page.goto(address)

            def painted(run: int) -> None:
                frame = page.frame_locator("iframe").first
                frame.get_by_text(f"drawn: {run};").wait_for(state="attached")

            painted(0)
            plain, plain_size = changes(page, counter, painted)
            page.context.close()
        browser.close()
    return [
        Row("filter change, 1 M", ours, empty, "s", 1.5, "empty page's rerun"),
        Row("filter change, 1 M, to the plain way", ours, plain, "s", 0.25, "pandas + Choropleth"),
        Row("filter change, 10 M", large, ours, "s", 1.3, "ours at 1 M"),
        Row("bytes per filter change", size, plain_size, "B", 1 / 15, "pandas + Choropleth"),
        Row("bytes per filter change, at most 20 KB", size, 20_000, "B", 1, "20 KB"),
        Row("pan to repainted points, 1 M", pan, ours, "s", 1, "our filter change"),
        Row("pan to repainted points, 10 M", large_pan, large, "s", 1, "our filter change"),
    ]
