"""What is read once for each distinct text is what each row alone would give."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.readers.columns import numbers
from geo.readers.columns.counts import count_of
from geo.readers.columns.distinct import Distinct, mapped, missing
from geo.readers.columns.incident_types import match_type, read_types
from geo.readers.columns.numbers import read_numbers, read_points, read_ranges
from geo.readers.columns.times import read_times

_WRITTEN: Final = (
    *("7", "0", "007", "-3", "+4", "2.0", "1,500", "1,5", "2,000", "1 234", "1\u00a0234", "4+"),
    *("2-3", "at least 2", "немає", "n/a", "nan", "None", "-", "1e3", "inf", "1_000", ".5", "5."),
    *("50.45", "30,52", "50°27'N", "91", "180.5", "200", "999999999999999999999", "0x10", "١٢"),
    *(
        "00:00",
        "04:30",
        "4.30 pm",
        "2024-10-21T05:10",
        "Air/drone strike",
        "обстріл",
        "?",
        "\ud7ff",
    ),
)
_cells = st.none() | st.sampled_from(_WRITTEN) | st.floats(-200, 200).map(str) | st.text(max_size=9)
_columns = st.lists(_cells, max_size=30).map(
    lambda cells: pd.Series([cell or None for cell in cells], dtype="string")
)


def _alone(column: pd.Series[str]) -> list[pd.Series[str]]:
    return [column.iloc[at : at + 1] for at in range(len(column))]


@given(_columns)
def test_distinct_values_come_back_where_they_stood(column: pd.Series[str]) -> None:
    distinct = Distinct.of(column)
    pd.testing.assert_series_equal(distinct.column(distinct.texts), column)
    assert distinct.texts.is_unique
    pd.testing.assert_series_equal(mapped(column, lambda text: text), column)
    assert mapped(column, lambda _: None).isna().all()
    assert distinct.where(distinct.texts.notna()).tolist() == column.notna().tolist()


@given(_columns)
def test_a_plain_number_reads_as_the_tolerant_way_reads_it(column: pd.Series[str]) -> None:
    quick, quick_bad = read_numbers(column)
    slow, slow_bad = numbers._read_marked(column)
    np.testing.assert_allclose(quick.to_numpy(), slow.to_numpy(), rtol=1e-14)
    assert quick_bad.tolist() == slow_bad.tolist()


@given(_columns)
def test_counts_do_not_depend_on_their_neighbours(column: pd.Series[str]) -> None:
    together = read_ranges(column)
    for at, cell in enumerate(_alone(column)):
        alone = read_ranges(cell)
        for name in ("low", "best", "high", "problem"):
            ours, theirs = getattr(together, name).iloc[at], getattr(alone, name).iloc[0]
            assert (pd.isna(ours) and pd.isna(theirs)) or ours == theirs, (name, cell.iloc[0])


@given(_columns, _columns)
def test_points_that_none_exchanges_do_not_depend_on_their_neighbours(
    lat: pd.Series[str], lon: pd.Series[str]
) -> None:
    size = min(len(lat), len(lon))
    lat, lon = lat[:size], lon[:size]
    foreign = pd.Series(data=True, index=lat.index)  # nothing is concluded from other rows
    together = read_points(lat, lon, foreign=foreign)
    for at, (y, x) in enumerate(zip(_alone(lat), _alone(lon), strict=True)):
        alone = read_points(y, x, foreign=foreign.iloc[at : at + 1])
        for name in ("latitude", "longitude", "bad_latitude", "bad_longitude"):
            ours, theirs = getattr(together, name).iloc[at], getattr(alone, name).iloc[0]
            assert (pd.isna(ours) and pd.isna(theirs)) or ours == theirs, (name, at)


@given(_columns)
def test_types_are_those_of_each_word(column: pd.Series[str]) -> None:
    types, _ = read_types(column)
    expected = [None if pd.isna(text) else match_type(text) for text in column]
    assert types.tolist() == [sub or "Unspecified" for sub in expected]


@given(_columns)
def test_times_are_those_of_each_text(column: pd.Series[str]) -> None:
    blank, one_day = missing(column.index), pd.Series(data=True, index=column.index)
    together = read_times(column, blank, blank, one_day)
    for at, cell in enumerate(_alone(column)):
        row = slice(at, at + 1)
        alone = read_times(cell, blank.iloc[row], blank.iloc[row], one_day.iloc[row])
        assert together.time.iloc[row].equals(alone.time)


def test_a_word_is_read_once() -> None:
    seen = list[str]()
    column = pd.Series(["two", "two", None, "four"] * 50, dtype="string")

    def read(text: str) -> str:
        seen.append(text)
        return str(count_of(text))

    assert mapped(column, read).notna().sum() == 150
    assert seen == ["two", "four"]
