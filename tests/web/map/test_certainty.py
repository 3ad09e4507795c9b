"""The table of regions says how sure the map's figures are, and what regions are in time."""

from __future__ import annotations

import datetime as dt

from streamlit.testing.v1 import AppTest

from geo.web.controls import map_controls
from geo.web.map import regions_table
from tests.factory import Incident, Place
from tests.web import views

LAST = dt.date(2024, 12, 29)


MADE = [Incident([Place("UA-40")], LAST)] * 9 + [
    Incident([Place("UA-63")], LAST - dt.timedelta(days=at)) for at in range(0, 70, 3)
]


def table_of(**params):
    """The page with an address, and its table of regions."""
    page = AppTest.from_file(views.PAGE, default_timeout=60)
    for name, value in params.items():
        page.query_params[name] = value
    views.done(page.run())
    return page, views.drawn(page.dataframe, regions_table.TABLE).value.set_index("region")


def test_intervals_are_there_when_they_are_asked_for(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, MADE)
    page, table = table_of(measure="per_100k")
    assert "low" not in table
    assert not views.drawn(page.toggle, map_controls.CHANCE).value
    page, table = table_of(measure="per_100k", chance="1")
    assert views.drawn(page.toggle, map_controls.CHANCE).value
    row = table.loc["Kharkiv Oblast"]
    assert row["low"] < row["value"] < row["high"]
    assert row["by_chance"] == "no"
    # People killed by one strike are no Poisson count.
    page, _table = table_of(measure="per_100k", metric="killed", chance="1")
    assert not [one for one in page.toggle if (one.key or "").startswith(map_controls.CHANCE)]


def test_hot_spots_are_named(tmp_path, monkeypatch):
    views.serve(tmp_path, monkeypatch, MADE)
    _page, table = table_of(measure="hot")
    assert table.loc["Sevastopol", ["hot_spot", "hot"]].tolist() == ["new", 1]
