"""Deciding where places are, in Chromium, with every request that leaves the machine refused."""

from __future__ import annotations

import pytest

from geo import ingest
from geo.store import Store
from tests.browser import atlas
from tests.browser.conftest import watched_page
from tests.browser.test_add import ONCE, add
from tests.web.files import MIXED


def start(page, address: str) -> None:
    """Add a file with places in doubt, and open the review at the one with the most rows."""
    add(page, address)
    atlas.follow(page, "Review")
    atlas.wait_for_pick(page, "Золочів |  | mine")


def apply(page, rows: str) -> None:
    page.get_by_role("button", name=f"Apply to {rows}").click()
    page.get_by_test_id("stAlert").wait_for()
    atlas.settled(page)


def kharkiv(page) -> int:
    """Incidents that the map reports for Kharkiv Oblast."""
    (line,) = [x for x in atlas.region_text(page, "UA-63") if x.startswith("Incidents: ")]
    return int(line.removeprefix("Incidents: "))


@pytest.mark.long
def test_choosing_a_region_puts_the_rows_on_the_map(page, address):
    atlas.open_page(page, address)
    before = kharkiv(page)
    start(page, address)
    page.get_by_text("A region, without a point").click()
    page.get_by_role("combobox", name="Region").fill("Kharkiv")
    page.get_by_role("option", name="Kharkiv Oblast").click()
    apply(page, "2 rows")
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    assert kharkiv(page) == before + 2
    assert atlas.headline(page)["Incidents"] == f"{ONCE + 6} to {ONCE + 7}"


@pytest.mark.long
def test_a_click_on_the_map_chooses_a_point(page, address, tmp_path):
    start(page, address)
    frame = atlas.pick_frame(page)
    assert frame.locator(".atlas-mark").count() == 2
    inside = next(f for f in page.frames if f.locator("html[data-picked]").count())
    page.get_by_role("button", name="Apply to 2 rows").wait_for()
    atlas.settled(page)
    # The map fits its marks once its frame has its size.
    inside.wait_for_function("""() => [...document.querySelectorAll('.atlas-mark')].every(mark => {
        const box = mark.getBoundingClientRect();
        return box.left > 0 && box.top > 0 && box.right < innerWidth && box.bottom < innerHeight;
    })""")
    atlas.set_view(inside, (49.7, 36.4), 10, points=False)
    frame.locator("#map_div").click()  # its middle
    frame.locator('html[data-point^="49."]').wait_for(state="attached")
    page.get_by_text(": Kharkiv Oblast").wait_for()
    apply(page, "2 rows")
    page.get_by_role("tab", name="Decisions").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download 1 decision").click()
    assert waiting.value.suggested_filename == "corrections.csv"
    source, path = tmp_path / "mine.csv", tmp_path / "a.duckdb"
    source.write_bytes(MIXED)
    ingest.ingest([source], path, corrections=waiting.value.path())
    with Store(path).cursor() as cursor:
        found = cursor.execute(
            "SELECT region, precision, count(*) FROM locations WHERE place = 'Золочів' GROUP BY ALL"
        ).fetchall()
    assert found == [("UA-63", "settlement", 2)]


@pytest.mark.long
def test_a_candidate_on_the_map_can_be_chosen_and_a_region_by_keyboard(page, address):
    start(page, address)
    atlas.pick_frame(page).locator('.leaflet-marker-icon[title^="2: Zolochiv"]').click()
    page.get_by_role("radio", name="2. Zolochiv", checked=True).wait_for(state="attached")
    atlas.pick_frame(page).locator('path[data-region="UA-59"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="A region", checked=True).wait_for(state="attached")
    apply(page, "2 rows")
    assert "Sumy Oblast" in page.get_by_test_id("stAlert").first.inner_text()


@pytest.mark.long
def test_doubtful_pairs_of_one_dataset_stand_side_by_side(page, address):
    rows = (
        "date,place,type,downed\n20.10.2024,Запоріжжя,збито,27\n20.10.2024,Запоріжжя,обстріл,27\n"
    )
    add(page, address, rows.encode())
    atlas.follow(page, "Review")
    page.get_by_role("tab", name="Doubtful links").click()
    page.get_by_text("Both report 27 downed for the same region.").first.wait_for()
    assert page.get_by_role("button", name="The same").first.is_visible()


@pytest.mark.parametrize(("path", "title"), [("add", "Add data of your own"), ("review", "Review")])
def test_a_view_opens_by_its_address(browser, address, path, title):
    with watched_page(browser) as (page, watch):
        page.goto(f"{address}/{path}")
        page.get_by_role("heading", name=title, exact=True).wait_for()
        atlas.settled(page)
        assert page.get_by_test_id("stException").count() == 0
        # Streamlit finds its server by asking below the view's address first, which is not there.
        watch.errors[:] = [error for error in watch.errors if f"/{path}/_stcore/" not in error]
