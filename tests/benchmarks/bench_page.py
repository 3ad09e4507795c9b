"""The page in Chromium: a change of filters until the map is repainted, and what is sent for it.

Ours at a million and ten million incidents, an empty page's rerun, and the plain way (pandas,
folium.Choropleth made anew at every change, st_folium, no points).  The pages are open side by side
and are changed in turn, so that what else the machine does falls on all of them.  Bytes are counted
on the wire (`relay`), packed as they are: ours by the server's own setting, the others as Streamlit
does by itself.

Time is taken in the page itself, from the click's own event to the frame after the one in which the
result stands: a driver looks at pages in ever longer steps and would add them to what it measures.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from playwright.sync_api import sync_playwright
from xstatic.pkg import leaflet, leaflet_markercluster

from tests.benchmarks.measure import ROUNDS, Row
from tests.benchmarks.relay import Relay, relayed
from tests.benchmarks.stores import path_of
from tests.browser.atlas import map_frame, open_page, settled, wait_for_map
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import ROOT, free_port, serving, wait_for_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

#: Clicks one after the other, of which each makes a selection that was not there before: what
#: Streamlit has sent once it does not send again.
CLICKS = (
    *("Last 90 days", "Last 30 days", "Last 7 days", "Ukraine", "Last 30 days"),
    *("Last 90 days", "All", "Russia", "Last 90 days", "Last 30 days"),
)
NAMES: Final = (
    "filter change, 1 M",
    "filter change, 1 M, to the plain way",
    "filter change, 10 M",
    "bytes per filter change",
    "bytes per filter change, at most 20 KB",
    "pan to repainted points, 1 M",
    "pan to repainted points, 10 M",
)
PATIENCE = 240_000
#: Milliseconds after a change in which nothing is asked of a page: what it still has to do is its
#: own affair and not the next page's.
REST = 1500
_DRAWN = "() => document.documentElement.dataset.drawn"
#: Wait in the page for a click and then, frame by frame, until a condition on its elements holds.
_WATCH = """condition => {
    const holds = new Function("return " + condition);
    window.watched = new Promise(resolve => {
        document.addEventListener("click", () => {
            const start = performance.now();
            const look = () => {
                if (!holds()) return requestAnimationFrame(look);
                requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
            };
            requestAnimationFrame(look);
        }, { capture: true, once: true });
    });
}"""
_SAYS = (
    "[...document.querySelectorAll('[data-testid=stText]')]"
    ".some(text => text.textContent.includes('done: {run};'))"
)
_PLAIN_SAYS = (
    "[...document.querySelectorAll('iframe')].some(frame => frame.contentDocument"
    " && [...frame.contentDocument.querySelectorAll('i')]"
    ".some(text => text.textContent.includes('drawn: {run};')))"
)
_OURS_DRAWN = (
    "(frame => frame && frame.contentDocument && frame.contentDocument.documentElement"
    ".dataset.drawn !== {seen})(document.querySelector('.st-key-map_one iframe'))"
)
#: Pan the map and give the milliseconds until the points of the new view are drawn.
_PAN = """step => new Promise(resolve => {
    const start = performance.now(), root = document.documentElement;
    new MutationObserver((_, watch) => {
        watch.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - start));
    }).observe(root, { attributeFilter: ["data-drawn"] });
    window.Atlas.map().panBy([step, 0], { animate: false });
})"""


@contextmanager
def script(name: str, folder: Path, **environment: str) -> Iterator[str]:
    """Serve one of the pages beside this file, as Streamlit does by itself."""
    port, log = free_port(), folder / f"{name}.log"
    command = [sys.executable, "-m", "streamlit", "run", f"tests/benchmarks/{name}.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    command += ["--server.enableWebsocketCompression", "false"]
    env = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
    try:
        wait_for_server(f"http://localhost:{port}/_stcore/health", process, log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(20)


def opened(browser: Browser) -> Page:
    """A page in a window of its own; what folium would load from elsewhere comes from here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(PATIENCE)

    def gate(route: Route) -> None:
        url = route.request.url
        if "localhost" in url:
            route.continue_()
            return
        name = url.rsplit("/", 1)[-1]
        known = [Path(package.BASE_DIR, name) for package in (leaflet, leaflet_markercluster)]
        path = next((path for path in known if path.is_file()), None)
        if path:
            route.fulfill(path=path)
        else:
            route.fulfill(body="")

    context.route("**/*", gate)
    return context.new_page()


@dataclass
class Way:
    """A page that is open, and what was measured on it.

    Attributes
    ----------
    page, relay
        The page, and what counts the bytes that it is sent.
    runs : int
        Changes so far.
    times, sizes : list
        Seconds from a click to the repainted page, and bytes received for it.
    """

    page: Page
    relay: Relay
    runs: int = 0
    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def open(self) -> None:
        """Load the page and wait until it is drawn."""
        self.page.goto(self.relay.address)
        self.drawn()

    def drawn(self) -> None:
        """Wait until the last change is on the page."""
        self.page.get_by_text(f"done: {self.runs};").wait_for()

    def change(self, text: str) -> None:
        """Click on a filter, and wait until its effect is drawn and all has come to rest."""
        before = self.relay.received
        self.runs += 1
        self.page.evaluate(_WATCH, self.condition())
        self.press(text)
        self.times.append(self.page.evaluate("() => window.watched") / 1000)
        self.drawn()
        settled(self.page)
        self.page.wait_for_timeout(REST)
        self.sizes.append(self.relay.received - before)

    def condition(self) -> str:
        """What holds in the page once the next change is on it, in JavaScript."""
        return _SAYS.format(run=self.runs)

    def press(self, text: str) -> None:
        """Click on a filter."""
        self.page.get_by_test_id("stButtonGroup").get_by_text(text, exact=True).click()

    @property
    def seconds(self) -> float:
        """Median of the last changes."""
        return statistics.median(self.times[-ROUNDS:])

    @property
    def size(self) -> float:
        """Median of the bytes of the last changes."""
        return statistics.median(self.sizes[-ROUNDS:])


class Plain(Way):
    """The plain way's page: its map is in a frame."""

    def condition(self) -> str:
        """Whether the map is drawn anew."""
        return _PLAIN_SAYS.format(run=self.runs)

    def drawn(self) -> None:
        """Wait until the map is drawn anew."""
        frame = self.page.frame_locator("iframe").first
        frame.get_by_text(f"drawn: {self.runs};").wait_for(state="attached")


class Ours(Way):
    """Our page."""

    seen: Any = None
    #: Moves of the map that `pan` measures, the first of which is not counted.
    MOVES: ClassVar = ROUNDS + 1

    def open(self) -> None:
        """Load the page and wait until map and points are drawn."""
        open_page(self.page, self.relay.address)
        self.page.wait_for_timeout(REST)
        self.seen = self._now()

    def condition(self) -> str:
        """Whether the points of another selection are drawn."""
        return _OURS_DRAWN.format(seen=json.dumps(self.seen))

    def _now(self) -> Any:
        return map_frame(self.page).locator("html").evaluate(_DRAWN)

    def drawn(self) -> None:
        """Wait until the points of the selection are drawn."""
        frame = map_frame(self.page)
        frame.locator(f'html[data-drawn]:not([data-drawn="{self.seen}"])').wait_for(
            state="attached"
        )
        self.seen = self._now()

    def pan(self) -> float:
        """Median seconds from a move of the map to the points of the new view."""
        wait_for_map(self.page)
        html = map_frame(self.page).locator("html")
        steps = [120, -120] * (self.MOVES // 2)
        moved = [html.evaluate(f"() => ({_PAN})({step})") for step in steps]
        return statistics.median(moved[-ROUNDS:]) / 1000


def main() -> list[Row]:
    """Compare the pages."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(windowed=True), args=list(FLAGS))
        stack.callback(browser.close)

        def way(kind: type[Any], address: str) -> Any:
            one = kind(opened(browser), stack.enter_context(relayed(address)))
            one.open()
            return one

        def atlas(incidents: int) -> Ours:
            state = folder / str(incidents)
            state.mkdir()
            store = str(path_of(incidents))
            found: Ours = way(Ours, stack.enter_context(serving(state, ATLAS_STORE=store)))
            return found

        million = str(path_of(1_000_000))
        ours, large = atlas(1_000_000), atlas(10_000_000)
        empty = way(Way, stack.enter_context(script("page_empty", folder)))
        plain = way(Plain, stack.enter_context(script("page_plain", folder, ATLAS_STORE=million)))
        for text in CLICKS:
            for one in (ours, large, empty, plain):
                one.change(text)
        pan, large_pan = ours.pan(), large.pan()
    plain_way = "pandas + Choropleth"
    return [
        Row(NAMES[0], ours.seconds, empty.seconds, "s", 1.5, "empty page's rerun"),
        Row(NAMES[1], ours.seconds, plain.seconds, "s", 0.25, plain_way),
        Row(NAMES[2], large.seconds, ours.seconds, "s", 1.3, "ours at 1 M"),
        Row(NAMES[3], ours.size, plain.size, "B", 1 / 15, plain_way),
        Row(NAMES[4], ours.size, 20_000, "B", 1, "20 KB"),
        Row(NAMES[5], pan, ours.seconds, "s", 1, "our filter change"),
        Row(NAMES[6], large_pan, large.seconds, "s", 1, "our filter change"),
    ]
