"""The page's first load on a slow network: bytes, requests and seconds until there is a map.

A phone's screen in Chromium, nothing cached, and a network of 150 ms there and back and 1.6 Mbit/s
down, as the browser itself emulates it ("slow 4G").  The browser's own clock says when there is the
first text, the first map with its figures, and the page's own map with all controls.  Then the same
visitor comes back, with what the browser has kept.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from tests.benchmarks.bench_page import PATIENCE
from tests.benchmarks.measure import Row
from tests.browser.atlas import settled
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

NAMES: Final = (
    "first load: first text",
    "first load: map",
    "first load: whole page",
    "first load: bytes to the map",
    "first load: requests to the map",
    "first load: bytes to the whole page",
    "first load: requests to the whole page",
    "coming back: map",
    "coming back: whole page",
)
#: Loads after the first, which is not counted.
ROUNDS: Final = 3
PHONE: Final = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
}
SLOW_4G: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
#: Notes in the page, in milliseconds since it was asked for: the first text, the first map and the
#: page's own, once the screen has them.
_NOTED: Final = """(() => {
  if (window.top !== window) return;
  const found = window.loaded = {};
  const text = (root) => root && root.innerText && root.innerText.trim().length > 0;
  const frames = () => [...document.querySelectorAll("iframe")];
  const seen = (frame) => frame.checkVisibility({ visibilityProperty: true });
  const drawn = (frame) => frame.contentDocument?.documentElement?.dataset.drawn && seen(frame);
  const looks = {
    text: () => text(document.body) || frames().some((frame) => text(frame.contentDocument?.body)),
    map: () => frames().some(drawn),
    page: () => frames().some((frame) => frame.closest(".st-key-map_box") && drawn(frame))
      && !document.getElementById("atlas-first"),
  };
  const look = () => {
    for (const name in looks) {
      if (name in found || !document.body || !looks[name]()) continue;
      found[name] = performance.now();
    }
    if (Object.keys(found).length < 3) requestAnimationFrame(look);
  };
  look();
})()"""
_FOUND: Final = "name => window.loaded && window.loaded[name]"


@dataclass
class Load:
    """One load of the page.

    Attributes
    ----------
    seconds : dict
        Until the first `text`, the first `map`, and the whole `page`.
    sizes, requests : dict
        Bytes over the wire and requests that were begun, until then.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)
    requests: dict[str, float] = field(default_factory=dict)


@dataclass
class Wire:
    """What went over the network, by the browser's own clock in seconds."""

    began: list[tuple[float, str]] = field(default_factory=list)
    received: list[tuple[float, int]] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)

    def listen(self, session: Any) -> None:
        """Note every request, and every piece of an answer; what the browser has kept is none."""
        session.on("Network.requestServedFromCache", lambda e: self.kept.add(e["requestId"]))
        session.on("Network.requestWillBeSent", self._begun)
        session.on("Network.responseReceived", self._head)
        session.on("Network.dataReceived", self._piece)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _begun(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.began.append((event["timestamp"], event["requestId"]))

    def _head(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self.kept.add(event["requestId"])
        else:
            size = event["response"].get("encodedDataLength", 0)
            self.received.append((event["timestamp"], int(size)))

    def _piece(self, event: dict[str, Any]) -> None:
        self.received.append((event["timestamp"], event["encodedDataLength"]))

    def _frame(self, event: dict[str, Any]) -> None:
        # Unpacked; what the page's own messages take in packed form is a fifth of it.
        self.received.append((event["timestamp"], len(event["response"]["payloadData"]) // 5))

    def until(self, seconds: float) -> tuple[int, int]:
        """Return bytes and requests up to so many seconds after the first request."""
        last = self.began[0][0] + seconds
        size = sum(size for moment, size in self.received if moment <= last)
        sent = [name for moment, name in self.began if moment <= last and name not in self.kept]
        return size, len(sent)


def loaded(context: BrowserContext, address: str) -> Load:
    """Load the page once in a tab of its own."""
    page = context.new_page()
    session, wire, found = context.new_cdp_session(page), Wire(), Load()
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    wire.listen(session)
    page.goto(address, wait_until="commit")
    for name in ("text", "map", "page"):
        page.wait_for_function(_FOUND, arg=name, polling=200)
    settled(page)
    for name, moment in page.evaluate("() => window.loaded").items():
        found.seconds[name] = moment / 1000
        found.sizes[name], found.requests[name] = wire.until(moment / 1000)
    page.close()
    return found


def opened(browser: Browser) -> BrowserContext:
    """A phone's browser that has kept nothing."""
    context = browser.new_context(**PHONE)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_NOTED)
    return context


def first_and_again(browser: Browser, address: str) -> tuple[Load, Load]:
    """Load the page with nothing kept, and once more with what was kept."""
    context = opened(browser)
    try:
        return loaded(context, address), loaded(context, address)
    finally:
        context.close()


def rows(loads: list[tuple[Load, Load]]) -> list[Row]:
    """Make the rows of the medians."""

    def middle(which: int, part: str, name: str) -> float:
        return statistics.median(getattr(pair[which], part)[name] for pair in loads)

    def row(at: int, ours: float, peer: float, unit: str, against: str) -> Row:
        return Row(NAMES[at], ours, peer, unit, 1, against, ROUNDS)

    def stated(at: int, ours: float, unit: str) -> Row:
        return Row(NAMES[at], ours, ours, unit, None, "itself", ROUNDS)

    return [
        row(0, middle(0, "seconds", "text"), 3, "s", "3 s"),
        row(1, middle(0, "seconds", "map"), 6, "s", "6 s"),
        stated(2, middle(0, "seconds", "page"), "s"),
        stated(3, middle(0, "sizes", "map"), "B"),
        stated(4, middle(0, "requests", "map"), ""),
        stated(5, middle(0, "sizes", "page"), "B"),
        stated(6, middle(0, "requests", "page"), ""),
        row(7, middle(1, "seconds", "map"), 2, "s", "2 s"),
        stated(8, middle(1, "seconds", "page"), "s"),
    ]


def main() -> list[Row]:
    """Load the page several times."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        stack.callback(browser.close)
        address = stack.enter_context(serving(folder))
        loads = [first_and_again(browser, address) for _ in range(ROUNDS + 1)]
    return rows(loads[1:])
