"""A file that a program has saved again gives the same incidents, regions and figures.

Where a program really loses something, the answer is a question: a row that is turned down with its
reason, or a place in review, and never another figure.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from geo import export, ingest
from geo.ingest import Choices
from geo.query import Filters
from geo.store import Store
from tests.readers import resaved
from tests.readers.samples import SAMPLES, as_csv, content

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.long]

#: Samples that are tables; the others hold lists within records, or are layers.
TABLES = [
    name
    for name in SAMPLES
    if name not in ("bellingcat", "osint-geojson", "table-geojson", "table-geoparquet")
    and name not in ("table-gpkg", "table-shp")
]
LAYERS = ("osint-geojson", "table-geojson", "table-gpkg")
_FEW = settings(
    max_examples=max(1, settings().max_examples // 15),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def read(file: bytes, name: str = "x.csv"):
    return ingest.prepare([(name, file)], Choices(dataset="x"))


def told(prepared) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Incidents and geocoded places, without what follows from the form of a file."""
    incidents = prepared.tables.incidents.sort_values("incident_id", ignore_index=True)
    places = prepared.tables.locations.drop(columns=["source_row", "extra"])
    return incidents, places.sort_values(["incident_id", "place"], ignore_index=True)


def same(before, after, *, but: tuple[str, ...] = ()) -> None:
    assert after.tables.rejected["problem"].tolist() == before.tables.rejected["problem"].tolist()
    for one, two in zip(told(before), told(after), strict=True):
        pd.testing.assert_frame_equal(
            one.drop(columns=list(but), errors="ignore"),
            two.drop(columns=list(but), errors="ignore"),
        )


@lru_cache
def sample(name: str, folder: Path) -> tuple[object, resaved.Rows]:
    file = content(name, folder)
    return read(file), resaved.opened(file)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("samples")


@pytest.mark.parametrize("program", resaved.PROGRAMS)
@pytest.mark.parametrize("name", TABLES)
def test_a_sample_saved_again_is_the_same(name, program, folder) -> None:
    before, rows = sample(name, folder)
    same(before, read(resaved.PROGRAMS[program](rows)))


@pytest.mark.parametrize("driver", ["GeoJSON", "GPKG"])
@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_saved_again_is_the_same(name, driver, tmp_path) -> None:
    file = content(name, tmp_path)
    same(read(file), read(resaved.qgis(file, driver)))


HEADINGS = (
    *("incident_id", "date_start", "date_end", "time_start", "sub_event_type", "actor"),
    *("location", "admin1", "latitude", "longitude", "fatalities", "injuries", "downed"),
    *("notes", "source", "own number", "own flag"),
)
PLACES = (
    *(("Kursk", "Kursk Oblast", 51.7304, 36.1926), ("Odesa", "", 46.4775, 30.7326)),
    *(("Суми", "Сумська область", 50.9077, 34.7981), ("Одеса", "", "", "")),
    *(("Ivanivka", "", "", ""), ("", "Kharkivska", "", ""), ("Атлантида", "", "", "")),
)
COUNTS = st.sampled_from(["", "0", "1", "12", "1500"])
TEXTS = st.sampled_from(
    ["", "plain", "a; b, c", 'said "yes"', "two\nlines", "=1+1", "-5 degrees", "мешканці", "'x'"]
)
DAYS = st.dates(dt.date(2022, 2, 24), dt.date(2025, 6, 30))
#: Days of which one number can only be the day, so that slashes say which.
SETTLED = DAYS.filter(lambda day: day.day > 12)


@st.composite
def records(draw, days=DAYS) -> list[list[str]]:
    """Rows of our long form, as one might type them."""
    out = []
    for number in range(draw(st.integers(1, 6))):
        day = draw(days)
        last = day + dt.timedelta(days=draw(st.sampled_from([0, 0, 1, 40])))
        out.append(
            [
                *(f"R{number}", day.isoformat(), last.isoformat()),
                draw(st.sampled_from(["", "04:30", "23:05"])),
                draw(st.sampled_from(["Air/drone strike", "Shelling/artillery/missile attack"])),
                *(draw(TEXTS), *map(str, draw(st.sampled_from(PLACES)))),
                *(draw(COUNTS), draw(COUNTS), draw(COUNTS), draw(TEXTS), draw(TEXTS)),
                *(draw(COUNTS), draw(st.sampled_from(["TRUE", "FALSE", ""]))),
            ]
        )
    return out


def ingested(rows: list[list[str]], path: Path) -> Store:
    source = path / "source.csv"
    source.write_bytes(as_csv(HEADINGS, rows))
    ingest.ingest([source], path / "x.duckdb", choices=Choices(dataset="x"), fresh=True)
    return Store(path / "x.duckdb")


def downloaded(store: Store, form: str) -> bytes:
    download = export.Download(store, Filters(), form.removesuffix("+tags"), hxl="+tags" in form)
    return b"".join(download.pieces(download.described()))


@pytest.mark.parametrize("form", ["csv", "csv+tags", "xlsx"])
@_FEW
@given(rows=records(SETTLED))
def test_a_download_saved_again_is_the_same(form, rows, tmp_path) -> None:
    with closing(ingested(rows, tmp_path)) as store:
        cells = resaved.opened(downloaded(store, form))
    before = read(as_csv(HEADINGS, rows))
    for name, program in resaved.PROGRAMS.items():
        note(name)
        same(before, read(program(cells)))


@_FEW
@given(rows=records())
def test_a_downloaded_layer_saved_again_is_the_same(rows, tmp_path) -> None:
    with closing(ingested(rows, tmp_path)) as store:
        files = {form: downloaded(store, form) for form in ("geojson", "gpkg")}
        others = {form: downloaded(store, form) for form in ("parquet", "fgb", "kml")}
    before = read(as_csv(HEADINGS, rows))
    for form, file in others.items():
        note(form)
        same(before, read(file))
    for form, file in files.items():
        layer = "incidents" if form == "gpkg" else None
        for driver in ("GeoJSON", "GPKG"):
            note(f"{form} as {driver}")
            same(before, read(resaved.qgis(file, driver, layer)))


#: Programs that write days with slashes, in either order, and with dots.
SLASHED = ("excel_us", "excel_british", "google_sheets", "libreoffice_us")
#: Days that are another day with month and day exchanged.
OPEN = st.builds(dt.date, st.integers(2022, 2024), st.integers(1, 6), st.integers(7, 12))


def asked(prepared) -> pd.Series:
    """Which rows that were turned down are asked about."""
    return prepared.tables.rejected["problem"].str.contains("choose the date order")


@pytest.mark.parametrize("name", ["long", "acled", "ucdp", "table-xlsx", "geoconfirmed"])
@_FEW
@given(days=st.lists(OPEN, min_size=5, max_size=5))
def test_days_with_slashes_that_nothing_decides_are_asked_about(name, days, folder) -> None:
    """Also of a format that writes its own days otherwise: Excel has made them anew."""
    cells = exchanged(sample(name, folder)[1], days)
    for program in SLASHED:
        note(program)
        after = read(resaved.PROGRAMS[program](cells))
        assert asked(after).all()
        assert len(after.tables.rejected) == len(days)
    for program in ("excel_german", "excel_ukrainian", "libreoffice_german", "pandas_nan"):
        note(program)
        after = read(resaved.PROGRAMS[program](cells))
        assert sorted(after.tables.incidents["date_start"].dt.date) == sorted(days)


def exchanged(rows: resaved.Rows, days: list[dt.date]) -> resaved.Rows:
    """Put other days into the columns of days."""
    names = ("date_start", "date_end", "event_date", "Дата", "Date")
    at = [i for i, name in enumerate(rows[0]) if name in names]
    return [rows[0]] + [
        [day if i in at else cell for i, cell in enumerate(row)]
        for row, day in zip(rows[1:], days, strict=True)
    ]


def test_letters_that_an_encoding_has_not_leave_a_place_in_review() -> None:
    rows = [list(HEADINGS)] + [
        [f"R{n}", "2024-10-21", "", "", "Air/drone strike", "", place, *[""] * 10]
        for n, place in enumerate(["Суми", "Одеса", "Москва", "Львів"])
    ]
    typed = [rows[0], *([resaved.understood(str(c)) for c in row] for row in rows[1:])]
    for program in resaved.LATIN_PROGRAMS.values():
        after = read(program(typed))
        assert len(after.tables.locations) == len(rows) - 1
        assert after.tables.locations["region"].isna().all()
        assert (after.tables.locations["status"] == "unmatched").all()


@pytest.mark.parametrize("program", ["excel_us", "excel_workbook", "pandas_csv"])
def test_lost_zeros_of_an_id_lose_no_incident(program) -> None:
    rows = [HEADINGS] + [
        [key, day, "", "", "Air/drone strike", "", "Суми", *[""] * 3, "2", *[""] * 6]
        for key, day in (("007", "2024-10-21"), ("012", "2024-10-22"), ("7", "2024-10-23"))
    ]
    typed = [list(rows[0]), *([resaved.understood(c) for c in row] for row in rows[1:])]
    after = read(resaved.PROGRAMS[program](typed))
    tables = after.tables
    assert len(tables.incidents) + len(tables.rejected) == 3
    assert "stands already" in tables.rejected["problem"].iloc[0]


@pytest.mark.parametrize("program", ["excel_us", "excel_german", "excel_ukrainian"])
def test_ids_that_excel_has_rounded_are_not_taken_for_one(program) -> None:
    """1.23457E+11 is what is left of a long number: many records have it."""
    cells = [["incident_id", "date_start", "sub_event_type", "location", "fatalities"]] + [
        [123456789012 + n, dt.date(2024, 10, 21), "Air/drone strike", place, 2]
        for n, place in enumerate(["Суми", "Одеса", "Суми"])
    ]
    after = read(resaved.PROGRAMS[program](cells))
    assert len(after.tables.incidents) == 3
    assert after.tables.incidents["fatalities"].sum() == 6
    assert any("rounded" in remark for remark in after.remarks)
