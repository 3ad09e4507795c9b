"""Dragging over the timeline and playing through time, in Chromium."""

from __future__ import annotations

import csv
import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.regions import DATA
from geo.web.time.charts import EDGE
from tests.browser import atlas
from tests.browser.conftest import watched_page

FIRST, LAST = dt.date(2024, 8, 2), dt.date(2024, 12, 31)  # of the shipped data
CHART = '.st-key-timeline_box [data-testid="stVegaLiteChart"]'
#: The chart's plot, without its axes.
PLOT = f"{CHART} svg .mark-group.role-frame.root > g > path.background"


def reported(first: str, last: str) -> int:
    """Incidents of the shipped data that overlap some days."""
    with (DATA / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return len(
        {
            row["incident_id"]
            for row in rows
            if row["date_start"] <= last and (row["date_end"] or row["date_start"]) >= first
        }
    )


def plot(page):
    """Place of the plot in the window, the chart having been scrolled to."""
    shape = page.locator(PLOT).first
    shape.wait_for(state="attached")
    page.locator(CHART).first.scroll_into_view_if_needed()
    return shape.bounding_box()


def x_of(box, day: dt.date) -> float:
    """Where a day begins on the plot."""
    width = box["width"] - 2 * EDGE
    return box["x"] + EDGE + width * (day - FIRST).days / ((LAST - FIRST).days + 1)


def drag(page, first: dt.date, last: dt.date) -> None:
    box = plot(page)
    y = box["y"] + box["height"] / 2
    page.mouse.move(x_of(box, first) + 1, y)
    page.mouse.down()
    page.mouse.move(x_of(box, last), y, steps=4)
    page.mouse.move(x_of(box, last + dt.timedelta(days=1)) - 1, y, steps=4)
    page.mouse.up()


def address_of(page) -> dict[str, list[str]]:
    """What the address says, but for where the map is."""
    said = parse_qs(urlsplit(page.evaluate("location.href")).query)
    return {name: values for name, values in said.items() if name != "map"}


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def when(page, text: str) -> None:
    page.locator(".atlas-when").get_by_text(text, exact=True).wait_for()


def test_a_drag_sets_the_dates_wherever_the_visitor_lives(browser, address):
    with watched_page(browser, timezone_id="Pacific/Auckland") as (page, _):
        atlas.open_page(page, address)
        atlas.inside(page).evaluate("window.mark = 1")
        drag(page, dt.date(2024, 10, 20), dt.date(2024, 10, 21))
        atlas.wait_for_map(page, "from=2024-10-20&to=2024-10-21")
        assert atlas.headline(page)["Incidents"] == str(reported("2024-10-20", "2024-10-21"))
        drag(page, dt.date(2024, 11, 4), dt.date(2024, 11, 10))
        atlas.wait_for_map(page, "from=2024-11-04&to=2024-11-10")
        assert address_of(page) == {"from": ["2024-11-04"], "to": ["2024-11-10"]}
        assert atlas.headline(page)["Incidents"] == str(reported("2024-11-04", "2024-11-10"))
        assert atlas.inside(page).evaluate("window.mark") == 1
        press(page, "Back to 2 Aug\u2009–\u200931 Dec 2024")
        atlas.wait_for_map(page, "")
        assert atlas.headline(page)["Incidents"] == "437"


@pytest.mark.long
def test_a_click_beside_the_frame_goes_back_and_a_preset_clears_it(page, address):
    atlas.open_page(page, address)
    drag(page, dt.date(2024, 10, 20), dt.date(2024, 10, 21))
    atlas.wait_for_map(page, "from=2024-10-20&to=2024-10-21")
    box = plot(page)
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    atlas.wait_for_map(page, "")
    drag(page, dt.date(2024, 10, 20), dt.date(2024, 10, 21))
    atlas.wait_for_map(page, "from=2024-10-20&to=2024-10-21")
    page.get_by_text("Last 7 days").click()
    atlas.wait_for_map(page, "from=2024-12-25")
    no_frame = page.locator(f'{CHART} svg g.brush_brush path[d^="M0,0h0v0h0"]')
    no_frame.first.wait_for(state="attached")


@pytest.mark.long
def test_playing_moves_pauses_and_ends(page, address):
    atlas.open_page(page, address, "from=2024-12-27")
    frame = atlas.inside(page)
    frame.evaluate("window.mark = 1")
    atlas.set_view(frame, (48, 38), 7)
    press(page, "Play through time")
    when(page, "28 December 2024")
    assert address_of(page) == {"from": ["2024-12-27"]}, "the address stays while it plays"
    press(page, "Pause")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    shown = page.locator(".atlas-when").inner_text()
    (day,) = address_of(page)["from"]
    assert address_of(page)["to"] == [day]
    page.get_by_role("button", name="Ukraine").click()
    atlas.wait_for_map(page, f"from={day}&to={day}&country=UA")
    assert page.locator(".atlas-when").inner_text() == shown
    press(page, "Play")
    when(page, "31 December 2024")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    atlas.wait_for_map(page, "from=2024-12-31&country=UA")
    assert address_of(page) == {"from": ["2024-12-31"], "country": ["UA"]}
    assert frame.evaluate("[window.mark, Atlas.map().getZoom()]") == [1, 7]
    press(page, "Close")
    atlas.wait_for_map(page, "from=2024-12-27&country=UA")
    assert page.locator(".atlas-when").count() == 0


def test_on_a_phone_a_finger_drags_and_playing_fits(browser, address):
    size = {"width": 390, "height": 844}
    options = {"viewport": size, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    with watched_page(browser, reduced_motion="reduce", **options) as (page, _):
        atlas.open_page(page, address)
        assert page.locator(".atlas-when").count() == 0, "nothing plays by itself"
        box = plot(page)
        touch = page.context.new_cdp_session(page)
        y, low = box["y"] + 40, x_of(box, dt.date(2024, 10, 1))
        points = [low + n * 6 for n in range(12)]
        for kind, x in [("touchStart", low), *(("touchMove", x) for x in points)]:
            spot = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            touch.send("Input.dispatchTouchEvent", spot)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.get_by_role("button", name="Back to").wait_for()
        chosen = address_of(page)
        assert chosen["from"][0] in ("2024-09-30", "2024-10-01", "2024-10-02")
        press(page, "Play through time")
        page.locator(".atlas-when").wait_for()
        press(page, "Pause")
        bar = page.locator(".st-key-play").bounding_box()
        assert bar["x"] + bar["width"] <= 390
        assert page.evaluate(atlas.WIDTH) <= 390
