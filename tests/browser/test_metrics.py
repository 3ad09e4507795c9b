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
