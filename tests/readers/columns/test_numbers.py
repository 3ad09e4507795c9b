"""Counts and coordinates out of text."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import readers
from geo.readers.columns.numbers import read_counts, read_points, read_ranges


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


@pytest.mark.parametrize("written", ["-1", "1.5", "1,5", "many", "5-3", "1e99", "inf", "5%"])
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
        (("50", "370"), "not in degrees"),
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


@pytest.mark.parametrize(
    ("written", "low", "best", "high"),
    [
        ("4+", 4, 4, None),
        ("at least 3", 3, 3, None),
        ("щонайменше 2", 2, 2, None),
        ("не менее 7 человек", 7, 7, None),
        (">5", 5, 5, None),
        ("понад 100 осіб", 100, 100, None),
        ("2-3", 2, 2, 3),
        ("від 2 до 3", 2, 2, 3),
        ("5–6 поранених", 5, 5, 6),
        ("до 5", None, None, 5),
        ("about 10", None, 10, None),
        ("1 особа", 1, 1, 1),
        ("2, з них 1 дитина", 2, 2, 2),
        ("3 (в т.ч. 1 ребенок)", 3, 3, 3),
        ("3*", 3, 3, 3),
        ("п\u2019ятеро людей", 5, 5, 5),
        ("two civilians", 2, 2, 2),
        ("немає", 0, 0, 0),
        ("без постраждалих", 0, 0, 0),
        ("1 200", 1200, 1200, 1200),
        ("12.0", 12, 12, 12),
        ("at least a dozen", 12, 12, None),
        ("mindestens 3", 3, 3, None),
        ("keine", 0, 0, 0),
        ("Никто не пострадал", 0, 0, 0),
        ("жертв нет", 0, 0, 0),
        ("'3", 3, 3, 3),
    ],
)
def test_counts_in_words_and_with_marks(written, low, best, high) -> None:
    found = read_ranges(pd.Series([written], dtype="string"))
    assert found.problem.isna().all()
    said = [
        column.astype(object).where(column.notna(), None).item()
        for column in (found.low, found.best, found.high)
    ]
    assert said == [low, best, high]


@pytest.mark.parametrize("written", ["None", "#N/A", "<NA>", "NaN", "н/д", "уточнюється", "-"])
def test_words_for_unknown_are_unknown(written) -> None:
    counts, problem = read_counts(pd.Series([written], dtype="string"))
    assert counts.isna().all()
    assert problem.isna().all()


@pytest.mark.parametrize(
    "written",
    ["1 killed, 2 injured", "2 + 1", "5 тис.", "кілька", "F-16", "2024-10-20", "1 and a half"],
)
def test_what_may_be_several_numbers_is_no_count(written) -> None:
    counts, problem = read_counts(pd.Series([written], dtype="string"))
    assert counts.isna().all()
    assert problem.notna().all()


def test_degrees_in_any_form() -> None:
    found = points(
        ("49°58'12\"N", "36°15'E"), ("N 49 58.2", "E 36.25"), ("49,97 пн. ш.", "36,25 сх. д.")
    )
    assert found.latitude.round(4).tolist() == [49.97] * 3
    assert found.longitude.round(4).tolist() == [36.25] * 3
    assert points(("49.97", "36.25 W")).longitude.tolist() == [-36.25]


def test_longitudes_go_on_beyond_180() -> None:
    assert points(("66.2", "190.2"), ("66.2", "-185")).longitude.round(1).tolist() == [-169.8, 175]


def test_the_caucasus_is_not_turned_round() -> None:
    # Yerevan, Tbilisi, Baku, Stepanakert: turned, they would lie in Russia.
    found = points(("40.18", "44.5"), ("41.72", "44.83"), ("40.4", "49.9"), ("39.8", "46.8"))
    assert not found.swapped
    assert found.latitude.tolist() == [40.18, 41.72, 40.4, 39.8]


def test_points_all_over_the_world_are_not_turned_round() -> None:
    """In the Fergana valley, which would lie in Russia's north: among others abroad, no fault."""
    read = points(*[("49.42", "14.98")] * 3, *[("39.86", "71.57")] * 2, ("50.45", "30.52"))
    assert not read.swapped
    assert read.bad_latitude.isna().all()
    assert read.latitude.iloc[3] == 39.86


def test_columns_that_changed_places_are_turned_round() -> None:
    # Kyiv, Kharkiv, Odesa, and Rostov, which could be a place in Azerbaijan.
    found = points(("30.52", "50.45"), ("36.25", "49.98"), ("30.73", "46.48"), ("39.7", "47.2"))
    assert found.swapped
    assert found.latitude.tolist() == [50.45, 49.98, 46.48, 47.2]


@pytest.mark.parametrize(
    "header",
    [
        "incident_id,date_start,sub_event_type,location,fatalities",
        "event_id_cnty,event_date,event_type,location,fatalities",
        "id,date,type,place,killed",
    ],
)
def test_a_range_is_kept_as_the_least_and_the_most(header) -> None:
    rows = [f"{n},2024-10-2{n},Attack,Kyiv,{said}" for n, said in enumerate(["2-3", "4+", "5"])]
    content = "\n".join([header, *rows]).encode()
    found = readers.read(content, file="x.csv", dataset="x")
    incidents = found.incidents
    assert incidents["fatalities"].tolist() == [2, 4, 5]
    assert incidents["fatalities_low"].tolist() == [2, 4, pd.NA]
    assert incidents["fatalities_high"].tolist() == [3, pd.NA, pd.NA]
    assert "2-3" in found.locations["extra"].iloc[0]
