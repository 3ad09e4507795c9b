"""Downloads piece by piece hold exactly the filtered records, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import export, query, spreadsheet
from geo.export import csv_text
from geo.query import Filters, streams
from tests.factory import Incident, Place, build

HOSTILE = [
    *("=1+1", "+1", "-2", "@SUM(A1)", "\tx", "\rx", "'=x", "''=x", "'quoted'", "Odesa", ""),
    *('a "b"', "a,b", "a\nb", "bell\x07", "'\x07=", "</script>", "'", "ends'"),
]


def text_of(pieces) -> str:
    return b"".join(pieces).decode("utf-8-sig")


def rows_of(pieces) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text_of(pieces), newline="")))


@given(st.text())
def test_inert_is_undone_exactly(text):
    assert spreadsheet.plain(spreadsheet.inert(text)) == text
    assert not spreadsheet.inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_examples(text):
    assert spreadsheet.plain(spreadsheet.inert(text)) == text


def test_csv_has_the_filtered_records_and_nothing_runs(tmp_path):
    made = [
        Incident(
            [Place("UA-63", point=True), Place("UA-51")],
            counts={"fatalities": 2},
            text={
                "notes": "=HYPERLINK(1)",
                "source": 'Say "what"\nnow',
                "source_url": "https://a.b",
            },
        ),
        Incident([Place("RU-BEL")]),
    ]
    store = build(tmp_path / "a.duckdb", made)
    content = b"".join(export.stream(store, Filters(region=("UA-63",)), "csv"))
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = rows_of([content])
    assert list(row) == list(export.COLUMNS)
    assert row["region"] == "UA-63"
    assert row["region_name"] == "Kharkiv Oblast"
    assert row["precision"] == "settlement"
    assert row["fatalities"] == "2"
    assert row["injuries"] == ""
    assert row["date_start"] == "2024-10-20"
    assert row["notes"] == "'=HYPERLINK(1)"
    assert row["source"] == 'Say "what"\nnow'
    assert row["incident_regions"] == "UA-51 UA-63"
    assert float(row["lon"]) == pytest.approx(36.25)


def test_every_cell_is_written_as_the_documented_rule_says(tmp_path):
    """The rule is `cells.inert`; DuckDB writes the cells."""
    made = [Incident([Place("UA-63")], text={"notes": text, "source": text}) for text in HOSTILE]
    store = build(tmp_path / "a.duckdb", made)
    rows = sorted(
        rows_of(export.stream(store, Filters(), "csv")), key=lambda row: int(row["source_row"])
    )
    assert [row["notes"] for row in rows] == [
        spreadsheet.inert(spreadsheet.printable(t)) for t in HOSTILE
    ]
    assert [row["source"] for row in rows] == [row["notes"] for row in rows]


@pytest.mark.slow
def test_all_rows_in_the_order_of_the_page_over_several_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "BLOCK_ROWS", 3)
    monkeypatch.setattr(streams, "_PIECE_ROWS", 2)
    import datetime as dt

    days = [dt.date(2024, 10, 1) + dt.timedelta(n % 7) for n in range(40)]
    made = [Incident([Place("UA-63"), Place("review")], start=day) for day in days]
    store = build(tmp_path / "a.duckdb", made)
    rows = rows_of(export.stream(store, Filters(), "csv"))
    assert len(rows) == query.record_count(store, Filters()) == 80
    shown = query.records(store, Filters())
    assert [row["incident_id"] for row in rows] == shown["incident_id"].tolist()
    assert [row["incident_regions"] for row in rows] == shown["incident_regions"].tolist()
    features = json.loads(text_of(export.stream(store, Filters(), "geojson")))["features"]
    assert [f["properties"]["incident_id"] for f in features] == shown["incident_id"].tolist()


def test_geojson_never_draws_a_region_as_a_point(tmp_path):
    places = [Place("UA-63", point=True), Place("UA-51"), Place("UA"), Place("outside")]
    store = build(tmp_path / "a.duckdb", [Incident(places, text={"notes": "=1"})])
    found = json.loads(text_of(export.stream(store, Filters(), "geojson")))["features"]
    by_area = {f["properties"]["region"] or f["properties"]["precision"]: f for f in found}
    assert by_area["UA-63"]["geometry"] == {"type": "Point", "coordinates": [36.25, 49.98]}
    assert [by_area[a]["geometry"] for a in ("UA-51", "country", "outside")] == [None] * 3
    assert by_area["UA-51"]["properties"]["notes"] == "=1"
    assert by_area["UA-51"]["properties"]["fatalities"] is None
    assert by_area["UA-51"]["properties"]["date_start"] == "2024-10-20"
    assert list(by_area["UA-51"]["properties"]) == list(export.COLUMNS)


def test_a_circle_is_no_point_in_a_download(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63", radius_km=16.7)])])
    (feature,) = json.loads(text_of(export.stream(store, Filters(), "geojson")))["features"]
    assert feature["geometry"] is None
    (row,) = rows_of(export.stream(store, Filters(), "csv"))
    for name, value in feature["properties"].items():
        assert row[name] == ("" if value is None else str(value))
    told = ("precision", "lat", "lon", "circle_lat", "circle_lon", "radius_km")
    assert [row[name] for name in told] == ["hromada", "", "", "49.98", "36.25", "16.7"]


@pytest.mark.parametrize("filters", [Filters(), Filters(region=("RU-KAM",))])
def test_nothing_to_write_is_a_file_without_rows(tmp_path, filters):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63")])] if filters.region else [])
    assert rows_of(export.stream(store, filters, "csv")) == []
    assert json.loads(text_of(export.stream(store, filters, "geojson"))) == {
        "type": "FeatureCollection",
        "features": [],
    }
    assert rows_of(export.timeline_csv(store, filters)) == []
    assert rows_of(csv_text.rejected(store)) == []
    regions = rows_of(export.regions_stream(store, filters, "csv"))
    assert len(regions) == (1 if filters.region else 110)
    assert {row["incidents"] for row in regions} == {"0"}


def test_regions_have_the_pages_figures(tmp_path):
    made = [
        Incident([Place("UA-63")], counts={"fatalities": 2}),
        Incident([Place("UA-63"), Place("UA-51")], counts={"fatalities": 5, "injuries": 0}),
    ]
    store = build(tmp_path / "a.duckdb", made)
    filters = Filters(country=("UA",))
    table = {row["region"]: row for row in rows_of(export.regions_stream(store, filters, "csv"))}
    assert len(table) == 27
    assert (table["UA-63"]["incidents"], table["UA-51"]["incidents"]) == ("2", "1")
    assert (table["UA-63"]["killed"], table["UA-63"]["killed_shared"]) == ("2", "5")
    assert (table["UA-51"]["killed"], table["UA-51"]["injured_shared"]) == ("", "0")
    drawn = json.loads(text_of(export.regions_stream(store, Filters(), "geojson")))["features"]
    assert len(drawn) == 110
    for feature in drawn:
        longitudes = [xy[0] for xy in _positions(feature["geometry"]["coordinates"])]
        assert min(longitudes) >= -180
        assert max(longitudes) <= 180
    kharkiv = next(f for f in drawn if f["properties"]["region"] == "UA-63")
    assert kharkiv["properties"]["killed_shared"] == 5


def _positions(coordinates):
    if isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _positions(part)


def test_timeline_and_regions_are_the_querys(tmp_path):
    import datetime as dt

    night = Incident([Place("UA-63")], end=dt.date(2024, 10, 21))
    store = build(tmp_path / "a.duckdb", [night])
    assert rows_of(export.timeline_csv(store, Filters())) == [
        {"day": "2024-10-20", "type": "Air/drone strike", "incidents": "1"},
        {"day": "2024-10-21", "type": "Air/drone strike", "incidents": "1"},
    ]
    (week, after) = rows_of(export.timeline_csv(store, Filters(), "week"))
    assert (week["week"], after["week"]) == ("2024-10-14", "2024-10-21")


def test_file_name_says_days_and_filters():
    filters = Filters.from_params({"from": ["2024-10-20"], "to": ["2024-10-21"]})
    assert export.file_name(filters, "csv") == "incidents_2024-10-20_2024-10-21.csv"
    assert export.file_name(Filters(), "csv") == "incidents.csv"
    hostile = Filters(actor=("../../etc/passwd\n<b>", "дія"))
    assert export.file_name(hostile, "csv", what="regions") == "regions_etc-passwd-b_дія.csv"
    many = Filters(region=tuple(f"UA-{n}" for n in range(10, 40)))
    assert export.file_name(many, "png") == "incidents_filtered.png"
