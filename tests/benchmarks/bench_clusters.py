"""Clusters in Chromium: a million points of ours repainted, folium's hundred thousand at first.

Ours is repainted as the map moves.  folium's page is open already and has its data in memory: what
is measured is from a click to its clusters.
"""

from __future__ import annotations

import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from tests.benchmarks.bench_page import REST, Ours, Way, opened, script
from tests.benchmarks.measure import ROUNDS, Row
from tests.benchmarks.relay import relayed
from tests.benchmarks.stores import path_of
from tests.browser.atlas import settled
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES: Final = ("clusters of 1 M, repaint", "clusters of 1 M, bytes")


class Clusters(Way):
    """folium's page: the map appears with every other click."""

    def draw(self) -> None:
        """Measure one first paint, and take the map away again."""
        self.change("Draw")
        self.page.get_by_text("Draw", exact=True).click()
        self.runs += 1
        super().drawn()
        settled(self.page)
        self.page.wait_for_timeout(REST)

    def condition(self) -> str:
        """Whether there are clusters."""
        return (
            "[...document.querySelectorAll('iframe')].some(frame => frame.contentDocument"
            " && frame.contentDocument.querySelector('.marker-cluster'))"
        )

    def press(self, text: str) -> None:
        """Click on the switch."""
        self.page.get_by_text(text, exact=True).click()

    def drawn(self) -> None:
        """Wait for the clusters, where there is a map."""
        if self.runs == 0:
            super().drawn()
        else:
            frame = self.page.frame_locator("iframe").first
            frame.locator(".marker-cluster").first.wait_for(state="attached")


def _compare(browser: Browser, stack: ExitStack) -> tuple[Row, Row]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    store = str(path_of(1_000_000))
    own = stack.enter_context(serving(folder, ATLAS_STORE=store))
    other = stack.enter_context(script("page_clusters", folder, ATLAS_STORE=store))
    ours = Ours(opened(browser), stack.enter_context(relayed(own)))
    theirs = Clusters(opened(browser), stack.enter_context(relayed(other)))
    ours.open()
    theirs.open()
    moved, sizes = [], []
    for _round in range(ROUNDS):
        before = ours.relay.received
        moved.append(ours.pan())
        sizes.append((ours.relay.received - before) / ours.MOVES)
        theirs.draw()
    peer = "FastMarkerCluster, 100 k"
    size = statistics.median(sizes)
    return (
        Row(NAMES[0], statistics.median(moved), theirs.seconds, "s", 1 / 20, peer),
        Row(NAMES[1], size, theirs.size, "B", 1 / 100, peer),
    )


def main() -> list[Row]:
    """Compare the pages."""
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(windowed=True), args=list(FLAGS))
        stack.callback(browser.close)
        return list(_compare(browser, stack))
