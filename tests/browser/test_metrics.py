"""Changes and levels in Chromium, with every request that leaves the machine refused."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from geo import layers, query, store
from geo.maps.metrics import hover_lines
from geo.query import Filters
from tests.browser import atlas
from tests.browser.conftest import serving, watched_page
from tests.factory import build
from tests.layers import dated
from tests.layers.test_layer import NAMES, areas, geojson, shapefile
from tests.maps.test_shading import INCIDENTS, day

BOUNDARIES = '.st-key-boundaries input[type="file"]'


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Address of the page on a small store."""
    folder = tmp_path_factory.mktemp("small")
    build(folder / "a.duckdb", INCIDENTS).close()
    with serving(folder, ATLAS_STORE=str(folder / "a.duckdb")) as found:
        yield found


def tip(page, code: str) -> list[str]:
    """Lines of a region's tooltip."""
    atlas.map_frame(page).locator(f'path[data-region="{code}"]').hover()
    return atlas.map_frame(page).locator(".atlas-tip").inner_text().splitlines()


@pytest.mark.long
def test_a_change_tells_both_figures_and_its_address_opens_the_same(page, small, browser):
    atlas.open_page(page, small, f"from={day(6)}&metric=killed&layers=regions")
    atlas.choose(page, "Measure", "Change")
    legend = atlas.map_frame(page).locator(".atlas-legend")
    legend.get_by_text("People killed: change").wait_for()
    assert tip(page, "UA-63") == [
        "Kharkiv Oblast",
        "People killed (6 Oct 2024 to 10 Oct 2024): 1 (+7 shared)",
        "People killed (1 Oct 2024 to 5 Oct 2024): 6",
        "Change: −5",
        "Incidents: 2",
        "People injured: not reported",
        "Drones downed: 0 to 6",
    ]
    kinds = [atlas.region_class(page, code) for code in ("UA-63", "UA-51", "UA-23", "UA-74")]
    assert kinds == ["m2", "p1", "none", "empty"]
    assert parse_qs(urlsplit(page.url).query)["measure"] == ["change"]
    with watched_page(browser) as (other, _):
        atlas.open_page(other, page.url)
        assert atlas.region_classes(other) == atlas.region_classes(page)
        assert tip(other, "UA-63") == tip(page, "UA-63")


@pytest.mark.long
def test_boundaries_of_ones_own_are_a_level_with_the_right_figures(page, small, tmp_path):
    page.goto(small)
    atlas.follow(page, "Add data")
    content = shapefile(areas().to_crs(3857), tmp_path)
    page.locator(BOUNDARIES).set_input_files(
        {"name": "raions.zip", "mimeType": "application/zip", "buffer": content}
    )
    page.get_by_role("button", name="Add these boundaries").click()
    page.get_by_text("choose them under Level").wait_for()
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    atlas.choose(page, "Level", "raions")
    shapes = atlas.map_frame(page).locator("path[data-area]")
    shapes.first.wait_for(state="attached")
    found = {
        path.get_attribute("data-area"): path.get_attribute("aria-label") for path in shapes.all()
    }
    assert set(found) == set(NAMES)
    for name, figures in expected(tmp_path).items():
        assert found[name] == ", ".join([name, *hover_lines(figures)])
    assert parse_qs(urlsplit(page.url).query)["level"] == ["raions"]
    assert "token" not in page.url
    # An area is no region: a click on it chooses none.
    atlas.map_frame(page).locator(f'path[data-area="{NAMES[0]}"]').dispatch_event("click")
    atlas.settled(page)
    assert "region=" not in page.url


def expected(folder):
    """Figures of the areas, as a store without a page gives them."""
    known = build(folder / "a.duckdb", INCIDENTS).tables()
    layer = layers.read_layer(geojson(areas()), file="raions.geojson")
    made = layers.tables_of(layer, known.points())
    store.write(folder / "b.duckdb", known, meta={"version": "t"}, layers=[made])
    figures = query.layer_figures(store.Store(folder / "b.duckdb"), Filters(), "raions")
    assert len(figures.areas) == 3
    return figures.areas


SECOND = ".st-key-map_two iframe"
#: Where a map is: zoom, latitude and longitude.
PLACE = "() => { const m = Atlas.map(), c = m.getCenter(); return [m.getZoom(), c.lat, c.lng]; }"


def test_two_maps_move_together_and_have_the_same_classes(page, small):
    atlas.open_page(page, small, f"from={day(6)}&metric=killed")
    first = atlas.inside(page)
    first.evaluate("() => { window.kept = true; }")
    page.get_by_text("Compare on two maps").click()
    page.frame_locator(SECOND).locator("html[data-drawn]").wait_for(state="attached")
    atlas.settled(page)
    assert parse_qs(urlsplit(page.url).query)["beside"] == ["before"]
    assert first.evaluate("window.kept")  # the first map is not drawn anew
    lines = page.locator(".atlas-which").all_inner_texts()
    assert lines == [
        "6–10 Oct 2024: Incidents 6, People killed 16",
        f"1–5 Oct 2024: Incidents {sum(one.start <= day(5) for one in INCIDENTS)}, People killed 6",
    ]
    assert {"Incidents": "6", "People killed": "16"}.items() <= atlas.headline(page).items()
    legends = [
        page.frame_locator(frame).locator(".atlas-legend summary").inner_text()
        for frame in (atlas.FRAME, SECOND)
    ]
    assert legends[0] == legends[1]
    second = next(f for f in page.frames if "streamlit_folium" in f.url and f != first)
    # Either of them takes the other along, at rest and under the mouse.
    for leading, following, centre, zoom in (
        (first, second, (49.0, 35.0), 7),
        (second, first, (47.0, 31.0), 6),
    ):
        atlas.set_view(leading, centre, zoom)
        assert following.evaluate(PLACE) == pytest.approx([zoom, *centre], abs=0.01)
    box = page.locator(SECOND).bounding_box()
    at = box["x"] + box["width"] / 2, box["y"] + 150
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 40, at[1] + 30, steps=4)
    held = [frame.evaluate(PLACE) for frame in (first, second)]
    assert held[0] == pytest.approx(held[1], abs=0.03)
    assert held[0][1] > 47.05
    page.mouse.up()
    # A region that is clicked on the second map is chosen on both.
    page.frame_locator(SECOND).locator('path[data-region="UA-63"]').focus()
    page.keyboard.press("Enter")
    page.frame_locator(SECOND).locator('path[data-region="UA-63"][aria-pressed=true]').wait_for()
    atlas.settled(page)
    assert parse_qs(urlsplit(page.url).query)["region"] == ["UA-63"]
    page.get_by_text("Compare on two maps").click()
    page.locator(SECOND).wait_for(state="detached")
    assert first.evaluate("window.kept")


def test_a_front_line_is_that_of_the_day_that_is_shown(page, small):
    page.goto(small)
    atlas.follow(page, "Add data")
    page.locator(BOUNDARIES).set_input_files(
        [
            {
                "name": name.replace("2024-11", "2024-10"),
                "mimeType": "application/geo+json",
                "buffer": content,
            }
            for name, content in dated.files()
        ]
    )
    page.get_by_role("button", name="Add these boundaries").click()
    page.get_by_text("choose them under Level").wait_for()
    atlas.follow(page, "Map")
    atlas.wait_for_map(page)
    atlas.choose(page, "Level", "front")
    source = atlas.map_frame(page).locator(".atlas-source")
    last = "front, 5 October 2024, file front_2024-10-05.geojson"
    source.get_by_text(f"{last} (nothing of 10 October 2024; shown is 5 October 2024)").wait_for()
    held = atlas.map_frame(page).locator('path[data-area="held"]')
    held.wait_for()
    narrow = held.bounding_box()["width"]
    page.get_by_role("button", name="Play through time").click()
    page.get_by_role("button", name="Pause").click()
    source.get_by_text("front, 1 October 2024, file front_2024-10-01.geojson").wait_for()
    page.wait_for_function(
        "([path, width]) => document.querySelector(path).contentDocument"
        """.querySelector('path[data-area="held"]').getBoundingClientRect().width > width""",
        arg=[atlas.FRAME, 1.3 * narrow],
    )
