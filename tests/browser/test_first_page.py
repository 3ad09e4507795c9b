"""The page before Streamlit is there: seen at once, and nothing that is done with it is lost."""

from __future__ import annotations

import pytest

from tests.browser import atlas
from tests.browser.conftest import watched_page

FIRST = "#atlas-first"


def warmed(page, address):
    """Wait until the server has a map for the first page."""
    for _again in range(120):
        if 'id="atlas-first-map"' in page.request.get(address).text():
            return
        page.wait_for_timeout(500)
    raise AssertionError("the server does not get warm")


@pytest.fixture
def held(browser, address):
    """A page whose own scripts come when the test lets them, and what lets them."""
    with watched_page(browser) as (page, watch):
        warmed(page, address)
        routes, free = [], []

        def hold(route):
            (route.continue_ if free else lambda: routes.append(route))()

        page.route("**/static/js/index.*", hold)

        def release():
            free.append(True)
            for route in routes:
                route.continue_()

        yield page, release
        watch.errors[:] = [error for error in watch.errors if "/_stcore/" not in error]


def first_map(page):
    frame = page.frame_locator("#atlas-first-map")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    return frame


def go_on(page):
    page.locator(FIRST).wait_for(state="detached")
    atlas.wait_for_map(page)


def test_title_figures_and_map_are_there_without_streamlit(held, address):
    page, release = held
    page.goto(f"{address}/?country=UA", wait_until="commit")
    frame = first_map(page)
    assert page.locator(f"{FIRST} h1").inner_text().startswith("Reported incidents")
    text = page.locator(f"{FIRST} p").first.inner_text()
    assert page.locator("#root > *").count() == 0
    assert frame.locator("path.atlas-region").count() == 110
    assert frame.locator("footer").is_hidden()
    release()
    go_on(page)
    assert text.startswith(f"{atlas.headline(page)['Incidents']} reported incidents")


def test_a_click_on_the_first_map_has_its_effect_on_the_page(held, address):
    page, release = held
    page.goto(address, wait_until="commit")
    frame = first_map(page)
    frame.locator('path[data-region="UA-63"]').focus()
    page.keyboard.press("Enter")
    frame.locator('path[data-region="UA-63"].atlas-selected').wait_for()
    assert "is shown as soon as" in page.locator("#atlas-status").inner_text()
    release()
    go_on(page)
    page.wait_for_url("**region=UA-63*")
    atlas.wait_for_map(page, "region=UA-63")


@pytest.mark.long
def test_where_the_first_map_was_moved_to_the_pages_map_is(held, address):
    page, release = held
    page.goto(address, wait_until="commit")
    first_map(page)
    view = """() => { const map = Atlas.map(), at = map.getCenter();
        return [map.getZoom(), at.lat.toFixed(1), at.lng.toFixed(1)]; }"""
    frame = next(frame for frame in page.frames if "/embed" in frame.url)
    before = frame.evaluate(view)
    frame.get_by_role("button", name="Zoom in").click()
    frame.wait_for_function(f"zoom => ({view})()[0] > zoom + 0.9", arg=before[0])
    page.wait_for_timeout(700)  # Leaflet's own animation
    moved = frame.evaluate(view)
    release()
    go_on(page)
    assert atlas.inside(page).evaluate(view) == moved


@pytest.mark.long
def test_nothing_goes_away_under_a_pressed_pointer(held, address):
    page, release = held
    page.goto(address, wait_until="commit")
    first_map(page)
    page.mouse.move(900, 600)
    page.mouse.down()
    release()
    atlas.wait_for_map(page)
    page.wait_for_timeout(1500)
    assert page.locator(FIRST).is_visible()
    page.mouse.up()
    go_on(page)


@pytest.mark.parametrize("view", ["add", "review", "about"])
def test_other_views_say_that_they_are_loading(held, address, view):
    page, release = held
    page.goto(f"{address}/{view}", wait_until="commit")
    assert page.locator("#atlas-status").inner_text() == "Loading …"
    release()
    page.locator(FIRST).wait_for(state="detached")
    atlas.settled(page)


@pytest.mark.long
def test_a_map_that_cannot_be_drawn_keeps_nobody_waiting(browser, address):
    with watched_page(browser) as (page, watch):
        page.route("**/embed?*", lambda route: route.abort())
        page.goto(address)
        go_on(page)
        watch.errors.clear()  # Chromium says what it could not load
