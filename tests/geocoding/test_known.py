"""Regions of columns of place texts are those of the geocoder, remembered or not."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.geocoding import Columns, known, load_corrections
from geo.geocoding.known import regions_of
from geo.geocoding.table import geocode_frame

TEXTS = ["Kharkiv", "Odessa", "Kharkivv", "Qwertyuiop", "", "Kharkiv and Sumy oblasts", "Харкові"]
COLUMN = [*TEXTS, None, *reversed(TEXTS)]


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string[python]"])
def test_regions_are_those_of_the_geocoder(dtype):
    places = pd.Series(COLUMN, dtype=dtype, index=range(10, 10 + len(COLUMN)))
    expected = geocode_frame(pd.DataFrame({"place": COLUMN}), Columns("place"))["region"]
    for _ in range(2):  # the second time from memory
        found = regions_of(places)
        assert found.index.equals(places.index)
        assert found.dtype == "category"
        assert found.astype(object).fillna("").tolist() == expected.fillna("").tolist()


def test_a_dictionary_of_arrow_is_taken_as_it_is():
    import pyarrow as pa

    column = pa.array(COLUMN).dictionary_encode()
    found = regions_of(pd.Series(column, dtype=pd.ArrowDtype(column.type)))
    assert found.equals(regions_of(pd.Series(COLUMN, dtype="str")))


def test_no_rows_and_no_texts():
    assert regions_of(pd.Series([], dtype="str")).empty
    assert regions_of(pd.Series([None, None], dtype="str")).isna().all()


def test_other_corrections_are_not_answered_from_memory(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("place,region,who\nKharkiv,UA-51,A. Analyst\n", encoding="utf-8")
    places = pd.Series(["Kharkiv"], dtype="str")
    assert regions_of(places).tolist() == ["UA-63"]
    assert regions_of(places, corrections=load_corrections(path)).tolist() == ["UA-51"]
    assert regions_of(places).tolist() == ["UA-63"]


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(known, "REMEMBERED", 3)
    known._KNOWN.clear()
    for text in ("Kharkiv", "Sumy", "Poltava", "Odesa", "Kherson"):
        assert regions_of(pd.Series([text], dtype="str")).notna().all()
        assert len(known._KNOWN[0][2]) <= 3
    assert regions_of(pd.Series(COLUMN, dtype="str")).notna().sum() >= 8
