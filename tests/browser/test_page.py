"""The page in Chromium, with every request that leaves the machine refused."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser import atlas, downloads
from tests.browser.conftest import watched_page

NIGHT = "from=2024-10-20&to=2024-10-21"


def test_the_map_draws_110_regions_and_points(page, address):
    atlas.open_page(page, address)
    classes = atlas.region_classes(page)
    assert len(classes) == 110
    assert sum(code.startswith("UA-") for code in classes) == 27
    assert any("atlas-c4" in kind for kind in classes.values())
    assert atlas.map_frame(page).locator(".atlas-symbol").count() > 20
    assert atlas.headline(page)["Incidents"] == "437"


def test_a_date_filter_changes_colours_and_numbers(page, address):
    atlas.open_page(page, address)
    before, numbers = atlas.region_classes(page), atlas.headline(page)
    page.get_by_text("Last 7 days").click()
    atlas.wait_for_map(page, "from=2024-12-25")
    assert atlas.region_classes(page) != before
    after = atlas.headline(page)
    assert 0 < int(after["Incidents"]) < int(numbers["Incidents"])
    assert parse_qs(urlsplit(page.url).query) == {"from": ["2024-12-25"]}


def test_a_change_does_not_mount_the_map_anew(page, address):
    atlas.open_page(page, address)
    frame = atlas.inside(page)
    frame.evaluate("window.mark = 1")
    atlas.set_view(frame, (48, 38), 7)
    page.get_by_text("Last 30 days").click()
    atlas.wait_for_map(page, "from=2024-12-02")
    assert frame.evaluate("[window.mark, Atlas.map().getZoom()]") == [1, 7]


def test_a_region_click_filters_and_a_second_clears(page, address):
    atlas.open_page(page, address)
    atlas.click_region(page, "UA-63")
    atlas.wait_for_map(page, "region=UA-63")
    assert atlas.region_class(page, "UA-51") == "filtered"
    assert atlas.region_class(page, "UA-63") not in ("filtered", "empty")
    assert "region=UA-63" in page.url
    assert atlas.headline(page)["Regions touched"] == "1"
    atlas.click_region(page, "UA-63")
    atlas.wait_for_map(page, "")
    assert atlas.headline(page)["Incidents"] == "437"


@pytest.mark.long
def test_a_mouse_click_on_a_region_filters(page, address):
    atlas.open_page(page, address, "layers=regions")
    shape = atlas.map_frame(page).locator('path[data-region="UA-74"]')
    box = shape.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    atlas.wait_for_map(page, "region=UA-74")


def test_a_region_tells_its_figures_on_hover(page, address):
    atlas.open_page(page, address, f"{NIGHT}&metric=downed&layers=regions")
    atlas.map_frame(page).locator('path[data-region="RU-ROS"]').hover()
    tip = atlas.map_frame(page).locator(".atlas-tip").inner_text()
    assert "Rostov Oblast" in tip
    assert "Drones downed: 11" in tip


def test_a_copied_address_restores_the_view(page, address, browser):
    chosen = "country=RU&type=Disrupted+weapons+use&metric=downed&layers=regions"
    atlas.open_page(page, address, f"{NIGHT}&{chosen}")
    assert "map=" not in page.url
    atlas.map_frame(page).get_by_role("button", name="Zoom in").click()
    page.wait_for_function("() => location.search.includes('map=')")
    page.get_by_text("Records", exact=True).click()
    both = "location.search.includes('table=records') && location.search.includes('map=')"
    page.wait_for_function(f"() => {both}")
    atlas.settled(page)
    numbers, classes, url = atlas.headline(page), atlas.region_classes(page), page.url
    assert parse_qs(urlsplit(url).query)["metric"] == ["downed"]
    where = "[Atlas.map().getZoom(), ...Object.values(Atlas.map().getCenter())]"
    at = atlas.inside(page).evaluate(where)
    page.get_by_role("button", name="Download").first.click()
    linked = page.get_by_test_id("stCode").inner_text()
    assert parse_qs(urlsplit(linked).query) == parse_qs(urlsplit(url).query)
    with watched_page(browser) as (other, _):
        atlas.open_page(other, url)
        assert atlas.headline(other) == numbers
        assert atlas.region_classes(other) == classes
        assert atlas.inside(other).evaluate(where) == pytest.approx(at, abs=0.02)
        other.locator(".st-key-table").get_by_test_id("stDataFrame").wait_for()
        assert other.get_by_text("Records", exact=True).get_attribute("aria-checked") != "false"
        assert parse_qs(urlsplit(other.url).query) == parse_qs(urlsplit(url).query)
        other.get_by_role("button", name="Download").first.click()
        passed_on = other.get_by_test_id("stCode").inner_text()
        assert parse_qs(urlsplit(passed_on).query) == parse_qs(urlsplit(url).query)


def test_an_address_that_cannot_be_read_says_so(page, address):
    atlas.open_page(page, address, "region=UA-99")
    warning = page.get_by_test_id("stAlert").inner_text()
    assert "region='UA-99' is not known" in warning
    assert atlas.headline(page)["Incidents"] == "437"


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("", marks=pytest.mark.long),
        pytest.param(NIGHT, marks=pytest.mark.long),
        "region=RU-BEL&from=2024-11-01",
    ],
)
def test_the_download_has_the_rows_that_the_page_shows(page, address, query):
    atlas.open_page(page, address, query)
    rows, described = downloads.records(page)
    assert len(rows) == described["counts"]["records"]
    assert len({row["incident_id"] for row in rows}) == int(atlas.headline(page)["Incidents"])
    if "RU-BEL" in query:
        assert {row["region"] for row in rows} == {"RU-BEL"}
        assert all(row["date_end"] >= "2024-11-01" for row in rows)


def test_a_point_opens_its_records_with_a_source(page, address):
    atlas.open_page(page, address, "from=2024-10-21&to=2024-10-21&region=UA-23")
    frame = atlas.map_frame(page)
    frame.locator('.atlas-spot[title^="Zapor"]').first.click()
    text = frame.locator(".atlas-record").first
    text.wait_for()
    assert "Reported as “Zaporizhia”" in text.inner_text()
    assert "2 killed, 15 injured" in frame.locator(".leaflet-popup-content").inner_text()


@pytest.mark.long
def test_a_source_link_is_safe(page, address):
    atlas.open_page(page, address, "from=2024-08-18&to=2024-08-18")
    frame = atlas.map_frame(page)
    frame.locator(".leaflet-marker-icon .atlas-symbol").first.click()
    link = frame.locator(".atlas-record a").first
    link.wait_for()
    assert link.get_attribute("href").startswith("https://")
    assert link.get_attribute("rel") == "noopener noreferrer nofollow"


@pytest.mark.long
def test_layers_can_be_switched(page, address):
    atlas.open_page(page, address)
    page.get_by_role("button", name="Points", exact=True).click()
    atlas.map_frame(page).locator('html[data-symbols="0"]').wait_for(state="attached")
    assert atlas.map_frame(page).locator(".atlas-symbol").count() == 0
    page.get_by_role("button", name="Regions shaded").click()
    atlas.map_frame(page).locator("path.atlas-plain").first.wait_for(state="attached")
    assert atlas.map_frame(page).locator("path.atlas-c0").count() == 0


@pytest.mark.long
def test_region_level_incidents_are_never_points(page, address):
    atlas.open_page(page, address, f"{NIGHT}&type=Disrupted+weapons+use")
    assert atlas.headline(page)["Incidents"] != "0"
    assert atlas.region_class(page, "RU-BRY").startswith("c")
    assert atlas.map_frame(page).locator(".atlas-symbol").count() == 0


def test_an_empty_selection_is_a_normal_state(page, address):
    atlas.open_page(page, address, "region=RU-KAM")
    assert atlas.headline(page)["Incidents"] == "0"
    assert "No incident fits these filters" in page.get_by_test_id("stAlert").inner_text()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_width_and_both_themes(browser, address, scheme):
    size = {"width": 390, "height": 844}
    with watched_page(browser, viewport=size, color_scheme=scheme) as (page, _):
        atlas.open_page(page, address)
        frame = atlas.map_frame(page)
        assert frame.locator("html").get_attribute("data-theme") == scheme
        box = page.locator(atlas.FRAME).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + 300 <= 844, "the map is in the first screen"
        assert 300 <= box["height"] <= 844
        wide = "document.querySelector('[data-testid=stMain]').scrollWidth"
        assert page.evaluate(wide) <= 390


@pytest.mark.long
def test_a_popup_can_show_its_incident_alone(page, address):
    atlas.open_page(page, address, "from=2024-10-21&to=2024-10-21&region=UA-23")
    frame = atlas.map_frame(page)
    atlas.open_records(frame, frame.locator('.atlas-spot[title^="Zapor"]'))
    frame.get_by_role("button", name="Show only this incident").last.click()
    page.locator("[class*=st-key-chip_incident]").get_by_role("button").wait_for()
    atlas.settled(page)
    assert atlas.headline(page)["Incidents"] == "1"
    assert "incident=" in page.url
    page.locator("[class*=st-key-chip_incident]").get_by_role("button").click()
    atlas.wait_for_map(page, "from=2024-10-21&to=2024-10-21&region=UA-23")
