"""The map's surface in Chromium: points, badges, buttons, backgrounds, languages, keys."""

from __future__ import annotations

import base64

import pytest

from tests.browser import atlas
from tests.browser.atlas import inside
from tests.browser.conftest import PATIENCE, Watch, watched_page

#: One grey pixel, as a tile.
TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkOFP5HwAEgwJ/nL6mCgAAAABJRU5ErkJggg=="
)
#: Whether a number is written on a dot.
WRITTEN = "[...document.querySelectorAll('.atlas-symbol')].some(node => node.textContent !== '')"
TILES = "**://*.tile.opentopomap.org/**"


def look(page, wanted: str) -> None:
    atlas.map_frame(page).locator(f'html[data-look="{wanted}"]').wait_for(state="attached")


def open_more(page) -> None:
    page.get_by_text("Points and background").click()


def zoom(page) -> float:
    return inside(page).evaluate("Atlas.map().getZoom()")


@pytest.mark.long
def test_points_are_coloured_and_sized_as_chosen(page, address):
    atlas.open_page(page, address)
    look(page, "type,incidents,en")
    inside(page).evaluate("window.mark = 1")
    atlas.set_view(inside(page), (48, 36), 6)
    open_more(page)
    atlas.choose(page, "Colour of points", "Actor")
    look(page, "actor,incidents,en")
    legend = atlas.map_frame(page).locator(".atlas-legend")
    assert {"Russia", "Ukraine", "several actors"} <= set(legend.inner_text().split("\n"))
    atlas.choose(page, "Size of points", "People killed or injured")
    look(page, "actor,casualties,en")
    assert atlas.map_frame(page).locator(".atlas-ring").count() > 0
    assert "no figure reported" in legend.inner_text()
    page.wait_for_function("() => location.search.includes('colour=actor&size=casualties')")
    assert inside(page).evaluate("[window.mark, Atlas.map().getZoom()]") == [1, 6]


@pytest.mark.long
def test_an_address_says_how_points_are_drawn(page, address):
    atlas.open_page(page, address, "colour=dataset&lang=uk")
    look(page, "dataset,incidents,uk")
    labels = atlas.map_frame(page).locator(".atlas-label").all_inner_texts()
    assert "Київ" in labels
    assert "Kyiv" not in labels


def test_labels_and_badges_do_not_lie_upon_one_another(page, address):
    atlas.open_page(page, address)
    counts = []
    for level in (5, 7):
        atlas.set_view(inside(page), (49.5, 32), level)
        overlaps, count = inside(page).evaluate("""() => {
            const at = names => [...document.querySelectorAll(names)]
                .map(node => node.getBoundingClientRect());
            const upon = (a, b) => a.left < b.right - 2 && a.right - 2 > b.left
                && a.top < b.bottom - 4 && a.bottom - 4 > b.top;
            const badges = at('.atlas-badge-spot:not(.atlas-covered)');
            const boxes = [...at('.atlas-label span'), ...badges];
            let overlaps = 0;
            boxes.forEach((a, i) => {
                overlaps += boxes.slice(i + 1).filter(b => upon(a, b)).length;
            });
            const symbols = at('.atlas-symbol');
            badges.forEach(a => { overlaps += symbols.filter(b => upon(a, b)).length; });
            const view = boxes.filter(b => b.right > 0 && b.left < innerWidth
                && b.bottom > 0 && b.top < innerHeight);
            return [overlaps, view.length];
        }""")
        assert overlaps == 0
        counts.append(count)
    assert counts[1] > 5


@pytest.mark.parametrize(
    "motion", ["no-preference", pytest.param("reduce", marks=pytest.mark.long)]
)
def test_the_first_view_is_all_there_whatever_the_size(browser, address, motion):
    small, large = {"width": 390, "height": 700}, {"width": 1400, "height": 1000}
    with watched_page(browser, viewport=small, reduced_motion=motion) as (page, _):
        atlas.open_page(page, address)
        for size in (small, large, small):
            page.set_viewport_size(size)
            inside(page).wait_for_function(
                """narrow => {
                const map = Atlas.map(), view = L.latLngBounds(AtlasParts.options.view);
                const at = map.latLngToContainerPoint(map.getCenter());
                const [low, high] = [view.getSouthWest(), view.getNorthEast()]
                    .map(corner => map.latLngToContainerPoint(corner));
                return innerWidth < 600 === narrow && map.getSize().x === innerWidth
                    && map.getBounds().contains(view)
                    && Math.abs(low.add(high).divideBy(2).y - at.y) < 2;
            }""",
                arg=size == small,
            )


@pytest.mark.long
def test_no_symbol_lies_upon_the_number_of_another(page, address):
    atlas.open_page(page, f"{address}/?region=UA-63")
    for level in (5, 6, 7):
        atlas.set_view(inside(page), (49.5, 36), level)
        assert inside(page).evaluate(WRITTEN) == (level >= 7)
    for level in (7, 8):
        atlas.set_view(inside(page), (49.5, 36), level)
        numbers, covered = inside(page).evaluate("""() => {
            const circles = [...document.querySelectorAll('.atlas-symbol')].map(node => {
                const box = node.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                return { x, y, radius: box.width / 2, number: node.textContent !== '' };
            });
            const written = circles.filter(circle => circle.number);
            return [written.length, written.filter(one => circles.some(other => other !== one
                && Math.hypot(one.x - other.x, one.y - other.y) < one.radius / 2 + other.radius))];
        }""")
        assert numbers > 1
        assert covered == []


def test_each_region_has_one_number_that_is_its_figure_and_lies_in_it(browser, address):
    with watched_page(browser, viewport={"width": 390, "height": 844}) as (page, _):
        atlas.open_page(page, address)
        shown = atlas.map_frame(page)
        shown.locator("html[data-badged]").wait_for(state="attached")
        for code, number in (("UA-63", "68"), ("RU-BEL", "92")):
            assert f"Incidents: {number}" in atlas.region_text(page, code)
            assert shown.locator(f'[data-badge="{code}"]').text_content() == number
        assert 0 < shown.locator(".atlas-badge-spot.atlas-covered").count() < 30
        legend = shown.locator(".atlas-legend")
        assert "more at a closer zoom" in legend.text_content()
        astray = inside(page).evaluate("""() =>
            [...document.querySelectorAll('.atlas-badge-spot:not(.atlas-covered)')].filter(node => {
                const box = node.getBoundingClientRect(), frame = Atlas.map().getContainer();
                const low = frame.getBoundingClientRect();
                const at = [box.left + box.width / 2, box.top + box.height / 2];
                if (node.style.display === 'none' || at[0] < low.left || at[0] > low.right
                    || at[1] < low.top || at[1] > low.bottom) return false;
                const layer = Atlas.map().containerPointToLayerPoint(
                    [at[0] - low.left, at[1] - low.top]);
                return !AtlasParts.holds(node.dataset.badge, layer);
            }).map(node => node.dataset.badge)""")
        assert astray == []


@pytest.mark.long
def test_the_legend_lies_beside_the_map_whatever_the_screen(browser, address):
    for width, height in ((1440, 900), (900, 700), (390, 844)):
        size = {"width": width, "height": height}
        with watched_page(browser, viewport=size) as (page, _):
            atlas.open_page(page, address)
            legend, chart = (
                atlas.map_frame(page).locator(part).bounding_box()
                for part in (".atlas-legend", "#map_div")
            )
            frame = page.locator(atlas.FRAME).bounding_box()
            assert chart["y"] + chart["height"] <= legend["y"] + 1
            assert legend["y"] + legend["height"] <= frame["y"] + frame["height"] + 1
            assert frame["height"] <= height


def test_a_cluster_splits_on_click_and_at_the_deepest_zoom_is_a_list(page, address):
    atlas.open_page(page, address)
    before = zoom(page)
    shown = atlas.map_frame(page)
    shown.locator('.atlas-spot[title^="Cluster: "]').first.click()
    inside(page).wait_for_function(f"Atlas.map().getZoom() >= {before + 1}")
    assert shown.locator(".leaflet-popup").count() == 0
    atlas.set_view(inside(page), (49.99, 36.23), 12)
    spot = shown.locator('.atlas-spot[title^="Kharkiv"], .atlas-spot[title^="Cluster"]').first
    spot.focus()
    page.keyboard.press("Enter")
    shown.locator(".atlas-record").first.wait_for()


def test_a_number_of_what_has_no_point_opens_it(page, address):
    query = "from=2024-10-20&to=2024-10-21&type=Disrupted+weapons+use"
    atlas.open_page(page, address, query + "&layers=regions&layers=points&layers=unplaced")
    shown = atlas.map_frame(page)
    badge = shown.locator('[data-badge="RU-BRY"]')
    name = badge.get_attribute("aria-label")
    assert "known by region or district only" in name
    assert shown.locator(".atlas-symbol").count() == 0
    badge.focus()
    page.keyboard.press("Enter")
    record = shown.locator(".atlas-record").first
    record.wait_for()
    assert "understood as Bryansk Oblast (region)" in record.inner_text()
    assert shown.locator(".leaflet-popup-content:focus").count() == 1
    page.keyboard.press("Escape")
    shown.locator('[data-badge="RU-BRY"]:focus').wait_for()
    page.get_by_role("button", name="Known by region only", exact=True).click()
    shown.locator('[data-badge="RU-BRY"]:not(.atlas-opens)').wait_for()
    assert badge.get_attribute("role") == "presentation"


def test_arrow_keys_move_between_regions_in_one_stop(page, address):
    atlas.open_page(page, address, "layers=regions")
    shown = atlas.map_frame(page)
    assert shown.locator('path.atlas-region[tabindex="0"]').count() == 1
    shown.locator('path[data-region="UA-53"]').focus()
    page.keyboard.press("ArrowRight")
    assert shown.locator("path:focus").get_attribute("data-region") == "UA-63"
    assert shown.locator('path.atlas-region[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")
    atlas.wait_for_map(page, "region=UA-63")
    assert shown.locator('path[data-region="UA-63"]').get_attribute("aria-pressed") == "true"
    shown.locator('path[data-region="UA-63"]:focus').wait_for(state="attached")
    page.keyboard.press("ArrowLeft")
    assert shown.locator("path:focus").get_attribute("data-region") == "UA-53"


@pytest.mark.long
def test_fit_and_first_view(page, address):
    page.emulate_media(reduced_motion="reduce")  # moves are made at once
    atlas.open_page(page, address, "region=UA-63")
    shown = atlas.map_frame(page)
    shown.get_by_role("button", name="Back to the first view").click()
    first = zoom(page)
    shown.get_by_role("button", name="Fit the map to the selection").click()
    assert zoom(page) > first + 1
    assert inside(page).evaluate("Atlas.map().getBounds().contains([49.98, 36.25])")
    shown.get_by_role("button", name="Back to the first view").click()
    assert zoom(page) == first


@pytest.mark.long
def test_full_screen_is_offered_where_it_is_allowed(page, address):
    atlas.open_page(page, address)
    allowed = inside(page).evaluate("document.fullscreenEnabled")
    button = atlas.map_frame(page).get_by_role("button", name="Full screen")
    assert button.count() == int(allowed)
    if allowed:
        button.click()
        atlas.map_frame(page).get_by_role("button", name="Leave full screen").click()
        button.wait_for()


@pytest.fixture
def reaching(browser):
    """A page in which only the tiles' requests leave the machine: they are answered or refused."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    watch = Watch()

    watch.refuse(context)
    yield context.new_page(), watch
    context.close()


@pytest.mark.long
def test_a_refused_background_leaves_the_map_working(reaching, address):
    page, watch = reaching
    atlas.open_page(page, address)
    assert watch.outside == []
    open_more(page)
    atlas.choose(page, "Background", "OpenTopoMap")
    shown = atlas.map_frame(page)
    shown.get_by_text("The background could not be loaded.").wait_for()
    assert {url.split("/")[2].split(".", 1)[1] for url in watch.outside} == {"tile.opentopomap.org"}
    assert "opentopo" not in page.url.lower()
    assert "background" not in page.url
    atlas.click_region(page, "UA-63")
    atlas.wait_for_map(page, "region=UA-63")
    land = "getComputedStyle(document.querySelector('.leaflet-land-pane')).display"
    assert inside(page).evaluate(land) == "block"


def test_a_background_shows_through_and_is_credited(reaching, address):
    page, _ = reaching
    page.route(TILES, lambda route: route.fulfill(body=TILE, content_type="image/png"))
    atlas.open_page(page, address)
    open_more(page)
    atlas.choose(page, "Background", "OpenTopoMap")
    shown = atlas.map_frame(page)
    shown.locator(".atlas-on-tiles").wait_for(state="attached")
    assert "OpenStreetMap" in shown.locator(".leaflet-control-attribution").inner_text()
    opacity = "getComputedStyle(document.querySelector('path.atlas-c0')).fillOpacity"
    assert float(inside(page).evaluate(opacity)) < 0.6
    atlas.choose(page, "Background", "None, all from here")
    shown.locator(".atlas-on-tiles").wait_for(state="detached")


def test_a_level_takes_the_regions_place_and_gives_it_back(page, address):
    atlas.open_page(page, address)
    frame, shown = inside(page), atlas.map_frame(page)
    frame.evaluate("window.mark = 1")
    atlas.set_view(frame, (49, 34), 6)
    frame.evaluate("""() => {
        const state = structuredClone(AtlasParts.state);
        state.level = { name: "Areas", url: AtlasParts.options.regions };
        state.regions["UA-63"] = ["p3", ["up"], ["atlas-has-shared"]];
        state.regions["UA-12"] = ["m2", ["down"]];
        state.legend.items.push(["has-shared", "further, shared figures"]);
        window.before = AtlasParts.state;
        Atlas.update(state);
    }""")
    area = shown.locator('path[data-area="UA-63"]')
    area.wait_for(state="attached")
    assert shown.locator("path[data-area]").count() == 110
    assert area.evaluate("path => getComputedStyle(path).fill") == 'url("#atlas-both-p3")'
    assert area.get_attribute("aria-label") == "UA-63, up"
    other = shown.locator('path[data-area="UA-12"]')
    assert other.evaluate("path => getComputedStyle(path).fill") == "rgb(103, 169, 207)"
    line = shown.locator('path[data-region="UA-12"]')
    assert line.evaluate("path => getComputedStyle(path).fill") == "none"
    land = "() => document.querySelectorAll('.leaflet-land-pane path').length"
    with_ground = frame.evaluate(land)
    assert shown.get_by_text("further, shared figures").is_visible()
    frame.evaluate("Atlas.update(window.before)")
    shown.locator("path[data-area]").first.wait_for(state="detached")
    assert line.evaluate("path => getComputedStyle(path).fill") != "none"
    assert frame.evaluate(land) == with_ground - 110
    assert frame.evaluate("[window.mark, Atlas.map().getZoom()]") == [1, 6]
