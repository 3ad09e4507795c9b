"""Answers for tables are those of the rows one by one, column by column."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import region_names
from geo.geocoding import COLUMNS, Columns, geocode_rows, load_corrections
from geo.geocoding.batch import usable_points
from geo.geocoding.circles import distance_km
from geo.geocoding.coordinates import AGREE_KM, located_point, near, reconcile, usable_point
from geo.geocoding.place import by_name, hints_of
from geo.geocoding.scope import Hints
from geo.geocoding.siblings import _context_of, _open
from geo.geocoding.table import candidates_text, geocode_frame
from geo.regions import boundaries
from tests.benchmarks.stores import settlements
from tests.examples import examples

pytestmark = pytest.mark.slow

#: Settlements, namesakes, regions, lists, countries, abroad, unknown, mistyped, corrected, blank.
PLACES = (
    *("Kharkiv", "Харків", "Odesa", "Zolochiv", "Kamianka", "Berezivka", "Pervomaisk", "Ivanivka"),
    *("Novomykhailivka", "Zaporizhzhia", "Bryansk", "Kyiv", "Sevastopol", "Kharkivv", "Qwertyuiop"),
    *(
        "Sumy Oblast",
        "Crimea",
        "Kyiv region",
        "Leningrad region",
        "Rostov region",
        "Kharkivshchyna",
    ),
    *("Sumy and Kharkiv regions", "Bryansk, Kursk and Oryol regions", "Kharkiv; Zolochiv"),
    *("Ukraine", "Russia", "Warsaw", "Black Sea", "Chuhuiv raion", "Kamianka, Cherkasy Oblast"),
    *("Corrected", "Corrected town", "Corrected list", "Corrected abroad", "", None),
)
CORRECTED = """place,country,dataset,region,lat,lon,status,who
Corrected,,,UA-51,,,,A. Analyst
Corrected town,,one,UA-63,50.0,36.2,,A. Analyst
Corrected list,,,UA-51;UA-63,,,,A. Analyst
Corrected abroad,RU,,,,,outside,A. Analyst
"""
ODD = [(0.0, 0.0), (np.nan, 30.0), (50.0, np.nan), (91.0, 30.0), (50.0, 200.0), (np.inf, 1.0)]
UNITS = ("raion", "raion_code", "hromada", "hromada_code", "p_code", "place_code")
FAR = [(45.9, 31.5), (46.3, 30.9), (44.0, 34.0), (52.2, 21.0), (60.0, 190.0), (-10.0, -10.0)]


@pytest.fixture(scope="module")
def corrections(tmp_path_factory):
    path = tmp_path_factory.mktemp("batch") / "corrections.csv"
    path.write_text(CORRECTED, encoding="utf-8")
    return load_corrections(path)


def points():
    """Coordinates in towns, beside them, on borders, at sea, abroad, and impossible ones."""
    towns = settlements()
    bearers = towns[towns["name"].isin(PLACES)]
    here = list(zip(bearers["lat"], bearers["lon"], strict=True))
    vertices = shapely.get_coordinates(boundaries().geometry.to_numpy())[::997]
    pool = [*here, *((lat, lon) for lon, lat in vertices), *FAR, *ODD]
    aside = st.sampled_from([0.0, 0.0, 0.01, -0.2, 0.45, 0.449, 3.0])
    moved = st.tuples(st.sampled_from(pool), aside, aside)
    return moved.map(lambda m: (m[0][0] + m[1], m[0][1] + m[2])) | st.just((None, None))


ROWS = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from([None, None, "Ukraine", "RU", "Poland"]),
    st.sampled_from([None, None, None, "Kharkiv", "UA-46", "Nowhere"]),
    points(),
    st.sampled_from([None, "a", "b", "c"]),
    st.sampled_from(["one", "two"]),
)


def frame_of(rows):
    columns = ("place", "country", "admin1", "point", "incident", "dataset")
    frame = pd.DataFrame(rows, columns=columns)
    frame["lat"] = pd.Series([p[0] for p in frame.pop("point")], dtype="float64")
    frame["lon"] = pd.Series([row[3][1] for row in rows], dtype="float64")
    return frame


def one_by_one(frame, corrections):
    """Answer each row by itself, and then once more with the incident's other places."""

    def ask(row, extra=()):
        text = ["" if pd.isna(row[name]) else row[name] for name in ("place", "country", "admin1")]
        corrected = corrections.find(text[0], text[1], row["dataset"])
        if corrected is not None:
            return corrected
        hints = hints_of(text[1], text[2], None)
        if extra:
            hints = Hints(hints.country, hints.regions, hints.district, *extra)
        answer = by_name(text[0], hints)
        point = usable_point(row["lat"], row["lon"])
        if point is None:
            return answer
        return reconcile(text[0], hints, answer, located_point(*point), by_name)

    rows = frame.to_dict("records")
    answers = [ask(row) for row in rows]
    again = list(answers)
    for _, group in frame.groupby("incident"):
        members = group.index.tolist()
        context = _context_of([answers[n] for n in members])
        for n in members if len(members) > 1 else ():
            if _open(rows[n]["place"] or "", answers[n]):
                again[n] = ask(rows[n], context)
    return again


def as_table(answers):
    titles = region_names().titles
    rows = [
        (
            a.region,
            "; ".join(titles[code] for code in a.region.split(";")) if a.region else None,
            a.place_name,
            np.nan if a.lat is None else a.lat,
            np.nan if a.lon is None else a.lon,
            *(a.precision, a.method, a.score, a.status, candidates_text(a), a.note or None),
            *(getattr(a, name) or None for name in UNITS),
            np.nan if a.radius_km is None else a.radius_km,
        )
        for a in answers
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def check(frame, corrections):
    names = ("place", "country", "admin1", "lat", "lon", "incident", "dataset")
    columns = Columns(**{name: name for name in names})
    answers = one_by_one(frame, corrections)
    numbers = ("latitude", "longitude", "score", "radius_km")
    texts = [name for name in COLUMNS if name not in numbers]

    def same(found, expected):
        found = found.reset_index(drop=True).astype(dict.fromkeys(texts, object))
        expected = expected.astype(dict.fromkeys(texts, object))
        found, expected = (t.where(t.notna(), None) for t in (found, expected))
        pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)

    same(geocode_frame(frame, columns, corrections=corrections), as_table(answers))
    parts = [(n, part) for n, answer in enumerate(answers) for part in answer.parts or (answer,)]
    rows = geocode_rows(frame, columns, corrections=corrections)
    assert rows["row"].tolist() == [n for n, _ in parts]
    same(rows.drop(columns="row"), as_table([part for _, part in parts]))


@examples(150)
@given(rows=st.lists(ROWS, max_size=12))
def test_rows_of_a_table_are_answered_as_one_by_one(corrections, rows):
    check(frame_of(rows), corrections)


@pytest.mark.long
@pytest.mark.parametrize("turned", [False, True])
def test_a_large_table_is_answered_as_row_by_row(corrections, turned):
    rng = np.random.default_rng(1)
    towns = settlements()
    at = rng.choice(len(towns), 3000, p=towns["weight"].to_numpy())
    many = np.where(rng.random(3000) < 0.9, towns["name"].to_numpy(dtype=object)[at], None)
    frame = pd.DataFrame(
        {
            "place": [n or PLACES[rng.integers(len(PLACES))] for n in many],
            "country": rng.choice(np.array([None, "Ukraine", "Russia"], dtype=object), 3000),
            "admin1": rng.choice(np.array([None, None, None, "Kharkiv"], dtype=object), 3000),
            "incident": rng.integers(2000, size=3000).astype(str),
            "dataset": "one",
            "lat": towns["lat"].to_numpy()[at] + rng.normal(0, 0.2, 3000),
            "lon": towns["lon"].to_numpy()[at] + rng.normal(0, 0.3, 3000),
        }
    )
    frame.loc[rng.random(3000) < 0.1, "lat"] = np.nan
    frame = frame[::-1].reset_index(drop=True) if turned else frame
    check(frame, corrections)


def test_the_limit_of_agreement_is_that_of_single_places():
    rng = np.random.default_rng(2)
    lat, lon = rng.uniform(44, 70, 2000), rng.uniform(22, 180, 2000)
    step = np.degrees(AGREE_KM / 6371) + rng.normal(0, 1e-15, 2000)
    expected = [
        distance_km(a, o, a + s, o) <= AGREE_KM for a, o, s in zip(lat, lon, step, strict=True)
    ]
    assert near(lat, lon, lat + step, lon).tolist() == expected
    assert 0 < sum(expected) < 2000


@pytest.mark.parametrize("dtype", ["object", "float32", "Float64", "string"])
def test_coordinates_of_any_type_are_usable_as_single_ones_are(dtype):
    pairs = [(50.5, 30.5), (0, 0), (None, 1), (90, 180), (-90.5, 3), (3, 181), (0, 5), (np.nan, 2)]
    frame = pd.DataFrame(pairs, columns=["lat", "lon"]).astype(dtype)
    lat, lon = usable_points(frame, "lat", "lon")
    values = zip(frame["lat"], frame["lon"], strict=True)
    expected = [
        (np.nan, np.nan) if pd.isna(y) or pd.isna(x) else usable_point(y, x) or (np.nan, np.nan)
        for y, x in values
    ]
    np.testing.assert_array_equal(np.column_stack([lat, lon]), np.array(expected, dtype=float))
