"""Counts and coordinates out of text."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.readers.columns.numbers import read_counts, read_points


def text(*values) -> pd.Series:
    return pd.Series(values, dtype="string")


def points(*pairs, foreign=None):
    latitude, longitude = zip(*pairs, strict=True)
    abroad = pd.Series(foreign or [False] * len(pairs))
    return read_points(text(*latitude), text(*longitude), foreign=abroad)


@pytest.mark.parametrize(
    ("written", "count"),
    [("3", 3), ("3.0", 3), ("0", 0), ("1,500", 1500), ("1 500", 1500), (" 7 ", 7)],
)
def test_counts(written, count) -> None:
    counts, problem = read_counts(text(written))
    assert counts.tolist() == [count]
    assert problem.isna().all()


@pytest.mark.parametrize("written", ["-1", "1.5", "1,5", "many", "5+", "1e99", "inf", "3-5"])
def test_what_is_no_count(written) -> None:
    counts, problem = read_counts(text(written))
    assert counts.isna().all()
    assert "is not a count" in problem.item()


@pytest.mark.parametrize("written", [None, "unknown", "n/a", "-", "невідомо", "нет данных"])
def test_unknown_is_missing_and_not_zero(written) -> None:
    counts, problem = read_counts(text(written))
    assert counts.isna().all()
    assert problem.isna().all()


def test_plain_points() -> None:
    found = points(("50.45", "30.52"), ("55,75", "37,62"), (None, None))
    assert found.latitude.dropna().tolist() == [50.45, 55.75]
    assert not found.swapped


def test_zero_zero_is_missing() -> None:
    found = points(("0", "0"), ("0.0", "0.00"))
    assert found.latitude.isna().all()
    assert found.bad_latitude.isna().all()


def test_a_column_that_is_swapped_is_turned() -> None:
    found = points(("30.52", "50.45"), ("131.9", "43.1"), (None, None))
    assert found.swapped
    assert found.latitude.dropna().tolist() == [50.45, 43.1]


def test_some_swapped_rows_are_faults() -> None:
    found = points(("30.52", "50.45"), ("50.45", "30.52"))
    assert not found.swapped
    assert "look swapped" in found.bad_latitude[0]
    assert found.latitude.isna().tolist() == [True, False]


def test_a_pair_that_lies_in_russia_either_way_decides_nothing() -> None:
    found = points(("56.8", "60.6"))
    assert not found.swapped
    assert found.latitude.tolist() == [56.8]


def test_a_record_of_another_country_is_never_swapped() -> None:
    # Mosul: exchanged, its numbers would lie in Crimea.
    found = points(("36.3", "44.8"), foreign=[True])
    assert not found.swapped
    assert found.latitude.tolist() == [36.3]


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (("95", "10"), "not in degrees"),
        (("50", "190"), "not in degrees"),
        (("north", "30"), "not in degrees"),
        (("50.45", None), "without its longitude"),
        ((None, "30.5"), "without its latitude"),
    ],
)
def test_bad_points(pair, says) -> None:
    found = points(pair)
    assert says in found.bad_latitude.fillna(found.bad_longitude).item()
    assert found.latitude.isna().all()
    assert found.longitude.isna().all()
