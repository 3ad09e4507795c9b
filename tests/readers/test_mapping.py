"""Mapping files: written, read again, and refused in one sentence."""

from __future__ import annotations

import json

import pytest

from geo import readers
from geo.errors import InputError
from geo.readers import Mapped, ReadOptions
from geo.readers.mapping import KIND

MAPPED = Mapped(
    ("Дата", "Місто"),
    "table",
    {"date_start": "Дата", "location": "Місто", "notes": ""},
    "day",
    ReadOptions(sheet="Аркуш 1", encoding="cp1251", delimiter=";", heading_row=3),
)


def test_what_is_written_is_read_again() -> None:
    content = MAPPED.as_json().encode()
    assert readers.is_mapping(content)
    assert readers.read_mapping(content, file="m.json") == MAPPED


@pytest.mark.parametrize(
    ("headings", "fits"),
    [(["Дата", "Місто", "Ще"], True), (["Дата"], False), ([], False)],
)
def test_it_fits_a_file_that_has_its_columns(headings, fits) -> None:
    assert MAPPED.fits(headings) == fits
    assert not Mapped().fits(headings)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("x", "not JSON"),
        ("[]", "no mapping file"),
        ('{"kind": "other"}', "no mapping file"),
        ({"date_order": "year"}, "day or month"),
        ({"heading_row": 0}, "a row number"),
        ({"heading_row": True}, "a row number"),
        ({"columns": []}, None),
        ({"columns": "x"}, "must be an object"),
        ({"encoding": 5}, "encoding must be a text"),
    ],
)
def test_what_is_no_mapping_is_refused(said, says) -> None:
    text = said if isinstance(said, str) else json.dumps({"kind": KIND, **said})
    if says is None:
        assert readers.read_mapping(text.encode(), file="m.json") == Mapped()
        return
    with pytest.raises(InputError, match=says):
        readers.read_mapping(text.encode(), file="m.json")


def test_a_table_is_read_by_it() -> None:
    content = "колонка;місце\n20.10.2024;Харків\n".encode("cp1251")
    columns = {"date_start": "колонка", "location": "місце"}
    records = readers.read(
        content, file="t.csv", dataset="d", mapping=columns, options=ReadOptions(encoding="cp1251")
    )
    assert records.locations["place"].tolist() == ["Харків"]


def test_a_preview_reads_as_all_of_it_will_be() -> None:
    content = b"Date,Place\n2024-10-20,Kharkiv\nnever,Sumy\n"
    seen = readers.inspect(content, file="t.csv")
    records = readers.preview(seen, file="t.csv", format="table", mapping=seen.mapping)
    assert records.locations["place"].tolist() == ["Kharkiv"]
    assert records.rejected["source_row"].tolist() == ["3"]
    assert seen.examples["Place"] == ("Kharkiv", "Sumy")
