"""Likely duplicates are those of the plain definition, however they are found."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, NamedTuple

import duckdb
from hypothesis import given
from hypothesis import strategies as st

from geo.store import sql


class Reported(NamedTuple):
    """One place of one incident; `at` is latitude and longitude where it is drawn."""

    incident: int
    region: str | None
    at: tuple[float, float] | None


DAYS = st.integers(0, 3).map(lambda day: dt.date(2023, 12, 30) + dt.timedelta(day))
INCIDENTS = st.lists(
    st.tuples(st.sampled_from("abc"), DAYS, st.sampled_from(["Attack", "Arrests"])),
    min_size=2,
    max_size=12,
)
#: So near to each other that some pairs are under 10 km apart and others just over.
POINTS = st.one_of(
    st.none(),
    st.tuples(st.floats(49.8, 50.1), st.floats(36.1, 36.5)),
    st.tuples(st.floats(72.9, 73.1), st.floats(-0.4, 0.4)),
)
PLACES = st.lists(
    st.builds(Reported, st.integers(0, 11), st.sampled_from(["UA-63", "RU-BEL", None]), POINTS),
    min_size=1,
    max_size=20,
)


def apart(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Kilometres between two points of a globe, as half-angles have it."""
    (lat, lon), (other_lat, other_lon) = (tuple(map(math.radians, at)) for at in (one, two))
    across = math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    return 6371 * 2 * math.asin(math.sqrt(math.sin((other_lat - lat) / 2) ** 2 + across))


def plainly(incidents: list[Any], places: list[Reported]) -> dict[tuple[str, str], float | None]:
    """Compare every place with every other one."""
    found: dict[tuple[str, str], float | None] = {}
    for one in places:
        for two in places:
            (dataset, day, kind), (other, other_day, other_kind) = (
                incidents[place.incident] for place in (one, two)
            )
            alike = kind == other_kind and dataset < other and abs((day - other_day).days) <= 1
            if not alike or one.region is None or two.region is None:
                continue
            pair = f"I{one.incident}", f"I{two.incident}"
            if one.at and two.at:
                away = apart(one.at, two.at)
                if away < 10:
                    known = found.get(pair)
                    found[pair] = away if known is None else min(away, known)
            elif one.at is None and two.at is None and one.region == two.region:
                found.setdefault(pair, None)
    return found


@given(INCIDENTS, PLACES)
def test_duplicates_are_those_of_the_plain_definition(incidents, given_places):
    places = [place for place in given_places if place.incident < len(incidents)]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE incidents (incident_id VARCHAR, dataset VARCHAR, date_start DATE,"
            " sub_event_type VARCHAR);"
            "CREATE TABLE locations (incident_id VARCHAR, region VARCHAR, lat DOUBLE, lon DOUBLE,"
            " x DOUBLE);"
            "CREATE TABLE duplicates (incident_id VARCHAR, other_id VARCHAR, kilometres DOUBLE,"
            " marked BOOLEAN, figure VARCHAR, number BIGINT)"
        )
        rows = [(f"I{number}", *incident) for number, incident in enumerate(incidents)]
        connection.executemany("INSERT INTO incidents VALUES (?, ?, ?, ?)", rows)
        for number, region, at in places:
            drawn = at is not None and region is not None
            lat, lon = at or (None, None)
            values = [f"I{number}", region, lat, lon, 0.5 if drawn else None]
            connection.execute("INSERT INTO locations VALUES (?, ?, ?, ?, ?)", values)
        connection.execute(sql.FIND_DUPLICATES)
        found = connection.execute(
            "SELECT incident_id, other_id, kilometres FROM duplicates"
        ).fetchall()
    expected = plainly(incidents, places)
    assert [pair for *pair, _ in found] == sorted(map(list, expected))
    for one, two, away in found:
        known = expected[one, two]
        assert (away is None) == (known is None)
        assert away is None or math.isclose(away, known, rel_tol=1e-9, abs_tol=1e-6)
