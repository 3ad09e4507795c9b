"""Rows that were turned down are downloaded in their file's own columns, and can be read again."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from geo import readers
from geo.export import of_rejected
from tests.readers import samples


def _rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


def _written(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _downloaded(records: readers.Records) -> bytes:
    rejected = records.rejected
    return b"".join(of_rejected(lambda: rejected.itertuples(index=False, name=None)))


@pytest.mark.parametrize(
    ("make", "day"),
    [
        (samples.acled, "event_date"),
        (samples.ucdp, "date_start"),
        (samples.viina_1pd, "date"),
        (samples.table_csv, None),
        (samples.long_form, "date_start"),
    ],
)
def test_a_row_that_is_mended_in_the_download_is_read(make, day) -> None:
    rows = _rows(make(), ";" if make is samples.table_csv else ",")
    day = day or next(name for name in rows[0] if "дат" in name.casefold() or "date" in name)
    meant = [row[day] for row in rows]
    whole = readers.read(_written(rows), file="x.csv", dataset="x")
    bad = readers.read(
        _written([{**row, day: "колись"} for row in rows]), file="x.csv", dataset="x"
    )
    assert len(bad.rejected) == len(rows)
    download = _rows(_downloaded(bad))
    assert [row["source_row"] for row in download] == bad.rejected["source_row"].tolist()
    assert all("колись" in row["problem"] for row in download)
    assert {row["column"] for row in download} == {day}
    mended = [{**row, day: text} for row, text in zip(download, meant, strict=True)]
    again = readers.read(_written(mended), file="rejected.csv", dataset="x")
    assert again.rejected.empty
    pd.testing.assert_frame_equal(again.incidents, whole.incidents)
    places = whole.locations.columns.drop(["extra"])
    pd.testing.assert_frame_equal(again.locations[places], whole.locations[places])


def test_columns_of_the_file_keep_their_names() -> None:
    text = "date,place,problem,row,source_row\nколись,Суми,=1+1,a,7\n"
    records = readers.read(text.encode(), file="x.csv", dataset="mine")
    (row,) = _rows(_downloaded(records))
    assert (row["problem"], row["row"], row["source_row"]) == ("'=1+1", "a", "7")
    assert (row["rejected source_row"], row["dataset"]) == ("2", "mine")
    assert "'колись' is not a date" in row["rejected problem"]


def test_rows_of_several_files_stand_below_one_another() -> None:
    tables = [
        readers.read(text.encode(), file="x", dataset=name).rejected
        for name, text in (("a", "date,place\nx,Суми\n"), ("b", "day,city,n\ny,Одеса,3\n"))
    ]
    rows = pd.concat(tables).itertuples(index=False, name=None)
    kept = list(rows)
    one, two = _rows(b"".join(of_rejected(lambda: kept)))
    assert (one["date"], one["place"], one["city"]) == ("x", "Суми", "")
    assert (two["day"], two["city"], two["n"], two["date"]) == ("y", "Одеса", "3", "")
