"""The map's figure by region and period: what a column holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from geo import query
from geo.maps import COUNT, MEASURES, METRICS, View, windows
from geo.query import Filters
from geo.web.map.times_table import times_table
from tests.factory import Incident, Place, build

MONDAY = dt.date(2024, 10, 7)
DAYS = (dt.date(2024, 9, 30), dt.date(2024, 10, 20))


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    day = dt.timedelta(days=1)
    return build(
        tmp_path_factory.mktemp("times") / "incidents.duckdb",
        [
            # On a Sunday and the Monday after it: in both weeks.
            Incident([Place("RU-BEL")], MONDAY - day, MONDAY, counts={"downed": 3}),
            Incident([Place("RU-BEL")], MONDAY + day, counts={"downed": 4}),
            Incident([Place("RU-KRS")], MONDAY + 7 * day, counts={}),
            Incident([Place("UA-63")], MONDAY, counts={"fatalities": 1}),
        ],
    )


def rows(store, view: View, step: str):
    table = times_table(store, view, query.facets(store), windows(DAYS, step))
    table = table.astype(object).where(table.notna(), None)
    return {row[0]: row[1:] for row in table.itertuples(index=False, name=None)}


def test_an_incident_counts_in_each_week_that_it_touches(store):
    assert rows(store, View(), "week") == {
        "Belgorod Oblast": (1, 2, 0),
        "Kharkiv Oblast": (0, 1, 0),
        "Kursk Oblast": (0, 0, 1),
    }
    found = rows(store, replace(View(), metric=METRICS["downed"]), "week")
    assert found["Belgorod Oblast"] == (3, 7, 0)
    assert found["Kursk Oblast"] == (0, 0, None), "nobody reported a number"
    assert next(iter(found)) == "Belgorod Oblast", "the highest first"


def test_a_measure_is_that_of_each_period(store):
    view = replace(View(), measure=MEASURES["per_day"])
    assert rows(store, view, "week")["Belgorod Oblast"] == pytest.approx((1 / 7, 2 / 7, 0))
    people = rows(store, replace(View(), measure=MEASURES["per_100k"]), "month")["Belgorod Oblast"]
    # September has one of these days; 1,540,486 inhabitants by the census of 2021.
    assert people == pytest.approx((0, 2 / 15.40486), rel=0.01)
    change = replace(View(), measure=MEASURES["change"])
    assert rows(store, change, "week") == rows(store, replace(change, measure=COUNT), "week")


def test_it_keeps_to_the_filters(store):
    view = View(Filters(region=("RU-KRS",)))
    assert rows(store, view, "week") == {"Kursk Oblast": (0, 0, 1)}
    assert rows(store, View(Filters(country=("UA",))), "day").keys() == {"Kharkiv Oblast"}
