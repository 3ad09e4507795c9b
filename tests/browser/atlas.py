"""The page as a visitor uses it: what the browser tests read and click."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Frame, FrameLocator, Locator, Page

FRAME = ".st-key-map_one iframe"
PICK_FRAME = ".st-key-pick_box iframe"
#: How wide the page's content is, in pixels.
WIDTH = "document.querySelector('[data-testid=stMain]').scrollWidth"


def open_page(page: Page, address: str, query: str = "") -> None:
    """Open the page and wait until map and points are drawn."""
    page.goto(address + (f"/?{query}" if query else ""))
    page.locator(FRAME).wait_for()
    wait_for_map(page)
    page.locator("#atlas-first").wait_for(state="detached")


def map_frame(page: Page) -> FrameLocator:
    return page.frame_locator(FRAME)


def inside(page: Page) -> Frame:
    """The map's frame once it is drawn, for what runs in it."""
    return next(f for f in page.frames if "streamlit_folium" in f.url)


def wait_for_map(page: Page, query: str | None = None) -> None:
    """Wait until the map has drawn the points of a selection (any, or that of `query`)."""
    root = map_frame(page).locator("html[data-drawn]")
    root.wait_for(state="attached")
    if query is not None:
        map_frame(page).locator(f'html[data-drawn$="?{query}"]').wait_for(state="attached")
    settled(page)


def settled(page: Page) -> None:
    """Wait until the page's script is not running."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for(
        state="attached"
    )


def follow(page: Page, view: str) -> None:
    """Follow one of the links between the views."""
    page.locator(".st-key-views").get_by_role("link", name=view).click()
    settled(page)


def pick_frame(page: Page) -> FrameLocator:
    return page.frame_locator(PICK_FRAME)


def wait_for_pick(page: Page, subject: str | None = None) -> None:
    """Wait until the review's map is drawn for a place (any, or `subject`)."""
    chosen = f'="{subject}"' if subject else ""
    pick_frame(page).locator(f"html[data-picked{chosen}]").wait_for(state="attached")
    settled(page)


def region_class(page: Page, code: str) -> str:
    """Class that a region is painted in: c0 to c4, m3 to p3, zero, none, shared, empty ..."""
    classes = map_frame(page).locator(f'path[data-region="{code}"]').get_attribute("class")
    (kind,) = [c for c in classes.split() if c.startswith("atlas-") and c not in _NOT_KINDS]
    return kind.removeprefix("atlas-")


_NOT_KINDS = ("atlas-region", "atlas-selected", "atlas-has-shared")


def region_classes(page: Page) -> dict[str, str]:
    found = (
        map_frame(page)
        .locator("path.atlas-region")
        .evaluate_all("all => all.map(p => [p.dataset.region, p.getAttribute('class')])")
    )
    return dict(found)


def region_text(page: Page, code: str) -> list[str]:
    """Name and figures of a region, as its tooltip and its label for screen readers say them."""
    label = map_frame(page).locator(f'path[data-region="{code}"]').get_attribute("aria-label")
    return label.split(", ")


def headline(page: Page) -> dict[str, str]:
    """Figures above the map, by their label."""
    figures = page.locator(".st-key-headline .atlas-figure")
    labels, values = (figures.locator(part).all_inner_texts() for part in ("dt", "b"))
    return dict(zip(labels, values, strict=True))


def set_view(frame: Frame, centre: tuple[float, float], zoom: int, *, points: bool = True) -> None:
    """Show another part of the map: its centre in degrees, latitude first.

    Unless it has no `points`, wait until they are drawn.
    """
    # Nothing is given back: a map would come as a copy of all that it holds, which takes seconds.
    frame.evaluate(
        "([centre, zoom]) => { Atlas.map().setView(centre, zoom, { animate: false }); }",
        [centre, zoom],
    )
    if points:
        frame.wait_for_function(
            "document.documentElement.dataset.view === AtlasParts.written(AtlasParts.viewport())"
        )


def choose(page: Page, label: str, option: str) -> None:
    """Choose from one of the sidebar's lists; one that a redrawing closes is opened again."""
    from playwright.sync_api import TimeoutError as Late

    settled(page)
    box = page.get_by_role("combobox", name=label)
    wanted = page.get_by_role("option", name=option, exact=True)
    box.scroll_into_view_if_needed()
    for _again in range(6):
        box.click()
        with contextlib.suppress(Late):
            wanted.click(timeout=8_000)
            settled(page)
            return
    raise AssertionError(f"{label} does not open")


def at_rest(page: Page) -> None:
    """Wait until nothing on the page moves or changes its colour any more."""
    page.wait_for_function(
        """() => document.fonts.status === 'loaded' && document.getAnimations().every(
            one => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity
        )"""
    )


def click_region(page: Page, code: str) -> None:
    map_frame(page).locator(f'path[data-region="{code}"]').focus()
    page.keyboard.press("Enter")


def open_records(frame: FrameLocator | Page, symbol: Locator) -> None:
    """Click a symbol until its records are shown: the map may just be drawing its points anew."""
    from playwright.sync_api import TimeoutError as Late

    for _again in range(6):
        symbol.first.click()
        with contextlib.suppress(Late):
            frame.locator(".atlas-record").first.wait_for(timeout=8_000)
            return
    raise AssertionError("the symbol opens no records")
