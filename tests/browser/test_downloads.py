"""Downloads from the page, and the offline page opened from a file with the network cut."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from PIL import Image

from geo import query
from geo.export import Address, Download
from geo.maps import METRICS, View, drawing_of
from geo.query import Filters
from tests.browser import atlas, downloads
from tests.browser.conftest import PATIENCE
from tests.factory import Incident, Place, build

NIGHT = "from=2024-10-20&to=2024-10-21"
SCRIPT = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>"
HOSTILE = f"</script>{SCRIPT}{{{{7*7}}}}{{% raw %}}\u202e\u2028=1+1"


def test_the_page_hands_out_what_it_shows_with_a_manifest(page, address):
    atlas.open_page(page, address, f"{NIGHT}&metric=downed&region=UA-23")
    numbers = atlas.headline(page)
    rows, described = downloads.records(page)
    assert len({row["incident_id"] for row in rows}) == int(numbers["Incidents"])
    assert described["counts"]["incidents"] == int(numbers["Incidents"])
    assert described["counts"]["killed"]["reported"] == int(numbers["People killed"])
    assert described["datasets"][0]["licence"] == "CC BY 4.0"
    link = described["permalink"]
    assert parse_qs(urlsplit(link).query) == parse_qs(urlsplit(page.url).query)
    assert link.startswith(f"{address}/?")
    shown = page.locator('[data-testid="stPopoverBody"] code').inner_text()
    assert shown == link
    name, content = downloads.get(page, "incidents", "xlsx")
    assert name == "incidents_2024-10-20_2024-10-21_UA-23.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert len(list(book["records"].iter_rows())) == len(rows) + 1


@pytest.mark.long
def test_a_file_alone_if_the_visitor_wants(page, address):
    atlas.open_page(page, address, NIGHT)
    downloads.open_panel(page)
    page.get_by_text("With a manifest beside").click()
    page.locator(".st-key-downloads_files").wait_for()
    atlas.settled(page)
    name, content = downloads.get(page, "regions", "geojson")
    assert name == "regions_2024-10-20_2024-10-21.geojson"
    found = json.loads(content)["features"]
    assert len(found) == 110
    touched = sum(feature["properties"]["incidents"] > 0 for feature in found)
    assert touched == int(atlas.headline(page)["Regions touched"])


@pytest.mark.long
def test_the_map_as_a_picture_from_the_page(page, address):
    atlas.open_page(page, address, NIGHT)
    downloads.open_panel(page)
    _, content = downloads.get(page, "map", "png")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = "map_2024-10-20_2024-10-21.png"
        assert archive.namelist() == [name, "manifest.json", "datapackage.json"]
        assert archive.read("map_2024-10-20_2024-10-21.png").startswith(b"\x89PNG")
        assert json.loads(archive.read("manifest.json"))["holds"] == "map"


@pytest.mark.long
def test_an_animation_is_drawn_in_the_background_and_can_be_cancelled(page, address):
    atlas.open_page(page, address)
    downloads.open_panel(page)
    downloads.choose(page, "motion", "webp")
    begin = page.get_by_role("button", name=re.compile(r"Draw \d+ pictures"))
    begin.click()
    page.get_by_text(re.compile(r"Picture \d+ of \d+")).wait_for()
    page.get_by_role("button", name="Cancel").click()
    begin.wait_for()
    atlas.open_page(page, address, NIGHT)
    downloads.open_panel(page)
    downloads.choose(page, "motion", "webp")
    page.get_by_role("button", name="Draw 2 pictures").click()
    name, content = downloads.get(page, "motion", "webp")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert name == archive.namelist()[0] + ".zip"
        with Image.open(io.BytesIO(archive.read(archive.namelist()[0]))) as picture:
            assert picture.n_frames == 2


@contextlib.contextmanager
def offline(browser, path):
    """The file opened without a network; fails on any request but for itself, and any error."""
    requests, errors = [], []
    context = browser.new_context(offline=True, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("request", lambda r: requests.append(r.url) if r.url != path.as_uri() else None)
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    yield page
    context.close()
    assert [url for url in requests if not url.startswith("data:")] == []
    assert errors == []


def write_page(store, filters, path):
    wanted = Download(
        store,
        filters,
        "html",
        address=Address("https://atlas.example/"),
        drawing=lambda: drawing_of(store, View(filters, METRICS["killed"])),
    )
    path.write_bytes(b"".join(wanted.pieces(wanted.described())))


def figures_of(page) -> dict[str, str]:
    labels = page.locator(".figures dt").all_inner_texts()
    values = page.locator(".figures dd").evaluate_all("all => all.map(d => d.firstChild.data)")
    return dict(zip(labels, values, strict=True))


def test_the_offline_page_shows_the_numbers_of_the_page(page, browser, address, tmp_path):
    atlas.open_page(page, address, f"{NIGHT}&metric=downed")
    numbers, classes = atlas.headline(page), atlas.region_classes(page)
    downloads.open_panel(page)
    name, content = downloads.get(page, "page", "html")
    path = tmp_path / name
    path.write_bytes(content)
    with offline(browser, path) as opened:
        assert figures_of(opened) == numbers
        kinds = opened.locator("path[data-region]").evaluate_all(
            "all => all.map(p => [p.dataset.region, p.dataset.kind])"
        )
        assert len(kinds) == 110
        assert dict(kinds) == {
            code: next(
                c for c in names.split() if c.startswith("atlas-") and c != "atlas-region"
            ).removeprefix("atlas-")
            for code, names in classes.items()
        }
        rostov = opened.locator('path[data-region="RU-ROS"]').get_attribute("aria-label")
        assert "Drones downed: 11" in rostov
        rows = opened.locator("#record-table tbody tr")
        described = json.loads(opened.locator("#manifest").text_content())
        assert rows.count() == described["counts"]["records"]


def test_the_tables_of_the_offline_page_sort(browser, tmp_path):
    made = [Incident([Place("UA-63")], counts={"fatalities": n}) for n in (9, None, 10, 0)]
    store = build(tmp_path / "a.duckdb", made)
    write_page(store, Filters(), tmp_path / "a.html")
    with offline(browser, tmp_path / "a.html") as page:
        head = page.locator("#record-table th", has_text="Killed")
        heads = page.locator("#record-table th").all_inner_texts()
        at = next(n for n, text in enumerate(heads, start=1) if "Killed" in text)
        cells = page.locator(f"#record-table tbody td:nth-child({at})")
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        assert cells.all_inner_texts() == ["0", "9", "10", ""]
        head.get_by_role("button").press("Enter")
        assert cells.all_inner_texts() == ["10", "9", "0", ""]


@pytest.mark.parametrize("filters", [Filters(), Filters(region=("RU-KAM",))], ids=["all", "empty"])
def test_hostile_text_is_inert_in_the_offline_page(browser, tmp_path, filters):
    texts = {"notes": HOSTILE, "source": HOSTILE, "source_url": "javascript:window.hacked=1"}
    links = texts | {"source_url": f"https://a.example/'\"><b>{SCRIPT}"}
    made = [
        Incident([Place("UA-63", point=True)], actor=HOSTILE, text=texts),
        Incident([Place("UA-63")], actor=HOSTILE, text=links),
    ]
    store = build(tmp_path / "a.duckdb", made)
    write_page(store, filters, tmp_path / "a.html")
    with offline(browser, tmp_path / "a.html") as page:
        assert page.evaluate("window.hacked") is None
        assert page.locator("main img, main b, main script").count() == 0
        total = query.headline(store, filters).incidents
        assert figures_of(page)["Incidents"] == str(total)
        anchors = page.locator("#record-table a")
        assert anchors.count() == (1 if total else 0)
        if total:
            assert anchors.get_attribute("rel") == "noopener noreferrer nofollow"
            cell = page.locator("#record-table tbody tr:first-child td:nth-last-child(2)")
            assert cell.text_content() == HOSTILE
