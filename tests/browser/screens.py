"""Pictures of the page to look at by eye: ``python -m tests.browser.screens FOLDER [NAME ...]``.

The first ten states are those that a change of the look has to be judged by; the others are the
parts that open on a click.  Names choose some of them.  The store of a million incidents is made
once, in half a minute, in `build/bench`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import sync_playwright

from tests.benchmarks import stores
from tests.browser import atlas, downloads
from tests.browser.chromium import FLAGS, find
from tests.browser.conftest import PATIENCE, Watch, serving
from tests.browser.test_add import add, offer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

MILLION: Final = 1_000_000
#: One of the shipped incidents.
INCIDENT: Final = "RUST-20240802-02"
TWO_MAPS: Final = "/?from=2024-10-15&to=2024-11-14&beside=before"
WIDE: Final = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DARK: Final = {"color_scheme": "dark"}


def nothing(_page: Page) -> None:
    """Leave the page as it opens."""


def refused(page: Page) -> None:
    page.get_by_text("Points and background").click()
    atlas.settled(page)
    atlas.choose(page, "Background", "OpenTopoMap")
    atlas.map_frame(page).get_by_text("The background could not be loaded.").wait_for()


def offered(page: Page) -> None:
    offer(page, page.url)


def review(page: Page) -> None:
    add(page, page.url)
    atlas.follow(page, "Review")
    atlas.wait_for_pick(page)


def drafted(page: Page) -> None:
    if "/add" not in page.url:
        atlas.follow(page, "Add data")
    page.locator(".st-key-paste_a_text summary").click()
    box = page.locator(".st-key-pasted_text textarea")
    box.fill(
        "On the night of 3 August 2024 two drones were shot down over Oryol region, nobody was "
        "hurt.\n\nOn 3 August 2024 drones struck Sumy and Shostka: two people were killed and five "
        "injured, the governor said."
    )
    box.press("Control+Enter")
    page.locator(".st-key-find_incidents button:enabled").click()
    page.locator(".atlas-text").wait_for()
    atlas.settled(page)
    page.locator(".atlas-text").evaluate("part => part.scrollIntoView({block: 'center'})")


def download(page: Page) -> None:
    page.get_by_role("button", name="Download", exact=True).click()
    atlas.settled(page)
    page.get_by_text("Link to this view").wait_for()


def animation(page: Page) -> None:
    download(page)
    downloads.choose(page, "motion", "webp")
    page.get_by_role("button", name=re.compile(r"Draw \d+ pictures")).click()
    page.get_by_text(re.compile(r"Picture \d+ of \d+")).wait_for()


def drawer(page: Page) -> None:
    page.get_by_role("dialog").wait_for()
    atlas.settled(page)


def play(page: Page) -> None:
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Pause").click()
    atlas.settled(page)


@dataclass(frozen=True)
class State:
    """A state of the page: where it is, on what screen, and what is clicked."""

    address: str = "/"
    screen: dict[str, Any] = field(default_factory=lambda: WIDE)
    steps: Callable[[Page], None] = nothing
    million: bool = False


STATES: Final = {
    "wide": State(),
    "phone": State(screen=PHONE),
    "dark": State(screen=WIDE | DARK),
    "ukrainian": State("/?lang=uk"),
    "empty": State("/?region=RU-KAM"),
    "region": State("/region?code=UA-63"),
    "comparison": State("/?measure=change&from=2024-11-01&to=2024-11-30"),
    "hot-spots": State("/?measure=hot"),
    "hot-spots-dark": State("/?measure=hot", WIDE | DARK),
    "hot-spots-phone": State("/?measure=hot", PHONE),
    "chance": State("/?measure=per_100k&chance=1"),
    "chance-dark": State("/?measure=change&from=2024-11-01&to=2024-11-30&chance=1", WIDE | DARK),
    "chance-phone": State("/?measure=per_100k&chance=1", PHONE),
    "two-maps": State(TWO_MAPS),
    "million": State(million=True),
    "tiles-refused": State(steps=refused),
    "review": State(steps=review),
    "drafts": State(steps=drafted),
    "drafts-ukrainian": State("/add?lang=uk", steps=drafted),
} | {
    f"{name}-{screen}": State(address, options, steps)
    for name, address, steps in (
        ("add", "/", offered),
        ("about", "/about", nothing),
        ("drawer", f"/?incident={INCIDENT}", drawer),
        ("download", "/", download),
        ("animation", "/", animation),
        ("play", "/", play),
        ("drafts", "/", drafted),
        ("two-maps", TWO_MAPS, nothing),
    )
    for screen, options in (("dark", WIDE | DARK), ("phone", PHONE))
}


def take(browser: Browser, base: str, state: State, target: Path) -> None:
    """Write the picture of one state, with what lies outside this machine cut off."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **state.screen)
    context.set_default_timeout(PATIENCE)
    Watch().refuse(context)
    page = context.new_page()
    page.goto(base + state.address)
    page.locator("h1").first.wait_for()
    if state.address.startswith("/?") or state.address == "/":
        atlas.wait_for_map(page)
    atlas.settled(page)
    state.steps(page)
    atlas.at_rest(page)
    page.screenshot(path=target)
    context.close()


def main(folder: Path, names: list[str]) -> None:
    """Take the states that are named, or all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: STATES[name] for name in names or STATES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        for million in {state.million for state in chosen.values()}:
            own = {"ATLAS_STORE": str(stores.path_of(MILLION))} if million else {}
            with tempfile.TemporaryDirectory() as state, serving(Path(state), **own) as base:
                for name, state_of in chosen.items():
                    if state_of.million == million:
                        take(browser, base, state_of, folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
