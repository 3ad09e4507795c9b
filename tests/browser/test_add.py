"""Adding data of one's own, in Chromium, with every request that leaves the machine refused."""

from __future__ import annotations

import csv
import io

import pytest

from geo.maps import status_name
from tests.browser import atlas
from tests.browser.conftest import watched_page
from tests.web.files import MIXED, PARTS

SHIPPED = 437
#: Counted once, as where there are several datasets: one pair of the shipped records is marked.
ONCE = 436
#: Where incidents are added; boundaries have a field of their own.
FILES = '.st-key-uploads input[type="file"]'


def add(page, address: str, content: bytes = MIXED, name: str = "mine.csv") -> None:
    """Open the view and add a file."""
    offer(page, address, content, name)
    page.get_by_role("button", name="Add to my map").click()
    page.get_by_text("Added by you").wait_for()
    atlas.settled(page)


def offer(page, address: str, content: bytes = MIXED, name: str = "mine.csv") -> None:
    """Open the view and have a file checked."""
    open_view(page, address)
    page.locator(FILES).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="Add to my map").wait_for()
    atlas.settled(page)


def open_view(page, address: str) -> None:
    """Open the page and follow the link to the view."""
    page.goto(address)
    atlas.follow(page, "Add data")
    page.locator(FILES).wait_for(state="attached")


def figures(page) -> dict[str, str]:
    atlas.settled(page)
    metrics = page.get_by_test_id("stMetric")
    metrics.first.wait_for()
    labels = metrics.locator('[data-testid="stMetricLabel"] p').all_inner_texts()
    return dict(
        zip(
            labels,
            metrics.locator('[data-testid="stMetricValue"]').all_inner_texts(),
            strict=True,
        )
    )


def test_a_file_is_checked_before_anything_is_added(page, address):
    offer(page, address)
    counts = {status_name(name).capitalize(): str(number) for name, number in PARTS.items()}
    assert figures(page) == {"Rows in the file": "8"} | counts
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    assert atlas.headline(page)["Incidents"] == str(SHIPPED)


def test_added_data_is_on_ones_own_map_only(page, address, browser):
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    add(page, address)
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    assert atlas.headline(page)["Incidents"] == f"{ONCE + 6} to {ONCE + 7}"
    assert "seen by you alone" in page.locator('[data-testid="stMain"]').inner_text()
    with page.expect_request("**/points.json*"):
        atlas.set_view(atlas.inside(page), (49, 33), 7)
    points = [url for url in requests if "points.json" in url]
    assert "token=" in points[-1]
    assert "token" not in page.url
    page.get_by_role("button", name="Ukraine").click()
    atlas.wait_for_map(page, "country=UA")
    assert "token" not in page.url
    with watched_page(browser) as (other, _):
        atlas.open_page(other, address)
        assert atlas.headline(other)["Incidents"] == str(SHIPPED)


@pytest.mark.long
def test_a_point_of_ones_own_opens_its_record(page, address):
    row = "date,place,type,source\n2024-11-11,Пирятин,drone,My notebook\n".encode()
    add(page, address, row)
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    assert atlas.headline(page)["Incidents"] == str(ONCE + 1)
    page.get_by_text("Last 90 days").click()
    page.get_by_role("button", name="Ukraine").click()
    atlas.wait_for_map(page, "from=2024-10-03&country=UA")
    frame = atlas.inside(page)
    atlas.set_view(frame, (50.24, 32.51), 11)
    shown = atlas.map_frame(page)
    atlas.open_records(shown, shown.locator('.leaflet-marker-icon[title^="Pyr"]'))
    assert "My notebook" in shown.locator(".atlas-record").first.inner_text()


def test_filters_survive_another_view(page, address):
    atlas.open_page(page, address, "region=UA-63&metric=killed")
    numbers = atlas.headline(page)
    atlas.follow(page, "Review")
    page.get_by_role("heading", name="Review").wait_for()
    assert "region" not in page.url
    atlas.follow(page, "Map")
    atlas.wait_for_map(page, "region=UA-63")
    assert atlas.headline(page) == numbers
    assert "region=UA-63&metric=killed" in page.url


@pytest.mark.long
def test_the_result_downloads_without_being_added(page, address):
    offer(page, address)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the geocoded result").click()
    content = waiting.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert len(rows) == sum(PARTS.values()) - PARTS["rejected"]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the rows not read").click()
    assert "колись" in waiting.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04"])
def test_a_bad_file_gets_one_sentence(page, address, content):
    open_view(page, address)
    page.locator(FILES).set_input_files(
        {"name": "<img src=x onerror=alert(1)>.csv", "mimeType": "text/csv", "buffer": content}
    )
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    assert alert.count() == 1
    assert page.locator("img[src=x]").count() == 0


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_width_and_both_themes(browser, address, scheme):
    size = {"width": 390, "height": 844}
    with watched_page(browser, viewport=size, color_scheme=scheme) as (page, _):
        add(page, address)
        assert page.evaluate(atlas.WIDTH) <= 390
        atlas.follow(page, "Review")
        atlas.wait_for_pick(page)
        assert page.evaluate(atlas.WIDTH) <= 390
        box = page.locator(atlas.PICK_FRAME).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        shade = atlas.pick_frame(page).locator("html").get_attribute("data-theme")
        assert shade == scheme


def test_drafts_of_a_text_are_gone_through_by_keys(page, address):
    open_view(page, address)
    page.locator(".st-key-paste_a_text summary").click()
    box = page.locator(".st-key-pasted_text textarea")
    box.fill(
        "On 3 August 2024 drones struck Sumy: two people were killed.\n\n"
        "On 5 August 2024 a missile hit a school in Poltava."
    )
    box.press("Control+Enter")
    page.locator(".st-key-find_incidents button:enabled").click()
    page.get_by_role("button", name="Accept").wait_for()
    atlas.settled(page)
    chosen = page.locator('[class*="st-key-draft_of"] [aria-checked="true"]')
    for key, draft in (("j", "2. Poltava"), ("k", "1. Sumy"), ("a", "2. Poltava"), ("d", "2.")):
        page.locator(".atlas-text").click()
        page.keyboard.press(key)
        chosen.filter(has_text=draft).wait_for()
        atlas.settled(page)
    box.press_sequentially("jad")  # what is typed into a text is no key
    atlas.settled(page)
    page.get_by_role("button", name="Add 1 draft to my map").wait_for()
    page.get_by_text("2. Poltava (dropped)").wait_for()
