"""Intervals and hot spots as files have the page's numbers."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
import pytest

from geo import export, query
from geo.export.certainty import HOTSPOT_COLUMNS, INTERVAL_COLUMNS
from geo.maps import MEASURES, METRICS, View, chance
from geo.query import Filters
from geo.regions import catalogue, population
from tests.factory import Incident, Place, build

LAST = dt.date(2024, 12, 29)
HALF = Filters(date_from=LAST - dt.timedelta(days=34))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = [Incident([Place("UA-40")], LAST, counts={"fatalities": 3})] * 9
    made += [Incident([Place("UA-63")], LAST - dt.timedelta(days=at)) for at in range(0, 70, 3)]
    made += [Incident([Place("UA-63"), Place("RU-BEL")], LAST - dt.timedelta(days=69))]
    return build(tmp_path_factory.mktemp("certainty") / "a.duckdb", made)


def table(store, what, filters):
    made = export.Download(store, filters, "csv", what)
    text = b"".join(made.pieces(made.described()))
    return pd.read_csv(io.BytesIO(text), encoding="utf-8-sig").set_index("region")


@pytest.mark.parametrize("filters", [HALF, Filters(HALF.date_from, region=("UA-63", "UA-51"))])
def test_intervals_are_those_of_the_map(store, filters):
    found = table(store, "intervals", filters)
    assert {*found.columns, "region"} == set(INTERVAL_COLUMNS)
    assert len(found) == len(filters.region or catalogue())
    facets = query.facets(store)
    rates = View(filters, METRICS["incidents"], MEASURES["per_100k"], chance=True)
    changes = View(filters, METRICS["incidents"], MEASURES["change"], chance=True)
    for view, name, judged in ((rates, "per_100k", "per_100k"), (changes, "times", "change")):
        shown = chance.chances(store, view, facets)
        assert "UA-63" in shown
        for region in sorted(shown.keys() & set(found.index)):
            row, sure = found.loc[region], shown[region]
            assert row[f"{name}_low"] == pytest.approx(sure.interval.low, rel=1e-5)
            if pd.notna(row[f"{name}_high"]):
                assert row[f"{name}_high"] == pytest.approx(sure.interval.high, rel=1e-5)
            assert row[f"{judged}_by_chance"] == ("yes" if sure.by_chance else "no")
    row = found.loc["UA-63"]
    assert (row["incidents"], row["incidents_before"]) == (12, 13)
    assert row["inhabitants"] == population()["UA-63"].people
    assert (row["before_from"], row["before_to"]) == ("2024-10-21", "2024-11-24")
    # A region without an incident has 0 of them, and up to 3.7 may be chance.
    assert found.loc["UA-51", "incidents_high"] == pytest.approx(3.68888, rel=1e-5)
    assert pd.isna(found.loc["UA-51", "per_100k_by_chance"])


def test_without_a_period_before_no_change_is_told(store):
    found = table(store, "intervals", Filters())
    assert (
        found[["before_from", "incidents_before", "times", "change_by_chance"]]
        .isna()
        .to_numpy()
        .all()
    )


def test_hot_spots_are_those_of_the_map_for_every_figure(store):
    found = table(store, "hotspots", Filters())
    assert {*found.columns, "region"} == set(HOTSPOT_COLUMNS)
    for name, metric in METRICS.items():
        own = found[found["figure"] == name]
        spots = query.hot_spots(store, Filters(), metric.value)
        assert {code: kind for code, kind in own["hot_spot"].items() if kind != "none"} == {
            code: spot.kind for code, spot in spots.items() if spot.kind
        }
    new = found[(found["figure"] == "killed") & (found.index == "UA-40")].iloc[0]
    assert (new["hot_spot"], new["steps"], new["step_days"]) == ("new", 10, 7)
    assert table(store, "hotspots", HALF).empty
