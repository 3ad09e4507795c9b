"""The page's controls as they are used: by mouse and touch, on small screens, in any language."""

from __future__ import annotations

import pytest

from tests.browser import atlas
from tests.browser.conftest import watched_page
from tests.browser.stress import SPOT

PHONE = {"viewport": {"width": 390, "height": 500}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 1280, "height": 460}}, PHONE], ids=["low", "phone"]
)
def test_the_first_press_on_a_map_that_is_partly_out_of_sight_counts(browser, address, options):
    with watched_page(browser, **options) as (page, _):
        atlas.open_page(page, address, "layers=regions")
        box = page.locator(atlas.FRAME).bounding_box()
        assert box["y"] + box["height"] > options["viewport"]["height"], "all of it is in sight"
        spot = atlas.inside(page).evaluate(SPOT, "UA-05")
        press = page.touchscreen.tap if "has_touch" in options else page.mouse.click
        press(box["x"] + spot["x"], box["y"] + spot["y"])
        atlas.wait_for_map(page, "region=UA-05")


def test_another_language_and_then_any_control(page, address):
    atlas.open_page(page, address, "region=UA-63&metric=killed")
    views = page.locator(".st-key-views")
    views.get_by_role("combobox").click()
    page.get_by_role("option", name="Українська").click()
    page.get_by_text("Останні 30 днів").click()
    atlas.wait_for_map(page, "from=2024-12-02&region=UA-63")
    assert page.get_by_test_id("stException").count() == 0
    assert "lang" not in page.url
    views.get_by_role("combobox").click()
    page.get_by_role("option", name="English").click()
    page.get_by_text("Last 7 days").click()
    atlas.wait_for_map(page, "from=2024-12-25&region=UA-63")
    assert "lang" not in page.url


def test_a_chosen_language_stays_with_the_visitor_and_not_with_the_link(browser, address):
    with watched_page(browser) as (page, _):
        atlas.open_page(page, address, "region=UA-63")
        page.locator(".st-key-views").get_by_role("combobox").click()
        page.get_by_role("option", name="Українська").click()
        page.locator('html[lang="uk"]').wait_for(state="attached")
        page.get_by_role("link", name="Додати дані").wait_for()
        page.wait_for_function("() => document.cookie.includes('atlas_lang=uk')")
        link = page.url
        assert "lang" not in link
        page.reload()
        assert page.locator("html").get_attribute("lang") == "uk"
        page.get_by_role("link", name="Додати дані").wait_for()
    with watched_page(browser) as (page, _):
        page.goto(link)
        page.get_by_role("link", name="Add data").wait_for()


@pytest.mark.parametrize(("typed", "code"), [("Odesa", "UA-51"), ("Харків", "UA-63")])
def test_a_name_in_any_language_and_enter_choose_one_region(page, address, typed, code):
    atlas.open_page(page, address)
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Region", exact=True).click()
    page.keyboard.insert_text(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    atlas.wait_for_map(page, f"region={code}")
