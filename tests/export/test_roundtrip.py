"""A download, ingested again, changes nothing."""

from __future__ import annotations

import io
import json

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import export, ingest, readers, regions, spreadsheet
from geo.query import Filters
from geo.store import Store
from tests.readers.samples import SAMPLES
from tests.readers.samples import content as content_of

pytestmark = pytest.mark.slow

SHIPPED = regions.DATA / "incidents.csv"
HEADER = "incident_id,date_start,sub_event_type,location,latitude,longitude,notes"
TYPE = "Air/drone strike"


def tables(path):
    """Both tables as they are, without the rows' numbers in their files."""
    with duckdb.connect(path, read_only=True) as connection:
        incidents = connection.execute("SELECT * FROM incidents ORDER BY ALL").df()
        locations = connection.execute(
            "SELECT * EXCLUDE source_row FROM locations ORDER BY ALL"
        ).df()
    locations["extra"] = [
        json.loads(text) if isinstance(text, str) else None for text in locations["extra"]
    ]
    return incidents, locations


def there_and_back(folder, source, **choices):
    """Ingest, download, ingest the download into a new store and over the old one."""
    first, second = folder / "first.duckdb", folder / "second.duckdb"
    ingest.ingest([source], first, choices=ingest.Choices(**choices))
    store = Store(first)
    download = folder / "download.csv"
    download.write_bytes(b"".join(export.stream(store, Filters(), "csv")))
    store.close()
    ingest.ingest([download], second)
    for before, after in zip(tables(first), tables(second), strict=True):
        pd.testing.assert_frame_equal(before, after)
    again = ingest.ingest([download], first).revision
    assert again is not None
    assert (again.added, again.changed, again.gone) == ((), (), ())
    return Store(second)


def test_the_shipped_incidents(tmp_path):
    there_and_back(tmp_path, SHIPPED, dataset="curated")


#: One of each family; the others take as long.
_USUAL = ("acled", "ucdp", "bellingcat", "viina-info", "table-xlsx", "table-cp1251", "table-gpkg")


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in _USUAL else pytest.mark.long) for n in SAMPLES],
)
def test_every_format(tmp_path, name):
    source = tmp_path / "sample"
    source.write_bytes(content_of(name, tmp_path))
    there_and_back(tmp_path, source, dataset="theirs")


def long_form(folder, *rows, header=HEADER):
    path = folder / "long.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_one_row_that_names_several_regions_stays_one(tmp_path):
    row = f'A,2024-10-20,{TYPE},"Bryansk, Kursk and Oryol regions",,,'
    store = there_and_back(tmp_path, long_form(tmp_path, row))
    with store.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM locations").fetchone() == (3,)


def test_a_place_that_two_rows_of_the_source_have_comes_back_twice(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text(
        "id,date,place,killed,own\nA,2024-10-20,Kharkiv,1,x\nA,2024-10-20,Kharkiv,1,y\n"
    )
    there_and_back(tmp_path, table)


def test_names_of_ours_formulas_and_quotes(tmp_path):
    header = f"{HEADER},region,source_region,=cmd,'quoted'"
    row = f"A,2024-10-20,{TYPE},Kharkiv,49.99,36.23,=1+1,-1,'=x,@y,''z"
    store = there_and_back(tmp_path, long_form(tmp_path, row, header=header))
    with store.cursor() as cursor:
        ((extra, notes),) = cursor.execute(
            "SELECT extra, notes FROM locations JOIN incidents USING (incident_id)"
        ).fetchall()
    # In a file of our form an apostrophe marks text that would else be a formula.
    assert json.loads(extra) == {
        "region": "-1",
        "source_region": "=x",
        "=cmd": "@y",
        "'quoted'": "''z",
    }
    assert notes == "=1+1"


def test_the_precision_that_a_source_claims_survives(tmp_path):
    row = f"A,2024-10-20,{TYPE},Kharkiv,49.99,36.23,,region"
    source = long_form(tmp_path, row, header=f"{HEADER},precision_limit")
    with there_and_back(tmp_path, source).cursor() as cursor:
        found = cursor.execute("SELECT precision_limit, precision, x FROM locations").fetchone()
    assert found == ("region", "region", None)
    bad = long_form(tmp_path, row + "s", header=f"{HEADER},precision_limit")
    read = readers.read(bad.read_bytes(), file="long.csv", dataset="mine")
    assert any("precision_limit" in note and "'regions'" in note for note in read.notes)


def test_a_circle_survives(tmp_path):
    row = f'A,2024-10-20,{TYPE},"Osynovo, Kharkiv Oblast",,,,hromada'
    source = long_form(tmp_path, row, header=f"{HEADER},precision_limit")
    with there_and_back(tmp_path, source).cursor() as cursor:
        found = cursor.execute(
            "SELECT precision, lat, lon, x, radius_km BETWEEN 1 AND 40, circle_lat FROM locations"
        ).fetchone()
    assert found[:5] == ("hromada", None, None, None, True)
    assert 49 < found[5] < 50.5


def test_control_characters_leave_a_readable_file(tmp_path):
    source = tmp_path / "own.json"
    record = {"id": "A", "date": "2024-10-20", "place": "Kharkiv", "note": "bell\u0007\r\nrings"}
    source.write_text(json.dumps([record]))
    path = tmp_path / "a.duckdb"
    ingest.ingest([source], path)
    text = b"".join(export.stream(Store(path), Filters(), "csv"))
    (back,) = readers.read(text, file="a.csv", dataset="own").incidents["notes"]
    assert back == "bell\ufffd\nrings"


@given(st.lists(st.sampled_from(["source_", "region", "url", "source", "row", "'", "=", "x"])))
def test_a_column_of_the_source_keeps_its_name(parts):
    key = "".join(parts)
    column = spreadsheet.column_of(key)
    assert spreadsheet.key_of(column) == key
    assert not column.startswith("=")


def test_columns_of_ours_are_never_given_to_a_source():
    taken = {spreadsheet.column_of(name) for name in export.COLUMNS}
    assert not taken & set(export.COLUMNS)
    assert len(taken) == len(export.COLUMNS)


def test_times_of_day(tmp_path):
    source = tmp_path / "times.csv"
    rows = ("2024-10-20,04:30,Kyiv", "2024-10-21 22:15:30,,Kyiv", "2024-10-22,at night,Kyiv")
    source.write_text("\n".join(("date,time,place", *rows)), encoding="utf-8")
    store = there_and_back(tmp_path, source)
    content = b"".join(export.stream(store, Filters(), "csv"))
    table = pd.read_csv(io.BytesIO(content), dtype=str)
    assert table["time_start"].fillna("").tolist() == ["04:30", "22:15", ""]
    assert table["date"].fillna("").tolist() == ["", "2024-10-21 22:15:30", ""]
    assert table["time"].fillna("").tolist() == ["", "", "at night"]
    store.close()
