"""Regions, search, the drawer and one region's own view in Chromium."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.browser import atlas
from tests.browser.conftest import serving, watched_page
from tests.factory import Incident, Place, build

HOSTILE = "<img src=x onerror=window.hacked=1> **b** [x](javascript:window.hacked=1)"
DRAWER = '[role="dialog"]'


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Address of the page on a small store with hostile texts."""
    folder = tmp_path_factory.mktemp("regions")
    day = dt.date(2024, 10, 1)
    build(
        folder / "a.duckdb",
        [
            Incident(
                [Place("UA-63", point=True), Place("RU-BEL")],
                day,
                text={"notes": HOSTILE, "source": HOSTILE, "source_url": "javascript:alert(1)"},
            ),
            Incident([Place("UA-63")], day + dt.timedelta(days=3)),
            Incident(
                [Place("UA-51", point=True)],
                day + dt.timedelta(days=9),
                text={"source": "Daily", "source_url": "https://news.example/1"},
            ),
        ],
    ).close()
    with serving(folder, ATLAS_STORE=str(folder / "a.duckdb")) as address:
        yield address


def open_tab(page, name):
    """Open one of the tables under the timeline."""
    page.get_by_role("radiogroup", name="Table").get_by_text(name, exact=True).click()
    page.locator(f".st-key-{name.lower()}_table").wait_for()
    atlas.settled(page)


def tick(page, key, row):
    """Tick a row of a table of Streamlit's, as its checkbox is clicked."""
    grid = page.locator(f".st-key-{key} .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 18, "y": 35 + 35 * row + 17})


def test_table_and_map_choose_regions_both_ways(page, small):
    atlas.open_page(page, small)
    tick(page, "regions_table", 0)
    atlas.wait_for_map(page, "region=UA-63")
    assert "region=UA-63" in page.url
    assert atlas.headline(page)["Incidents"] == "2"
    chosen = atlas.map_frame(page).locator("path.atlas-selected")
    assert chosen.get_attribute("data-region") == "UA-63"

    atlas.click_region(page, "UA-51")
    atlas.wait_for_map(page, "region=UA-63&region=UA-51")
    ticked = page.locator('.st-key-regions_table [role="row"][aria-selected="true"]')
    ticked.nth(1).wait_for(state="attached")
    assert {row.split()[0] for row in ticked.all_text_contents()} >= {"Kharkiv", "Odesa"}

    page.get_by_role("link", name="Kharkiv Oblast in detail").click()
    page.get_by_role("heading", name="Kharkiv Oblast").wait_for()
    assert "code=UA-63" in page.url
    page.get_by_role("link", name="Back to the map").click()
    atlas.wait_for_map(page, "region=UA-63")
    assert "region=UA-63" in page.url


@pytest.mark.long
def test_a_search_in_ukrainian_finds_what_is_written_in_english(page, small):
    atlas.open_page(page, small)
    box = page.get_by_role("textbox", name="Search", exact=True)
    box.fill("Одеса")
    box.press("Enter")
    atlas.wait_for_map(page, "text=%D0%9E%D0%B4%D0%B5%D1%81%D0%B0")
    assert atlas.headline(page)["Incidents"] == "1"
    assert atlas.region_class(page, "UA-63") == "empty"
    with_script = "<script>window.hacked=1</script>"
    box.fill(with_script)
    box.press("Enter")
    page.get_by_text("No incident fits these filters. Clear").wait_for()
    assert page.evaluate("window.hacked") is None


def test_a_ticked_record_opens_its_drawer_and_hostile_text_is_inert(page, small):
    atlas.open_page(page, small, "region=UA-63")
    open_tab(page, "Records")
    tick(page, "records_table", 1)
    drawer = page.locator(DRAWER)
    drawer.get_by_text("As understood").first.wait_for()
    text = drawer.inner_text()
    assert HOSTILE in text
    assert "javascript:alert(1)" in text
    assert "2 places" in text
    assert drawer.locator("img").count() == 0
    assert drawer.locator("a[href^=javascript]").count() == 0
    assert page.evaluate("window.hacked") is None
    page.keyboard.press("Escape")
    drawer.wait_for(state="detached")
    tick(page, "records_table", 1)  # the same row once more
    drawer.get_by_text("As understood").first.wait_for()
    drawer.get_by_role("button", name="Show this incident alone").click()
    page.locator(".st-key-chips").get_by_role("button").nth(1).wait_for()
    atlas.wait_for_map(page, "region=UA-63&incident=I0")
    assert atlas.headline(page)["Incidents"] == "1"
    assert "incident=I0" in page.url


@pytest.mark.long
def test_an_incidents_address_opens_it_with_a_safe_link(page, small):
    page.goto(f"{small}/?incident=I2")
    link = page.locator(DRAWER).get_by_role("link", name="https://news.example/1")
    link.wait_for()
    assert {"noopener", "noreferrer"} <= set(link.get_attribute("rel").split())
    assert link.get_attribute("target") == "_blank"
    page.locator(DRAWER).get_by_text("?incident=I2").wait_for()


@pytest.mark.long
def test_the_drawer_opens_by_keyboard(page, small):
    atlas.open_page(page, small)
    open_tab(page, "Records")
    page.locator(".st-key-records_table canvas").first.scroll_into_view_if_needed()
    page.locator('.st-key-records_table [data-testid="data-grid-canvas"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.locator(DRAWER).get_by_text("As understood").first.wait_for()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_region_on_a_phone(browser, small, scheme):
    size = {"width": 390, "height": 844}
    with watched_page(browser, viewport=size, color_scheme=scheme) as (page, _):
        atlas.open_page(page, small, "region=UA-63")
        page.get_by_role("link", name="Kharkiv Oblast in detail").click()
        page.get_by_text("Tick a row to see its records below.").wait_for()
        assert page.evaluate(atlas.WIDTH) <= 390
        page.get_by_role("tab", name="Sources").click()
        tick(page, "region_source_UA-63_0", 0)
        page.get_by_role("button", name="Show all records").wait_for()
        assert page.get_by_role("heading", name="1 record:").count() == 1
        atlas.follow(page, "About")
        page.get_by_text("store version test").wait_for()
        assert page.evaluate(atlas.WIDTH) <= 390


def test_who_says_by_what_people_were_killed_in_a_region_takes_three_clicks(page, address):
    atlas.open_page(page, address)
    page.get_by_role("button", name="Kharkiv Oblast, November").click()
    atlas.wait_for_map(page, "from=2024-11-01&to=2024-11-30&region=UA-63")
    page.get_by_role("link", name="Kharkiv Oblast in detail").click()
    page.get_by_role("heading", name="Kharkiv Oblast").wait_for()
    killed = page.locator('[data-testid="stMetric"]').filter(has_text="People killed")
    assert "known for" in killed.inner_text()
    page.get_by_role("tab", name="Types").wait_for()
    page.get_by_role("tab", name="Sources").click()
    page.locator('[class*="st-key-region_source_UA-63"] canvas').first.wait_for()


def test_regions_by_week_and_months_beside_each_other_take_three_clicks(page, address):
    atlas.open_page(page, address)
    page.get_by_role("button", name="Most drones downed").click()
    atlas.settled(page)
    page.get_by_text("Regions over time", exact=True).click()
    page.get_by_text("Week", exact=True).click()
    atlas.settled(page)
    columns = "Number(document.querySelector('.st-key-table canvas table')?.ariaColCount)"
    page.wait_for_function(f"() => {columns} > 20")
    assert "Drones downed." in page.locator(".st-key-table").inner_text()
    first = page.locator(".st-key-table canvas table tbody tr").first
    assert first.locator("td").first.inner_text() == "Bryansk Oblast"
    page.get_by_text("Month", exact=True).click()
    page.wait_for_function(f"() => {columns} < 8")
