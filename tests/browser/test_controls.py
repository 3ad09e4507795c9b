"""The page's controls as they are used: by mouse and touch, on small screens, in any language."""

from __future__ import annotations

import pytest

from tests.browser import atlas
from tests.browser.conftest import watched_page
from tests.browser.stress import SPOT

PHONE = {"viewport": {"width": 390, "height": 500}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(
    "options",
    [pytest.param({"viewport": {"width": 1280, "height": 460}}, marks=pytest.mark.long), PHONE],
    ids=["low", "phone"],
)
def test_the_first_press_on_a_map_that_is_partly_out_of_sight_counts(browser, address, options):
    with watched_page(browser, **options) as (page, _):
        atlas.open_page(page, address, "layers=regions")
        box = page.locator(atlas.FRAME).bounding_box()
        assert box["y"] + box["height"] > options["viewport"]["height"], "all of it is in sight"
        spot = atlas.inside(page).wait_for_function(SPOT, arg="UA-05").json_value()
        press = page.touchscreen.tap if "has_touch" in options else page.mouse.click
        press(box["x"] + spot["x"], box["y"] + spot["y"])
        atlas.wait_for_map(page, "region=UA-05")


def test_a_phone_on_its_side_begins_with_the_map(browser, address):
    size = {"width": 844, "height": 390}
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
    with watched_page(browser, **PHONE | {"viewport": size}, user_agent=agent) as (page, _):
        atlas.open_page(page, address)
        assert page.locator(atlas.FRAME).bounding_box()["width"] > 0.9 * size["width"]


@pytest.mark.long
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


@pytest.mark.long
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


@pytest.mark.parametrize(
    ("typed", "code"), [("Харків", "UA-63"), pytest.param("Odesa", "UA-51", marks=pytest.mark.long)]
)
def test_a_name_in_any_language_and_enter_choose_one_region(page, address, typed, code):
    atlas.open_page(page, address)
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Region", exact=True).click()
    page.keyboard.insert_text(typed)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("Enter")
    atlas.wait_for_map(page, f"region={code}")


def zoom(page) -> float:
    return atlas.inside(page).evaluate("Atlas.map().getZoom()")


def test_the_page_scrolls_over_the_map_until_a_press_wakes_it(page, address):
    page.set_viewport_size({"width": 1280, "height": 720})
    atlas.open_page(page, address, "layers=regions")
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    box, before = page.locator(atlas.FRAME).bounding_box(), zoom(page)
    page.mouse.move(box["x"] + 500, box["y"] + 150)
    page.mouse.wheel(0, 300)
    page.wait_for_function(f"() => {scrolled} > 100")
    atlas.map_frame(page).get_by_text("Ctrl and the wheel zoom the map").wait_for()
    assert zoom(page) == before
    # The map has moved up under the mouse.
    moved = page.locator(atlas.FRAME).bounding_box()
    page.mouse.move(moved["x"] + 500, moved["y"] + moved["height"] - 60)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    atlas.inside(page).wait_for_function(f"Atlas.map().getZoom() > {before}")
    page.keyboard.up("Control")
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.mouse.click(box["x"] + 500, box["y"] + 150)
    atlas.settled(page)
    before = zoom(page)
    page.mouse.wheel(0, -300)
    atlas.inside(page).wait_for_function(f"Atlas.map().getZoom() > {before}")
    assert page.evaluate(scrolled) == 0


def test_one_finger_scrolls_the_page_over_the_map(browser, address):
    with watched_page(browser, **PHONE) as (page, _):
        atlas.open_page(page, address)
        frame = atlas.inside(page)
        dragging = "Atlas.map().dragging.enabled()"
        assert not frame.evaluate(dragging)
        touch = "getComputedStyle(Atlas.map().getContainer()).touchAction"
        assert frame.evaluate(touch) == "pan-x pan-y"
        box = page.locator(atlas.FRAME).bounding_box()
        page.touchscreen.tap(box["x"] + 200, box["y"] + 60)
        frame.wait_for_function(dragging)


@pytest.mark.parametrize(
    ("country", "inside"),
    [("UA", (48.4, 31.2)), pytest.param("RU", (60.0, 45.0), marks=pytest.mark.long)],
)
def test_the_first_view_of_a_country_is_that_country(page, address, country, inside):
    atlas.open_page(page, address, f"country={country}")
    centre = atlas.inside(page).evaluate(
        "[Atlas.map().getCenter().lat, Atlas.map().getCenter().lng]"
    )
    assert all(abs(found - wanted) < 6 for found, wanted in zip(centre, inside, strict=True))


def test_a_change_is_announced_in_one_line(page, address):
    atlas.open_page(page, address)
    line = page.locator('.st-key-said[role="status"][aria-live="polite"]')
    line.get_by_text("437 incidents", exact=True).wait_for()
    page.get_by_text("Last 7 days").click()
    atlas.wait_for_map(page, "from=2024-12-25")
    number = atlas.headline(page)["Incidents"]
    line.get_by_text(f"{number} incidents", exact=True).wait_for()


@pytest.mark.long
def test_paper_shows_the_whole_page_without_its_controls(page, address):
    atlas.open_page(page, address, "region=UA-63")
    page.emulate_media(media="print")
    for hidden in (".stSidebar", ".st-key-views", ".st-key-play"):
        page.locator(hidden).first.wait_for(state="hidden")
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollHeight <= {main}.clientHeight + 1")
    assert page.locator(".st-key-chips").get_by_role("button", name="Kharkiv Oblast").is_visible()


@pytest.mark.parametrize(
    ("lang", "said"), [pytest.param("en", "Filters", marks=pytest.mark.long), ("uk", "Фільтри")]
)
def test_a_phone_has_one_button_for_the_filters_and_the_map_in_the_first_screen(
    browser, address, lang, said
):
    size = {"width": 390, "height": 844}
    with watched_page(browser, **PHONE | {"viewport": size}) as (page, _):
        atlas.open_page(page, address, f"lang={lang}")
        button = page.get_by_test_id("stExpandSidebarButton")
        written = button.evaluate("node => getComputedStyle(node, '::after').content")
        assert written == f'"{said}"'
        box = page.locator(atlas.FRAME).bounding_box()
        assert box["y"] + box["height"] * 0.9 <= 844
        assert page.locator(".st-key-headline b").first.is_visible()
        button.click()
        page.get_by_test_id("stSidebar").get_by_role("combobox").first.wait_for()


@pytest.mark.parametrize("size", [pytest.param((1440, 900), marks=pytest.mark.long), (1280, 720)])
def test_map_figures_timeline_and_choices_are_seen_together(browser, address, size):
    width, height = size
    with watched_page(browser, viewport={"width": width, "height": height}) as (page, _):
        atlas.open_page(page, address)
        seen = (".st-key-headline", atlas.FRAME, ".st-key-timeline_box .stVegaLiteChart")
        for part in seen:
            found = page.locator(part).first
            found.wait_for()
            box = found.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height
        for last in ("Shade regions by", "Actor"):
            box = page.get_by_role("combobox", name=last).bounding_box()
            assert box["y"] + box["height"] <= height
        sidebar = page.get_by_test_id("stSidebarContent")
        assert sidebar.evaluate("node => node.scrollHeight <= node.clientHeight")


@pytest.mark.long
def test_the_focus_stays_in_the_line_when_a_part_is_cleared(page, address):
    atlas.open_page(page, address, "country=UA&region=UA-63")
    page.locator(".st-key-chips").get_by_role("button", name="Ukraine").focus()
    page.keyboard.press("Enter")
    atlas.wait_for_map(page, "region=UA-63")
    page.locator(".st-key-chips button:focus").wait_for()
    page.keyboard.press("Enter")  # the first one clears all
    atlas.wait_for_map(page, "")
    page.locator(".st-key-chips button:focus").wait_for()
