"""A download holds exactly the filtered records, and nothing in it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import cells, export, query
from geo.query import Filters
from tests.factory import Incident, Place, build

HOSTILE = ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "'=x", "''=x", "'quoted'", "Odesa", ""]


@given(st.text())
def test_inert_is_undone_exactly(text):
    assert cells.plain(cells.inert(text)) == text
    assert not cells.inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_examples(text):
    assert cells.plain(cells.inert(text)) == text


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
    content = export.csv(store, Filters(region=("UA-63",)))
    assert content.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["region"] == "UA-63"
    assert row["region_name"] == "Kharkiv Oblast"
    assert row["precision"] == "settlement"
    assert row["fatalities"] == "2"
    assert row["injuries"] == ""
    assert row["date_start"] == "2024-10-20"
    assert row["notes"] == "'=HYPERLINK(1)"
    assert row["source"] == 'Say "what"\nnow'
    assert row["incident_regions"] == "UA-51 UA-63"
    assert len(content.decode().splitlines()) >= 2


def test_negative_longitude_stays_a_number(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63", point=True)])])
    table = export.record_table(store, Filters())
    assert table["lon"].iloc[0] == pytest.approx(36.25)


def test_all_rows_are_in_the_download(tmp_path):
    store = build(tmp_path / "a.duckdb", [Incident([Place("UA-63"), Place("review")])] * 700)
    rows = list(csv.DictReader(io.StringIO(export.csv(store, Filters()).decode("utf-8-sig"))))
    assert len(rows) == query.record_count(store, Filters()) == 1400


def test_file_name_says_the_days():
    filters = Filters.from_params({"from": ["2024-10-20"], "to": ["2024-10-21"]})
    assert export.file_name(filters, "csv") == "incidents_2024-10-20_2024-10-21.csv"
    assert export.file_name(Filters(), "csv") == "incidents.csv"
