"""Rows of several events: ACLED's weekly file counts its events, wherever incidents are counted.

Every expected number is worked out here from the file alone, with `csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from geo import Atlas, export, i18n, ingest, query
from geo.maps import MEASURES, METRICS, View, drawing_of, grouped_text, shading
from geo.query import Filters
from geo.query.badges import sql_badges
from geo.query.figures import sql_headline, sql_region_figures
from geo.query.memory.summary import summary_of
from geo.query.times import sql_timeline
from geo.store import Store
from tests.web.client import make_client

FILE = Path(__file__).parents[1] / "brought" / "acled_aggregated_weekly.csv"
CODES = {"Kherson": "UA-65", "Sumy": "UA-59"}
WEEK = dt.timedelta(days=7)


@pytest.fixture(scope="module")
def lines():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def by_region(lines):
    """Region -> sum of EVENTS."""
    sums = Counter()
    for line in lines:
        sums[CODES[line["ADMIN1"]]] += int(line["EVENTS"])
    return sums


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("grouped") / "a.duckdb"
    report = ingest.ingest([FILE], path)
    assert any("3 rows stand for 130 events" in remark for remark in report.remarks)
    assert report.incidents == 130
    return Store(path)


def test_the_headline_has_the_sum_of_the_column(store, lines, by_region):
    assert summary_of(store) is not None
    events = [int(line["EVENTS"]) for line in lines]
    for engine in (query.headline, sql_headline):
        total = engine(store, Filters())
        assert total.incidents == total.region_incidents == sum(events) == 130
        assert (total.grouped_rows, total.grouped_events) == (len(lines), sum(events))
        assert total.killed.value == sum(int(line["FATALITIES"]) for line in lines)
        assert total.killed.known_for == sum(events)
        for code, count in by_region.items():
            assert engine(store, Filters(region=(code,))).incidents == count
    for engine in (query.region_figures, sql_region_figures):
        found = engine(store, Filters())
        assert {code: figures.incidents for code, figures in found.items()} == by_region
    for engine in (query.badges, sql_badges):
        assert engine(store, Filters()) == by_region
    assert query.facets(store).incidents == sum(events)
    assert query.by_actor(store, Filters()) == {}
    assert query.placement(store, Filters()).all == query.record_count(store, Filters()) == 3


def test_every_day_of_a_week_has_the_week_s_events(store, lines):
    expected = Counter()
    for line in lines:
        first = dt.date.fromisoformat(line["WEEK"])
        for day in range(WEEK.days):
            expected[first + dt.timedelta(days=day), line["SUB_EVENT_TYPE"]] += int(line["EVENTS"])
    for engine in (query.timeline, sql_timeline):
        table = engine(store, Filters(), "day")
        keys = zip(table["period"].dt.date, table["type"], strict=True)
        assert dict(zip(keys, table["incidents"], strict=True)) == expected
    days = (dt.date(2024, 10, 19), dt.date(2024, 11, 1))
    _, bars = query.region_bars(store, Filters(), days)
    assert bars["UA-59"] == [12] * 7 + [0] * 7
    assert bars["UA-65"] == [41] * 7 + [77] * 7


def test_groups_of_a_region_add_up_to_its_events(store, by_region):
    for code, count in by_region.items():
        here = query.in_region(Filters(), code)
        for kind in ("type", "actor", "source", "dataset", "spelling"):
            groups = query.groups(store, here, kind)
            assert sum(group.incidents for group in groups) == count
            assert sum(group.records for group in groups) == query.record_count(store, here)


@pytest.mark.slow
def test_downloads_api_notebook_and_embedded_map_say_the_same(store, by_region, monkeypatch):
    client = make_client(store, monkeypatch)
    stream = b"".join(export.regions_stream(store, Filters(), "csv")).decode("utf-8-sig")
    served = client.get("/api/regions.csv").content.decode("utf-8-sig")
    for text in (stream, served):
        rows = {row["region"]: int(row["incidents"]) for row in csv.DictReader(io.StringIO(text))}
        assert +Counter(rows) == by_region
    features = client.get("/api/regions.geojson").json()["features"]
    shown = {f["properties"]["region"]: f["properties"]["incidents"] for f in features}
    assert +Counter(shown) == by_region
    with Atlas(store.stamp.path) as atlas:
        table = atlas.regions().set_index("region")
        assert +Counter(table["incidents"].to_dict()) == by_region
    text = client.get("/api/timeline.csv", params={"step": "week"}).text
    counted = sum(int(row["incidents"]) for row in csv.DictReader(io.StringIO(text)))
    # ACLED's weeks begin on Saturday: each touches two that begin on Monday.
    assert counted == 2 * 130
    assert client.get("/api/badges.json").json()["badges"] == by_region
    cell = client.get("/api/cell.json", params={"cell": "UA-65"}).json()
    assert (cell["incidents"], cell["record_count"], len(cell["records"])) == (118, 2, 2)
    assert [record["events"] for record in cell["records"]] == [77, 41]
    assert client.get("/api/health").json()["incidents"] == 130
    page = client.get("/embed").text
    assert "130 reported incidents" in page
    (data,) = re.findall(r'id="atlas-embed">(.*?)</script>', page, re.DOTALL)
    regions = json.loads(data)["state"]["regions"]
    for code, count in by_region.items():
        assert f"Incidents: {count}" in regions[code][1]


def test_shading_rates_and_change_weigh_them(store, by_region):
    facets = query.facets(store)
    metric = METRICS["incidents"]
    drawn = drawing_of(store, View(Filters(), metric)).regions
    for code, count in by_region.items():
        assert f"Incidents: {count}" in drawn[code][1]
    shade = shading(store, View(Filters(), metric, MEASURES["per_day"]), facets)
    assert f"Incidents per day: {12 / 14:.2g}" in shade.regions["UA-59"][1]
    second = Filters(dt.date(2024, 10, 26), dt.date(2024, 11, 1))
    change = shading(store, View(second, metric, MEASURES["change"]), facets)
    assert "Change: +36" in change.regions["UA-65"][1]
    assert "Change: −12" in change.regions["UA-59"][1]


def test_the_headline_s_line_is_there_in_every_language(store):
    total = query.headline(store, Filters())
    texts = {"en": "3 rows stand for 130 events.", "uk": "3 рядки охоплюють подій: 130."}
    texts["ru"] = "3 строки охватывают событий: 130."
    for language, text in texts.items():
        with i18n.speaking(language):
            assert grouped_text(total) == text
