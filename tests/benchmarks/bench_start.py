"""From the start of a server to the first map drawn, with the shipped data, in Chromium.

The store was built and Python's modules were compiled once before, as they are from the second
start on; the first start of each is not counted.  Nothing stands between the page and the server:
what a driver does for every request would be added to both.  The browser's own clock says when the
map, or the title, is on the screen; a driver hears of it later where the page goes on drawing.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.benchmarks.bench_page import PATIENCE, script
from tests.benchmarks.measure import ROUNDS, Row
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES: Final = ("start to the first map",)

#: Notes when the map in its frame, or the title, is there, once the screen has it.
_NOTED: Final = """(() => {
  if (window.top !== window) return;
  const drawn = (frame) => frame.contentDocument?.documentElement?.dataset.drawn;
  const there = () => [...document.querySelectorAll("iframe")].some(drawn)
    || [...document.querySelectorAll("h1")].some((title) => title.innerText.includes("Started"));
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    setTimeout(() => { document.documentElement.dataset.shownAt = Date.now(); });
  };
  look();
})()"""


def _opened(browser: Browser) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_NOTED)
    return context.new_page()


def _shown(page: Page, start: float) -> float:
    """Seconds from `start`, on the wall's clock, until the map or the title was on the screen."""
    html = page.locator("html[data-shown-at]")
    html.wait_for(state="attached")
    return float(html.get_attribute("data-shown-at") or "nan") / 1000 - start


def _compiled(folder: Path) -> dict[str, str]:
    """Environment in which Python keeps what it has compiled, wherever the packages are."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _ours(browser: Browser, folder: Path) -> float:
    start = time.time()
    with serving(folder, **_compiled(folder)) as address:
        page = _opened(browser)
        page.goto(address)
        took = _shown(page, start)
        page.context.close()
    return took


def _title(browser: Browser, folder: Path) -> float:
    start = time.time()
    with script("page_title", folder, **_compiled(folder)) as address:
        page = _opened(browser)
        page.goto(address)
        took = _shown(page, start)
        page.context.close()
    return took


def main() -> list[Row]:
    """Compare the starts, in turn."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(windowed=True), args=list(FLAGS))
        stack.callback(browser.close)
        times = [(_ours(browser, folder), _title(browser, folder)) for _ in range(ROUNDS + 1)]
    ours, title = (statistics.median(column) for column in zip(*times[1:], strict=True))
    return [Row(NAMES[0], ours, title, "s", 2, "st.title alone")]
