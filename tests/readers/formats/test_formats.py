"""Every format gives the same incidents, and loses none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from geo import readers
from geo.errors import InputError
from geo.schema import EVENT_TYPE_OF, PRECISIONS, UNKNOWN_TYPE
from tests.readers import samples
from tests.readers.samples import facts

if TYPE_CHECKING:
    from geo.readers import Records


@pytest.fixture(scope="module")
def records(sample) -> Records:
    return readers.read(sample.content, file=sample.name, dataset="mine")


def test_every_reader_is_documented() -> None:
    for name, reader in readers.READERS.items():
        assert reader.name == name
        assert reader.title
        assert reader.doc.endswith(".")
        assert reader.columns
        assert set(reader.required) <= set(reader.columns)
        assert reader.build.__module__.startswith("geo.readers.")
        assert __import__(reader.build.__module__, fromlist=["x"]).__doc__


def test_the_format_is_recognised_by_content(sample) -> None:
    assert readers.detect(sample.content, "no-ending")[0].name == sample.format
    assert readers.detect(sample.content, "no-ending")[0].score > 0.2


def test_every_incident_is_read(records) -> None:
    assert records.rejected.empty
    assert len(records.incidents) == len(facts())
    assert records.locations["incident_id"].tolist() == records.incidents["incident_id"].tolist()
    days = [str(day.date()) for day in records.incidents["date_start"]]
    assert days == [fact.day.isoformat() for fact in facts()]
    assert (records.incidents["date_end"] == records.incidents["date_start"]).all()
    assert records.locations["place"].tolist() == [fact.place for fact in facts()]


def test_coordinates_are_the_source_s_own(records) -> None:
    for column in ("latitude", "longitude"):
        expected = [getattr(fact, column) for fact in facts()]
        assert records.locations[column].tolist() == pytest.approx(expected, abs=1e-6)


def test_types_are_of_the_vocabulary(records) -> None:
    types = records.incidents["sub_event_type"]
    assert types.isin(list(EVENT_TYPE_OF)).all()
    assert (records.incidents["event_type"] == types.map(EVENT_TYPE_OF)).all()


def test_figures_and_notes_are_kept(sample, records) -> None:
    if sample.format in ("long", "acled", "ucdp", "table"):
        assert records.incidents["fatalities"].tolist() == [fact.fatalities for fact in facts()]
    else:
        assert records.incidents["fatalities"].isna().all()  # unknown is not 0
    if sample.name not in ("viina-1pd", "viina-1pd-zip"):
        assert records.incidents["notes"].tolist() == [fact.notes for fact in facts()]


def test_precision_limits_are_of_the_vocabulary(records) -> None:
    limits = records.locations["precision_limit"].dropna()
    assert limits.isin(PRECISIONS).all()


def test_rows_are_numbered_as_in_the_file(sample, records) -> None:
    rows = records.locations["source_row"].tolist()
    if sample.format == "long" or sample.name in ("acled", "table-csv", "table-cp1251"):
        # The notes hold a line break each, so every record takes two lines.
        assert rows == [2 * n for n in range(1, len(facts()) + 1)]
    else:
        assert rows == sorted(set(rows))
        assert rows[0] == 2


def test_further_columns_are_kept(sample, records) -> None:
    own = {
        "long": {"own column": "own value"},
        "acled": {"admin2": None, "tags": "crowd size=no report", "inter1": "8"},
        "ucdp": {"high": "9", "low": "0", "region": "Europe"},
        "viina": {"viina_version": "bert_1", "ADM1_CODE": "1"},
        "bellingcat": {},
        "geoconfirmed": {"Origin": "UAV"},
        "osint-geojson": {"title": "title"},
        "table": {"own" if sample.name == "table-shp" else "Своє": "x"},
    }[sample.format]
    extra = [
        {} if pd.isna(text) else {k.casefold(): v for k, v in json.loads(text).items()}
        for text in records.locations["extra"]
    ]
    for row in extra:
        assert {k: row.get(k.casefold()) for k in own} == own


def test_a_format_that_is_named_gives_the_same(sample, records) -> None:
    options = {"file": sample.name, "dataset": "mine", "format": sample.format}
    again = readers.read(sample.content, **options)
    pd.testing.assert_frame_equal(again.incidents, records.incidents)
    pd.testing.assert_frame_equal(again.locations, records.locations)


def test_inspection_tells_columns_and_a_sample(sample) -> None:
    seen = readers.inspect(sample.content, file=sample.name)
    assert seen.rows == len(facts())
    assert seen.detections[0].name == sample.format
    assert set(seen.sample[0]) <= set(seen.columns)
    if sample.format == "table":
        assert {"date_start", "location", "latitude", "longitude"} <= set(seen.mapping)


def test_acled_precision() -> None:
    records = readers.read(samples.acled(), file="a.csv", dataset="acled")
    limits = ["exact", "district", "region", "exact", "district"]
    assert records.locations["precision_limit"].tolist() == limits
    assert records.incidents["incident_id"].tolist() == [fact.key for fact in facts()]


def test_ucdp_precision_and_types() -> None:
    records = readers.read(samples.ucdp(), file="a.csv", dataset="ucdp")
    limits = ["exact", "settlement", "district", "region", "region"]
    assert records.locations["precision_limit"].tolist() == limits
    types = ["Armed clash", "Armed clash", "Attack", "Armed clash", "Armed clash"]
    assert records.incidents["sub_event_type"].tolist() == types


def test_viina_precision_types_and_actor() -> None:
    records = readers.read(samples.viina_1pd(), file="a.csv", dataset="viina")
    limits = ["exact", "settlement", "district", "region", "district"]
    assert records.locations["precision_limit"].tolist() == limits
    types = records.incidents["sub_event_type"].tolist()
    assert types == ["Air/drone strike"] + ["Shelling/artillery/missile attack"] * 4
    assert records.incidents["actor"].unique().tolist() == ["Ukraine"]
    reports = readers.read(samples.viina_info(), file="a.csv", dataset="viina")
    assert reports.incidents["sub_event_type"].unique().tolist() == [UNKNOWN_TYPE]


def test_bellingcat_sources_and_weapon() -> None:
    for content in (samples.bellingcat(), samples.bellingcat_csv()):
        records = readers.read(content, file="a", dataset="b")
        assert records.incidents["source_url"].tolist() == [fact.url for fact in facts()]
        assert records.incidents["source"].str.contains("t.me").all()
        types = records.incidents["sub_event_type"].unique().tolist()
        assert types == ["Shelling/artillery/missile attack"]


def test_bellingcat_without_coordinates() -> None:
    record = json.loads(samples.bellingcat())[0] | {"latitude": "", "longitude": ""}
    blank = record | {"id": "other", "location": ""}
    content = json.dumps([record, blank]).encode()
    records = readers.read(content, file="a.json", dataset="b")
    assert records.locations["latitude"].isna().tolist() == [True]
    assert "nothing says where" in records.rejected["problem"].item()


def test_geoconfirmed_place() -> None:
    records = readers.read(samples.geoconfirmed(), file="a.csv", dataset="g")
    assert records.locations["admin1"].tolist() == [fact.admin1 for fact in facts()]
    assert records.locations["country"].unique().tolist() == ["Russia"]
    assert records.locations["precision_limit"].unique().tolist() == ["exact"]


@pytest.mark.parametrize(
    ("code", "place", "admin1", "country"),
    [
        ("GH4P+X43 Lyman, Donetsk Oblast, Ukraine", "Lyman", "Donetsk Oblast", "Ukraine"),
        ("8GX6FH4P+X4 Kyiv, Ukraine", "Kyiv", None, "Ukraine"),
        ("x Enerhodar", "x Enerhodar", None, None),
        ("GH4P+X43", None, None, None),
    ],
)
def test_plus_codes(code, place, admin1, country) -> None:
    header = "Date;Name;Faction;Latitude;Longitude;PlusCode;Id\n"
    content = f"{header}2024-10-21;a;Russia;48.9;37.8;{code};i1\n".encode()
    row = readers.read(content, file="a.csv", dataset="g").locations.iloc[0]
    found = [None if pd.isna(v) else v for v in (row["place"], row["admin1"], row["country"])]
    assert found == [place, admin1, country]


def test_osint_unknown_values() -> None:
    document = json.loads(samples.osint())
    document["features"][0]["geometry"]["coordinates"] = [0, 0]
    document["features"][1]["properties"]["date"] = "2022-02-24"
    records = readers.read(json.dumps(document).encode(), file="a.geojson", dataset="o")
    assert pd.isna(records.locations["latitude"].iloc[0])
    assert "unknown" in records.rejected["problem"].item()
    assert records.rejected["source_row"].item() == "3"


def test_a_format_that_is_not_known() -> None:
    with pytest.raises(InputError, match="no format is called"):
        readers.read(b"a", file="a", dataset="a", format="nonsense")
    with pytest.raises(InputError, match="format 'table' only"):
        readers.read(b"a", file="a", dataset="a", format="acled", mapping={"date": "x"})
    with pytest.raises(InputError, match="'event_date' is missing"):
        readers.read(samples.table_csv(), file="a", dataset="a", format="acled")
